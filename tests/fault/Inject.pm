# SPDX-License-Identifier: ISC
#
# Plays a scene with a fault in the subject, which strace(1) injects: a SIGKILL at a system call, or
# an error in its place. The calls are those of a faultless play that was recorded.

package Inject;

use strict;
use warnings;

use Scenes;
use Stage;

# How many calls an error that lasts goes on for. It has to end: it strikes each descriptor, also
# that by which a process learns that it has to leave.
use constant LASTS => 50;

# Statuses of sysexits(3) that a command may end with.
my %STATUS = map { $_ => 1 } 0, 1, 64 .. 78;

# record(stage, scene): the faultless play. Returns the calls, each "NAME N", the N-th of its thread.
# What the dynamic linker does before main(), and what is done with the files of the system, changes
# nothing that anybody would notice: it is left out.
sub record
{
	my ($stage, $scene) = @_;
	my $trace = "$stage->{place}/trace";
	my (%calls, %times, @order, %begun, %early);

	perform($stage, $scene, ['-y', '-o', $trace], 'record');
	for (split /\n/, Stage::content($trace)) {
		my ($thread, $name, $rest) = /^(\d+) +([a-z0-9_]+)\((.*)/ or next;
		my $n = ++$times{$thread}{$name};
		%begun or $begun{$thread} = 0;
		if (exists $begun{$thread} && !$begun{$thread}) {
			$early{$name} = $n;
			$begun{$thread} = 1 if $name eq 'munmap' && $times{$thread}{prlimit64};
			next;
		}
		next if $rest =~ m{^(?:\d+<|AT_FDCWD<[^>]*>, "|")/(?:usr|lib|etc)/} || $name eq 'exit';
		next if $n <= ($early{$name} // 0);
		push @order, "$name $n" unless $calls{"$name $n"}++;
	}
	return @order;
}

# One play with a fault: kill or error. Returns nothing; see the stage's {fired}, {wrong}, {left}.
# {mute}: the subject can't write, nor say so.
sub inject
{
	my ($stage, $scene, $call, $n, $fault) = @_;
	my $trace = "$stage->{place}/trace";
	my $when = $fault =~ /\+$/ ? "$n.." . ($n + LASTS) : $n;
	my $what = $fault eq 'KILL' ? 'signal=KILL' : 'error=' . $fault =~ s/\+$//r;
	my $kind = $fault eq 'KILL' ? 'kill' : 'error';

	$stage->{mute} = $call =~ /^writev?$/ && $fault =~ /\+$/;
	# Whose reader has gone has nobody to print for, and that is no failure.
	$stage->{unread} = $call =~ /^writev?$/ && $fault =~ /^EPIPE/;
	perform($stage, $scene,
		['-o', $trace, '-e', "trace=$call", '-e', "inject=$call:$what:when=$when"], $kind);
}

# perform(stage, scene, flags of strace, kind): kind is record, kill or error.
sub perform
{
	my ($stage, $scene, $flags, $kind) = @_;

	play($stage, $scene, $kind, ['strace', '-q', '-f', '-e', 'signal=KILL', @$flags, '--']);
}

# play(stage, scene, kind, prefix, begin, end): the subject runs under the command prefix; begin() is
# called before it starts, end() once it is over.
sub play
{
	my ($stage, $scene, $kind, $prefix, $begin, $end) = @_;
	my $subject = sub {
		my ($arguments, %with) = @_;
		my @command = (@$prefix, $ENV{SHMOOZE}, @$arguments);

		$begin->() if $begin;
		unshift @command, $ENV{FAULT_TERMINAL} if $scene->{terminal};
		$stage->start('subject', \@command, %with);
		$stage->{subject} = 'subject';
	};

	$stage->{kind} = $kind;
	$scene->{play}->($stage, $subject, $scene);
	finish($stage, $kind, $scene);
	$end->() if $end;
	$stage->{fired} = Stage::content("$stage->{place}/trace") =~ /\(INJECTED\)|killed by SIGKILL/;
	judge_subject($stage, $scene) if $kind ne 'kill';
	$scene->{check}->($stage);
	my $status = $stage->run('clean', ['clean']);
	$stage->wrong('clean has status ' . ($status // 'none')) if !defined $status || $status != 0;
	$stage->expect_nothing_left('at last');
	$stage->expect_no_report;
}

# The play is over: the subject ends, at the latest when asked.
sub finish
{
	my ($stage, $kind, $scene) = @_;
	my $ended = sub { $stage->ended('subject') };
	my $limit = $kind eq 'record' ? 5 : 1.5;

	if (!$stage->await($limit, $ended)) {
		$stage->wrong('the faultless play does not end') if $kind eq 'record';
		$stage->{interrupted} = 1;
		$stage->signal_group('subject', 'INT');
		# A terminal that closes tells the leader of its session, which is strace.
		kill HUP => map { /^process (\d+) \Q$ENV{SHMOOZE}\E (?:chat|view)/ ? $1 : () } $stage->processes
			if $scene->{terminal};
		if (!$stage->await(3, $ended)) {
			$stage->wrong('hangs: ' . join '; ', $stage->processes);
			$stage->signal_group('subject', 'KILL');
			$stage->await(5, $ended);
		}
	}
	$stage->{killed} = ($stage->status('subject') // 0) == 137 ? 1 : 0;
}

# A failure has a line that says it and a status of its class.
sub judge_subject
{
	my ($stage, $scene) = @_;
	my $status = $stage->status('subject');
	my $errors = $scene->{terminal} ? $stage->output('subject') : $stage->errors('subject');

	return if !defined $status || $status == 0;
	# The dynamic linker's line, before there is a program.
	return if $status == 127 && $errors =~ /error while loading shared libraries/;
	# One that does not handle the signal by which it was asked.
	return if $stage->{interrupted} && $status == 130;
	# Nor does it concern us that the sanitizer's runtime could not read its options.
	return if $errors =~ /LeakSanitizer does not work under ptrace/;
	$stage->wrong("status $status: $errors") unless $STATUS{$status};
	return if $stage->{mute};
	if ($scene->{terminal}) {
		$stage->wrong("status $status without a line") unless $errors =~ /shmooze: /;
		return;
	}
	$stage->wrong("status $status without a line") if $errors eq '';
	$stage->wrong("status $status, and: $_") for grep { !/^shmooze: / } split /\n/, $errors;
}

1;
