# SPDX-License-Identifier: ISC
#
# The storms of rooms, as those of Storms.pm; who is who is as in Rooms.pm.

package RoomStorms;

use strict;
use warnings;

use Fcntl qw(:flock O_CREAT O_RDWR);

use Inject;
use Rooms;
use Scenes;
use Stage;
use Storms;

our @STORMS = (
	{name => 'hub, members are killed', rounds => [6, 200], play => \&killed},
	{name => '24 starts of a hub', rounds => [1, 10], play => \&race},
	{name => '24 joins', rounds => [1, 20], play => \&joins},
	{name => 'hub or member stopped', rounds => [4, 20], play => \&stopped},
	{name => 'terminal closed, room', rounds => [5, 20], play => \&terminal_closed},
	{name => 'few descriptors, room', rounds => [5, 126], play => \&few_descriptors},
	{name => 'runtime directory full, room', rounds => [2, 28], play => \&runtime_full},
	{name => 'shared memory full, room', rounds => [2, 28], play => \&shared_memory_full},
	{name => 'few bytes of queues', rounds => [2, 20], play => \&few_bytes},
);

my @NICKS = qw(ann bob cid);

# --- Kills ---

# At moments of no one's choosing, while all talk: the hub, members, or all of them. The next hub has
# what was said, and others come and talk.
sub killed
{
	my ($stage, $round) = @_;
	my @victims = @{(['hub'], [qw(ann bob)], [qw(ann hub)], ['hub', @NICKS])[$round % 4]};

	srand($round);
	Rooms::hub($stage, 'hub') or return;
	for my $nick (@NICKS) {
		talk($stage, $nick);
		Stage::nap(rand 0.02) if $round % 3 == 0;
	}
	Stage::nap(rand 0.12);
	for my $name (@victims) {
		$stage->signal($name, 'KILL');
		Stage::nap(rand 0.01) if $round % 5 == 0;
	}
	for my $name (@NICKS) {
		$stage->expect("$name ends", 5, sub { $stage->ended($name) });
		Rooms::sound_end($stage, $name) unless grep { $_ eq $name } @victims;
	}
	Rooms::end_hub($stage, 'hub') unless grep { $_ eq 'hub' } @victims;
	$stage->expect('the hub is dead', 5, sub { $stage->ended('hub') });
	next_goes_on($stage, heard($stage));
}

# A member that says 2000 lines and leaves.
sub talk
{
	my ($stage, $nick) = @_;
	my $lines = "$stage->{place}/$nick.lines";

	open my $file, '>', $lines or die "$lines: $!";
	print $file "$nick $_\n" for 1 .. 2000;
	close $file;
	$stage->shmooze($nick, [qw(join --plain --nick), $nick, 'main'], input => $lines);
}

# What stands in the log: of each member what it said first, in its order. What a member has seen
# stands there just so. Returns it.
sub heard
{
	my ($stage) = @_;
	my @said = $stage->texts('R', 'in');
	my $all = join "\n", '', @said, '';

	for my $nick (@NICKS) {
		my @own = grep { /^$nick / } @said;
		$stage->wrong("what $nick said is not as it said it")
			if join("\n", @own) ne join "\n", map { "$nick $_" } 1 .. @own;
		my $seen = join "\n", '', messages($stage->output($nick)), '';
		$stage->wrong("what $nick has seen is not what was said") if index($all, $seen) < 0;
	}
	return @said;
}

# Texts of the messages in what a viewer or a member has printed, but for a line that is cut short.
sub messages
{
	my ($output) = @_;

	return $output =~ /^[^ ]+ [^ ]+ [<>] [^ ]+: ([^\n]*)\n/mg;
}

sub next_goes_on
{
	my ($stage, @said) = @_;

	Rooms::hub($stage, 'next') or return;
	expect_on_board($stage, @said);
	Rooms::member($stage, $_) for qw(dan eve);
	$stage->expect("$_ is in", 5, sub { Rooms::hears($stage, $_, "$_ is here") }) for qw(dan eve);
	$stage->feed('dan', 'said by dan');
	$stage->expect('eve hears dan', 5, sub { Rooms::hears($stage, 'eve', 'dan: said by dan') });
	room_ends($stage, 'next', qw(dan eve));
}

# The log goes on, and the next board has the newest of it, 1000 records with the notes.
sub expect_on_board
{
	my ($stage, @said) = @_;
	my $all = join "\n", '', @said;

	$stage->run('board', [qw(tail --room main)]);
	my @there = messages($stage->output('board'));
	my $newest = join "\n", '', @there;
	$stage->wrong('the next hub has another log') if $all ne join "\n", '', $stage->texts('R', 'in');
	$stage->wrong('the next board does not have what was said last') if substr($all, -length $newest) ne $newest;
	$stage->wrong('the next board has only ' . @there) if @there < @said && @there < 950;
}

# The hub ends as it was asked to, its members with it, and nothing is left.
sub room_ends
{
	my ($stage, $hub, @members) = @_;

	Rooms::end_hub($stage, $hub);
	for my $name (@members) {
		$stage->expect("$name ends with the hub", 2, sub { $stage->ended($name) });
		Rooms::sound_end($stage, $name);
	}
	$stage->expect_nothing_left('by the hub');
}

# --- Many at once ---

sub race
{
	my ($stage) = @_;

	Storms::one_holder($stage, [qw(room main)]);
}

# What an account may have of queues is for one such crowd.
sub with_many_queues
{
	sysopen my $turn, "$ENV{FAULT_PLACE}/queues", O_CREAT | O_RDWR or die "queues: $!";
	flock $turn, LOCK_EX;
	return $turn;
}

# A third of them is killed, at joining or just then. The others are in, and the hub knows who has gone.
sub joins
{
	my ($stage, $round) = @_;
	my $turn = with_many_queues();
	my @names = map { "m$_" } 1 .. 24;
	my (%victim, @members);

	srand($round);
	Rooms::hub($stage, 'hub') or return;
	for my $name (@names) {
		Rooms::member($stage, $name);
		next if rand() > 0.33;
		Stage::nap(rand 0.02);
		$victim{$name} = 1;
		$stage->signal($name, 'KILL');
	}
	@members = grep { !$victim{$_} } @names;
	$stage->expect("$_ is in", 10, sub { Rooms::hears($stage, $_, "$_ is here") }) for @members;
	$stage->expect(@members . ' are in', 5, sub { members_are($stage, scalar @members) });
	$stage->feed($members[0], 'hello');
	for my $name (@members) {
		$stage->expect("$name hears it", 5, sub { Rooms::hears($stage, $name, "$members[0]: hello") });
	}
	Rooms::end_hub($stage, 'hub');
	$stage->expect("$_ ends", 2, sub { $stage->ended($_) }) for @members;
	Rooms::sound_end($stage, $_) for @members;
	Rooms::next_hub($stage);
}

sub members_are
{
	my ($stage, $number) = @_;

	$stage->run('status', [qw(status --json --room main)]);
	return $stage->output('status') =~ /"members":$number[,}]/;
}

# --- Stops ---

sub stopped
{
	my ($stage, $round) = @_;

	return member_stopped($stage) if $round % 4 == 3;
	Rooms::hub_with_bob($stage);
	$stage->signal('hub', $round % 2 ? 'STOP' : 'TSTP');
	$stage->expect('the hub stands still', 5, sub { stands_still($stage, 'hub') });
	$stage->feed('bob', 'to one who is stopped');
	if ($round % 4 == 2) {
		$stage->signal('hub', 'KILL');
		$stage->expect('bob learns that the hub was killed', 1, sub { $stage->ended('bob') });
		Rooms::sound_end($stage, 'bob');
		return Rooms::next_hub($stage);
	}
	my $status = $stage->run('send', [qw(send --room main --timeout 0.3 unsure)]) // 'none';
	$stage->wrong("who sends to a hub that is stopped gets $status") if $status ne '75';
	$stage->signal('hub', 'CONT');
	$stage->expect('bob is heard', 5, sub { Rooms::hears($stage, 'bob', 'bob: to one who is stopped') });
	Rooms::send_text($stage, 'afterwards');
	$stage->expect('bob hears', 5, sub { Rooms::hears($stage, 'bob', 'afterwards') });
	expect_once($stage);
	room_ends($stage, 'hub', 'bob');
}

sub stands_still
{
	my ($stage, $name) = @_;

	return Stage::content("/proc/$stage->{names}{$name}{pid}/stat") =~ /\) T /;
}

sub expect_once
{
	my ($stage) = @_;
	my %times;

	$times{$_}++ for $stage->texts('R', 'in');
	$times{$_} > 1 and $stage->wrong("'$_' was said $times{$_} times") for sort keys %times;
	exists $times{$_} or $stage->wrong("'$_' was not said") for 'to one who is stopped', 'afterwards';
}

# It keeps nobody waiting, and then has all of it.
sub member_stopped
{
	my ($stage) = @_;

	Rooms::hub_with_bob($stage);
	$stage->signal('bob', 'STOP');
	talk($stage, 'ann');
	$stage->expect('ann has said it all', 10, sub { $stage->ended('ann') });
	$stage->signal('bob', 'CONT');
	$stage->expect('bob has heard it all', 5, sub { Rooms::hears($stage, 'bob', 'ann: ann 2000') });
	my @seen = messages($stage->output('bob'));
	$stage->wrong('bob has missed some') if join("\n", @seen) ne join "\n", map { "ann $_" } 1 .. 2000;
	room_ends($stage, 'hub', 'bob');
}

# --- Terminals ---

# That of the hub, a window, a member without one, and viewers.
sub terminal_closed
{
	my ($stage, $round) = @_;
	my @arguments = @{([qw(room main)], [qw(join --nick ann main)], [qw(join --plain --nick ann main)],
		[qw(view --room main)], [qw(tail -f --room main)])[$round % 5]};
	my $hub = $round % 5 ? 'hub' : 'subject';
	my $joins = $round % 5 == 1 || $round % 5 == 2;
	my $there = sub { $stage->output('subject') =~ ($round % 5 ? qr/bob is here/ : qr/: open \(/) };

	Rooms::hub_with_bob($stage) if $round % 5;
	$stage->start('subject', [$ENV{FAULT_TERMINAL}, $ENV{SHMOOZE}, @arguments], input => 'feed');
	$there = sub { Rooms::hears($stage, 'bob', 'ann is here') } if $joins;
	$stage->expect('it is there', 5, $there);
	Rooms::member($stage, 'bob') unless $round % 5;
	$stage->expect('bob is in', 5, sub { Rooms::hears($stage, 'bob', 'bob is here') });
	$stage->signal('subject', 'HUP');
	$stage->expect('it ends', 1, sub { $stage->ended('subject') });
	$stage->expect('bob is told', 1, sub { $stage->output('bob') =~ / \* ann has left$/m }) if $joins;
	return room_ends($stage, 'hub', 'bob') if $round % 5;
	$stage->expect('bob ends with the hub', 1, sub { $stage->ended('bob') });
	Rooms::sound_end($stage, 'bob');
	$stage->expect_nothing_left('after the terminal');
}

# --- Machines that have run out of something ---

sub scene_of
{
	my ($number, @scenes) = @_;

	return $scenes[$number % @scenes];
}

# Each scene with each limit from 3 to 20.
sub few_descriptors
{
	my ($stage, $round) = @_;

	Storms::play_with_few($stage, scene_of(int($round / 18) + $round * 3, @Rooms::SCENES), 3 + $round % 18);
}

sub runtime_full
{
	my ($stage, $round) = @_;

	Storms::full($stage, scene_of($round, @Rooms::SCENES), "$stage->{place}/runtime");
}

# Where the joining slot is.
sub shared_memory_full
{
	my ($stage, $round) = @_;

	Storms::full($stage, scene_of($round, @Rooms::SCENES), '/dev/shm');
}

my @ENTER = ([qw(join --plain --nick ann main)], [qw(send --room main --timeout 0.3 said)],
	[qw(ask --timeout 0.3 main echo)], [qw(serve main echo -- true)], [qw(room --stop main)]);

# RLIMIT_MSGQUEUE: a member needs some 12,000 bytes, and bob has as many of the account's. Who can't have
# them says which limit it is; a room is stopped without.
sub few_bytes
{
	my ($stage, $round) = @_;
	my @arguments = @{$ENTER[$round % @ENTER]};
	my $limit = (0, 6500, 13000, 19000)[int($round / @ENTER) % 4];

	Rooms::hub_with_bob($stage);
	$stage->start('subject', ['prlimit', "--msgqueue=$limit:$limit", $ENV{SHMOOZE}, @arguments]);
	$stage->expect('it ends', 10, sub { $stage->ended('subject') });
	my ($status, $errors) = ($stage->status('subject') // 'none', $stage->errors('subject'));
	if ($arguments[0] eq 'room') {
		$stage->wrong("status $status: $errors") if $status ne '0' || $errors ne '';
		$stage->expect("$_ ends", 2, sub { $stage->ended($_) }) for qw(hub bob);
	} else {
		$stage->wrong("status $status: $errors")
			if $status ne '73' || $errors !~ /\Ashmooze: [^\n]*RLIMIT_MSGQUEUE[^\n]*\n\z/;
		Rooms::settle_living($stage);
	}
	$stage->expect_nothing_left('by those who were refused');
}

1;
