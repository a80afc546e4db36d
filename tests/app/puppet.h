/* SPDX-License-Identifier: ISC */
/*
 * A peer on strings, in a process of its own: it does one thing at a time, when it is told to, and
 * whoever tells it waits until that is done. So what a window sees, and when, does not depend on
 * how processes are scheduled.
 */
#ifndef TESTS_APP_PUPPET_H
#define TESTS_APP_PUPPET_H

#include "tests/app/typist.h"
#include "tests/ipc/scene.h"

struct puppet {
	struct actor actor;
	int orders, done; /* ends of pipes */
};

enum puppet_order {
	PUPPET_TAKE_POSTS = 'p', /* what was posted is said */
	PUPPET_HEAR = 'h',       /* somebody on the other side says any text */
	PUPPET_CHANGE = 'c',     /* the status of the other side is another */
};

/* Takes seat A of the chat "main"; texts are those of a typist, see tests/app/typist.h. */
void puppet_open(struct puppet *puppet, const struct typist *typist);

/* Returns once it is done. */
void puppet_order(struct puppet *puppet, enum puppet_order order);

/* The peer leaves, and is gone. */
void puppet_close(struct puppet *puppet);

#endif
