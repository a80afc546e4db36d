/* SPDX-License-Identifier: ISC */
/*
 * Texts between the mailbox and the log, in the file A.taken beside the log: whenever the peer is
 * killed, the text that it was taking is in the queue, in this file or in the log, and the next
 * peer finds out which.
 */
#include "config.h"

#include "app/peer_parts.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>

#include "app/logfile.h"
#include "app/statefile.h"

static void file_name(const struct peer *peer, char name[LOGFILE_NAME_SIZE])
{
	snprintf(name, LOGFILE_NAME_SIZE, "%c.taken", peer_letter(peer));
}

static int open_file(struct peer *peer, const char *name)
{
	int fd = statefile_open(peer->station.address.chat, name, O_RDWR | O_CREAT);

	return fd < 0 ? fd : mailspool_open(&peer->spool, fd);
}

int peer_spool_open(struct peer *peer)
{
	char name[LOGFILE_NAME_SIZE];
	int error;

	if (!logwriter_is_open(&peer->station.log) || peer->spool.fd >= 0)
		return 0;
	file_name(peer, name);
	error = open_file(peer, name);
	if (error == -EBADMSG) {
		peer_note(peer, "%s is damaged and begins anew", name);
		statefile_write(peer->station.address.chat, name, "", 0);
		error = open_file(peer, name);
	}
	return error;
}

void peer_spool_close(struct peer *peer)
{
	char name[LOGFILE_NAME_SIZE];

	if (peer->spool.fd < 0)
		return;
	file_name(peer, name);
	/* What is in it is for the next peer. */
	if (mailspool_is_empty(&peer->spool))
		statefile_write(peer->station.address.chat, name, "", 0);
	mailspool_close(&peer->spool);
}

bool peer_spool_ready(struct peer *peer)
{
	if (peer->spool.fd < 0)
		return !logwriter_is_open(&peer->station.log);
	if (peer->station.log.failing)
		return false;
	if (peer->spool_said)
		mailspool_clear(&peer->spool);
	peer->spool_said = false;
	return true;
}

void peer_spool_note(struct peer *peer)
{
	const struct seatstate *state = &peer->station.log.state;
	const struct mailspool_note note = {
		.epoch = state->epoch, .seq = state->seq, .said = peer->station.status.said};

	if (peer->spool.fd >= 0 && mailspool_is_empty(&peer->spool))
		mailspool_note(&peer->spool, &note);
}

uint64_t peer_spool_logged(const struct peer *peer)
{
	struct mailspool_note note;
	struct logfile *log;
	struct record record;
	uint64_t count = 0;

	if (peer->spool.fd < 0)
		return 0;
	mailspool_read_note(&peer->spool, &note);
	if (note.epoch != peer->station.log.state.epoch || note.said == peer->station.status.said)
		return 0;
	if (logfile_open(&log, &peer->station.address) < 0)
		return 0;
	if (logfile_seek(log, note.seq + 1) == 0) {
		while (logfile_next(log, &record) == 1)
			count += record.kind == RECORD_MESSAGE && record.dir == RECORD_OUT &&
				 record.wire == note.said + count + 1;
	}
	logfile_close(log);
	return count;
}

void peer_spool_done(struct peer *peer)
{
	if (peer->spool.fd < 0)
		return;
	peer->spool_said = true;
	peer_spool_ready(peer);
}
