# fish completion for shmooze(1)
# SPDX-License-Identifier: ISC

set -l commands chat peer view tail ls clean

function __shmooze_chats
	echo main
	shmooze ls 2>/dev/null | sed 1d | cut -d ' ' -f 1
end

complete -c shmooze -f
complete -c shmooze -s h -l help -d 'Print a summary and exit'
complete -c shmooze -s V -l version -d 'Print the version and exit'
complete -c shmooze -s c -l chat -x -a '(__shmooze_chats)' -d 'The chat'

complete -c shmooze -n "not __fish_seen_subcommand_from $commands" -a chat -d 'Talk in a window (the default)'
complete -c shmooze -n "not __fish_seen_subcommand_from $commands" -a peer -d 'Hold a seat and talk'
complete -c shmooze -n "not __fish_seen_subcommand_from $commands" -a view -d 'Window with what happens at a seat'
complete -c shmooze -n "not __fish_seen_subcommand_from $commands" -a tail -d 'Print what happens at a seat'
complete -c shmooze -n "not __fish_seen_subcommand_from $commands" -a ls -d 'List chats and seats'
complete -c shmooze -n "not __fish_seen_subcommand_from $commands" -a clean -d 'Remove what killed peers have left'

complete -c shmooze -n '__fish_seen_subcommand_from chat peer view tail' -a 'A B' -d Seat
complete -c shmooze -n '__fish_seen_subcommand_from chat peer' -l nick -x -d 'The name that the other side sees'
complete -c shmooze -n '__fish_seen_subcommand_from chat view' -l plain -d 'Lines only, no window'
complete -c shmooze -n '__fish_seen_subcommand_from chat view' -l set -x -d 'A setting, as KEY=VALUE'
complete -c shmooze -n '__fish_seen_subcommand_from peer' -l detach -d 'Go on without a terminal'
complete -c shmooze -n '__fish_seen_subcommand_from peer' -l stay -d 'Wait for the other side to come back'
complete -c shmooze -n '__fish_seen_subcommand_from peer' -l keep -d 'Stay when standard input ends'
complete -c shmooze -n '__fish_seen_subcommand_from tail' -s f -l follow -d 'Go on until the chat has ended'
complete -c shmooze -n '__fish_seen_subcommand_from tail' -s n -l lines -x -d 'Last N records, or from +N on'
complete -c shmooze -n '__fish_seen_subcommand_from tail ls' -l json -d 'JSON instead of text'
complete -c shmooze -n '__fish_seen_subcommand_from clean' -s n -l dry-run -d 'Only say what would be removed'
