/* SPDX-License-Identifier: ISC */
/*
 * What one types in a window: the text, the history of earlier ones, and their files, so that
 * neither a draft nor the history is lost by leaving.
 */
#ifndef APP_COMPOSE_H
#define APP_COMPOSE_H

#include <stdbool.h>

#include "core/buffer.h"
#include "core/edit.h"
#include "core/history.h"
#include "core/name.h"

struct compose {
	struct edit edit;
	struct history history;
	const char *chat;
	char history_name[16], draft_name[16];
	size_t history_size; /* bytes of its file, as far as they are known */
	bool loaded;
	bool history_lost; /* its file can't be written, which was told */
	bool draft_left;   /* its file could not be read, and is left as it is */
};

/*
 * Loads history and draft of a seat of a chat, whose name stays the caller's. What can't be read is
 * told in complaints, a line each, and left as it is.
 */
void compose_open(struct compose *compose, const char *chat, enum seat seat, size_t history_size,
	struct buffer *complaints);

/* Saves the draft and releases everything. Returns 0, or a negative errno: the draft is not kept.
 */
int compose_close(struct compose *compose);

/*
 * The text has been sent: into the history with it, and an empty line. Returns 0, or a negative
 * errno for the first text that the history's file does not take.
 */
int compose_sent(struct compose *compose);

/* Older or newer texts of the history that begin with what stands before the cursor. */
bool compose_older(struct compose *compose);
bool compose_newer(struct compose *compose);

/* Any other change of the text ends going through the history. */
void compose_changed(struct compose *compose);

#endif
