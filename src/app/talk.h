/* SPDX-License-Identifier: ISC */
/*
 * Talking with the other side: brings together the link (how frames travel), the exchange (what
 * they mean) and the event loop.
 *
 * The other side is found in either of two ways: it was there when we began, or it sends us a
 * HELLO. A HELLO counts only from the process that holds the opposite seat, as the kernel tells.
 */
#ifndef APP_TALK_H
#define APP_TALK_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "app/loop.h"
#include "core/bucket.h"
#include "core/exchange.h"
#include "ipc/link.h"

/* What the owner is told; each is called from the event loop or from a talk_ function. */
struct talk_handlers {
	void (*here)(void *context); /* somebody has come: talk->exchange.other tells who */
	void (*message)(void *context, uint64_t number, const char *text, size_t len);
	void (*delivered)(void *context, uint64_t number); /* messages up to this one */
	void (*bye)(void *context, uint16_t flags);        /* the other side is leaving */
	/* EXCHANGE_READ, _TYPING, _NICK, _AWAY: how things are with the other side */
	void (*state)(void *context, enum exchange_kind kind, uint64_t number);
	void (*gone)(void *context, bool said_bye);       /* its process has ended */
	void (*trouble)(void *context, const char *what); /* worth a line */
	void (*batch)(void *context);                     /* a batch of frames has been handled */
	/* Frames are about to be sent: what they acknowledge or say must be kept by now. */
	void (*commit)(void *context);
};

struct talk {
	struct link *link;
	struct exchange exchange;
	struct loop *loop;
	struct loop_event *in, *out, *other, *retry;
	unsigned retry_ms; /* how long before the next try to reach the other side; 0: it was not
			      needed */
	unsigned hellos;   /* that were said again to a process that did not answer */
	const struct talk_handlers *handlers;
	void *context;
	pid_t other_pid;  /* of the process that was reached, 0 for none */
	bool welcomed;    /* its HELLO was accepted */
	bool foreign;     /* it speaks another version; said once */
	uint64_t skipped; /* bytes in the inbox that were no frames, as far as they were told */
	bool closed;      /* nobody who comes now is reached */
	/* How much is taken from the other side: all of it, unless talk_limit() was called. */
	struct bucket bucket;
	unsigned cheap;          /* frames that were no news */
	struct loop_event *slow; /* running: it has said too much, the rest has to wait */
	unsigned char batch[FRAME_SIZE_MAX];
	size_t batch_len; /* frames that wait for room */
};

/* Who we are to the other side; nick is repaired and cut, see exchange_init(). */
struct talk_self {
	const char *nick;
	bool stays; /* when the other side leaves */
};

/* What an earlier process of the seat left, see exchange_resume(). */
struct talk_past {
	uint64_t epoch, delivered, other, received;
};

/*
 * Begins to listen, and reaches the other side if it is there. link is taken over. Without a past
 * (NULL) the numbers are of an epoch of their own; with one, exchange_restore() is to be called
 * right afterwards. Returns 0 or -ENOMEM; either way talk_close() has to follow.
 */
int talk_open(struct talk *talk, struct loop *loop, struct link *link, const struct talk_self *self,
	const struct talk_past *past, const struct talk_handlers *handlers, void *context);
void talk_close(struct talk *talk);

/*
 * From now on takes at most that many messages and other news a second, and after a pause that many
 * at once. The rest waits where it is, at last with whoever says it, also when that one ends.
 */
void talk_limit(struct talk *talk, uint32_t rate, uint32_t at_once);

/* Looks whether somebody is at the opposite seat; if so, HELLO is on its way. */
void talk_reach(struct talk *talk);

/* Sends what is due, as far as there is room. To be called after exchange_say() and the like. */
void talk_pump(struct talk *talk);

/* Takes in all that has come, within the limit. */
void talk_drain(struct talk *talk);

/* From now on nobody new is reached; the one who is there stays. */
void talk_welcome_nobody(struct talk *talk);

/* Whether both sides know of each other and messages flow. */
bool talk_up(const struct talk *talk);

/* Whether a process was reached. */
bool talk_attached(const struct talk *talk);

/* Has the other process end: SIGINT unless it stays, and SIGCONT should it be stopped. */
void talk_interrupt_other(struct talk *talk);

#endif
