/* SPDX-License-Identifier: ISC */
/*
 * For tests with System V message queues: what a test that fails, or one that is killed, has not
 * removed.
 */
#ifndef TESTS_IPC_QUEUES_H
#define TESTS_IPC_QUEUES_H

#include <stdbool.h>
#include <stddef.h>

#include "tests/suite.h"

/* scene_run(); then the queues that the tests noted are removed. */
int queues_run(Suite *suite);

/* Notes a queue, from any process of the tests, and returns it. */
int queues_note(int queue);

/* A queue that nobody else knows. */
int queues_new(void);

/* Bare msgsnd() and msgrcv() without waiting; the first has to succeed. */
void queues_send(int queue, long type, const void *bytes, size_t n);
/* Returns the length, or -1. */
int queues_receive(int queue, long type, void *bytes, size_t size);

/* How many messages there are, or -1 where the queue is gone. */
int queues_count(int queue);

#endif
