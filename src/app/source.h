/* SPDX-License-Identifier: ISC */
/*
 * A source: somebody's board as a viewer has it. Found by the card, tied to the process that holds
 * the seat, attached for reading only. A room's is one like others.
 */
#ifndef APP_SOURCE_H
#define APP_SOURCE_H

#include <stdbool.h>
#include <stdint.h>

#include "app/options.h"
#include "core/address.h"
#include "ipc/board.h"

struct source {
	struct address address;
	int card;  /* the bell's file */
	int pidfd; /* of the peer */
	pid_t pid;
	struct board_reader board;
};

/* Opens the board of a seat. Returns EX_OK, or says what is wrong and returns the exit status. */
int source_open(struct source *source, const struct address *address);
/* The same where a peer is there; without one *there is false, and nothing is said. */
int source_open_if_there(struct source *source, const struct address *address, bool *there);
void source_close(struct source *source);

/*
 * Which addresses the options mean: the room or the seats that were given, or the only seat that is
 * alive. *count is at most OPTIONS_SEATS_MAX. Returns EX_OK, or says what is wrong and returns the
 * exit status.
 */
int source_find(
	const struct options *options, struct address addresses[OPTIONS_SEATS_MAX], int *count);

#endif
