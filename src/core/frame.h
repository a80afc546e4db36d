/* SPDX-License-Identifier: ISC */
/*
 * Frames: the units on a FIFO.
 *
 * A frame is a header and a body, together at most FRAME_SIZE_MAX bytes, which is PIPE_BUF on
 * Linux: a frame written in one call is never torn nor mixed with another's (pipe(7), "PIPE_BUF").
 * Several small frames may share one such call.
 *
 * Header, little-endian, 16 bytes:
 *
 *   0  u16  magic      "sh"
 *   2  u8   version    FRAME_VERSION
 *   3  u8   kind       enum frame_kind
 *   4  u16  flags      of the kind
 *   6  u16  length     of the body
 *   8  u64  number     of the kind
 *
 * This module knows where a frame begins and ends; what a body means is core/exchange.h's business.
 */
#ifndef CORE_FRAME_H
#define CORE_FRAME_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/bytes.h"

#define FRAME_SIZE_MAX 4096
#define FRAME_HEAD     16
#define FRAME_BODY_MAX (FRAME_SIZE_MAX - FRAME_HEAD)
#define FRAME_VERSION  1
#define FRAME_MAGIC_0  's'
#define FRAME_MAGIC_1  'h'

enum frame_kind {
	FRAME_HELLO = 1,  /* who I am and how far I have received you */
	FRAME_TEXT = 2,   /* a message or a part of one; number: of the message */
	FRAME_ACK = 3,    /* number: the last message received whole */
	FRAME_READ = 4,   /* number: the last message that a person has seen */
	FRAME_TYPING = 5, /* number: 1 began, 0 ended */
	FRAME_BYE = 6,    /* nothing more will be said */
	FRAME_POST =
		7, /* a viewer or a script hands text to its own peer; number: see core/parts.h */
	FRAME_NICK = 8, /* body: the sender's nick from now on */
	FRAME_AWAY = 9, /* body: why nobody is there; empty: somebody is back */

	/* Of rooms, between a member and the hub; their bodies are core/request.h's. */
	FRAME_WHO = 32,      /* who is in the room? */
	FRAME_TOPIC = 33,    /* the topic from now on */
	FRAME_PING = 34,     /* is the hub there? */
	FRAME_LEAVE = 35,    /* the member leaves */
	FRAME_STOP = 36,     /* the room ends */
	FRAME_IGNORE = 37,   /* no calls of this nick, please */
	FRAME_SERVE = 38,    /* the member answers calls of this verb */
	FRAME_UNSERVE = 39,  /* and no longer */
	FRAME_ASK = 40,      /* a call of a verb */
	FRAME_CANCEL = 41,   /* its answer is no longer wanted */
	FRAME_OUTPUT = 42,   /* what a call gives on standard output */
	FRAME_ERRORS = 43,   /* on standard error */
	FRAME_CREDIT = 44,   /* so many more of the two above may come */
	FRAME_ANSWERED = 45, /* the status that the call ended with */

	FRAME_WELCOME = 64, /* the member is in the room */
	FRAME_GRANTED = 65, /* the request was carried out */
	FRAME_REFUSED = 66, /* it was not, and why */
	FRAME_MEMBER = 67,  /* one who is in the room */
	FRAME_PONG = 68,    /* the hub is there */
	FRAME_CALL = 69,    /* a call for one who serves its verb */
};

/* FRAME_TEXT, FRAME_POST: the message goes on in the next frame of the same number. */
#define FRAME_MORE 1u
/* FRAME_TEXT, FRAME_POST: above these bits, which part of the message this is, from 0. */
#define FRAME_PART_SHIFT 8
/* FRAME_BYE: the input has ended; the receiver may finish what it has to say. */
#define FRAME_DONE 1u

struct frame {
	uint8_t version;
	uint8_t kind;
	uint16_t flags;
	uint16_t length; /* of the body */
	uint64_t number;
	const unsigned char *body;
};

/* Writes the head of a frame to out, which has room for it. */
static inline void frame_put_head(
	unsigned char *out, uint8_t kind, uint16_t flags, uint16_t length, uint64_t number)
{
	bytes_put64(out, FRAME_MAGIC_0 | FRAME_MAGIC_1 << 8 | FRAME_VERSION << 16 |
				 (uint64_t)kind << 24 | (uint64_t)flags << 32 |
				 (uint64_t)length << 48);
	bytes_put64(out + 8, number);
}

/*
 * Writes *frame to out, which has room for size bytes. Returns the bytes written, or -EMSGSIZE
 * where the body is over FRAME_BODY_MAX or there is not enough room. frame->version is not looked
 * at: what is written is FRAME_VERSION.
 */
int frame_encode(const struct frame *frame, void *out, size_t size);

/* As much as a usual FIFO holds (pipe(7)), so that one read may empty it. */
#define FRAME_DECODER_SIZE 65536

/* A decoder holds the bytes that have come and were not yet taken out as frames. */
struct frame_decoder {
	unsigned char bytes[FRAME_DECODER_SIZE];
	size_t start, end;
	uint64_t skipped; /* bytes that belonged to no frame, since the decoder began */
};

void frame_decoder_init(struct frame_decoder *decoder);

/*
 * Where the next bytes may be put and how many: at least FRAME_SIZE_MAX as long as frames have been
 * taken out until there were none left. frame_decoder_fed() says how many were put there.
 */
unsigned char *frame_decoder_room(struct frame_decoder *decoder, size_t *size);
void frame_decoder_fed(struct frame_decoder *decoder, size_t n);

/*
 * Takes out the next whole frame; its body is valid until frame_decoder_room(). Returns false when
 * there is none. Bytes that can't begin a frame are skipped up to the next that can, and counted.
 * A frame of another version is handed out as well: its caller has to refuse it.
 */
bool frame_decoder_next(struct frame_decoder *decoder, struct frame *frame);

/* Passes over one byte, which then belonged to no frame. Returns false when none is held. */
bool frame_decoder_skip(struct frame_decoder *decoder);

#endif
