/* SPDX-License-Identifier: ISC */
/*
 * A hub for tests, of the room "team", in a process of its own: the real one.
 */
#ifndef TESTS_APP_HALLS_H
#define TESTS_APP_HALLS_H

#include "tests/ipc/scene.h"

/* Returns once members can join; max: so many of them, 0: as many as there may be. */
void halls_open(struct actor *hub, unsigned max);

/* The hub ends by itself, and leaves nothing. */
void halls_close(struct actor *hub);

/* The hub is killed, and what it leaves is removed. */
void halls_kill(struct actor *hub);

#endif
