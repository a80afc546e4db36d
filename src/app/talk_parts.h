/* SPDX-License-Identifier: ISC */
/*
 * A talk, as its parts share it: app/talk.c finds the other side and sends, app/talk_hear.c takes
 * in what it says.
 */
#ifndef APP_TALK_PARTS_H
#define APP_TALK_PARTS_H

#include <stdbool.h>

#include "app/talk.h"

/* Tells the owner what is worth a line. */
void talk_trouble(struct talk *talk, const char *what);

/* Whether a process was reached and has ended since. */
bool talk_other_ended(const struct talk *talk);

/* Lets go of a process that has ended, and tells the owner if it had been welcomed. */
void talk_lose_other(struct talk *talk);

/* The inbox has something; the time for which the rest had to wait is over. context: the talk. */
void talk_on_in(void *context);
void talk_on_slow(void *context);

#endif
