# SPDX-License-Identifier: ISC
#
# The table of storms: what befalls several processes at once, or the machine that they run on. Each
# is played a number of rounds; a round is counted as a fault. Clocks.pm has more of them.
#
#	name     what the report calls it
#	rounds   [in make check, in ./runtests --full]
#	play     sub (stage, round)
#	lack     sub: why it can't be played on this machine, or undef

package Storms;

use strict;
use warnings;

use Fcntl;

use Inject;
use Scenes;
use Stage;

use constant F_GETPIPE_SZ => 1032;

our @STORMS = (
	{name => 'both are killed', rounds => [20, 400], play => \&both_killed},
	{name => '24 starts of a seat', rounds => [2, 20], play => \&race},
	{name => 'stopped', rounds => [2, 10], play => \&stopped},
	{name => 'terminal closed', rounds => [3, 15], play => \&terminal_closed},
	{name => 'few descriptors', rounds => [10, 342], play => \&few_descriptors},
	{name => 'runtime directory full', rounds => [4, 57], play => \&runtime_full},
	{name => 'state directory full', rounds => [4, 38], play => \&state_full},
	{name => 'small FIFOs', rounds => [1, 5], play => \&small_fifos, lack => \&lack_small},
);

# Both at moments of no one's choosing, while they talk. The next ones go on behind their logs.
sub both_killed
{
	my ($stage, $round) = @_;

	srand($round);
	numbers($stage, 3000);
	for my $seat (qw(A B)) {
		$stage->shmooze($seat, ['peer', '--stay', $seat], input => "$stage->{place}/numbers");
		Stage::nap(rand 0.03) if $round % 2;
	}
	Stage::nap(rand 0.12);
	for my $seat ($round % 3 ? qw(A B) : qw(B A)) {
		$stage->signal($seat, 'KILL');
		Stage::nap(rand 0.01) if $round % 5 == 0;
	}
	$stage->expect("$_ is dead", 5, sub { $stage->ended($_) }) for qw(A B);
	my %said = (A => [$stage->texts('A', 'out')], B => [$stage->texts('B', 'out')]);
	$stage->shmooze($_, ['peer', '--stay', '--keep', $_]) for qw(A B);
	$stage->expect('they meet', 5, sub { Scenes::met($stage, 'A') && Scenes::met($stage, 'B') });
	same_texts($stage, "what $_->[0] said", $said{$_->[0]}, $_->[1]) for ['A', 'B'], ['B', 'A'];
	leave($stage);
	$stage->expect_nothing_left('by the next ones');
}

sub numbers
{
	my ($stage, $count) = @_;

	open my $file, '>', "$stage->{place}/numbers" or die "numbers: $!";
	print $file "line $_\n" for 1 .. $count;
	close $file;
}

# The log of the receiver has just these texts, in this order.
sub same_texts
{
	my ($stage, $what, $texts, $receiver) = @_;
	my $wanted = join "\n", @$texts;

	$stage->expect("$what arrives", 10, sub { $stage->texts($receiver, 'in') >= @$texts });
	$stage->wrong("$what is not what $receiver got") if $wanted ne join "\n", $stage->texts($receiver, 'in');
}

sub leave
{
	my ($stage) = @_;

	$stage->signal($_, 'INT') for qw(A B);
	for my $seat (qw(A B)) {
		$stage->expect("$seat ends", 2, sub { $stage->ended($seat) });
		$stage->wrong("$seat has status " . $stage->status($seat)) if $stage->status($seat);
	}
}

sub race
{
	my ($stage) = @_;

	one_holder($stage, [qw(peer --keep A)]);
}

# Of 24 one gets the seat, the others say who has it.
sub one_holder
{
	my ($stage, $arguments) = @_;
	my @names = map { "holder$_" } 1 .. 24;

	$stage->shmooze($_, $arguments) for @names;
	$stage->expect('23 have ended', 10, sub { 23 == grep { $stage->ended($_) } @names });
	my @holders = grep { !$stage->ended($_) } @names;
	return $stage->wrong(@holders . ' have the seat') if @holders != 1;
	my $pid = $stage->{names}{$holders[0]}{pid};
	for my $name (grep { $stage->ended($_) } @names) {
		my ($status, $errors) = ($stage->status($name), $stage->errors($name));
		$stage->wrong("status $status: $errors")
			if $status != 69 || $errors !~ /\Ashmooze: [^\n]*process $pid\n\z/;
	}
	$stage->signal($holders[0], 'INT');
	$stage->expect('the holder ends', 2, sub { $stage->ended($holders[0]) });
	$stage->expect_nothing_left('by the holder');
}

# Who is stopped ends with the other side, by whichever of the two ways it was.
sub stopped
{
	my ($stage, $round) = @_;

	Scenes::both_sides($stage);
	$stage->signal('A', $round % 2 ? 'STOP' : 'TSTP');
	$stage->feed('B', 'are you there?');
	$stage->signal('B', 'INT');
	$stage->expect("$_ ends", 1, sub { $stage->ended($_) }) for qw(A B);
	$stage->expect_nothing_left('by the two');
}

# The terminal of a peer, a window and a viewer is closed.
sub terminal_closed
{
	my ($stage, $round) = @_;
	my @arguments = (['peer', 'A'], ['chat', 'A'], ['view', 'B'])[$round % 3];

	Scenes::other_side($stage, 'B');
	$stage->start('subject', [$ENV{FAULT_TERMINAL}, $ENV{SHMOOZE}, @{$arguments[0]}], input => 'feed');
	$stage->expect('it is there', 5, sub {
		$round % 3 == 2 ? $stage->output('subject') =~ /main/ : Scenes::met($stage, 'B') });
	$stage->signal('subject', 'HUP');
	$stage->expect('it ends', 1, sub { $stage->ended('subject') });
	$stage->signal('B', 'INT') if $round % 3 == 2;
	$stage->expect('B ends', 1, sub { $stage->ended('B') });
	$stage->expect_nothing_left('after the terminal');
}

# Each scene with each limit from 3 to 20.
sub few_descriptors
{
	my ($stage, $round) = @_;

	play_with_few($stage, scene_of(int($round / 18) + $round * 7), 3 + $round % 18);
}

# Who has no descriptor left says so, and blames nothing else.
sub play_with_few
{
	my ($stage, $scene, $limit) = @_;

	Inject::play($stage, $scene, 'error', ['prlimit', "--nofile=$limit:$limit"]);
	$stage->wrong('blames memory: ' . $stage->errors('subject')) if $stage->errors('subject') =~ /: out of memory/;
}

sub scene_of
{
	my ($number) = @_;

	return $Scenes::SCENES[$number % @Scenes::SCENES];
}

# full(stage, scene, path): a file system of its own, which is full while the subject runs: of bytes, or
# of names.
sub full
{
	my ($stage, $scene, $path) = @_;
	my $fill = sub {
		open my $file, '>', "$path/filler";
		syswrite $file, 'x' x 65536 for 1 .. 5;
		for (1 .. 200) { open my $name, '>', "$path/filler.$_" or last; }
	};

	mkdir $path, 0700;
	system('mount', '-t', 'tmpfs', '-o', 'size=256k,nr_inodes=100,mode=700', 'none', $path) == 0
		or return $stage->wrong("no tmpfs on $path");
	Inject::play($stage, $scene, 'error', [], $fill, sub { unlink glob "$path/filler*" });
	$stage->strike_actors;
	system 'umount', '-l', $path;
}

sub runtime_full
{
	my ($stage, $round) = @_;

	full($stage, scene_of($round * 7 + 1), "$stage->{place}/runtime");
}

sub state_full
{
	my ($stage, $round) = @_;

	full($stage, scene_of($round * 7 + 1), "$stage->{place}/state");
}

# --- Pipes of 8 KiB ---

# Without privileges, and while this account has more pipes than fs.pipe-user-pages-soft allows, a
# FIFO has two pages. The pipes are opened by a process that ends with the storm.
my $PIPES = 'pipe $r[$_], $w[$_] or exit 1 for 1 .. 1100; $| = 1; print "ready\n"; sleep 60';

sub lack_small
{
	my $soft = Stage::content('/proc/sys/fs/pipe-user-pages-soft') || 0;

	return 'fs.pipe-user-pages-soft is not 16384' if $soft != 16384;
	return 'no 4096 descriptors' if system 'prlimit --nofile=4096:4096 true 2>/dev/null';
	return 'no user namespaces' if system 'unshare -U true 2>/dev/null';
	return undef;
}

sub small_fifos
{
	my ($stage) = @_;
	my @weak = ('unshare', '-Ur', $ENV{SHMOOZE}, 'peer', '--stay');

	$stage->start('pipes', ['prlimit', '--nofile=4096:4096', $^X, '-e', $PIPES]);
	$stage->expect('many pipes', 10, sub { $stage->output('pipes') eq "ready\n" });
	numbers($stage, 3000);
	$stage->start('A', [@weak, '--keep', 'A'], input => "$stage->{place}/numbers");
	$stage->expect('A is up', 5, sub { $stage->errors('A') =~ /waiting/ });
	sysopen my $fifo, "$stage->{place}/runtime/main/A.in", O_WRONLY | O_NONBLOCK or $stage->wrong("A.in: $!");
	my $size = fcntl($fifo, F_GETPIPE_SZ, 0) || 0;
	close $fifo;
	$stage->wrong("a FIFO of $size bytes is not small") if $size > 8192;
	$stage->start('B', [@weak, '--keep', 'B'], input => "$stage->{place}/numbers");
	same_texts($stage, 'A said', [map { "line $_" } 1 .. 3000], 'B');
	same_texts($stage, 'B said', [map { "line $_" } 1 .. 3000], 'A');
	leave($stage);
	$stage->signal('pipes', 'KILL');
	$stage->expect_nothing_left('by the two');
}

1;
