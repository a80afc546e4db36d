/* SPDX-License-Identifier: ISC */
/*
 * Ringing the bell no more often than it is worth.
 *
 * A ring wakes everybody who listens, and the one who rings pays for that: some microseconds for
 * each of them. So a ring that took long is followed by a pause of CHIME_SHARE times as long, at
 * most CHIME_PAUSE_MS, and what is published meanwhile rings once, at its end. The first ring after
 * a quiet time is never late, and with a few listeners none is.
 */
#ifndef APP_CHIME_H
#define APP_CHIME_H

#include <stdbool.h>
#include <stdint.h>

#include "app/loop.h"

#define CHIME_SHARE    100
#define CHIME_PAUSE_MS 20

struct chime {
	int card;                 /* the bell's file, see ipc/bell.h */
	struct loop_event *timer; /* NULL: every ring is at once */
	int64_t next_us;          /* no ring before that, on the clock of clock_us() */
};

/* Has pauses kept by this loop, which has to outlive chime_close(). Returns 0 or -ENOMEM. */
int chime_open(struct chime *chime, struct loop *loop);
/* Rings if a ring is due. May be called without chime_open(). */
void chime_close(struct chime *chime);

/* Rings, now or at the end of the pause. */
void chime_ring(struct chime *chime);

/* Rings at once: nothing comes behind this for which it could be gathered. */
void chime_last(struct chime *chime);

#endif
