/* SPDX-License-Identifier: ISC */
/*
 * A source: somebody's board as a viewer has it. Found by the card, tied to the process that holds
 * the seat, attached for reading only.
 */
#ifndef APP_SOURCE_H
#define APP_SOURCE_H

#include <stdbool.h>
#include <stdint.h>

#include "app/options.h"
#include "core/name.h"
#include "ipc/board.h"

struct source {
	char chat[NAME_CHAT_MAX + 1];
	enum seat seat;
	int card;  /* the bell's file */
	int pidfd; /* of the peer */
	pid_t pid;
	struct board_reader board;
};

/* Opens the board of a seat. Returns EX_OK, or says what is wrong and returns the exit status. */
int source_open(struct source *source, const char *chat, enum seat seat);
/* The same where a peer is there; without one *there is false, and nothing is said. */
int source_open_if_there(struct source *source, const char *chat, enum seat seat, bool *there);
void source_close(struct source *source);

/*
 * Which seats the options mean: those given, or the only one that is alive. *count is at most
 * OPTIONS_SEATS_MAX. Returns EX_OK, or says what is wrong and returns the exit status.
 */
int source_find(const struct options *options, enum seat seats[OPTIONS_SEATS_MAX], int *count);

#endif
