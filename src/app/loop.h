/* SPDX-License-Identifier: ISC */
/*
 * The event loop, and the only door to libevent.
 *
 * Handlers are called one at a time with the context they were added with. Urgent ones (signals,
 * the end of a process) come before the others of the same round. poll(2) is behind it: unlike
 * epoll it takes regular files and /dev/null, which standard input may be, and there are few
 * descriptors.
 */
#ifndef APP_LOOP_H
#define APP_LOOP_H

#include <stdbool.h>

struct loop;
struct loop_event;

enum loop_what {
	LOOP_READ = 1,
	LOOP_WRITE = 2,
	LOOP_URGENT = 4,
};

/* NULL where there is no memory or no way to poll files. */
struct loop *loop_new(void);
void loop_free(struct loop *loop);

/*
 * A handler for a descriptor that is readable or writable, called as long as it is. It is off until
 * loop_event_enable(). Free it before the descriptor is closed. NULL: no memory.
 */
struct loop_event *loop_add_fd(
	struct loop *loop, int fd, unsigned what, void (*handler)(void *context), void *context);
void loop_event_enable(struct loop_event *event, bool enable);

/* A handler for a moment to come; off until loop_timer_set(). NULL: no memory. */
struct loop_event *loop_add_timer(struct loop *loop, void (*handler)(void *context), void *context);

/* Calls the timer's handler once, that many milliseconds from now; an earlier setting is void. */
void loop_timer_set(struct loop_event *event, unsigned ms);
void loop_timer_clear(struct loop_event *event);
bool loop_timer_pending(const struct loop_event *event);

/* NULL is fine. */
void loop_event_free(struct loop_event *event);

/* Runs handlers until loop_stop(); may be called again. Returns 0, or -EIO where polling fails. */
int loop_run(struct loop *loop);
void loop_stop(struct loop *loop);

#endif
