# SPDX-License-Identifier: ISC
# shellcheck shell=dash
#
# For the system tests: the real program, in real terminals (a tmux of our own), told as TAP.
#
#	. "${srcdir:-.}/tests/system/lib.sh"
#
#	hello_arrives()
#	{
#		peer A
#		peer B
#		feed A hello
#		wait_for heard_by B hello
#	}
#
#	scenario 'a line of A arrives at B' hello_arrives
#	finish
#
# A scenario is a function, run in a subshell and in a folder ($place) of its own; it fails at the
# first command that fails (it runs under set -e). After it everything that it started is ended by
# SIGHUP and SIGTERM, and then nothing may be left: no segment that one of our processes created,
# no entry in the runtime directory, no process, no report of a sanitizer or of valgrind. Nothing
# here sleeps and hopes: wait_for polls for a condition until a deadline.

set -u

SHMOOZE=${SHMOOZE:-$PWD/build/shmooze}
if [ ! -x "$SHMOOZE" ]; then
	echo "Bail out! $SHMOOZE is not there"
	exit 1
fi

# The same program, or where that is a very slow kind of it, a faster one: for what a test asks again
# and again only to see how far things are.
LOOK=${SHMOOZE_TEST_LOOK:-$SHMOOZE}

# The build sets it for slow kinds of the program, for example with sanitizers.
slack=${SHMOOZE_TEST_SLACK:-1}
base=$(mktemp -d "${TMPDIR:-/tmp}/shmooze-test.XXXXXX")
scenarios=0
failures=0
unset TMUX TMUX_PANE SHMOOZE_DIR NO_COLOR VISUAL EDITOR

trap 'end_all; rm -rf "$base"' EXIT
trap 'exit 1' HUP INT TERM

# --- TAP ---

# scenario DESCRIPTION FUNCTION [ARGUMENT]...
scenario()
{
	scenarios=$((scenarios + 1))
	description=$1
	shift
	if why=$(left_out "$description"); then
		echo "ok $scenarios - $description # SKIP $why"
		return
	fi
	place=$base/$scenarios
	SHMOOZE_DIR=$place/runtime
	XDG_CONFIG_HOME=$place/config
	XDG_STATE_HOME=$place/state
	export SHMOOZE_DIR XDG_CONFIG_HOME XDG_STATE_HOME
	mkdir "$place"
	: >"$place/pids"
	: >"$place/shells"
	ipcs -m | awk '{ print $2 }' >"$place/earlier"
	# A child of its own: set -e means nothing within the condition of an if.
	(
		trap - EXIT HUP INT TERM
		ASAN_OPTIONS=${ASAN_OPTIONS:-}:log_path=$place/sanitizer:detect_leaks=0
		UBSAN_OPTIONS=${UBSAN_OPTIONS:-}:log_path=$place/sanitizer
		SHMOOZE_TEST_REPORTS=$place/valgrind
		export ASAN_OPTIONS UBSAN_OPTIONS SHMOOZE_TEST_REPORTS
		cd "$place" || exit
		set -e
		"$@"
	) >"$place/log" 2>&1 &
	wait $! && status=0 || status=$?
	end_all
	if [ "$status" -eq 0 ] && nothing_left >>"$place/log" 2>&1; then
		echo "ok $scenarios - $description"
	elif [ "$status" -eq 77 ]; then
		echo "ok $scenarios - $description # SKIP $(tail -n 1 "$place/log")"
	else
		failures=$((failures + 1))
		echo "not ok $scenarios - $description"
		explain
	fi
	remove_segments
	rm -rf "$place"
}

# Is the scenario one that this program can't play (make check-valgrind has such)? Prints why.
left_out()
{
	[ -n "${SHMOOZE_TEST_LEFT_OUT:-}" ] && awk -F '\t' -v test="${0##*/}" -v scenario="$1" '
		$1 ~ "/" test "$" && $2 == scenario { print $3; found = 1 }
		END { exit !found }' "$SHMOOZE_TEST_LEFT_OUT"
}

# Leaks are looked for only in scenarios that ask for it. The leak sanitizer attaches to the process
# that ends, as a debugger, and waits for ever if a SIGCONT comes at that moment; peers that leave
# send one to each other, unless both leave because an input has ended.
look_for_leaks()
{
	ASAN_OPTIONS=$ASAN_OPTIONS:detect_leaks=1
}

# The scenario can't be played on this machine: skip REASON.
skip()
{
	echo "$*"
	exit 77
}

finish()
{
	echo "1..$scenarios"
	[ "$failures" -eq 0 ]
	exit
}

explain()
{
	tail -n 60 "$place/log" | sed 's/^/# /'
	for file in "$place"/*.err "$place"/sanitizer.* "$place"/valgrind.*; do
		[ -s "$file" ] || continue
		echo "# ${file##*/}:"
		head -n 60 "$file" | cat -v | sed 's/^/#   /'
	done
}

# For tests of rooms, which take turns: an account may have so many message queues, and no more
# (RLIMIT_MSGQUEUE). It holds until the test has ended.
alone_with_queues()
{
	exec 6</dev/shm
	flock -w 900 6
}

# --- Waiting ---

now_ms()
{
	date +%s%3N
}

# wait_for COMMAND...: until it succeeds, at most 20 s. Says what it waited for in vain. A command
# that can't succeed any more returns $NEVER.
NEVER=111
wait_for()
{
	deadline=$(($(now_ms) + 20000 * slack))
	while :; do
		"$@" && return
		if [ $? -eq "$NEVER" ] || [ "$(now_ms)" -ge "$deadline" ]; then
			echo "waited in vain for: $*"
			case $1 in
			shows* | prompt_is | line_is | terminal*) screen "$2" 2>/dev/null | sed 's/^/| /' ;;
			esac
			return 1
		fi
		sleep 0.02
	done
}

# within MS COMMAND...: as wait_for, but fails if it took longer than MS.
within()
{
	limit=$(($1 * slack))
	shift
	begin=$(now_ms)
	wait_for "$@" || return
	took=$(($(now_ms) - begin))
	[ "$took" -le "$limit" ] || {
		echo "$* took $took ms, more than $limit"
		return 1
	}
}

# expect_status N COMMAND...: its exit status has to be N. Output goes to ./out and ./err.
expect_status()
{
	wanted=$1
	shift
	got=0
	"$@" >out 2>err </dev/null || got=$?
	[ "$got" -eq "$wanted" ] || {
		echo "$*: status $got instead of $wanted"
		cat out err
		return 1
	}
}

# refused N WORDS COMMAND...: status N, nothing on standard output, one line on standard error that
# begins with "shmooze: " and contains WORDS.
refused()
{
	refused_status=$1
	refused_words=$2
	shift 2
	expect_status "$refused_status" "$@"
	[ ! -s out ] || {
		echo "$*: standard output isn't empty:"
		cat out
		return 1
	}
	if [ "$(wc -l <err)" -ne 1 ] || ! grep '^shmooze: ' err | grep -qiF -- "$refused_words"; then
		echo "$*: not one line with '$refused_words' but:"
		cat err
		return 1
	fi
}

# --- Programs without a terminal ---
#
# NAME is that of the files NAME.out, NAME.err, NAME.pid and NAME.status; a peer's is its seat.

# start NAME INPUT [ARGUMENT]...: shmooze in the background, with the file INPUT as its input.
# SIGINT is as for a program in the foreground (a shell ignores it for those in the background).
start()
{
	start_name=$1
	start_input=$2
	shift 2
	start_process "$start_name" "$start_input" \
		env --default-signal=INT,QUIT "$SHMOOZE" "$@"
}

# The same for any command; its own shell writes down what it ends with.
start_process()
{
	process_name=$1
	process_input=$2
	shift 2
	rm -f "$process_name.pid" "$process_name.status"
	(
		"$@" <"$process_input" >"$process_name.out" 2>"$process_name.err" 6>&- 7>&- 8>&- &
		echo $! >>pids
		echo $! >"$process_name.pid.new"
		mv "$process_name.pid.new" "$process_name.pid"
		exec 6>&- 7>&- 8>&-
		wait $! && status=0 || status=$?
		echo "$status" >"$process_name.status.new"
		mv "$process_name.status.new" "$process_name.status"
	) &
	echo $! >>shells
	wait_for test -e "$process_name.pid"
}

# peer SEAT [OPTION]...: with an input that stays open (feed, end_input), and waits until its board
# is there. Descriptor 7 is the input of A, 8 that of B.
peer()
{
	peer_seat=$1
	shift
	rm -f "$peer_seat.in"
	mkfifo "$peer_seat.in"
	case $peer_seat in
	A) exec 7<>A.in ;;
	B) exec 8<>B.in ;;
	esac
	start "$peer_seat" "$peer_seat.in" peer "$@" "$peer_seat"
	wait_for is_up "$peer_seat"
}

# both_peers [OPTION]...: A and B, that know of each other.
both_peers()
{
	peer A "$@"
	peer B "$@"
	wait_for grep -q 'B is here' A.err
	wait_for grep -q 'A is here' B.err
}

# reader NAME COMMAND [ARGUMENT]...: tail or view in the background, and waits until it has a board
# attached; else the chat could be over before.
reader()
{
	reader_name=$1
	shift
	start "$reader_name" /dev/null "$@"
	wait_for is_attached "$reader_name"
}

is_attached()
{
	grep -q '/SYSV' "/proc/$(pid "$1")/maps"
}

is_up()
{
	grep -q "^shmooze: $1: " "$1.err"
}

feed()
{
	case $1 in
	A) printf '%s\n' "$2" >&7 ;;
	B) printf '%s\n' "$2" >&8 ;;
	esac
}

end_input()
{
	case $1 in
	A) exec 7>&- ;;
	B) exec 8>&- ;;
	esac
}

pid()
{
	cat "$1.pid"
}

# kill_both: A and B, neither of which has the time to notice the end of the other.
kill_both()
{
	kill -s STOP "$(pid A)" "$(pid B)"
	kill -s KILL "$(pid A)" "$(pid B)"
}

# Did NAME end, with status N?
ended_with()
{
	[ -e "$1.status" ] || return 1
	[ "$(cat "$1.status")" = "$2" ] || {
		echo "$1 ended with status $(cat "$1.status")"
		return "$NEVER"
	}
}

# Is NAME still running?
runs()
{
	[ ! -e "$1.status" ] && kill -0 "$(pid "$1")"
}

# State of the process NAME as ps calls it: S, T, Z.
state_is()
{
	[ "$(sed 's/.*) //; s/ .*//' "/proc/$(pid "$1")/stat")" = "$2" ]
}

# --- What was said ---

# Texts on the board of SEAT, of direction DIR ('<', '>' or '*'), one a line.
texts()
{
	"$LOOK" tail "$1" | texts_of "$2"
}

texts_of()
{
	case $1 in
	'*') sed -n 's/^[^ ]* [^ ]* \* //p' ;;
	*) sed -n "s/^[^ ]* [^ ]* $1 [^:]*: //p" ;;
	esac
}

# Did SEAT receive TEXT, exactly once?
heard_by()
{
	[ "$(texts "$1" '<' | grep -cxF -- "$2")" -eq 1 ]
}

# has_lines N FILE
has_lines()
{
	[ -e "$2" ] && [ "$(wc -l <"$2")" -ge "$1" ]
}

# same FILE FILE: says where they differ.
same()
{
	cmp "$1" "$2" || {
		diff "$1" "$2" | head -n 20 | cut -c 1-200 | cat -v
		return 1
	}
}

# only_plain FILE: only newlines, tabs and valid UTF-8 without anything else that acts on a terminal.
only_plain()
{
	perl -e 'use Encode;
		local $/;
		my $text = eval { decode("UTF-8", <STDIN>, Encode::FB_CROAK) };
		defined $text or print("no valid UTF-8\n"), exit 1;
		if ($text =~ /([^\n\t\P{Cc}]|[\x{200b}-\x{200f}\x{2028}-\x{202e}\x{2060}-\x{206f}\x{feff}\x{e0000}-\x{e0fff}])/) {
			printf "U+%04X\n", ord $1;
			exit 1;
		}' <"$1"
}

# --- Terminals ---

# The path of a socket may have 107 bytes: tmux gets a short one, whatever TMPDIR is.
tm()
{
	(
		cd "$place" || exit
		TERM=xterm-256color
		export TERM
		exec tmux -u -S tmux -f /dev/null "$@"
	)
}

# terminal NAME [COMMAND]...: a terminal of 80x24 with the command in it (default: a shell), which
# stays when the command has ended. The command is the terminal's own process, with no shell above.
terminal()
{
	terminal_name=$1
	shift
	[ $# -gt 0 ] || set -- env PS1='$ ' sh
	if [ -S "$place/tmux" ]; then
		tm new-window -d -n "$terminal_name" -- "$@"
	else
		# Nothing of the session ends by itself. No client is attached, so the sizes are ours.
		tm start-server ';' set-option -g remain-on-exit on ';' \
			set-option -g default-terminal tmux-256color ';' \
			set-option -g status off ';' \
			set-option -g default-size 80x24 ';' \
			new-session -d -s test -x 80 -y 24 -n "$terminal_name" -- "$@"
	fi </dev/null 6>&- 7>&- 8>&-
	tm display-message -p -t "=test:$terminal_name" '#{pane_pid}' >"$terminal_name.pid"
	cat "$terminal_name.pid" >>pids
}

# keys NAME KEY...: as tmux calls them (Enter, C-c, PgUp).
keys()
{
	keys_name=$1
	shift
	tm send-keys -t "=test:$keys_name" "$@"
}

# type_line NAME TEXT
type_line()
{
	tm send-keys -t "=test:$1" -l -- "$2"
	tm send-keys -t "=test:$1" Enter
}

# What the terminal shows, with wrapped lines joined.
screen()
{
	tm capture-pane -p -J -t "=test:$1"
}

shows()
{
	screen "$1" | grep -qF -- "$2"
}

shows_not()
{
	! shows "$1" "$2"
}

shows_times()
{
	[ "$(screen "$1" | grep -cF -- "$2")" -eq "$3" ]
}

# resize NAME COLUMNS LINES
resize()
{
	tm resize-window -t "=test:$1" -x "$2" -y "$3"
}

# The status is empty for one that was killed by a signal. tmux sometimes misses the SIGCHLD that
# would tell it the status; it gets another.
terminal_ended_with()
{
	terminal_end=$(tm display-message -p -t "=test:$1" '#{pane_dead}:#{pane_dead_status}')
	if [ "$terminal_end" = 1: ]; then
		kill -s CHLD "$(tm display-message -p '#{pid}')"
	fi
	[ "$terminal_end" = "1:$2" ]
}

terminal_runs()
{
	[ "$(tm display-message -p -t "=test:$1" '#{pane_dead}')" = 0 ]
}

# --- What is left ---

# The segments that processes of ours created, by their numbers. Asks the kernel, not the program.
# One that was there before is none of ours, even if its creator had the PID that one of ours has.
segments()
{
	ipcs -m -p | awk '
		FILENAME ~ /pids$/ { ours[$1]; next }
		FILENAME ~ /earlier$/ { earlier[$1]; next }
		$3 in ours && !($1 in earlier) && $1 ~ /^[0-9]+$/ { print $1 }
	' "$place/pids" "$place/earlier" -
}

no_segments()
{
	[ -z "$(segments)" ]
}

no_entries()
{
	[ -z "$(ls -A "$SHMOOZE_DIR" 2>/dev/null)" ]
}

# Which of our processes live? A zombie doesn't, whoever should have buried it.
living()
{
	while read -r process; do
		read -r stat 2>/dev/null <"/proc/$process/stat" || continue
		case ${stat##*) } in
		[ZX]*) ;;
		*) echo "$process" ;;
		esac
	done <"$place/${1:-pids}"
}

nobody_lives()
{
	[ -z "$(living)" ]
}

no_shells()
{
	[ -z "$(living shells)" ]
}

nothing_left()
{
	if wait_for no_segments && wait_for no_entries && nobody_lives && no_report; then
		return
	fi
	echo "left: segments $(segments | paste -s -d ' ' -), processes $(living | paste -s -d ' ' -)"
	[ ! -d "$SHMOOZE_DIR" ] || find "$SHMOOZE_DIR" -mindepth 1
	return 1
}

no_report()
{
	for report in "$place"/sanitizer.*; do
		[ ! -e "$report" ] || return 1
	done
	# Beside what it finds, valgrind tells of calls that it does not know, in lines of another kind.
	! grep -lqs '^==' "$place"/valgrind.*
}

# Ends what the scenario has started, as the end of a login would, and at last by force.
end_all()
{
	[ -n "${place:-}" ] && [ -d "$place" ] || return 0
	[ ! -S "$place/tmux" ] || tm kill-server 2>/dev/null
	for end_signal in TERM KILL; do
		tries=250
		for process in $(living); do
			kill -s "$end_signal" "$process" 2>/dev/null
			kill -s CONT "$process" 2>/dev/null
		done
		until nobody_lives; do
			tries=$((tries - 1))
			[ "$tries" -gt 0 ] || break
			sleep 0.02
		done
	done
	wait_for no_shells
}

# So that a failed scenario leaves nothing for the next one.
remove_segments()
{
	for segment in $(segments); do
		ipcrm -m "$segment" 2>/dev/null
	done
}
