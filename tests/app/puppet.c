/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "tests/app/puppet.h"
#include "tests/app/stations.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "app/station.h"
#include "core/cluster.h"
#include "core/frame.h"
#include "core/parts.h"
#include "core/utf8.h"

struct stage {
	struct station station;
	struct typist typist;
	struct frame_decoder decoder;
	struct parts parts;
	uint64_t said;
};

struct strings {
	struct typist typist;
	int orders[2], done[2];
};

/* A text as a peer lets it in: valid, and of at most that many bytes. */
static void draw_text(struct stage *stage, size_t most, struct buffer *text)
{
	struct buffer bytes = {0};

	typist_text(&stage->typist, &bytes);
	ck_assert_int_eq(buffer_reserve(text, UTF8_REPAIR_GROWTH * bytes.len + 1), 0);
	utf8_repair(bytes.data != NULL ? bytes.data : "", bytes.len, true, text->data, &text->len);
	if (text->len > most)
		text->len = cluster_cut(text->data, text->len, most);
	text->data[text->len] = '\0';
	buffer_fini(&bytes);
}

static void draw_word(struct stage *stage, char *out, size_t size)
{
	struct buffer text = {0};

	draw_text(stage, size - 1, &text);
	snprintf(out, size, "%s", text.data);
	buffer_fini(&text);
}

static void hear(struct stage *stage)
{
	struct buffer text = {0};

	draw_text(stage, RECORD_TEXT_MAX, &text);
	if (prng_chance(&stage->typist.prng, 10))
		station_put_note(&stage->station, text.data);
	else
		station_put_in(&stage->station, text.data, text.len);
	buffer_fini(&text);
}

static void change(struct stage *stage)
{
	struct board_status *status = &stage->station.status;

	switch (prng_below(&stage->typist.prng, 7)) {
	case 0:
		status->state = status->state == BOARD_TALKING ? BOARD_WAITING : BOARD_TALKING;
		break;
	case 1:
		draw_word(stage, status->other_nick, sizeof(status->other_nick));
		break;
	case 2:
		draw_word(stage, status->other_away, sizeof(status->other_away));
		break;
	case 3:
		status->delivered = stage->said;
		break;
	case 4:
		status->read = status->delivered;
		break;
	case 5:
		status->queued = prng_below(&stage->typist.prng, 300000);
		break;
	default:
		status->typing = !status->typing;
		break;
	}
	stage->station.changed = true;
}

static void set_word(char *out, size_t size, const char *text, size_t len)
{
	snprintf(out, size, "%.*s", (int)cluster_cut(text, len, size - 1), text);
}

static void take_frame(struct stage *stage, const struct frame *frame)
{
	struct board_status *status = &stage->station.status;
	const char *text = (const char *)frame->body;
	size_t len = frame->length;

	switch (frame->kind) {
	case FRAME_POST:
		if (parts_take(&stage->parts, frame, &text, &len) == 1)
			station_put_out(&stage->station, ++stage->said, frame->number, text, len);
		break;
	case FRAME_READ:
		status->seen = frame->number;
		break;
	case FRAME_NICK:
		set_word(status->nick, sizeof(status->nick), text, len);
		break;
	case FRAME_AWAY:
		set_word(status->away, sizeof(status->away), text, len);
		break;
	default:
		break;
	}
	stage->station.changed = true;
}

static void take_posts(struct stage *stage)
{
	struct frame frame;
	unsigned char *room;
	size_t size;
	ssize_t n;

	while (room = frame_decoder_room(&stage->decoder, &size),
		(n = read(stage->station.post, room, size)) > 0) {
		frame_decoder_fed(&stage->decoder, (size_t)n);
		while (frame_decoder_next(&stage->decoder, &frame))
			take_frame(stage, &frame);
	}
}

static void obey(struct stage *stage, char order)
{
	switch (order) {
	case PUPPET_TAKE_POSTS:
		take_posts(stage);
		break;
	case PUPPET_HEAR:
		hear(stage);
		break;
	case PUPPET_CHANGE:
		change(stage);
		break;
	}
	station_publish(&stage->station);
}

static void play(void *context, int out)
{
	static struct stage stage;
	const struct strings *strings = context;
	struct station *station = &stage.station;
	char order;

	close(strings->orders[1]);
	close(strings->done[0]);
	stage.typist = strings->typist;
	frame_decoder_init(&stage.decoder);
	if (stations_open(station, "main", SEAT_A, false, "ann") != 0)
		_exit(1);
	station->status.state = BOARD_TALKING;
	set_word(station->status.other_nick, sizeof(station->status.other_nick), "bob", 3);
	station->changed = true;
	station_publish(station);
	scene_say(out, 0);
	while (read(strings->orders[0], &order, 1) == 1) {
		obey(&stage, order);
		if (write(strings->done[1], &order, 1) != 1)
			break;
	}
	station->status.state = BOARD_ENDED;
	station->changed = true;
	station_publish(station);
	station_close(station);
	parts_fini(&stage.parts);
}

void puppet_open(struct puppet *puppet, const struct typist *typist)
{
	struct strings strings = {.typist = *typist};

	ck_assert_int_eq(pipe2(strings.orders, O_CLOEXEC), 0);
	ck_assert_int_eq(pipe2(strings.done, O_CLOEXEC), 0);
	scene_act(&puppet->actor, play, &strings);
	close(strings.orders[0]);
	close(strings.done[1]);
	puppet->orders = strings.orders[1];
	puppet->done = strings.done[0];
	ck_assert_int_eq(scene_hear(&puppet->actor), 0);
}

void puppet_order(struct puppet *puppet, enum puppet_order order)
{
	char byte = (char)order;

	ck_assert_int_eq(write(puppet->orders, &byte, 1), 1);
	ck_assert_msg(read(puppet->done, &byte, 1) == 1, "the peer has ended");
}

void puppet_close(struct puppet *puppet)
{
	close(puppet->orders);
	close(puppet->done);
	ck_assert_int_eq(scene_await(&puppet->actor), 0);
}
