/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "app/inspect.h"

#include <fcntl.h>
#include <inttypes.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "ipc/board.h"
#include "ipc/card.h"
#include "ipc/inbox.h"
#include "ipc/mailbox.h"
#include "ipc/post.h"
#include "ipc/reap.h"
#include "ipc/rundir.h"

/* Bytes that wait in a FIFO, of how many; nothing where it can't be told. */
static int put_fifo(struct buffer *out, const char *name, int fd)
{
	int waiting = 0, size = fd >= 0 ? fcntl(fd, F_GETPIPE_SZ) : -1;

	if (size < 0 || ioctl(fd, FIONREAD, &waiting) < 0)
		return 0;
	return buffer_printf(out, "%s\t%d of %d bytes wait\n", name, waiting, size);
}

static const char *state_name(enum board_state state)
{
	return state == BOARD_WAITING ? "waiting" : state == BOARD_TALKING ? "talking" : "ended";
}

static int put_room(struct buffer *out, const struct board_status *status)
{
	int error = buffer_printf(out, "members\t%" PRIu64 "\n", status->members);

	if (error == 0 && status->other_nick[0] != '\0')
		error = buffer_printf(out, "topic\t%.*s\n", (int)strcspn(status->other_nick, "\n"),
			status->other_nick);
	return error == 0 ? buffer_printf(out, "said\t%" PRIu64 "\n", status->incoming) : error;
}

static int put_status(struct buffer *out, const struct board_status *status)
{
	int error = buffer_printf(out, "state\t%s\n", state_name(status->state));

	if (error == 0)
		error = buffer_printf(out, "nick\t%s%s%s\n", status->nick,
			status->away[0] != '\0' ? ", away: " : "", status->away);
	if (error == 0)
		error = buffer_printf(out,
			"said\t%" PRIu64 ", %" PRIu64 " delivered, %" PRIu64 " read\n",
			status->said, status->delivered, status->read);
	if (error == 0)
		error = buffer_printf(
			out, "queue\t%" PRIu64 " bytes wait for the other side\n", status->queued);
	return error;
}

static int put_segment(struct buffer *out, int id, const struct segment_info *segment)
{
	return buffer_printf(out, "segment\t%d, %zu bytes, attached %lu times, %s\n", id,
		segment->size, segment->attached,
		segment->marked ? "marked for removal" : "not marked");
}

static int put_board(struct buffer *out, const struct card *card, enum seat seat)
{
	struct board_reader *reader;
	struct board_status status;
	struct segment_info segment;
	int error = 0;

	if (segment_stat(card->segment, &segment) < 0)
		return buffer_append_string(out, "segment\tgone\n");
	error = put_segment(out, card->segment, &segment);
	reader = board_reader_new(card->segment, card->nonce);
	if (reader == NULL)
		return error;
	if (error == 0)
		error = buffer_printf(out, "ring\t%" PRIu64 " of %u bytes\n",
			board_reader_fill(reader), BOARD_RING_SIZE);
	if (error == 0 && board_reader_status(reader, &status) == 0)
		error = seat == SEAT_ROOM ? put_room(out, &status) : put_status(out, &status);
	board_reader_free(reader);
	return error;
}

static int put_living(struct buffer *out, int dir, enum seat seat, pid_t holder)
{
	int error = buffer_printf(out, "pid\t%ld\n", (long)holder), fd, pidfd, post;
	struct card card;
	pid_t pid;
	int file;

	file = card_read(dir, seat, &card);
	if (file >= 0) {
		close(file);
		if (error == 0)
			error = put_board(out, &card, seat);
	}
	if (error == 0 && inbox_reach(dir, seat, &fd, &pid, &pidfd) == 0) {
		error = put_fifo(out, "inbox", fd);
		close(fd);
		close(pidfd);
	}
	post = post_reach(dir, seat);
	if (error == 0)
		error = put_fifo(out, "post", post);
	if (post >= 0)
		close(post);
	return error;
}

static int put_mailbox(struct buffer *out, const struct rundir *rundir, enum seat seat)
{
	struct mailbox_info info;
	struct mailbox mailbox;

	if (mailbox_open(&mailbox, rundir, seat, false, NULL) < 0 ||
		mailbox_stat(&mailbox, &info) < 0)
		return 0;
	return buffer_printf(out,
		"mailbox\tqueue %d, %" PRIu64 " messages, %" PRIu64 " of %" PRIu64 " bytes\n",
		mailbox.queue, info.messages, info.bytes, info.bytes_max);
}

static int put_seat(struct buffer *out, const struct rundir *rundir, enum seat seat)
{
	int error = buffer_printf(out, "# Seat %c\n", name_seat_letter(seat)), held;
	pid_t holder;

	held = inbox_holder(rundir->fd, seat, &holder);
	if (error == 0 && held < 0)
		error = buffer_append_string(out, "nobody is there\n");
	else if (error == 0)
		error = put_living(out, rundir->fd, seat, holder);
	if (error == 0 && seat != SEAT_ROOM)
		error = put_mailbox(out, rundir, seat);
	return error == 0 ? buffer_append_string(out, "\n") : error;
}

int inspect_chat(const struct address *address, struct buffer *out)
{
	struct rundir rundir;
	int error = rundir_open_at(&rundir, address, false);

	if (error < 0)
		return buffer_printf(out, "%s: %s\n", address->chat, strerror(-error));
	error = buffer_printf(out, "directory\t%s\n\n", rundir.path);
	for (int seat = SEAT_A; seat < SEAT_ALL_COUNT && error == 0; seat++) {
		/* Most chats have no room of their name. */
		if (seat != SEAT_ROOM || reap_seat_named(&rundir, SEAT_ROOM))
			error = put_seat(out, &rundir, (enum seat)seat);
	}
	rundir_close(&rundir);
	return error;
}
