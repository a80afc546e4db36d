# SPDX-License-Identifier: ISC

# Where the benchmark is installed.
AM_CPPFLAGS += -DBENCH_DIR='"$(pkglibexecdir)"'

noinst_LIBRARIES += libapp.a
libapp_a_SOURCES = \
	src/app/ask.c \
	src/app/bench.c \
	src/app/calls.c src/app/calls.h \
	src/app/chat.c src/app/chat.h \
	src/app/chat_complete.c \
	src/app/chat_keys.c \
	src/app/chat_links.c \
	src/app/chat_notice.c \
	src/app/chat_panes.c \
	src/app/chat_plain.c src/app/chat_plain.h \
	src/app/chat_plain_room.c \
	src/app/chat_room.c src/app/chat_room.h \
	src/app/chat_room_run.c \
	src/app/chat_run.c \
	src/app/chat_save.c \
	src/app/chat_settings.c \
	src/app/chime.c src/app/chime.h \
	src/app/clean.c \
	src/app/clock.c src/app/clock.h \
	src/app/commands.h \
	src/app/complete.c src/app/complete.h \
	src/app/compose.c src/app/compose.h \
	src/app/configuration.c src/app/configuration.h \
	src/app/cursor.c src/app/cursor.h \
	src/app/doctor.c src/app/doctor.h \
	src/app/doctor_confinement.c \
	src/app/doctor_kernel.c \
	src/app/doctor_limits.c \
	src/app/doctor_places.c \
	src/app/doctor_session.c \
	src/app/enclosure.c src/app/enclosure.h \
	src/app/external.c src/app/external.h \
	src/app/fail.c src/app/fail.h \
	src/app/feed.c src/app/feed.h \
	src/app/hall.c src/app/hall.h \
	src/app/hall_door.c \
	src/app/hall_guest.c \
	src/app/finding.c src/app/finding.h \
	src/app/input.c src/app/input.h \
	src/app/inspect.c src/app/inspect.h \
	src/app/intake.c src/app/intake.h \
	src/app/launch.c src/app/launch.h \
	src/app/log.c \
	src/app/login.c src/app/login.h \
	src/app/logfile.c src/app/logfile.h \
	src/app/logind.c src/app/logind.h \
	src/app/logpart.c src/app/logpart.h \
	src/app/logroom.c src/app/logroom.h \
	src/app/logwriter.c src/app/logwriter.h \
	src/app/loop.c src/app/loop.h \
	src/app/ls.c \
	src/app/mail.c src/app/mail.h \
	src/app/mail_ls.c \
	src/app/mail_recv.c \
	src/app/mail_send.c \
	src/app/membership.c src/app/membership.h \
	src/app/membership_join.c \
	src/app/membership_parts.h \
	src/app/notify.c src/app/notify.h \
	src/app/option_table.c src/app/option_table.h \
	src/app/options.c src/app/options.h \
	src/app/output.c src/app/output.h \
	src/app/peer.c src/app/peer.h \
	src/app/peer_hear.c \
	src/app/peer_leave.c \
	src/app/peer_mail.c \
	src/app/peer_spool.c \
	src/app/peer_with.c \
	src/app/peer_parts.h \
	src/app/peer_resume.c \
	src/app/peer_say.c \
	src/app/places.c src/app/places.h \
	src/app/plain.c src/app/plain.h \
	src/app/postbox.c src/app/postbox.h \
	src/app/poster.c src/app/poster.h \
	src/app/receiver.c src/app/receiver.h \
	src/app/recv.c \
	src/app/recv_board.c \
	src/app/refuse.c src/app/refuse.h \
	src/app/roster.c src/app/roster.h \
	src/app/relay.c src/app/relay.h \
	src/app/roll.c src/app/roll.h \
	src/app/room.c src/app/room.h \
	src/app/room_stop.c \
	src/app/seatfile.c src/app/seatfile.h \
	src/app/seatlog.c src/app/seatlog.h \
	src/app/send.c \
	src/app/sending.c src/app/sending.h \
	src/app/sending_fate.c \
	src/app/sending_parts.h \
	src/app/serve.c \
	src/app/signals.c src/app/signals.h \
	src/app/source.c src/app/source.h \
	src/app/statefile.c src/app/statefile.h \
	src/app/station.c src/app/station.h \
	src/app/station_log.c src/app/station_log.h \
	src/app/status.c \
	src/app/sweep.c src/app/sweep.h \
	src/app/tail.c \
	src/app/texts.c src/app/texts.h \
	src/app/talk.c src/app/talk.h \
	src/app/talk_hear.c src/app/talk_parts.h \
	src/app/unread.c \
	src/app/view.c \
	src/app/watch.c src/app/watch.h \
	src/app/window.c src/app/window.h \
	src/app/worker.c src/app/worker.h
