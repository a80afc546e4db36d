/* SPDX-License-Identifier: ISC */
/*
 * Texts into a queue and out of it. What makes a queue a seat's mailbox is in mailbox_seat.c.
 */
#include "config.h"

#include "ipc/mailbox.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ipc.h>
#include <sys/msg.h>

#include "ipc/maillock.h"
#include "ipc/mailspool.h"

/* Linux's, where the kernel does not tell. */
#define PART_DEFAULT 8192
/* Room for a message that is taken, at first. */
#define ROOM 1024

/* A queue that was removed is EIDRM to who sleeps, EINVAL to who comes later. */
static int queue_error(int error)
{
	return error == EINVAL || error == EIDRM ? -EIDRM : -error;
}

/* Bytes that fill a message to the brim. Asked from the kernel itself: /proc may be missing. */
static size_t part_size(void)
{
	struct msginfo info;

	if (msgctl(0, IPC_INFO, (struct msqid_ds *)&info) < 0 || info.msgmax <= 0)
		return PART_DEFAULT;
	return (size_t)info.msgmax;
}

int mailbox_open_queue(struct mailbox *mailbox, int queue, int lock)
{
	struct mailbox_info info;

	*mailbox =
		(struct mailbox){.queue = queue, .lock = lock, .patience_ms = MAILLOCK_PATIENCE_MS};
	return mailbox_stat(mailbox, &info) == -EIDRM ? -ENOENT : 0;
}

int mailbox_stat(const struct mailbox *mailbox, struct mailbox_info *info)
{
	struct msqid_ds ds;

	if (msgctl(mailbox->queue, IPC_STAT, &ds) < 0)
		return queue_error(errno);
	*info = (struct mailbox_info){
		.messages = ds.msg_qnum,
		.bytes = ds.__msg_cbytes,
		.bytes_max = ds.msg_qbytes,
		.changed = ds.msg_stime > ds.msg_rtime ? ds.msg_stime : ds.msg_rtime,
		.uid = ds.msg_perm.uid,
		.mode = ds.msg_perm.mode & 0777,
	};
	if (info->changed == 0)
		info->changed = ds.msg_ctime;
	return 0;
}

int mailbox_remove_queue(const struct mailbox *mailbox)
{
	return msgctl(mailbox->queue, IPC_RMID, NULL) < 0 ? queue_error(errno) : 0;
}

static int send_message(int queue, const struct mailspool_message *message, size_t len)
{
	while (msgsnd(queue, message, len, IPC_NOWAIT) < 0) {
		if (errno != EINTR)
			return queue_error(errno);
	}
	return 0;
}

/*
 * Whether that much more fits. Where we may not ask, sending finds out; then a text that never fits
 * is told as one that does not fit now.
 */
static int check_room(const struct mailbox *mailbox, uint64_t bytes, uint64_t messages)
{
	struct mailbox_info info;
	int error = mailbox_stat(mailbox, &info);

	if (error < 0)
		return error == -EACCES ? 0 : error;
	/* The kernel has as many messages in a queue as bytes, at most. */
	if (bytes > info.bytes_max || messages > info.bytes_max)
		return -EMSGSIZE;
	if (info.bytes + bytes > info.bytes_max || info.messages + messages > info.bytes_max)
		return -EAGAIN;
	return 0;
}

/* The mark, without which a kill would leave a part of a text that looks like all of it. */
static int begin_parts(const struct mailbox *mailbox, long type, uint64_t parts)
{
	struct mailbox_info info = {0};
	int error = mailbox_stat(mailbox, &info);

	/* A queue that can't be looked at can't be tidied up either. */
	if (error < 0)
		return error == -EACCES ? 0 : error;
	return maillock_begin(mailbox->lock, mailbox->queue, type, info.messages, parts);
}

/* All parts; text and its NUL are size bytes. */
static int put_parts(const struct mailbox *mailbox, struct mailspool_message *message,
	const char *text, size_t size, size_t part)
{
	size_t done = 0, n;
	int error = 0;

	for (; error == 0 && done < size; done += error == 0 ? n : 0) {
		n = size - done < part ? size - done : part;
		memcpy(message->text, text + done, done + n == size ? n - 1 : n);
		if (done + n == size)
			message->text[n - 1] = '\0';
		error = send_message(mailbox->queue, message, n);
	}
	if (size <= part)
		return error;
	if (error < 0 && done > 0)
		maillock_withdraw(mailbox->lock, mailbox->queue, message->type);
	else
		maillock_end(mailbox->lock);
	return error;
}

static int put_locked(const struct mailbox *mailbox, struct mailspool_message *message,
	const char *text, size_t size)
{
	size_t part = part_size();
	uint64_t parts = (size + part - 1) / part;
	int error = check_room(mailbox, size, parts);

	if (error == 0 && parts > 1)
		error = begin_parts(mailbox, message->type, parts);
	return error < 0 ? error : put_parts(mailbox, message, text, size, part);
}

int mailbox_put(const struct mailbox *mailbox, long type, const char *text, size_t len)
{
	struct mailspool_message *message;
	int error;

	if (type <= 0)
		return -EINVAL;
	/* As long as the text: part_size() may be gigabytes. */
	message = malloc(sizeof(*message) + len + 1);
	if (message == NULL)
		return -ENOMEM;
	message->type = type;
	error = maillock_take(mailbox->lock, mailbox->patience_ms);
	if (error == 0) {
		error = put_locked(mailbox, message, text, len + 1);
		maillock_release(mailbox->lock);
	}
	free(message);
	return error;
}

/* One message, with room that grows as needed: in the spool if there is one, else in memory. */
struct piece {
	struct mailspool *spool;
	struct mailspool_message *message;
	size_t room, len;
	long type;
	bool again; /* the messages before this one were in the spool already */
};

static int make_room(struct piece *piece, size_t room)
{
	struct mailspool_message *message;

	if (piece->spool != NULL) {
		int error = mailspool_room(piece->spool, room, &piece->message);

		piece->room = error == 0 ? room : 0;
		return error;
	}
	if (piece->message != NULL && piece->room >= room)
		return 0;
	message = realloc(piece->message, sizeof(*message) + room);
	if (message == NULL)
		return -ENOMEM;
	piece->message = message;
	piece->room = room;
	return 0;
}

/* What a process that was killed had taken out of the queue. Returns 1 where there is no more. */
static int receive_again(struct piece *piece, struct buffer *text)
{
	ssize_t n = piece->spool != NULL ? mailspool_again(piece->spool, &piece->message) : -ENOMSG;

	if (n < 0)
		return 1;
	piece->again = true;
	piece->len = (size_t)n;
	piece->type = piece->message->type;
	return buffer_reserve(text, piece->len);
}

/* The rest of a text that a killed process had begun to take is there unless others took on. */
static int check_rest(const struct mailbox *mailbox, struct piece *piece)
{
	struct msqid_ds ds;

	if (!piece->again)
		return 0;
	piece->again = false;
	if (msgctl(mailbox->queue, IPC_STAT, &ds) < 0)
		return queue_error(errno);
	return ds.msg_lrpid == mailspool_taker(piece->spool) ? 0 : -ENOMSG;
}

/*
 * A message may be longer than messages can be now. One that does not fit stays where it is
 * (E2BIG); all that is in the queue is at least as long as the one.
 */
static int receive_new(
	const struct mailbox *mailbox, long type, struct piece *piece, struct buffer *text)
{
	struct mailbox_info info;
	int error = make_room(piece, ROOM);

	while (error == 0) {
		ssize_t n;

		/* What was taken must not be lost for want of memory. */
		error = buffer_reserve(text, piece->room);
		if (error < 0)
			break;
		n = msgrcv(mailbox->queue, piece->message, piece->room, type, IPC_NOWAIT);
		if (n >= 0) {
			piece->len = (size_t)n;
			piece->type = piece->message->type;
			if (piece->spool != NULL)
				mailspool_took(piece->spool, piece->len);
			return 0;
		}
		if (errno == E2BIG) {
			error = mailbox_stat(mailbox, &info);
			if (error == 0)
				error = make_room(piece, info.bytes);
		} else if (errno != EINTR) {
			error = queue_error(errno);
		}
	}
	return error;
}

static int receive(
	const struct mailbox *mailbox, long type, struct piece *piece, struct buffer *text)
{
	int error = receive_again(piece, text);

	if (error == 1)
		error = check_rest(mailbox, piece);
	else
		return error;
	return error == 0 ? receive_new(mailbox, type, piece, text) : error;
}

static bool goes_on(const struct piece *piece, size_t part)
{
	return piece->len == part && memchr(piece->message->text, '\0', piece->len) == NULL;
}

/* Returns 1 where the text was withdrawn. */
static int take_text(
	const struct mailbox *mailbox, long type, struct piece *piece, struct buffer *text)
{
	size_t start = text->len, part = part_size();
	int error = receive(mailbox, type, piece, text);

	while (error == 0) {
		bool more = goes_on(piece, part);

		if (text->len > start && piece->len == 0)
			return 1;
		while (!more && piece->len > 0 && piece->message->text[piece->len - 1] == '\0')
			piece->len--;
		error = buffer_append(text, piece->message->text, piece->len);
		if (error < 0 || !more)
			return error;
		error = receive(mailbox, piece->type, piece, text);
	}
	/* In the spool it waits for the rest of it, which is in the queue still. */
	if (piece->spool != NULL && (error == -ENOSPC || error == -ENOMEM))
		return error;
	/* What has been taken is the caller's, whatever became of the rest. */
	return text->len > start ? 0 : error;
}

int mailbox_take(const struct mailbox *mailbox, long type, struct buffer *text, long *its_type)
{
	struct piece piece = {.spool = mailbox->spool};
	size_t start = text->len;
	int error = maillock_take(mailbox->lock, mailbox->patience_ms), result = 1;

	if (error < 0)
		return error;
	if (piece.spool != NULL)
		mailspool_rewind(piece.spool);
	while (result == 1) {
		text->len = start;
		result = take_text(mailbox, type, &piece, text);
		if (result == 1 && piece.spool != NULL)
			mailspool_clear(piece.spool);
	}
	maillock_release(mailbox->lock);
	if (result == 0 && its_type != NULL)
		*its_type = piece.type;
	if (piece.spool == NULL)
		free(piece.message);
	return result;
}
