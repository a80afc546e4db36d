# SPDX-License-Identifier: ISC
# shellcheck shell=dash
#
# For tests of rooms: hubs, members that do what they are told (tests/system/member.c), and what may
# be left of them. To be sourced behind lib.sh.

alone_with_queues

MEMBER=${SHMOOZE%/*}/tests/system/member

# hub ROOM [OPTION]...: in the foreground of a process of its own, called ROOM, and waits until it
# can be joined.
hub()
{
	hub_room=$1
	shift
	rm -f "$hub_room.err"
	start "$hub_room" /dev/null room "$@" "$hub_room"
	wait_for grep -q ": open (" "$hub_room.err"
}

# member NICK [OPTION]... ROOM: a member that does what tell NICK COMMAND says.
member()
{
	member_nick=$1
	shift
	enter "$member_nick" "$@"
	wait_for is_in "$member_nick"
}

# The same without waiting until it is in.
enter()
{
	enter_nick=$1
	shift
	rm -f "$enter_nick.in" "$enter_nick.out"
	mkfifo "$enter_nick.in"
	start_process "$enter_nick" /dev/null "$MEMBER" -n "$enter_nick" -i "$enter_nick.in" "$@"
}

is_in()
{
	[ ! -e "$1.status" ] || return "$NEVER"
	grep -q '^joined ' "$1.out"
}

# tell NICK COMMAND. Opened for both, for a FIFO that nobody reads any more keeps one waiting.
tell()
{
	printf '%s\n' "$2" 1<>"$1.in"
}

# hears NICK LINE: has it printed that?
hears()
{
	grep -qxF -- "$2" "$1.out"
}

# What is said in the room, a text a line.
said_in()
{
	"$LOOK" tail --room "$1" | texts_of '<'
}

notes_in()
{
	"$LOOK" tail --room "$1" | texts_of '*'
}

# noted ROOM TEXT
noted()
{
	notes_in "$1" | grep -qxF -- "$2"
}

# members_are ROOM N
members_are()
{
	"$LOOK" status --json --room "$1" | grep -q "\"members\":$2[,}]"
}

# How many descriptors a process has.
descriptors_of()
{
	# shellcheck disable=SC2012
	ls "/proc/$(pid "$1")/fd" | wc -l
}

has_descriptors()
{
	[ "$(descriptors_of "$1")" -eq "$2" ]
}

# The names of POSIX objects begin so: the device and inode of the runtime directory. To be called
# while that is there.
note_base()
{
	# shellcheck disable=SC2154 # place is lib.sh's
	stat -c '%d %i' "${1:-$SHMOOZE_DIR}" | while read -r device inode; do
		printf 'shmooze.%x-%x.\n' "$device" "$inode"
	done >"$place/base"
}

# The POSIX shared memory and semaphores, and the queues where this account can have them listed,
# of the runtime directory.
posix_names()
{
	find /dev/shm -maxdepth 1 -name "*$(cat "$place/base")*"
	queue_names | grep -F "$(cat "$place/base")" || :
}

# The directory of the queues is of the IPC namespace, wherever it is mounted.
queue_names()
{
	if [ "$(stat -f -c %T /dev/mqueue 2>/dev/null)" = mqueue ]; then
		ls /dev/mqueue
	else
		mkdir -p "$place/mqueue"
		unshare -m sh -c 'mount -t mqueue none "$0" && ls "$0"' "$place/mqueue" 2>/dev/null || :
	fi
}

no_posix_names()
{
	[ -z "$(posix_names)" ]
}

# What members that were killed at joining left: clean removes it where it can list queues. Where it
# can't, nobody can but by mounting them, as here; they count against the account's limit.
remove_queues()
{
	"$SHMOOZE" clean >/dev/null 2>&1
	[ "$(stat -f -c %T /dev/mqueue 2>/dev/null)" != mqueue ] || return 0
	mkdir -p "$place/mqueue"
	unshare -m sh -c 'mount -t mqueue none "$0" && rm -f "$0/$1"*.q "$0/$1"*.r' \
		"$place/mqueue" "$(cat "$place/base")" 2>/dev/null || :
}
