# fish completion for shmooze(1)
# SPDX-License-Identifier: ISC

set -l commands chat peer view tail send recv unread status log mail room join ask serve ls clean doctor bench
set -l mail '__fish_seen_subcommand_from mail; and __fish_seen_subcommand_from'

function __shmooze_chats
	echo main
	shmooze ls 2>/dev/null | sed '1d; / R  /d' | cut -d ' ' -f 1
end

function __shmooze_rooms
	shmooze ls 2>/dev/null | sed -n 's/^\([^ ]*\)  *R  .*/\1/p'
end

complete -c shmooze -f
complete -c shmooze -s h -l help -d 'Print a summary and exit'
complete -c shmooze -s V -l version -d 'Print the version and exit'
complete -c shmooze -s c -l chat -x -a '(__shmooze_chats)' -d 'The chat'

complete -c shmooze -n "not __fish_seen_subcommand_from $commands" -a chat -d 'Talk in a window (the default)'
complete -c shmooze -n "not __fish_seen_subcommand_from $commands" -a peer -d 'Hold a seat and talk'
complete -c shmooze -n "not __fish_seen_subcommand_from $commands" -a view -d 'Window with what happens at a seat'
complete -c shmooze -n "not __fish_seen_subcommand_from $commands" -a tail -d 'Print what happens at a seat'
complete -c shmooze -n "not __fish_seen_subcommand_from $commands" -a send -d 'Say a text as the peer of a seat'
complete -c shmooze -n "not __fish_seen_subcommand_from $commands" -a recv -d 'Print the messages that were not received yet'
complete -c shmooze -n "not __fish_seen_subcommand_from $commands" -a unread -d 'Print how many messages were not read yet'
complete -c shmooze -n "not __fish_seen_subcommand_from $commands" -a status -d 'Print how a seat is, in a line'
complete -c shmooze -n "not __fish_seen_subcommand_from $commands" -a log -d 'Print what was said, also before today'
complete -c shmooze -n "not __fish_seen_subcommand_from $commands" -a mail -d 'Texts for somebody who is not there'
complete -c shmooze -n "not __fish_seen_subcommand_from $commands" -a ls -d 'List chats and seats'
complete -c shmooze -n "not __fish_seen_subcommand_from $commands" -a room -d 'Open a room, which any number of members join'
complete -c shmooze -n "not __fish_seen_subcommand_from $commands" -a join -d 'Talk in a room, in a window'
complete -c shmooze -n "not __fish_seen_subcommand_from $commands" -a ask -d 'Ask those who serve a verb in a room'
complete -c shmooze -n "not __fish_seen_subcommand_from $commands" -a serve -d 'Answer a verb in a room by running a command'
complete -c shmooze -n "not __fish_seen_subcommand_from $commands" -a clean -d 'Remove what killed peers have left'
complete -c shmooze -n "not __fish_seen_subcommand_from $commands" -a doctor -d 'Check whether this machine has what a chat needs'
complete -c shmooze -n "not __fish_seen_subcommand_from $commands" -a bench -d 'Measure it on this machine'

complete -c shmooze -n '__fish_seen_subcommand_from chat peer view tail send recv unread status log' -a 'A B' -d Seat
complete -c shmooze -n '__fish_seen_subcommand_from chat peer view tail send recv unread status log' -l with -x -a '(__fish_complete_users)' -d 'The chat with another account'
complete -c shmooze -n '__fish_seen_subcommand_from view tail send recv unread status log' -l room -x -a '(__shmooze_rooms)' -d 'A room, instead of a chat and its seat'
complete -c shmooze -n '__fish_seen_subcommand_from view tail send recv unread status log room join ls clean' -l group -x -a '(__fish_complete_groups)' -d 'Where the accounts of a group meet'
complete -c shmooze -n '__fish_seen_subcommand_from join' -a '(__shmooze_rooms)' -d Room
complete -c shmooze -n '__fish_seen_subcommand_from chat peer join' -l nick -x -d 'The name that the other side sees'
complete -c shmooze -n '__fish_seen_subcommand_from chat view join' -l plain -d 'Lines only, no window'
complete -c shmooze -n '__fish_seen_subcommand_from chat peer view room join' -l set -x -d 'A setting, as KEY=VALUE'
complete -c shmooze -n '__fish_seen_subcommand_from peer room' -l detach -d 'Go on without a terminal'
complete -c shmooze -n '__fish_seen_subcommand_from peer' -l stay -d 'Wait for the other side to come back'
complete -c shmooze -n '__fish_seen_subcommand_from chat peer room' -l no-log -d 'Keep no log'
complete -c shmooze -n '__fish_seen_subcommand_from room' -l max -x -d 'At most so many members'
complete -c shmooze -n '__fish_seen_subcommand_from room' -l topic -x -d 'What the room is about'
complete -c shmooze -n '__fish_seen_subcommand_from room' -l stop -d 'End the room'
complete -c shmooze -n '__fish_seen_subcommand_from peer' -l keep -d 'Stay when standard input ends'
complete -c shmooze -n '__fish_seen_subcommand_from tail' -s f -l follow -d 'Go on until the chat has ended'
complete -c shmooze -n '__fish_seen_subcommand_from tail' -s n -l lines -x -d 'Last N records, or from +N on'
complete -c shmooze -n '__fish_seen_subcommand_from tail recv unread status log ls doctor' -l json -d 'JSON instead of text'
complete -c shmooze -n '__fish_seen_subcommand_from tail recv' -l since -x -d 'Only what comes behind the record of this number'
complete -c shmooze -n '__fish_seen_subcommand_from send' -l lines -d 'Each line of standard input is a message'
complete -c shmooze -n '__fish_seen_subcommand_from send' -s t -l type -x -d 'Urgency in the mailbox, 1 is the most urgent'
complete -c shmooze -n '__fish_seen_subcommand_from send' -l wait -a 'delivered read' -d 'Wait until it is delivered or read'
complete -c shmooze -n '__fish_seen_subcommand_from send' -l timeout -x -d 'Wait no longer than so many seconds'
complete -c shmooze -n '__fish_seen_subcommand_from recv unread' -l cursor -x -d 'Name of the mark up to which was received'
complete -c shmooze -n '__fish_seen_subcommand_from recv' -l wait -d 'Wait for a message if there is none'
complete -c shmooze -n '__fish_seen_subcommand_from recv' -s n -l count -x -d 'At most N messages'
complete -c shmooze -n '__fish_seen_subcommand_from recv' -l peek -d 'Leave the mark where it is'
complete -c shmooze -n '__fish_seen_subcommand_from log' -l since -x -d 'Only from this time on'
complete -c shmooze -n '__fish_seen_subcommand_from log' -l until -x -d 'Only what is before this time'
complete -c shmooze -n '__fish_seen_subcommand_from log' -l from -x -d 'Only what this nick said'
complete -c shmooze -n '__fish_seen_subcommand_from log' -l grep -x -d 'Only what matches the regular expression'
complete -c shmooze -n '__fish_seen_subcommand_from log' -l export -x -a html -d 'A page for a browser'
complete -c shmooze -n '__fish_seen_subcommand_from clean' -s n -l dry-run -d 'Only say what would be removed'
complete -c shmooze -n '__fish_seen_subcommand_from bench' -l quick -d 'Few samples: only whether all of it is right'
complete -c shmooze -n '__fish_seen_subcommand_from bench' -l only -x -a 'stream latency request fanout idle memory start prompt flood scroll mechanisms' -d 'These figures, not all'
complete -c shmooze -n '__fish_seen_subcommand_from bench' -l json -r -d 'Write the results to a file as well'
complete -c shmooze -n '__fish_seen_subcommand_from bench' -l svg -r -d 'Plot them to a file'

complete -c shmooze -n '__fish_seen_subcommand_from mail; and not __fish_seen_subcommand_from send recv ls rm' -a 'send recv ls rm' -d Mail
complete -c shmooze -n "$mail send recv rm" -a 'A B' -d Seat
complete -c shmooze -n "$mail send recv rm" -s i -l queue -x -d 'A System V queue by its id'
complete -c shmooze -n "$mail send recv" -s t -l type -x -d 'Urgency, 1 is the most urgent'
complete -c shmooze -n "$mail send" -s m -l message -x -d 'The text'
complete -c shmooze -n "$mail recv" -l wait -d 'Wait for a text'

complete -c shmooze -n '__fish_seen_subcommand_from ask serve' -a '(__shmooze_rooms)' -d Room
complete -c shmooze -n '__fish_seen_subcommand_from ask serve' -l group -x -a '(__fish_complete_groups)' -d 'Where the accounts of a group meet'
complete -c shmooze -n '__fish_seen_subcommand_from ask serve' -l nick -x -d 'The name in the room'
complete -c shmooze -n '__fish_seen_subcommand_from ask' -l timeout -x -d 'Wait no longer than so many seconds'
complete -c shmooze -n '__fish_seen_subcommand_from ask' -l json -d 'A JSON object of the answer'
complete -c shmooze -n '__fish_seen_subcommand_from serve' -l max -x -d 'So many calls at a time'
