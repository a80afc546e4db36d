# SPDX-License-Identifier: ISC
#
# The scenes of rooms, as those of Scenes.pm: in each the room is called main, "hub" is its hub unless
# that is the subject, and ann and bob are members. accept() is told of texts of the seat R.
#
# A hub that is killed leaves names, as does a member that is killed while it joins: the next hub or
# clean takes them away, and each of the two has a row.

package Rooms;

use strict;
use warnings;

use Scenes;
use Stage;

our @SCENES = (
	{name => 'room', play => \&play_room, check => \&settle_by_hub},
	{name => 'room, then clean', play => \&play_room, check => \&settle_by_clean},
	{name => 'join --plain', play => \&play_join, check => \&settle_member},
	{name => 'send --room', play => \&play_send, check => \&settle_living},
	{name => 'recv --room --wait', play => \&play_recv, check => \&settle_recv},
	{name => 'ask', play => \&play_ask, check => \&settle_ask},
	{name => 'serve', play => \&play_serve, check => \&settle_serve},
);

my $PATIENCE = 0.6;

# --- Who else is there ---

sub hub
{
	my ($stage, $name) = @_;

	$stage->shmooze($name, [qw(room main)]);
	return $stage->expect('the room is open', 10, sub { is_open($stage, $name) });
}

sub is_open
{
	my ($stage, $name) = @_;

	return $stage->errors($name) =~ /: open \(/;
}

sub member
{
	my ($stage, $nick) = @_;

	$stage->shmooze($nick, [qw(join --plain --nick), $nick, 'main'], input => 'feed');
}

# Of a hub that nothing befell.
sub hub_with_bob
{
	my ($stage) = @_;

	hub($stage, 'hub');
	member($stage, 'bob');
	$stage->expect('bob is in', 5, sub { hears($stage, 'bob', 'bob is here') });
}

sub hears
{
	my ($stage, $name, $text) = @_;

	return $stage->output($name) =~ /\Q$text\E$/m;
}

# What a member has said stands in the log, whoever said that it was taken.
sub send_text
{
	my ($stage, $text) = @_;
	my $status = $stage->run('send', ['send', '--room', 'main', '--timeout', '1', $text]);

	$stage->accept('R', $text) if defined $status && $status == 0;
	return $status;
}

# --- Plays of the hub ---

sub play_room
{
	my ($stage, $subject) = @_;

	$subject->([qw(room main)]);
	return unless $stage->await($PATIENCE, sub { is_open($stage, 'subject') });
	member($stage, $_) for qw(ann bob);
	$stage->await($PATIENCE, sub { 2 == grep { hears($stage, 'bob', "$_ is here") } qw(ann bob) });
	$stage->shmooze('tail', [qw(tail -f --room main)]);
	$stage->feed('ann', 'typed by ann');
	$stage->await($PATIENCE, sub { hears($stage, 'tail', 'typed by ann') && hears($stage, 'bob', 'typed by ann') });
	send_text($stage, 'sent');
	$stage->run('stop', [qw(room --stop main)]);
}

# Everybody learns it, and what anybody has seen or was told is kept.
sub settle_hub
{
	my ($stage) = @_;

	for my $name (grep { $stage->{names}{$_} } qw(ann bob tail)) {
		$stage->expect("$name learns that the hub has ended", 1, sub { $stage->ended($name) });
		sound_end($stage, $name);
		$stage->accept('R', 'typed by ann') if hears($stage, $name, 'ann: typed by ann');
	}
	delete $stage->{accepted}{R} if Scenes::told_of_log($stage, 'subject');
	$stage->accept('R', $_) for $stage->texts('R', 'in');
	$stage->{subject} = undef;
}

# Neither a crash nor a status that tells nothing.
sub sound_end
{
	my ($stage, $name) = @_;
	my $status = $stage->status($name);

	$stage->wrong("$name has status $status: " . $stage->errors($name))
		if defined $status && !grep { $_ == $status } 0, 69, 75;
}

sub settle_by_hub
{
	my ($stage) = @_;

	settle_hub($stage);
	next_hub($stage);
}

sub settle_by_clean
{
	my ($stage) = @_;

	settle_hub($stage);
	my $status = $stage->run('clean', ['clean']);
	$stage->wrong('clean has status ' . ($status // 'none')) if !defined $status || $status != 0;
	$stage->expect_nothing_left('by clean');
	next_hub($stage);
}

# The next one clears up, has on its board what was accepted, can be joined, and leaves nothing.
sub next_hub
{
	my ($stage) = @_;

	hub($stage, 'next') or return;
	my $status = send_text($stage, 'to the next one') // 'none';
	$stage->wrong("the next hub takes nothing: $status, " . $stage->errors('send')) if $status ne '0';
	$stage->run('board', [qw(tail --room main)]);
	for my $text (sort keys %{$stage->{accepted}{R}}) {
		my $times = () = $stage->output('board') =~ / < [^ ]+: \Q$text\E$/mg;
		$stage->wrong("'$text' is $times times on the next board") if $times != 1;
	}
	end_hub($stage, 'next');
	$stage->expect_nothing_left('by the next hub');
}

# --- Plays of members ---

sub play_join
{
	my ($stage, $subject) = @_;

	hub_with_bob($stage);
	$subject->([qw(join --plain --nick ann main)], input => 'feed');
	if ($stage->await($PATIENCE, sub { hears($stage, 'bob', 'ann is here') })) {
		$stage->feed('subject', 'typed by ann');
		$stage->await($PATIENCE, sub { hears($stage, 'bob', 'ann: typed by ann') });
		$stage->feed('bob', 'typed by bob');
		$stage->await($PATIENCE, sub { hears($stage, 'subject', 'bob: typed by bob') });
	}
	$stage->close_input('subject');
}

sub settle_member
{
	my ($stage) = @_;

	if (hears($stage, 'bob', 'ann is here')) {
		$stage->expect('bob is told that ann has gone', 1,
			sub { $stage->output('bob') =~ /^[^<>]* \* ann (?:has left|was killed|.* is gone)/m });
	}
	settle_living($stage);
	next_hub($stage);
}

sub play_send
{
	my ($stage, $subject) = @_;

	hub_with_bob($stage);
	$subject->([qw(send --room main said)]);
	$stage->await(3, sub { $stage->ended('subject') });
	my $status = $stage->status('subject');
	$stage->accept('R', 'said') if defined $status && $status == 0;
}

sub play_recv
{
	my ($stage, $subject) = @_;

	hub_with_bob($stage);
	$stage->feed('bob', 'first');
	$stage->expect('first is said', 5, sub { $stage->has_text('R', 'in', 'first') });
	$stage->run('begin', [qw(recv --room main)]);
	$subject->([qw(recv --wait=3 --room main)]);
	Stage::nap(0.05);
	$stage->feed('bob', 'second');
	$stage->await(3, sub { $stage->ended('subject') });
}

sub settle_recv
{
	my ($stage) = @_;

	$stage->expect('second is said', 5, sub { $stage->has_text('R', 'in', 'second') });
	Scenes::receive_again($stage, qw(--room main));
	settle_living($stage);
}

# The hub goes on, others can come, and each text that was accepted was said once.
sub settle_living
{
	my ($stage) = @_;

	$stage->{subject} = undef;
	$stage->ended($_) and $stage->wrong("$_ has ended: " . $stage->errors($_)) for qw(hub bob);
	$stage->feed('bob', 'last words');
	$stage->accept('R', 'last words');
	my $status = send_text($stage, 'afterwards') // 'none';
	$stage->wrong("the hub takes no more: $status, " . $stage->errors('send')) if $status ne '0';
	for my $text (sort keys %{$stage->{accepted}{R}}) {
		$stage->expect("'$text' is said", 5, sub { $stage->has_text('R', 'in', $text) });
	}
	my %times;
	$times{$_}++ for $stage->texts('R', 'in');
	$times{$_} > 1 and $stage->wrong("'$_' was said $times{$_} times") for sort keys %times;
	end_hub($stage, 'hub');
	$stage->expect('bob ends with the hub', 1, sub { $stage->ended('bob') });
	sound_end($stage, 'bob');
}

sub end_hub
{
	my ($stage, $name) = @_;

	$stage->signal($name, 'INT');
	$stage->expect("$name ends", 2, sub { $stage->ended($name) });
	$stage->wrong("$name has status " . $stage->status($name)) if $stage->status($name);
}

# --- Plays of questions ---

# One at a time: who is gone must not keep the others waiting.
my @SERVE = (qw(serve --max 1 main echo -- sh -c), 'sleep 0.03; echo "$1"', 'echo');

sub play_ask
{
	my ($stage, $subject) = @_;

	hub_with_bob($stage);
	$stage->shmooze('server', \@SERVE);
	$stage->expect('the verb is served', 5, sub { $stage->errors('server') =~ /serves echo/ });
	$subject->([qw(ask main echo hello)]);
	$stage->await(3, sub { $stage->ended('subject') });
}

sub settle_ask
{
	my ($stage) = @_;
	my $status = $stage->status('subject');

	$stage->wrong("status 0, and the answer is '" . $stage->output('subject') . "'")
		if defined $status && $status == 0 && !$stage->{unread} && $stage->output('subject') ne "hello\n";
	ask_again($stage, 'again');
	$stage->ended('server') and $stage->wrong('the server has ended: ' . $stage->errors('server'));
	settle_living($stage);
	$stage->expect('the server ends with the hub', 1, sub { $stage->ended('server') });
	sound_end($stage, 'server');
}

sub ask_again
{
	my ($stage, $text) = @_;
	my $status = $stage->run('again', [qw(ask --timeout 5 main echo), $text]) // 'none';

	$stage->wrong("the next question gets $status: " . $stage->errors('again'))
		if $status ne '0' || $stage->output('again') ne "$text\n";
}

sub play_serve
{
	my ($stage, $subject) = @_;

	hub_with_bob($stage);
	$subject->(\@SERVE);
	if ($stage->await($PATIENCE, sub { $stage->errors('subject') =~ /serves echo/ })) {
		$stage->shmooze('asker', [qw(ask main echo hello)]);
		$stage->await($PATIENCE, sub { $stage->ended('asker') });
	}
	kill INT => map { (split ' ')[1] } grep { m{^process \d+ \Q$ENV{SHMOOZE}\E serve} } $stage->processes;
}

# Who asked learns at once that there will be no answer, and another one can serve.
sub settle_serve
{
	my ($stage) = @_;

	if ($stage->{names}{asker}) {
		$stage->expect('the asker gets its answer or learns that there is none', 1, sub { $stage->ended('asker') });
		judge_asker($stage);
	}
	$stage->{subject} = undef;
	$stage->shmooze('server', \@SERVE);
	$stage->expect('another one serves', 5, sub { $stage->errors('server') =~ /serves echo/ });
	ask_again($stage, 'again');
	settle_living($stage);
	$stage->expect('the server ends with the hub', 1, sub { $stage->ended('server') });
}

# 69 only if the server had gone before the question came; the rest are statuses of the command,
# which the same kill may have struck: 137.
sub judge_asker
{
	my ($stage) = @_;
	my ($status, $errors) = ($stage->status('asker') // 'none', $stage->errors('asker'));

	if ($status eq '0') {
		$stage->wrong("the asker got '" . $stage->output('asker') . "' with status 0")
			if $stage->{kind} eq 'kill' && $stage->output('asker') ne "hello\n";
	} elsif ($stage->{killed}) {
		$stage->wrong("the server was killed, and the asker got $status: $errors")
			unless $status eq '75' || ($status eq '137' && $errors eq "Killed\n") || ($status eq '69' && $errors =~ /nobody serves/);
	}
}

1;
