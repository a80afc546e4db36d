/* SPDX-License-Identifier: ISC */
/*
 * The mailbox of a peer's seat: what was left in it while nobody was there, and what other programs
 * put into it, is said, most urgent first.
 *
 * A text is taken, said and in the log before the next one is taken, and in the spool meanwhile.
 * While much waits to be delivered, or the log can't be written, the rest stays in the mailbox.
 * Without a log a text is in memory only until the other side has it: it is taken once somebody is
 * there to have it, and the next one after that.
 */
#include "config.h"

#include "app/peer_parts.h"

#include <errno.h>
#include <string.h>

#include "core/cluster.h"

/* A process that was stopped while it had the lock of the mailboxes must not stop this one. */
#define PATIENCE_MS 20
#define BUSY_MS     1000
/* Where there is no room on the disk for what is taken. */
#define NO_ROOM_MS 2000

/*
 * A text of any bytes; one that is too long becomes several messages. An earlier peer may have said
 * the first ones.
 */
static void say_text(struct peer *peer, const struct buffer *text, uint64_t said)
{
	struct buffer repaired = {0};
	size_t done = 0;

	if (buffer_append_repaired(&repaired, text->data, text->len) < 0) {
		peer_note(peer, "out of memory: a text of the mailbox was lost");
		return;
	}
	do {
		size_t n = cluster_cut(repaired.data + done, repaired.len - done, RECORD_TEXT_MAX);

		if (said == 0)
			peer_accept(peer, 0, repaired.data + done, n);
		else
			said--;
		done += n;
	} while (done < repaired.len);
	buffer_fini(&repaired);
	station_commit(&peer->station);
}

static int take_one(struct peer *peer, struct buffer *text)
{
	bool ours = peer->spool.fd < 0 || mailspool_is_empty(&peer->spool);
	int error;

	text->len = 0;
	peer_spool_note(peer);
	error = mailbox_take(&peer->mailbox, MAILBOX_ANY, text, NULL);
	if (error < 0)
		return error;
	say_text(peer, text, ours ? 0 : peer_spool_logged(peer));
	peer_spool_done(peer);
	peer->mail_said = peer->station.status.said;
	peer->mail_stays = false;
	return 0;
}

static void close_wait(struct peer *peer)
{
	loop_event_free(peer->mail_event);
	peer->mail_event = NULL;
	mailwait_close(peer->mailwait);
	peer->mailwait = NULL;
}

void peer_on_mail(void *context)
{
	struct peer *peer = context;

	peer_take_mail(peer);
	talk_pump(&peer->talk);
	peer_settle(peer);
}

static int open_wait(struct peer *peer)
{
	int error = mailwait_open(&peer->mailwait, peer->mailbox.queue, MAILBOX_ANY);

	if (error < 0)
		return error;
	peer->mail_event =
		loop_add_fd(peer->loop, mailwait_fd(peer->mailwait), LOOP_READ, peer_on_mail, peer);
	if (peer->mail_event == NULL)
		return -ENOMEM;
	loop_event_enable(peer->mail_event, true);
	return 0;
}

static void open_mailbox(struct peer *peer)
{
	int error = mailbox_open(
		&peer->mailbox, &peer->station.rundir, peer->station.address.seat, true, NULL);

	if (error == 0) {
		peer->mailbox.patience_ms = PATIENCE_MS;
		if (logwriter_is_open(&peer->station.log))
			peer->mailbox.spool = &peer->spool;
		error = open_wait(peer);
	}
	if (error == 0)
		return;
	close_wait(peer);
	peer_note(peer, "there is no mailbox: %s",
		error == -ENOSPC ? "no queue is left in the system's limits (kernel.msgmni)"
				 : strerror(-error));
}

void peer_open_mail(struct peer *peer)
{
	open_mailbox(peer);
	peer_take_mail(peer);
}

void peer_close_mail(struct peer *peer)
{
	close_wait(peer);
	peer_spool_close(peer);
}

/* Nothing of it is lost: it stays in the queue, or in the spool. */
static void try_again(struct peer *peer, unsigned ms)
{
	loop_event_enable(peer->mail_event, false);
	loop_timer_set(peer->mail_again, ms);
}

/* Where the queue is there after all, it is left in peace for a while. */
static void find_anew(struct peer *peer)
{
	int before = peer->mailbox.queue;

	close_wait(peer);
	open_mailbox(peer);
	if (peer->mailbox.queue != before)
		peer_note(peer, "the mailbox was removed and is made anew");
	else if (peer->mail_event != NULL)
		try_again(peer, BUSY_MS);
}

static void on_failure(struct peer *peer, int error)
{
	switch (error) {
	case -ENOMSG:
		mailwait_again(peer->mailwait);
		return;
	case -EBUSY:
		try_again(peer, BUSY_MS);
		return;
	case -EIDRM:
		find_anew(peer);
		return;
	case -ENOSPC:
	case -EDQUOT:
	case -EFBIG:
	case -ENOMEM:
		if (!peer->mail_stays)
			peer_note(peer, "mail stays in the mailbox: %s", strerror(-error));
		peer->mail_stays = true;
		try_again(peer, NO_ROOM_MS);
		return;
	default:
		close_wait(peer);
		peer_note(peer, "the mailbox can't be read: %s", strerror(-error));
	}
}

static bool may_take(const struct peer *peer)
{
	if (peer->state != PEER_TALKING || peer_is_full(peer))
		return false;
	return logwriter_is_open(&peer->station.log) ||
	       (talk_up(&peer->talk) && peer->station.status.delivered >= peer->mail_said);
}

void peer_take_mail(struct peer *peer)
{
	struct buffer text = {0};
	int error;

	if (peer->mailwait == NULL)
		return;
	error = peer_spool_open(peer);
	while (error == 0 && may_take(peer) && peer_spool_ready(peer))
		error = take_one(peer, &text);
	buffer_fini(&text);
	/* Where it could go on, it is not listened to until then. */
	peer->mail_waits = error == 0;
	loop_event_enable(peer->mail_event, error != 0);
	if (error < 0)
		on_failure(peer, error);
}
