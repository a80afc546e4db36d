# SPDX-License-Identifier: ISC

noinst_LIBRARIES += libcore.a
libcore_a_SOURCES = \
	src/core/address.c src/core/address.h \
	src/core/ascii.c src/core/ascii.h \
	src/core/bucket.c src/core/bucket.h \
	src/core/buffer.c src/core/buffer.h \
	src/core/bytes.h \
	src/core/cluster.c src/core/cluster.h \
	src/core/command.c src/core/command.h \
	src/core/copy.h \
	src/core/decimal.c src/core/decimal.h \
	src/core/edit.c src/core/edit.h \
	src/core/exchange.c src/core/exchange.h \
	src/core/exchange_fill.c \
	src/core/format.c src/core/format.h \
	src/core/frame.c src/core/frame.h \
	src/core/framequeue.c src/core/framequeue.h \
	src/core/funnel.c src/core/funnel.h \
	src/core/hello.c src/core/hello.h \
	src/core/history.c src/core/history.h \
	src/core/html.c src/core/html.h \
	src/core/hub.c src/core/hub.h \
	src/core/hub_call.c src/core/hub_call.h \
	src/core/hub_ignore.c \
	src/core/hub_member.c src/core/hub_member.h \
	src/core/hub_text.c \
	src/core/hub_verb.c \
	src/core/json.c src/core/json.h \
	src/core/lanes.h \
	src/core/lines.c src/core/lines.h \
	src/core/logline.c src/core/logline.h \
	src/core/member.c src/core/member.h \
	src/core/member_hear.c \
	src/core/motion.c src/core/motion.h \
	src/core/name.c src/core/name.h \
	src/core/nearest.c src/core/nearest.h \
	src/core/outbox.c src/core/outbox.h \
	src/core/parts.c src/core/parts.h \
	src/core/record.c src/core/record.h \
	src/core/refusal.c src/core/refusal.h \
	src/core/request.c src/core/request.h \
	src/core/ring.c src/core/ring.h \
	src/core/seatstate.c src/core/seatstate.h \
	src/core/settings.c src/core/settings.h \
	src/core/shown.c src/core/shown.h \
	src/core/stamp.c src/core/stamp.h \
	src/core/undo.c src/core/undo.h \
	src/core/url.c src/core/url.h \
	src/core/utf8.c src/core/utf8.h \
	src/core/when.c src/core/when.h \
	src/core/words.c src/core/words.h
