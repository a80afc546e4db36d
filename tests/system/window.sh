# SPDX-License-Identifier: ISC
# shellcheck shell=dash
#
# For the system tests of the window: `shmooze chat` in terminals of lib.sh, which comes first.
#
# ann sits at A, bob at B. The windows are named like their seats.

# window SEAT [ARGUMENT]...: with a peer of its own, and waits for its prompt.
window()
{
	window_seat=$1
	shift
	terminal "$window_seat" "$SHMOOZE" chat --nick "$(nick_of "$window_seat")" "$@" "$window_seat"
	wait_for prompt_is "$window_seat" ''
	adopt
}

both_windows()
{
	window A "$@"
	window B "$@"
	wait_for shows A 'B is bob'
	wait_for shows B 'A is ann'
}

nick_of()
{
	case $1 in
	A) echo ann ;;
	*) echo bob ;;
	esac
}

# Peers that windows have started count as ours.
adopt()
{
	"$LOOK" ls --json | grep -o '"pid":[0-9]*' | sed 's/.*://' >>"${place:?}/pids"
}

peer_of()
{
	"$LOOK" ls | awk -v seat="$1" '$2 == seat { print $3 }'
}

no_peer_at()
{
	[ -z "$(peer_of "$1")" ]
}

# put NAME TEXT: types it, as it is.
put()
{
	tm send-keys -t "=test:$1" -l -- "$2"
}

# paste_into NAME TEXT: as a terminal does it, in brackets; the lines end in CR.
paste_into()
{
	printf '%s' "$2" | tm load-buffer -
	tm paste-buffer -d -p -t "=test:$1"
}

last_line()
{
	screen "$1" | sed -n '$p' | sed 's/ *$//'
}

# prompt_is SEAT TEXT: the input area, if it has one row.
prompt_is()
{
	prompt_wanted="$(nick_of "$1")> $2"
	[ "$(last_line "$1")" = "$(printf '%s' "$prompt_wanted" | sed 's/ *$//')" ]
}

# say SEAT TEXT: types and sends it, once all of it is there.
say()
{
	put "$1" "$2"
	wait_for prompt_is "$1" "$2"
	keys "$1" Enter
	wait_for prompt_is "$1" ''
}

# answers SEAT LINE ANSWER: a line that isn't sent but answered.
answers()
{
	put "$1" "$2"
	keys "$1" Enter
	wait_for shows "$1" "$3"
}

# shows_somewhere NAME TEXT: with whatever blanks and ends of rows in it, since a row that has a path
# in it may end in the middle of the words.
shows_somewhere()
{
	screen "$1" | tr -d ' \n' | grep -qF -- "$(printf '%s' "$2" | tr -d ' ')"
}

# What was said by SEAT, one a line, as its own board has it.
said_by()
{
	texts "$1" '>'
}

said_is()
{
	[ "$(said_by "$1")" = "$2" ]
}

# Has SEAT got nothing but TEXT, in the lines that `tail` makes of it?
got_is()
{
	[ "$(texts "$1" '<')" = "$2" ]
}

leave()
{
	type_line "$1" /quit
	wait_for terminal_ended_with "$1" 0
	put_aside "$1"
}

# The dead terminal goes by another name, so that there can be a new one of its own.
put_aside()
{
	tm rename-window -t "=test:$1" "$1.old"
}
