/* SPDX-License-Identifier: ISC */
/*
 * The conversation of two peers: who may say what when, and what arrives exactly once.
 *
 * An exchange is one side of it, without a descriptor and without a clock. Its owner hands it the
 * frames that come in and asks it for the bytes that have to go out:
 *
 *     exchange_attach()         the other side can be reached: a HELLO is due
 *     exchange_receive()        a frame came: what does it mean?
 *     exchange_accept()         the HELLO that came is genuine: messages may flow
 *     exchange_fill()           the next frames, as many as fit into one write
 *     exchange_detach()         the other side is gone; what it has not acknowledged is kept
 *
 * Each side numbers its messages from 1. A number means something only together with the epoch, a
 * random value that names the numbering: a HELLO tells how far the other side's messages have been
 * received and in which of its epochs, and with which number its own begin: those before it were
 * acknowledged by whoever was there before. Messages with a number that was received already are
 * dropped, a gap makes the receiver say HELLO again, upon which everything behind the gap is sent
 * again. The parts of a message are numbered as well, so none is taken for another.
 *
 * Both sides end with a BYE behind their last message. A side is settled once it has the other's
 * BYE and all of its own messages are acknowledged.
 */
#ifndef CORE_EXCHANGE_H
#define CORE_EXCHANGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/buffer.h"
#include "core/frame.h"
#include "core/hello.h"
#include "core/outbox.h"
#include "core/record.h"

/* One side as its HELLO tells it. */
struct exchange_side {
	uint32_t pid;
	bool stays; /* when the other side leaves; of self set behind exchange_init() */
	uint64_t epoch;
	char nick[RECORD_FROM_MAX + 1]; /* valid UTF-8, terminated */
};

struct exchange {
	struct exchange_side self;
	struct exchange_side other; /* accepted; epoch 0 before the first */
	struct outbox outbox;

	uint64_t received; /* the other side's last message that came whole */
	struct {
		uint64_t epoch, received;
	} former; /* the epoch before this one: a side without a log may have come in between */
	struct buffer parts; /* of the message received + 1 */
	unsigned part;       /* of it, that comes next */
	struct buffer repaired;

	/* What is now, as opposed to what was said: only the newest is sent, and again to a
	 * newcomer. */
	struct {
		bool nick_due, away_due, typing_due, read_due;
		bool typing;
		uint64_t read;
		char away[RECORD_AWAY_MAX + 1];
	} state;
	char other_away[RECORD_AWAY_MAX + 1];

	struct hello offer; /* the newest, not yet accepted */

	bool attached, up;
	bool hello_due, ack_due;
	bool resync; /* a HELLO was sent because of a gap */
	bool bye_due, bye_hurry, bye_sent, bye_received;
	uint16_t bye_flags;
};

enum exchange_kind {
	EXCHANGE_NOTHING, /* nothing that concerns the owner */
	EXCHANGE_HELLO,   /* exchange->offer holds it: verify it, then exchange_accept() */
	EXCHANGE_MESSAGE, /* number, text, len */
	EXCHANGE_ACK,     /* number: the other side has the messages up to this one */
	EXCHANGE_BYE,     /* flags: FRAME_DONE or 0 */
	EXCHANGE_READ,    /* number: a person there has seen the messages up to this one */
	EXCHANGE_TYPING,  /* number: 1 somebody there is typing, 0 no longer */
	EXCHANGE_NICK,    /* exchange->other.nick is another */
	EXCHANGE_AWAY,    /* exchange->other_away is another; empty: somebody is there */
	EXCHANGE_FOREIGN, /* the other side speaks version number */
};

struct exchange_event {
	enum exchange_kind kind;
	uint64_t number;
	uint16_t flags;
	const char
		*text; /* valid UTF-8, at most RECORD_TEXT_MAX bytes; valid until the next call */
	size_t len;
};

/* epoch is not 0; nick is cut to RECORD_FROM_MAX bytes and repaired. */
void exchange_init(struct exchange *exchange, uint64_t epoch, uint32_t pid, const char *nick);
void exchange_fini(struct exchange *exchange);

/*
 * Goes on where an earlier process of this seat was, of the same epoch: the other side has its
 * messages up to delivered, and it had those of the other side's epoch other up to received. To be
 * called right behind exchange_init(); exchange_restore() then gives back, in their order, the
 * messages behind delivered. Returns 0, -EMSGSIZE or -ENOMEM.
 */
void exchange_resume(
	struct exchange *exchange, uint64_t delivered, uint64_t other, uint64_t received);
int exchange_restore(struct exchange *exchange, const char *text, size_t len);

/*
 * Accepts a message of at most RECORD_TEXT_MAX bytes. It is sent as soon as that is possible and
 * kept until the other side has acknowledged it. Returns 0, -EMSGSIZE or -ENOMEM.
 */
int exchange_say(struct exchange *exchange, const char *text, size_t len, uint64_t *number);

void exchange_attach(struct exchange *exchange);
void exchange_detach(struct exchange *exchange);

/*
 * Takes the HELLO of exchange->offer as genuine: from now on messages are taken and sent. A *number
 * other than 0 tells that the other side has the messages up to it.
 */
void exchange_accept(struct exchange *exchange, uint64_t *number);

/* What *frame means. Returns 0, or -ENOMEM: the message was not taken and is asked for again. */
int exchange_receive(
	struct exchange *exchange, const struct frame *frame, struct exchange_event *event);

/*
 * Writes whole frames to out until size bytes are used or nothing is due. size is at least
 * FRAME_SIZE_MAX. Returns the bytes written; they count as sent: the owner keeps them until they
 * are written, or detaches.
 */
size_t exchange_fill(struct exchange *exchange, void *out, size_t size);

/* Has the other side send again what has not been received; it was damaged on the way, say. */
void exchange_ask_again(struct exchange *exchange);

/*
 * Ends this side: a BYE follows the last message, or, with hurry, is the next thing to be sent.
 * flags are FRAME_DONE or 0. May be called again to hurry up.
 */
void exchange_bye(struct exchange *exchange, uint16_t flags, bool hurry);

/*
 * Tell the other side what is so from now on: this side's nick, why nobody is here (empty: somebody
 * is), that somebody is typing, up to where the other side's messages have been seen by a person.
 * Text is repaired and cut as for exchange_init().
 */
void exchange_set_nick(struct exchange *exchange, const char *nick);
void exchange_set_away(struct exchange *exchange, const char *away);
void exchange_set_typing(struct exchange *exchange, bool typing);
void exchange_set_read(struct exchange *exchange, uint64_t number);

/* Whether all messages of this side are acknowledged. */
bool exchange_delivered(const struct exchange *exchange);

/* Whether both sides have said all and know it. */
bool exchange_settled(const struct exchange *exchange);

#endif
