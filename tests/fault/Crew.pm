# SPDX-License-Identifier: ISC
#
# Who plays: a process for each processor, each alone in IPC, PID and mount namespaces of its own,
# with its own /dev/shm and POSIX queues. They take jobs, lines of words, and answer each with a
# line. A worker is this same program with --worker.
#
#	exit Crew::worker(\&do_job) if Crew::is_worker();
#	my $crew = Crew->new;
#	$crew->work(seconds, \@jobs, sub (job, fields) { ... });
#
# do_job(stage, words) plays; what is wrong is on the stage. The answer's fields are:
# {fired}, {left}, {wrong} (an array of lines), {result} (what do_job returned), {cpu}.

package Crew;

use strict;
use warnings;

use IO::Select;
use POSIX ();

use Stage;

my @APART = qw(unshare --ipc --mount --pid --fork --kill-child --mount-proc);

sub is_worker
{
	return @ARGV && $ARGV[0] eq '--worker';
}

# Why it can't be played on this machine, or nothing.
sub lack
{
	my @apart = apart();

	# A process that is killed while it writes them, or can't, takes away what others have counted.
	return 'it would damage the counters of coverage' if $ENV{SHMOOZE_TEST_COVERAGE};
	return "no $ENV{SHMOOZE}" unless -x ($ENV{SHMOOZE} // '');
	return 'no unshare(1)' unless has('unshare');
	return 'no strace(1)' unless has('strace');
	my $trouble = `@apart sh -c 'mount -t tmpfs none /dev/shm' 2>&1`;
	return 'no namespaces of our own: ' . first_line($trouble) if $?;
	$trouble = `@apart strace -qq -f -o /dev/null -e inject=getpid:error=EIO true 2>&1`;
	return 'strace may not trace: ' . first_line($trouble) if $?;
	return undef;
}

sub first_line
{
	return (split /\n/, $_[0])[0] // 'it fails';
}

sub has
{
	my ($command) = @_;

	return scalar grep { -x "$_/$command" } split /:/, $ENV{PATH};
}

sub apart
{
	return $> == 0 ? @APART : ($APART[0], '-Ur', @APART[1 .. $#APART]);
}

# --- The workers ---

sub worker
{
	my ($do_job) = @_;
	my $place = $ENV{FAULT_PLACE} . "/$ENV{FAULT_WORKER}";
	my $count = 0;

	$| = 1;
	$SIG{PIPE} = 'IGNORE';
	mkdir $place;
	devices("$place/dev") or return 1;
	while (my $job = <STDIN>) {
		chomp $job;
		my $stage = Stage->new("$place/" . ++$count, $ENV{SHMOOZE_TEST_SLACK} // 1);
		my @before = (POSIX::times())[3, 4];
		my @result = $do_job->($stage, split ' ', $job);
		$stage->strike;
		my @after = (POSIX::times())[3, 4];
		my $cpu = ($after[0] + $after[1] - $before[0] - $before[1]) / POSIX::sysconf(&POSIX::_SC_CLK_TCK);
		print join("\t", $stage->{fired} ? 1 : 0, $stage->{left} // 0, $cpu,
			join("\x1e", map { escape($_) } @{$stage->{wrong}}), join("\x1e", @result)), "\n";
	}
	return 0;
}

sub escape
{
	return $_[0] =~ s/\n/ | /gr =~ s/([^ -~])/sprintf '\\x%02x', ord $1/ger;
}

# A /dev of our own, with our own objects of POSIX; /dev/mqueue as well, by which queues are listed.
sub devices
{
	my ($dev) = @_;
	my @bound = grep { -e "/dev/$_" } qw(null zero full random urandom tty);

	mkdir $dev;
	system('mount', '-t', 'tmpfs', '-o', 'mode=755', 'none', $dev) == 0 or return 0;
	for my $name (@bound) {
		open my $file, '>', "$dev/$name";
		system('mount', '--bind', "/dev/$name", "$dev/$name") == 0 or return 0;
	}
	symlink 'pts/ptmx', "$dev/ptmx";
	symlink '/proc/self/fd', "$dev/fd";
	mkdir "$dev/$_" for qw(shm mqueue pts);
	system('mount', '-t', 'devpts', '-o', 'ptmxmode=666', 'none', "$dev/pts") == 0 or return 0;
	system('mount', '-t', 'tmpfs', '-o', 'mode=1777', 'none', "$dev/shm") == 0 or return 0;
	system('mount', '-t', 'mqueue', 'none', "$dev/mqueue") == 0 or return 0;
	return system('mount', '--rbind', $dev, '/dev') == 0;
}

sub new
{
	my ($class) = @_;
	my $count = `getconf _NPROCESSORS_ONLN` || 1;
	my $place = `mktemp -d "\${TMPDIR:-/tmp}/shmooze-fault.XXXXXX"`;
	my $self = bless {workers => []}, $class;

	chomp $place;
	$SIG{$_} = sub { exit 1 } for qw(HUP INT TERM);
	$self->{place} = $ENV{FAULT_PLACE} = $place;
	$self->hire($_) for 1 .. ($ENV{SHMOOZE_FAULT_WORKERS} // int $count);
	return $self;
}

sub hire
{
	my ($self, $number) = @_;

	pipe my $job_out, my $job_in or die "pipe: $!";
	pipe my $answer_out, my $answer_in or die "pipe: $!";
	my $pid = fork // die "fork: $!";
	if ($pid == 0) {
		$SIG{$_} = 'DEFAULT' for qw(HUP INT TERM);
		$ENV{FAULT_WORKER} = $number;
		open STDIN, '<&', $job_out or POSIX::_exit(1);
		open STDOUT, '>&', $answer_in or POSIX::_exit(1);
		# What make and others have left open is none of ours.
		POSIX::close($_) for 3 .. 255;
		exec apart(), $^X, $0, '--worker' or POSIX::_exit(1);
	}
	$job_in->autoflush(1);
	push @{$self->{workers}}, {pid => $pid, jobs => $job_in, answers => $answer_out};
}

# Has the jobs done, as many as there is time for; 0 seconds: all of them. Returns how many.
sub work
{
	my ($self, $seconds, $jobs, $on_answer) = @_;
	my $select = IO::Select->new;
	my $end = Stage::now() + $seconds;
	my ($next, $done) = (0, 0);
	my %by_handle;
	my $give = sub {
		my ($worker) = @_;
		return if $next >= @$jobs || ($seconds && Stage::now() >= $end);
		$worker->{job} = $jobs->[$next++];
		print {$worker->{jobs}} "$worker->{job}\n";
		$select->add($worker->{answers});
		$by_handle{$worker->{answers}} = $worker;
	};

	$give->($_) for @{$self->{workers}};
	while ($select->count) {
		for my $handle ($select->can_read) {
			my $worker = $by_handle{$handle};
			my $line = <$handle>;
			$select->remove($handle);
			die "a worker has ended at: $worker->{job}\n" unless defined $line;
			$on_answer->($worker->{job}, fields($line));
			progress(++$done, scalar @$jobs);
			$give->($worker);
		}
	}
	print STDERR "\r\e[K" if -t STDERR;
	return $done;
}

sub fields
{
	my ($line) = @_;

	chomp $line;
	my ($fired, $left, $cpu, $wrong, $result) = split /\t/, $line, -1;
	return {
		fired => $fired, left => $left, cpu => $cpu,
		wrong => [split /\x1e/, $wrong], result => [split /\x1e/, $result],
	};
}

sub progress
{
	my ($done, $all) = @_;

	print STDERR "\r$done of $all " if -t STDERR;
}

sub DESTROY
{
	my ($self) = @_;

	return if is_worker();
	local $?;
	close $_->{jobs} for @{$self->{workers}};
	kill KILL => map { $_->{pid} } @{$self->{workers}};
	waitpid $_->{pid}, 0 for @{$self->{workers}};
	system 'rm', '-rf', $self->{place};
}

1;
