/* SPDX-License-Identifier: ISC */
/*
 * Who is in a room, as one of its members knows it: asked for when it is wanted, and forgotten when
 * something has changed.
 */
#ifndef APP_ROLL_H
#define APP_ROLL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "app/membership.h"
#include "core/buffer.h"

/* A zeroed struct knows of nobody. */
struct roll {
	struct request_member *rows; /* as it was told last; none that came for a moment only */
	size_t count;
	const char **nicks; /* of the rows, NULL behind the last; NULL: out of memory */

	struct request_member *coming; /* as it is being told */
	size_t coming_count;
	uint64_t asked; /* number of the WHO that is under way; 0: none */
	bool changed;   /* since it was asked */
	bool holds;     /* nothing has changed since it was told */
};

void roll_fini(struct roll *roll);

/* Asks the hub, unless that is under way. Returns 0 or a negative errno, as member_request(). */
int roll_ask(struct roll *roll, struct membership *membership);

/*
 * Takes what comes from the hub. Returns whether all has been told now that was asked for, or was
 * refused: then roll->asked is 0.
 */
bool roll_take(struct roll *roll, const struct member_event *event);

/* Somebody has come, gone, or is not what he was. */
void roll_forget(struct roll *roll);

/* The nicks of all who are here, NULL behind the last. Valid until roll_take(). */
const char *const *roll_nicks(const struct roll *roll);

/*
 * Appends a line for each who is here: nick, between, then account, process, and why it is away.
 * own is the id of the one who looks. What a line could not hold is blanked. Returns 0 or -ENOMEM.
 */
int roll_format(const struct roll *roll, uint32_t own, const char *between, struct buffer *out);

#endif
