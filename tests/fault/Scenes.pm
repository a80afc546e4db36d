# SPDX-License-Identifier: ISC
#
# The table of scenes: each is a command, the subject, with its other side, and what is promised
# about it. To add a command, add a line to @SCENES and write its play:
#
#	name      what the report calls it
#	play      sub (stage, subject): starts the other side, then the subject by subject(arguments,
#	          with), and talks with it until it has to be over; a faultless play ends by itself
#	check     sub (stage): what holds afterwards, however the subject ended
#	follow    whether the processes that the subject starts get the fault too
#	terminal  whether the subject runs in a terminal
#
# A play asks with await() for what a subject that is well would do, and goes on without; it uses
# expect() for what has to be whatever became of the subject. It tells accept() of the texts that
# were accepted; settle_chat() sees to it that they arrive exactly once.

package Scenes;

use strict;
use warnings;

use Stage;

our @SCENES = (
	{name => 'peer', play => \&play_peer, check => \&settle_chat},
	{name => 'peer --stay', play => \&play_peer_stays, check => \&settle_chat},
	{name => 'peer --detach', play => \&play_detach, check => \&settle_chat, follow => 1},
	{name => 'peer, resumed', play => \&play_resumed, check => \&settle_chat},
	{name => 'peer, mail', play => \&play_peer_mail, check => \&settle_chat},
	{name => 'chat', play => \&play_chat, check => \&settle_chat, follow => 1, terminal => 1},
	{name => 'view', play => \&play_view, check => \&settle_living, terminal => 1},
	{name => 'view --plain', play => \&play_follow, check => \&settle_follow, arguments => [qw(view --plain A)]},
	{name => 'tail -f', play => \&play_follow, check => \&settle_follow, arguments => [qw(tail -f A)]},
	{name => 'send', play => \&play_send, check => \&settle_send, arguments => [qw(send A said)]},
	{name => 'send --wait', play => \&play_send, check => \&settle_send, arguments => [qw(send --wait A said)]},
	{name => 'recv --wait', play => \&play_recv, check => \&settle_recv},
	{name => 'mail send', play => \&play_mail_send, check => \&settle_mail},
	{name => 'mail recv', play => \&play_mail_recv, check => \&settle_mail},
	{name => 'status', play => \&play_reader, check => \&settle_living, arguments => [qw(status A)]},
	{name => 'unread', play => \&play_reader, check => \&settle_living, arguments => [qw(unread A)]},
	{name => 'log', play => \&play_reader, check => \&settle_living, arguments => [qw(log A)]},
	{name => 'ls', play => \&play_reader, check => \&settle_living, arguments => [qw(ls)]},
	{name => 'clean', play => \&play_clean, check => \&settle_nothing},
);

# How long a play waits for a subject that may be ill.
my $PATIENCE = 0.6;

# --- The other side ---

sub other_side
{
	my ($stage, $seat, @options) = @_;

	$stage->shmooze($seat, ['peer', @options, $seat], input => 'feed');
	$stage->expect("$seat is up", 10, sub { $stage->errors($seat) =~ /^shmooze: $seat: /m });
}

sub both_sides
{
	my ($stage) = @_;

	other_side($stage, 'A');
	other_side($stage, 'B');
	$stage->expect('A and B have met', 10, sub { met($stage, 'A') && met($stage, 'B') });
}

sub met
{
	my ($stage, $seat) = @_;
	my $other = $seat eq 'A' ? 'B' : 'A';

	return $stage->errors($seat) =~ /: $other is here/;
}

# --- Plays of a peer ---

sub converse
{
	my ($stage) = @_;

	return unless $stage->await($PATIENCE, sub { met($stage, 'B') });
	$stage->feed('subject', 'typed by A');
	$stage->await($PATIENCE, sub { $stage->has_text('B', 'in', 'typed by A') });
	$stage->feed('B', 'typed by B');
	$stage->expect('B has its own text', 5, sub {
		$stage->ended('B') || $stage->has_text('B', 'out', 'typed by B') || told_of_log($stage, 'B') });
	$stage->await($PATIENCE, sub { $stage->has_text('A', 'in', 'typed by B') });
	return if $stage->ended('subject');
	my $status = $stage->run('send', ['send', '--wait', '--timeout', '1', 'A', 'sent by A']);
	$stage->accept('A', 'sent by A') if defined $status && $status == 0;
}

sub play_peer
{
	my ($stage, $subject) = @_;

	other_side($stage, 'B');
	$subject->(['peer', 'A'], input => 'feed');
	converse($stage);
	$stage->close_input('subject');
}

sub play_peer_stays
{
	my ($stage, $subject) = @_;

	$stage->{stays} = 1;
	other_side($stage, 'B', '--stay', '--keep');
	$subject->(['peer', 'A'], input => 'feed');
	converse($stage);
	$stage->close_input('subject');
}

sub play_detach
{
	my ($stage, $subject) = @_;

	other_side($stage, 'B');
	# What send finds nobody for waits in the mailbox.
	$stage->{mailed} = 1;
	$subject->(['peer', '--detach', 'A']);
	$stage->await($PATIENCE, sub { met($stage, 'B') });
	my $status = $stage->run('send', ['send', '--wait', '--timeout', '1', 'A', 'sent by A']);
	$stage->accept('A', 'sent by A') if defined $status && $status == 0;
	# Not to who started it.
	kill INT => grep { $_ == getpgrp $_ } map {
		m{^process (\d+) \Q$ENV{SHMOOZE}\E peer --detach} ? $1 : ()
	} $stage->processes;
}

# Of two that were killed there are messages on both sides that the other one has not got.
sub play_resumed
{
	my ($stage, $subject) = @_;

	other_side($stage, 'A', '--stay');
	$stage->feed('A', 'before A died');
	$stage->expect('A has logged', 5, sub { $stage->has_text('A', 'out', 'before A died') });
	$stage->signal('A', 'KILL');
	other_side($stage, 'B');
	$stage->feed('B', 'before A came');
	$stage->expect('B has logged', 5, sub { $stage->has_text('B', 'out', 'before A came') });
	$subject->(['peer', 'A'], input => 'feed');
	$stage->await($PATIENCE, sub { $stage->has_text('B', 'in', 'before A died') });
	$stage->await($PATIENCE, sub { $stage->has_text('A', 'in', 'before A came') });
	converse($stage);
	$stage->close_input('subject');
}

sub play_peer_mail
{
	my ($stage, $subject) = @_;
	my $status;

	leave_mail($stage, 'mail for A');
	other_side($stage, 'B');
	$subject->(['peer', 'A'], input => 'feed');
	if ($stage->await($PATIENCE, sub { met($stage, 'B') })) {
		$stage->await($PATIENCE, sub { $stage->has_text('B', 'in', 'mail for A') });
		leave_mail($stage, 'more mail for A');
		$stage->await($PATIENCE, sub { $stage->has_text('B', 'in', 'more mail for A') });
	}
	$stage->close_input('subject');
}

sub leave_mail
{
	my ($stage, $text) = @_;
	my $status = $stage->run('leave', ['mail', 'send', '-m', $text, 'A']);

	$stage->{mailed} = 1;

	$stage->accept('A', $text) if defined $status && $status == 0;
}

sub play_chat
{
	my ($stage, $subject) = @_;

	other_side($stage, 'B');
	$subject->(['chat', 'A'], input => 'feed');
	if ($stage->await($PATIENCE * 2, sub { met($stage, 'B') && $stage->output('subject') =~ /B/ })) {
		$stage->type_in('subject', "typed by A\r");
		$stage->await($PATIENCE, sub { $stage->has_text('B', 'in', 'typed by A') });
		$stage->feed('B', 'typed by B');
		$stage->await($PATIENCE, sub { $stage->output('subject') =~ /typed by B/ });
	}
	$stage->type_in('subject', "/quit\r");
}

# What B, a peer that nothing befell, has to do once the subject is no more.
sub settle_other
{
	my ($stage) = @_;

	if (met($stage, 'B') && !$stage->{stays}) {
		$stage->expect('the other side ends', 1, sub { $stage->ended('B') });
	} elsif (met($stage, 'B')) {
		$stage->expect('the other side says who is gone', 1,
			sub { $stage->errors('B') =~ /A (?:was killed|has left|has ended)/ });
		$stage->wrong('the other side has ended in spite of --stay') if $stage->ended('B');
	}
	$stage->signal('B', 'INT');
	$stage->expect('the other side ends when asked', 1, sub { $stage->ended('B') });
	my $status = $stage->status('B');
	$stage->wrong("the other side has status $status") if defined $status && $status != 0 && $status != 69;
}

# Then nothing is left, and two new peers find all that was accepted.
sub settle_chat
{
	my ($stage) = @_;

	settle_other($stage);
	$stage->expect('no process', 2, sub { !$stage->processes });
	$stage->expect_nothing_left('by the survivor')
		if $stage->{kind} eq 'kill' && !$stage->{mailed} && $stage->outlived('B', 'subject');
	$stage->accept('A', $_) for $stage->texts('A', 'out');
	# One that said that it has no log had what came in its memory only.
	if (!told_of_log($stage, 'subject')) {
		$stage->accept('B', $_) for $stage->texts('B', 'out');
	}
	delete $stage->{accepted}{A} if told_of_log($stage, 'B');
	resume($stage);
	take_undelivered($stage, 'sent by A');
}

sub told_of_log
{
	my ($stage, $name) = @_;

	return 1 if $stage->{mute} && $name eq 'subject';
	return ($stage->errors($name) . $stage->output($name)) =~ /no log is kept|log can't be|log could not/;
}

# The seat's next peers deliver what there is.
sub resume
{
	my ($stage) = @_;
	my %other = (A => 'B', B => 'A');

	$stage->{subject} = undef;
	other_side($stage, $_, '--stay', '--keep') for qw(A B);
	for my $seat (qw(A B)) {
		for my $text (sort keys %{$stage->{accepted}{$seat}}) {
			$stage->expect("'$text' of $seat arrives", 5, sub { $stage->has_text($other{$seat}, 'in', $text) });
		}
	}
	$stage->signal($_, 'INT') for qw(A B);
	$stage->expect("$_ ends", 3, sub { $stage->ended($_) }) for qw(A B);
	for my $seat (qw(A B)) {
		my %times;
		$times{$_}++ for grep { !/^\[a message was lost/ } $stage->texts($seat, 'in');
		$times{$_} > 1 and $stage->wrong("'$_' arrived $times{$_} times at $seat") for sort keys %times;
	}
}

# --- Plays beside two peers ---

# A says something, and the chat is over.
sub settle_living
{
	my ($stage) = @_;

	$stage->{subject} = undef;
	$stage->ended($_) and $stage->wrong("$_ has ended") for qw(A B);
	$stage->feed('A', 'last words');
	$stage->accept('A', 'last words');
	for my $text (sort keys %{$stage->{accepted}{A}}) {
		$stage->expect("'$text' arrives", 5, sub { $stage->has_text('B', 'in', $text) });
	}
	my %times;
	$times{$_}++ for $stage->texts('B', 'in');
	$times{$_} > 1 and $stage->wrong("'$_' arrived $times{$_} times") for sort keys %times;
	end_both($stage);
}

sub end_both
{
	my ($stage) = @_;

	$stage->signal('A', 'INT');
	$stage->expect("$_ ends", 3, sub { $stage->ended($_) }) for qw(A B);
	$stage->wrong("A has status " . $stage->status('A')) if $stage->status('A');
}

sub play_view
{
	my ($stage, $subject) = @_;

	both_sides($stage);
	$stage->feed('A', 'to be seen');
	$subject->(['view', 'A'], input => 'feed');
	$stage->await($PATIENCE * 2, sub { $stage->output('subject') =~ /to be seen/ });
	$stage->feed('B', 'seen later');
	$stage->await($PATIENCE, sub { $stage->output('subject') =~ /seen later/ });
	$stage->type_in('subject', 'q');
}

sub play_follow
{
	my ($stage, $subject, $scene) = @_;

	both_sides($stage);
	$stage->feed('A', 'to be seen');
	$stage->expect('A has said it', 5, sub { $stage->has_text('B', 'in', 'to be seen') });
	$subject->($scene->{arguments});
	$stage->await($PATIENCE, sub { $stage->output('subject') =~ /to be seen/ });
	$stage->feed('B', 'seen later');
	$stage->await($PATIENCE, sub { $stage->output('subject') =~ /seen later/ });
	$stage->expect('A has it', 5, sub { $stage->has_text('A', 'in', 'seen later') });
	end_both($stage);
}

# Whoever says that all is well has printed all, once.
sub settle_follow
{
	my ($stage) = @_;
	my $status = $stage->status('subject');

	return if !defined $status || $status != 0 || $stage->{interrupted} || $stage->{unread};
	for my $text ('to be seen', 'seen later') {
		my $times = () = $stage->output('subject') =~ /$text/g;
		$stage->wrong("status 0, but '$text' was printed $times times") if $times != 1;
	}
}

sub play_send
{
	my ($stage, $subject, $scene) = @_;

	both_sides($stage);
	$subject->($scene->{arguments});
	$stage->await(3, sub { $stage->ended('subject') });
	my $status = $stage->status('subject');
	$stage->accept('A', 'said') if defined $status && $status == 0;
}

sub settle_send
{
	my ($stage) = @_;

	settle_living($stage);
	take_undelivered($stage, 'said');
}

# What send did not call delivered may be in the mailbox yet when A ends.
sub take_undelivered
{
	my ($stage, $text) = @_;

	return if $stage->{accepted}{A}{$text};
	$stage->run('undelivered', [qw(mail recv A)]);
	$stage->wrong('in the mailbox was ' . $stage->output('undelivered'))
		if $stage->output('undelivered') !~ /\A(?:\Q$text\E\n)?\z/;
}

sub play_recv
{
	my ($stage, $subject) = @_;

	both_sides($stage);
	$stage->feed('B', 'first');
	$stage->expect('A has it', 5, sub { $stage->has_text('A', 'in', 'first') });
	$stage->run('begin', ['recv', 'A']);
	$subject->(['recv', '--wait=3', 'A']);
	Stage::nap(0.05);
	$stage->feed('B', 'second');
	$stage->await(3, sub { $stage->ended('subject') });
}

# Killed in between it repeats, and never misses.
sub settle_recv
{
	my ($stage) = @_;

	$stage->expect('A has it', 5, sub { $stage->has_text('A', 'in', 'second') });
	receive_again($stage, 'A');
	settle_living($stage);
}

sub receive_again
{
	my ($stage, @where) = @_;

	my $status = $stage->status('subject') // -1;
	my $again = $stage->run('again', ['recv', @where]);
	my @first = split /\n/, $stage->output('subject');
	my @second = split /\n/, $stage->output('again');
	$stage->wrong("recv again has status " . ($again // 'none')) if !defined $again || $again != 0;
	$stage->wrong("missed: '@first', '@second'") unless grep { $_ eq 'second' } @first, @second;
	$stage->wrong("'@first', '@second' with status 0") if $status == 0 && @first + @second != 1;
}

sub play_reader
{
	my ($stage, $subject, $scene) = @_;

	both_sides($stage);
	$subject->($scene->{arguments});
	$stage->await(3, sub { $stage->ended('subject') });
}

# --- Plays without peers ---

sub play_mail_send
{
	my ($stage, $subject) = @_;

	$subject->([qw(mail send -m mailed A)]);
	$stage->await(3, sub { $stage->ended('subject') });
	my $status = $stage->status('subject');
	$stage->accept('A', 'mailed') if defined $status && $status == 0;
}

sub play_mail_recv
{
	my ($stage, $subject) = @_;

	leave_mail($stage, 'mailed');
	$subject->([qw(mail recv A)]);
	$stage->await(3, sub { $stage->ended('subject') });
}

# There whole or not at all, and once.
sub settle_mail
{
	my ($stage) = @_;
	my $printed = $stage->output('subject');

	my $status = $stage->run('again', [qw(mail recv A)]);
	my @got = grep { $_ ne '' } split /\n/, $printed . $stage->output('again');
	$stage->wrong("got '@got'") if @got > 1 || grep { $_ ne 'mailed' } @got;
	$stage->wrong('mail that was accepted is lost') if $stage->{accepted}{A}{mailed} && !@got && !$stage->{killed};
	$stage->run('rest', [qw(mail recv A)]);
}

sub play_clean
{
	my ($stage, $subject) = @_;

	both_sides($stage);
	$stage->signal($_, 'STOP') for qw(A B);
	$stage->signal($_, 'KILL') for qw(A B);
	$stage->expect('both are dead', 5, sub { $stage->ended('A') && $stage->ended('B') });
	$subject->(['clean']);
	$stage->await(3, sub { $stage->ended('subject') });
}

sub settle_nothing
{
}

1;
