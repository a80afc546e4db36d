# SPDX-License-Identifier: ISC
#
# Which errors a system call may give, by its manual page, of those that befall a sound program:
# tables that are full, no memory, no space, broken devices, interruptions, others who have gone or
# forbid it. A call that isn't here can't fail in a way that a program could care about (getpid), or
# not truly be prevented from doing its work (close, munmap, brk). Nothing interrupts an open: what
# could is blocked, and taken by signalfd(2).

package Errnos;

use strict;
use warnings;

my @TABLE = (
	[[qw(open openat creat)], qw(EMFILE ENFILE ENOMEM ENOSPC EIO EPERM)],
	[[qw(read readv)], qw(EINTR EAGAIN EIO)],
	[[qw(pread64 preadv)], qw(EINTR EIO)],
	[[qw(write writev)], qw(EINTR EAGAIN ENOSPC EIO EPIPE)],
	[[qw(pwrite64 pwritev)], qw(EINTR ENOSPC EIO)],
	[[qw(poll ppoll select pselect6)], qw(EINTR ENOMEM)],
	[[qw(epoll_wait epoll_pwait)], qw(EINTR)],
	[[qw(epoll_create epoll_create1)], qw(EMFILE ENFILE ENOMEM)],
	[[qw(epoll_ctl)], qw(ENOMEM ENOSPC EPERM)],
	[[qw(signalfd4 eventfd2 timerfd_create inotify_init1 memfd_create)], qw(EMFILE ENFILE ENOMEM)],
	[[qw(inotify_add_watch)], qw(ENOSPC ENOMEM)],
	[[qw(pipe pipe2 socket socketpair)], qw(EMFILE ENFILE)],
	[[qw(dup dup2 dup3)], qw(EINTR EMFILE)],
	[[qw(fcntl)], qw(EINTR EAGAIN EMFILE ENOLCK EPERM)],
	[[qw(flock)], qw(EINTR EAGAIN ENOLCK)],
	[[qw(mkdir mkdirat mknod mknodat)], qw(ENOSPC ENOMEM EPERM EIO)],
	[[qw(rename renameat renameat2 link linkat symlinkat)], qw(ENOSPC ENOMEM EIO EPERM)],
	[[qw(unlink unlinkat rmdir)], qw(ENOMEM EIO EPERM)],
	[[qw(stat fstat lstat newfstatat statx)], qw(ENOMEM EIO)],
	[[qw(readlink readlinkat)], qw(ENOMEM EIO)],
	[[qw(getdents64)], qw(EIO)],
	[[qw(ftruncate)], qw(EINTR EIO EPERM)],
	[[qw(fallocate)], qw(EINTR ENOSPC EIO)],
	[[qw(fsync fdatasync)], qw(EIO ENOSPC)],
	[[qw(fchmod fchmodat fchown fchownat utimensat)], qw(EPERM EIO)],
	[[qw(shmget)], qw(ENOSPC ENOMEM ENFILE)],
	[[qw(shmat)], qw(ENOMEM EIDRM)],
	[[qw(shmctl)], qw(EPERM EIDRM)],
	[[qw(msgget semget)], qw(ENOSPC ENOMEM)],
	[[qw(msgsnd)], qw(EINTR EAGAIN EIDRM ENOMEM)],
	[[qw(msgrcv)], qw(EINTR EIDRM)],
	[[qw(msgctl)], qw(EIDRM)],
	[[qw(mq_open)], qw(EMFILE ENFILE ENOMEM ENOSPC)],
	[[qw(mq_unlink)], qw(ENOMEM)],
	[[qw(mq_timedsend mq_timedreceive)], qw(EINTR EAGAIN)],
	[[qw(pidfd_open)], qw(EMFILE ENFILE ENOMEM ESRCH)],
	[[qw(pidfd_send_signal kill)], qw(EPERM ESRCH)],
	[[qw(clone clone3 fork vfork)], qw(EAGAIN ENOMEM)],
	[[qw(execve)], qw(ENOMEM EMFILE EIO)],
	[[qw(wait4 waitid)], qw(EINTR)],
	[[qw(mmap)], qw(ENOMEM ENFILE)],
	[[qw(mprotect mremap)], qw(ENOMEM)],
	[[qw(getrandom)], qw(EINTR EAGAIN)],
	[[qw(setsid)], qw(EPERM)],
	[[qw(ioctl)], qw(EINTR EIO)],
);

my %ERRNOS;
for my $row (@TABLE) {
	my ($calls, @errnos) = @$row;
	$ERRNOS{$_} = \@errnos for @$calls;
}

# A sanitizer's runtime has calls of its own, for memory and by open(2), and ends where they fail.
sub of
{
	my ($call) = @_;

	return () if ($ENV{SHMOOZE_TEST_SLACK} // 1) > 1 && $call =~ /^(?:mmap|mprotect|mremap|open)$/;
	return @{$ERRNOS{$call} // []};
}

# Those that can last; a call that is interrupted for ever is not of this world.
sub lasting
{
	my ($errno) = @_;

	return $errno ne 'EINTR';
}

1;
