# SPDX-License-Identifier: ISC
#
# What kill.test and error.test have in common: record each scene, then play it once for each fault.

use strict;
use warnings;

use Fcntl qw(:flock);

use Crew;
use Errnos;
use Inject;
use Report;
use Rooms;
use Scenes;

# Seconds for which a test has the queues of the account to itself.
use constant TURN => 60;

my %SCENES = map { $_->{name} =~ s/ /_/gr => $_ } @Scenes::SCENES, @Rooms::SCENES;

# A job is "SCENE record" or "SCENE CALL N FAULT".
sub do_job
{
	my ($stage, $name, $call, $n, $fault) = @_;
	my $scene = $SCENES{$name};

	return Inject::record($stage, $scene) if $call eq 'record';
	Inject::inject($stage, $scene, $call, $n, $fault);
	return ();
}

# The same order each time, unless SHMOOZE_FAULT_SEED says another: a part is a fair sample.
sub shuffled
{
	my @list = @_;

	srand($ENV{SHMOOZE_FAULT_SEED} // 1);
	for my $i (reverse 1 .. $#list) {
		my $j = int rand($i + 1);
		@list[$i, $j] = @list[$j, $i];
	}
	return @list;
}

# Of these scenes the ones to play: all, or those whose name matches SHMOOZE_FAULT_SCENE.
sub chosen
{
	my $wanted = $ENV{SHMOOZE_FAULT_SCENE} // '';

	return grep { $_ =~ /$wanted/ } map { $_->{name} =~ s/ /_/gr } @_;
}

# For scenes of rooms, as alone_with_queues() of tests/system/lib.sh: RLIMIT_MSGQUEUE is the account's
# in all its namespaces together. Lasts as long as what is returned.
sub alone_with_queues
{
	open my $turn, '<', '/dev/shm' or return;
	local $SIG{ALRM} = sub { };
	alarm 900;
	flock $turn, LOCK_EX;
	alarm 0;
	return $turn;
}

# Crew::work() with queues, a minute at a time: there are others who wait for their turn, and a complete
# run takes hours. Waiting does not count.
sub work_in_turns
{
	my ($crew, $seconds, $jobs, $on_answer) = @_;
	my @left = @$jobs;
	my $played = 0;

	while (@left && (!$seconds || $played < $seconds)) {
		my $turn = alone_with_queues();
		my $part = !$seconds || $seconds - $played > TURN ? TURN : $seconds - $played;
		my $began = Stage::now();
		splice @left, 0, $crew->work($part, \@left, $on_answer);
		$played += Stage::now() - $began;
		close $turn if $turn;
		# Whoever was woken by that is first.
		Stage::nap(0.2) if @left;
	}
}

# seconds(in make check, in ./runtests --full), or SHMOOZE_FAULT_SECONDS; 0: without a limit.
sub seconds
{
	my ($short, $full) = @_;

	return $ENV{SHMOOZE_FAULT_SECONDS} // ($ENV{SHMOOZE_TEST_FULL} ? $full : $short);
}

sub skip_without_means
{
	my $lack = Crew::lack();

	return unless defined $lack;
	print "1..0 # SKIP $lack\n";
	exit 0;
}

# fault_test(title, seconds, sub (call): faults). Chats come first, rooms get their part of the seconds last.
sub fault_test
{
	my ($title, $seconds, $faults) = @_;
	my $report = Report->new;
	my @chats = chosen(@Scenes::SCENES);
	my @rooms = chosen(@Rooms::SCENES);

	exit Crew::worker(\&do_job) if Crew::is_worker();
	skip_without_means();
	my $crew = Crew->new;
	my $part = $seconds / (@chats + @rooms || 1);
	play_scenes($crew, \&Crew::work, $report, $part * @chats, $faults, @chats) if @chats;
	play_scenes($crew, \&work_in_turns, $report, $part * @rooms, $faults, @rooms) if @rooms;
	undef $crew;
	exit $report->finish($title);
}

sub play_scenes
{
	my ($crew, $work, $report, $seconds, $faults, @scenes) = @_;
	my @jobs;

	$report->row($_) for @scenes;
	$work->($crew, 0, [map { "$_ record" } @scenes], sub {
		my ($job, $answer) = @_;
		my ($scene) = split ' ', $job;
		push @{$report->row($scene)->{wrong}}, map { "faultless: $_" } @{$answer->{wrong}};
		my @here = map { my $at = $_; map { "$scene $at $_" } $faults->((split ' ', $at)[0]) } @{$answer->{result}};
		$report->plan($scene, scalar @here);
		push @jobs, @here;
	});
	@jobs = grep { s/^\S+ //r =~ /$ENV{SHMOOZE_FAULT_ONLY}/ } @jobs if $ENV{SHMOOZE_FAULT_ONLY};
	$work->($crew, $seconds, [shuffled(sort @jobs)], sub {
		my ($job, $answer) = @_;
		my ($scene, $what) = split ' ', $job, 2;
		$report->add($scene, $what, $answer);
	});
}

1;
