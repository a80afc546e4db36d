/* SPDX-License-Identifier: ISC */
/*
 * The messages that this side has accepted and the other side has not yet acknowledged.
 *
 * They are numbered from 1 without gaps and leave in that order. Two marks run through them:
 *
 *     acknowledged | sent, not acknowledged | not sent
 *                  ^ first                  ^ unsent
 *
 * What lies before the first mark is gone. After the link was lost the second mark goes back to the
 * first and everything is sent again; the receiver drops what it has.
 *
 * The texts lie one behind the other in one buffer, so a message costs no allocation of its own.
 */
#ifndef CORE_OUTBOX_H
#define CORE_OUTBOX_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "core/buffer.h"

/*
 * Numbers beyond this one are nobody's, whoever claims them: what is counted on from here fits the
 * signed numbers of the log.
 */
#define OUTBOX_NUMBER_MAX (UINT64_MAX / 4)

struct outbox {
	struct buffer bytes; /* entries: u32 length, text; see OUTBOX_HEAD */
	size_t first;        /* offset of the oldest entry that is not acknowledged */
	size_t unsent;       /* offset of the entry to send next */
	size_t within;       /* bytes of that entry's text that have been sent */
	uint64_t first_number;
	uint64_t unsent_number;
	uint64_t sent_number; /* of the newest message that may ever have been sent whole */
	uint64_t last_number; /* of the newest message, 0 before the first */
};

/* Of an entry, before its text. */
#define OUTBOX_HEAD sizeof(uint32_t)

/* Bytes of the text whose entry begins at an offset. */
static inline uint32_t outbox_length(const struct outbox *outbox, size_t at)
{
	uint32_t length;

	memcpy(&length, outbox->bytes.data + at, sizeof(length));
	return length;
}

void outbox_init(struct outbox *outbox);
void outbox_fini(struct outbox *outbox);

/* Adds a message and gives its number. Returns 0 or -ENOMEM. The text is copied. */
int outbox_add(struct outbox *outbox, const char *text, size_t len, uint64_t *number);

/*
 * Has an empty outbox go on behind number, which is acknowledged. outbox_restore() then adds the
 * messages that an earlier process may have sent, in their order. Returns 0 or -ENOMEM.
 */
void outbox_resume(struct outbox *outbox, uint64_t number);
int outbox_restore(struct outbox *outbox, const char *text, size_t len);

/*
 * The other side has messages of ours up to number, more than we know of: forgets what may have
 * been sent, and gives what was not numbers behind that.
 */
void outbox_skip(struct outbox *outbox, uint64_t number);

/* Messages that are not acknowledged, and the bytes that they take. */
uint64_t outbox_count(const struct outbox *outbox);
size_t outbox_bytes(const struct outbox *outbox);

/*
 * The next part to send: at most size bytes of the message *number. *more says whether the message
 * goes on after this part. The part points into the outbox and is valid until it changes. Returns
 * false when everything has been sent. outbox_sent() moves past the part of n bytes.
 */
static inline bool outbox_peek(const struct outbox *outbox, size_t size, const char **part,
	size_t *n, uint64_t *number, bool *more)
{
	size_t left;

	if (outbox->unsent == outbox->bytes.len)
		return false;
	left = outbox_length(outbox, outbox->unsent) - outbox->within;
	*part = outbox->bytes.data + outbox->unsent + OUTBOX_HEAD + outbox->within;
	*n = left < size ? left : size;
	*number = outbox->unsent_number;
	*more = left > size;
	return true;
}

static inline void outbox_sent(struct outbox *outbox, size_t n)
{
	uint32_t length = outbox_length(outbox, outbox->unsent);

	outbox->within += n;
	if (outbox->within < length)
		return;
	if (outbox->sent_number < outbox->unsent_number)
		outbox->sent_number = outbox->unsent_number;
	outbox->unsent += OUTBOX_HEAD + length;
	outbox->unsent_number++;
	outbox->within = 0;
}

/*
 * Forgets all messages up to number. A number that has never been sent changes nothing and gives
 * -EINVAL; one that is forgotten already is fine.
 */
int outbox_acknowledge(struct outbox *outbox, uint64_t number);

/* Everything that is not acknowledged will be sent again. */
void outbox_rewind(struct outbox *outbox);

#endif
