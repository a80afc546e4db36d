/* SPDX-License-Identifier: ISC */
/*
 * Bytes of another program on their way to standard output or standard error.
 *
 * They are passed on as they are, but for a terminal: that gets what core/funnel makes of them, for
 * they may be another account's.
 */
#ifndef APP_RELAY_H
#define APP_RELAY_H

#include <stdbool.h>
#include <stddef.h>

#include "app/output.h"
#include "core/buffer.h"

struct relay {
	struct output output; /* output_flush() writes what was added */
	bool terminal;
	struct buffer rest; /* the beginning of a character, or of a line that goes on at once */
};

/* fd and stop are as for output_init_fd(). raw: as they are, whatever fd is. */
void relay_init(struct relay *relay, int fd, int stop, bool raw);

/* Adds bytes. more: others follow at once. Returns 0 or -ENOMEM. */
int relay_add(struct relay *relay, const char *bytes, size_t len, bool more);

/* Nothing follows. Returns 0 or -ENOMEM. */
int relay_end(struct relay *relay);

void relay_fini(struct relay *relay);

#endif
