# SPDX-License-Identifier: ISC
#
# Storms of clocks, as in Storms.pm: the time of the day is set while all kinds of commands run, and
# a peer comes from a machine's other boot, so to speak. No wait may become longer or shorter by it,
# and what is said keeps its order.

package Clocks;

use strict;
use warnings;

use Scenes;
use Stage;

our @STORMS = (
	{name => 'another monotonic clock', rounds => [1, 3], play => \&other_clock, lack => \&lack_namespace},
	{name => 'the time is set', rounds => [2, 12], play => \&time_is_set, lack => \&lack_library},
);

# --- The monotonic one: it can be another for a few processes ---

sub lack_namespace
{
	my $trouble = `unshare --time --monotonic 86400 --boottime 86400 true 2>&1`;

	return $? ? 'no time namespaces: ' . ((split /\n/, $trouble)[0] // '') : undef;
}

sub other_clock
{
	my ($stage) = @_;
	my @later = qw(unshare --time --monotonic 864000 --boottime 864000 --fork);

	Scenes::other_side($stage, 'B');
	$stage->start('A', [@later, $ENV{SHMOOZE}, 'peer', 'A'], input => 'feed');
	$stage->expect('they meet', 5, sub { Scenes::met($stage, 'B') && Scenes::met($stage, 'A') });
	$stage->feed('A', 'from the future');
	$stage->feed('B', 'from the past');
	$stage->expect('B hears A', 5, sub { $stage->has_text('B', 'in', 'from the future') });
	$stage->expect('A hears B', 5, sub { $stage->has_text('A', 'in', 'from the past') });
	$stage->close_input('A');
	$stage->expect("$_ ends", 3, sub { $stage->ended($_) }) for qw(A B);
	$stage->expect_nothing_left('by the two');
}

# --- The time of the day: libfaketime stands between the program and it ---

# Of one round, after the other: as much later or earlier than it is.
my @JUMPS = (
	['+3600', '-3600', '+0'],
	['+86400', '-86400', '+0'],
	['+315360000', '+0', '-315360000'],
);

sub library
{
	return (glob '/usr/lib/*/faketime/libfaketime.so.1 /usr/lib*/faketime/libfaketime.so.1')[0];
}

sub lack_library
{
	return 'no libfaketime' unless defined library();
	my $said = `LD_PRELOAD=@{[library()]} FAKETIME=-3650d $ENV{SHMOOZE} --version 2>&1`;
	return 'libfaketime and the sanitizers do not go together' if $? || $said =~ /Sanitizer|preload/;
	return undef;
}

sub set_time
{
	my ($stage, $offset) = @_;
	my $file = "$stage->{place}/time";

	open my $new, '>', "$file.new" or die "time: $!";
	print $new "$offset\n";
	close $new;
	rename "$file.new", $file or die "time: $!";
}

# libfaketime's own objects, which a viewer that is confined can't remove.
sub forget_library
{
	unlink glob '/dev/shm/*faketime_*';
}

# start() with a time that set_time() sets.
sub start
{
	my ($stage, $name, $arguments, %with) = @_;

	$stage->shmooze($name, $arguments, %with, before => sub {
		$ENV{LD_PRELOAD} = library();
		$ENV{FAKETIME_TIMESTAMP_FILE} = "$stage->{place}/time";
		# Asked each time; files, and the clock that nobody sets, are as they are.
		$ENV{FAKETIME_NO_CACHE} = $ENV{NO_FAKE_STAT} = $ENV{FAKETIME_DONT_FAKE_MONOTONIC} = 1;
	});
}

# The time that the log of B tells of this text; that it jumped at all can be seen by it.
sub time_of
{
	my ($stage, $text) = @_;
	my $log = Stage::content("$stage->{place}/state/shmooze/main/B.jsonl");

	return $log =~ /^\{"seq":\d+,"time":"([^"]+)",[^\n]*"text":"\Q$text\E"/m ? $1 : '';
}

# One that waits for some seconds, while the time is set.
sub wait_meanwhile
{
	my ($stage, $arguments, $jump) = @_;

	start($stage, 'waiter', $arguments);
	Stage::nap(0.2);
	set_time($stage, $jump);
}

sub expect_gives_up
{
	my ($stage, $seconds) = @_;

	$stage->expect('who waits gives up', $seconds + 2, sub { $stage->ended('waiter') });
	return if !$stage->ended('waiter');
	my $took = $stage->{names}{waiter}{ended} - $stage->{names}{waiter}{began};
	$stage->wrong("who waits gave up after $took s") if $took < $seconds - 0.1;
	$stage->wrong('who waited has status ' . $stage->status('waiter') . ': ' . $stage->errors('waiter'))
		if $stage->status('waiter') != 75;
}

sub time_is_set
{
	my ($stage, $round) = @_;
	my @jumps = @{$JUMPS[$round % @JUMPS]};
	my (@said, %times);

	set_time($stage, '+0');
	start($stage, $_, ['peer', '--stay', $_], input => 'feed') for qw(A B);
	$stage->expect('they meet', 5, sub { Scenes::met($stage, 'B') && Scenes::met($stage, 'A') });
	start($stage, 'follower', [qw(tail -f B)]);
	for my $jump (@jumps) {
		my $text = 'at ' . @said;
		push @said, $text;
		wait_meanwhile($stage, [qw(recv A --wait=1)], $jump);
		$stage->feed('A', $text);
		$stage->expect('B hears A', 2, sub { $stage->has_text('B', 'in', $text) });
		$stage->expect('it is shown', 2, sub { $stage->output('follower') =~ /\Q$text\E$/m });
		expect_gives_up($stage, 1);
		$times{time_of($stage, $text)} = 1;
	}
	$stage->wrong('not set each time: ' . join ' ', keys %times) if keys %times != @jumps || $times{''};
	my @texts = $stage->texts('B', 'in');
	$stage->wrong("said @said, heard @texts") if "@said" ne "@texts";
	$stage->signal($_, 'INT') for qw(A B);
	$stage->expect("$_ ends", 2, sub { $stage->ended($_) }) for qw(A B follower);
	forget_library();
	$stage->expect_nothing_left('by the two');
}

1;
