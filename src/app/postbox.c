/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "app/postbox.h"

#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

#include "core/cluster.h"
#include "core/record.h"
#include "core/utf8.h"

/* Mends what is not text. Returns false without memory. */
static bool repair(struct postbox *postbox, const char **text, size_t *len)
{
	if (utf8_valid(*text, *len))
		return true;
	postbox->repaired.len = 0;
	if (buffer_append_repaired(&postbox->repaired, *text, *len) < 0)
		return false;
	*text = postbox->repaired.data;
	*len = postbox->repaired.len;
	if (*len > RECORD_TEXT_MAX)
		*len = cluster_cut(*text, *len, RECORD_TEXT_MAX);
	return true;
}

static void on_frame(struct postbox *postbox, const struct frame *frame)
{
	const char *text = (const char *)frame->body;
	size_t len = frame->length;

	if (frame->version != FRAME_VERSION)
		return;
	switch (frame->kind) {
	case FRAME_POST:
		if (parts_take(&postbox->parts, frame, &text, &len) == 1 &&
			repair(postbox, &text, &len))
			postbox->handlers->text(postbox->context, frame->number, text, len);
		break;
	case FRAME_TYPING:
	case FRAME_READ:
	case FRAME_NICK:
	case FRAME_AWAY:
		if (repair(postbox, &text, &len))
			postbox->handlers->state(
				postbox->context, frame->kind, frame->number, text, len);
		break;
	default:
		break;
	}
}

static void on_readable(void *context)
{
	struct postbox *postbox = context;
	struct frame frame;
	size_t size;
	unsigned char *room = frame_decoder_room(postbox->decoder, &size);
	ssize_t n = read(postbox->fd, room, size);

	if (n <= 0)
		return;
	frame_decoder_fed(postbox->decoder, (size_t)n);
	while (frame_decoder_next(postbox->decoder, &frame))
		on_frame(postbox, &frame);
	postbox->handlers->batch(postbox->context);
}

int postbox_open(struct postbox *postbox, struct loop *loop, int fd,
	const struct postbox_handlers *handlers, void *context)
{
	*postbox = (struct postbox){.fd = fd, .handlers = handlers, .context = context};
	postbox->decoder = malloc(sizeof(*postbox->decoder));
	postbox->event = loop_add_fd(loop, fd, LOOP_READ, on_readable, postbox);
	if (postbox->decoder == NULL || postbox->event == NULL)
		return -ENOMEM;
	frame_decoder_init(postbox->decoder);
	loop_event_enable(postbox->event, true);
	return 0;
}

void postbox_close(struct postbox *postbox)
{
	loop_event_free(postbox->event);
	postbox->event = NULL;
	free(postbox->decoder);
	postbox->decoder = NULL;
	parts_fini(&postbox->parts);
	buffer_fini(&postbox->repaired);
}

void postbox_pause(struct postbox *postbox, bool pause)
{
	if (postbox->event == NULL || postbox->paused == pause)
		return;
	postbox->paused = pause;
	loop_event_enable(postbox->event, !pause);
}
