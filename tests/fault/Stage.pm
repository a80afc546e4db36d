# SPDX-License-Identifier: ISC
#
# A stage: a folder with a runtime and a state directory of its own, and the processes that play on
# it. Whoever uses it is process 1 of its PID namespace, and alone in its IPC namespace (see Crew),
# so whatever lives or stands there besides was left by what played.

package Stage;

use strict;
use warnings;

use Fcntl;
use POSIX ();

# new(folder, slack): slack stretches all deadlines.
sub new
{
	my ($class, $place, $slack) = @_;
	my $self = bless {
		place => $place, slack => $slack, actors => {}, names => {}, subject => undef,
		accepted => {}, said => {}, wrong => [],
	}, $class;

	mkdir $_ for $place, "$place/config";
	$ENV{SHMOOZE_DIR} = "$place/runtime";
	$ENV{XDG_STATE_HOME} = "$place/state";
	$ENV{XDG_CONFIG_HOME} = "$place/config";
	$ENV{ASAN_OPTIONS} = "exitcode=99:detect_leaks=0:log_path=$place/sanitizer";
	$ENV{UBSAN_OPTIONS} = "print_stacktrace=1:log_path=$place/sanitizer";
	return $self;
}

# Seconds since some moment, of a clock that nobody sets.
sub now
{
	return (POSIX::times())[0] / POSIX::sysconf(&POSIX::_SC_CLK_TCK);
}

sub nap
{
	select undef, undef, undef, $_[0];
}

# A promise that was not kept.
sub wrong
{
	my ($self, $what) = @_;

	push @{$self->{wrong}}, $what;
}

# start(name, command, input => FILE or 'feed' (open until close_input), before => code run in the
# child). Its output goes to NAME.out and NAME.err.
sub start
{
	my ($self, $name, $command, %with) = @_;
	my $base = "$self->{place}/$name";
	my $input = $with{input} // '/dev/null';
	my $actor = {name => $name, status => undef, began => now()};

	if ($input eq 'feed') {
		$input = "$base.in";
		unlink $input;
		POSIX::mkfifo($input, 0600) or die "$input: $!";
		sysopen $actor->{feed}, $input, O_RDWR or die "$input: $!";
	}
	my $pid = fork // die "fork: $!";
	if ($pid == 0) {
		$SIG{$_} = 'DEFAULT' for qw(INT QUIT HUP TERM PIPE);
		POSIX::setpgid(0, 0);
		open STDIN, '<', $input or POSIX::_exit(126);
		open STDOUT, '>', "$base.out" or POSIX::_exit(126);
		open STDERR, '>', "$base.err" or POSIX::_exit(126);
		$with{before}->() if $with{before};
		exec {$command->[0]} @$command or POSIX::_exit(127);
	}
	POSIX::setpgid($pid, $pid);
	$actor->{pid} = $pid;
	$self->{actors}{$pid} = $self->{names}{$name} = $actor;
	return $actor;
}

# shmooze itself, as start() does it.
sub shmooze
{
	my ($self, $name, $arguments, %with) = @_;

	return $self->start($name, [$ENV{SHMOOZE}, @$arguments], %with);
}

# Buries who has ended, also those that nobody here started.
sub reap
{
	my ($self) = @_;

	while ((my $pid = waitpid -1, POSIX::WNOHANG()) > 0) {
		my $actor = $self->{actors}{$pid} or next;
		$actor->{status} = $? & 127 ? 128 + ($? & 127) : $? >> 8;
		$actor->{ended} = now();
	}
}

sub ended
{
	my ($self, $name) = @_;

	$self->reap;
	return defined $self->{names}{$name}{status};
}

sub status
{
	return $_[0]{names}{$_[1]}{status};
}

# Until the condition holds, at most so many seconds; says whether it does. Gives up when the
# subject has ended, unless of_all.
sub await
{
	my ($self, $seconds, $condition, $of_all) = @_;
	my $deadline = now() + $seconds * $self->{slack} + 0.02;

	while (1) {
		my $over = !$of_all && $self->{subject} && $self->ended($self->{subject});
		return 1 if $condition->();
		return 0 if $over || now() > $deadline;
		nap(0.004);
	}
}

# The same for what has to be.
sub expect
{
	my ($self, $what, $seconds, $condition) = @_;

	return 1 if $self->await($seconds, $condition, 1);
	$self->wrong("in vain for $seconds s: $what" . ($ENV{SHMOOZE_FAULT_ALL} ? $self->all_errors : ''));
	return 0;
}

# A command that is no subject, to its end. Returns its status, undef if it had to be killed.
sub run
{
	my ($self, $name, $arguments, %with) = @_;
	my $limit = $with{limit} // 15;

	$self->shmooze($name, $arguments, %with);
	return $self->status($name) if $self->await($limit, sub { $self->ended($name) }, 1);
	$self->wrong("no end within $limit s: shmooze @$arguments");
	$self->signal($name, 'KILL');
	$self->await(5, sub { $self->ended($name) }, 1);
	return undef;
}

# Whether the one was there for a while when the other had ended. One that leaves looks last of all at
# what the other has left, and can't see what is left by a kill behind that look.
sub outlived
{
	my ($self, $name, $other) = @_;

	return $self->{names}{$name}{ended} > $self->{names}{$other}{ended} + 0.05 * $self->{slack};
}

sub signal
{
	my ($self, $name, $signal) = @_;
	my $actor = $self->{names}{$name};

	$self->reap;
	kill $signal, $actor->{pid} unless defined $actor->{status};
}

# To the whole process group: what strace traces is behind strace.
sub signal_group
{
	my ($self, $name, $signal) = @_;
	my $actor = $self->{names}{$name};

	$self->reap;
	kill $signal, -$actor->{pid} unless defined $actor->{status};
}

sub feed
{
	my ($self, $name, $text) = @_;
	my $feed = $self->{names}{$name}{feed};

	syswrite $feed, "$text\n";
}

sub type_in
{
	my ($self, $name, $bytes) = @_;

	syswrite $self->{names}{$name}{feed}, $bytes;
}

sub close_input
{
	my ($self, $name) = @_;

	close delete $self->{names}{$name}{feed} if $self->{names}{$name}{feed};
}

sub content
{
	my ($path) = @_;

	open my $file, '<', $path or return '';
	local $/;
	return <$file> // '';
}

# What everybody has said on standard error.
sub all_errors
{
	my ($self) = @_;

	return join '', map { "\n[$_] " . $self->errors($_) } sort keys %{$self->{names}};
}

sub output { content("$_[0]{place}/$_[1].out") }
sub errors { content("$_[0]{place}/$_[1].err") }

# Texts of the messages in the log of a seat; dir is 'in' or 'out'.
sub texts
{
	my ($self, $seat, $dir) = @_;
	my $folder = "$self->{place}/state/shmooze/main";
	my $records = content("$folder/$seat.1.jsonl") . content("$folder/$seat.jsonl");
	my @texts;

	while ($records =~ /^\{"seq":\d+,[^\n]*?"dir":"$dir","from":"[^"]*","text":"([^\n]*?)","number"/mg) {
		push @texts, $1;
	}
	return @texts;
}

sub has_text
{
	my ($self, $seat, $dir, $text) = @_;

	return scalar grep { $_ eq $text } $self->texts($seat, $dir);
}

# A text of the seat was accepted: it has to arrive.
sub accept
{
	my ($self, $seat, $text) = @_;

	$self->{accepted}{$seat}{$text} = 1;
}

# --- What is left ---

# Names below a folder, the folders themselves left out where there is something in them.
sub names_below
{
	my ($folder) = @_;
	my @names;

	opendir my $handle, $folder or return ();
	for my $name (sort grep { !/^\.\.?$/ } readdir $handle) {
		my @below = -d "$folder/$name" && !-l "$folder/$name" ? names_below("$folder/$name") : ();
		push @names, @below ? map { "$name/$_" } @below : $name;
	}
	return @names;
}

# Lines of the objects of System V in this namespace.
sub objects
{
	my @objects;

	for my $kind (qw(shm msg sem)) {
		my @lines = split /\n/, content("/proc/sysvipc/$kind");
		shift @lines;
		push @objects, map { s/^\s+//r =~ s/\s+/ /gr =~ s/^/$kind /r } @lines;
	}
	return @objects;
}

# Processes but ourselves; zombies are none.
sub processes
{
	my ($self) = @_;
	my @processes;

	$self->reap;
	opendir my $proc, '/proc' or return ();
	for my $pid (grep { /^\d+$/ && $_ != $$ } readdir $proc) {
		my $stat = content("/proc/$pid/stat");
		next if $stat eq '' || $stat =~ /\) [ZX] /;
		push @processes, "process $pid " . (content("/proc/$pid/cmdline") =~ tr/\0/ /r);
	}
	return @processes;
}

# What sem_open(3) of the C library makes before it gives a semaphore its name. Nobody can tell whose
# that was, so what is left by a kill just there stays.
sub is_unnamed_semaphore
{
	return $_[0] =~ /^sem\.[A-Za-z0-9]{6}$/;
}

# Everything of ours, a line each. Which names of the state directory are temporary is for the
# scenes to know: a log is no leftover.
sub left
{
	my ($self) = @_;

	my @left = (
		(map { "runtime $_" } names_below("$self->{place}/runtime")),
		(map { "/dev/shm $_" } grep { !is_unnamed_semaphore($_) } names_below('/dev/shm')),
		(map { "mqueue $_" } names_below('/dev/mqueue')),
		objects(), $self->processes);
	return @left;
}

# Nothing may be left, at the latest a moment later.
sub expect_nothing_left
{
	my ($self, $when) = @_;

	return if $self->await(1, sub { !$self->left }, 1);
	my @left = $self->left;
	$self->{left} += @left;
	$self->wrong("left $when: " . join '; ', @left);
}

sub expect_no_report
{
	my ($self) = @_;

	for (glob "$self->{place}/sanitizer.*") {
		my $report = content($_);

		# Its runtime could not read where the stack is, for that was what failed.
		next if $report =~ /ignoring requested __asan_handle_no_return/ && $report !~ /ERROR:|runtime error:/;
		$self->wrong("sanitizer:\n$report");
	}
}

# Ends whatever lives.
sub strike_actors
{
	my ($self) = @_;

	close_input($self, $_) for keys %{$self->{names}};
	for (1 .. 500) {
		my @processes = $self->processes or last;
		kill KILL => map { (split ' ')[1] } @processes;
		nap(0.01);
	}
}

# And takes away the objects, so that the next one finds nothing.
sub strike
{
	my ($self) = @_;

	$self->strike_actors;
	for (objects()) {
		my ($kind, $key, $id) = split ' ';
		my %flag = (shm => '-m', msg => '-q', sem => '-s');
		system 'ipcrm', $flag{$kind}, $id;
	}
	unlink map { "/dev/shm/$_" } names_below('/dev/shm');
	unlink map { "/dev/mqueue/$_" } names_below('/dev/mqueue');
	system 'rm', '-rf', $self->{place};
}

1;
