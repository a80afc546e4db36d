/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "app/loop.h"

#include <errno.h>
#include <event2/event.h>
#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

enum { PRIORITY_URGENT, PRIORITY_NORMAL, PRIORITIES };

struct loop {
	struct event_base *base;
	bool stop;
};

struct loop_event {
	struct event *event;
	void (*handler)(void *context);
	void *context;
};

/* Descriptors that setting up a base takes; without them libevent would end the process. */
#define SPARE 4

static bool descriptors_left(void)
{
	int fds[SPARE], count = 0;

	while (count < SPARE && (fds[count] = fcntl(STDIN_FILENO, F_DUPFD_CLOEXEC, 0)) >= 0)
		count++;
	for (int i = 0; i < count; i++)
		close(fds[i]);
	return count == SPARE;
}

/* What goes wrong is told by what fails, in our own words. */
static void ignore_log(int severity, const char *message)
{
	(void)severity;
	(void)message;
}

struct loop *loop_new(void)
{
	struct loop *loop = calloc(1, sizeof(*loop));
	struct event_config *config = event_config_new();

	event_set_log_callback(ignore_log);
	if (loop == NULL || config == NULL || !descriptors_left())
		goto fail;
	event_config_require_features(config, EV_FEATURE_FDS);
	event_config_set_flag(config, EVENT_BASE_FLAG_NOLOCK | EVENT_BASE_FLAG_IGNORE_ENV);
	loop->base = event_base_new_with_config(config);
	if (loop->base == NULL || event_base_priority_init(loop->base, PRIORITIES) < 0)
		goto fail;
	event_config_free(config);
	return loop;
fail:
	if (config != NULL)
		event_config_free(config);
	loop_free(loop);
	return NULL;
}

void loop_free(struct loop *loop)
{
	if (loop == NULL)
		return;
	if (loop->base != NULL)
		event_base_free(loop->base);
	free(loop);
}

static void called(evutil_socket_t fd, short what, void *context)
{
	struct loop_event *event = context;

	(void)fd;
	(void)what;
	event->handler(event->context);
}

static struct loop_event *add(struct loop *loop, int fd, short flags, int priority,
	void (*handler)(void *context), void *context)
{
	struct loop_event *event = malloc(sizeof(*event));

	if (event == NULL)
		return NULL;
	event->handler = handler;
	event->context = context;
	event->event = event_new(loop->base, fd, flags, called, event);
	if (event->event == NULL) {
		free(event);
		return NULL;
	}
	event_priority_set(event->event, priority);
	return event;
}

struct loop_event *loop_add_fd(
	struct loop *loop, int fd, unsigned what, void (*handler)(void *context), void *context)
{
	short flags = EV_PERSIST;

	if ((what & LOOP_READ) != 0)
		flags |= EV_READ;
	if ((what & LOOP_WRITE) != 0)
		flags |= EV_WRITE;
	return add(loop, fd, flags, (what & LOOP_URGENT) != 0 ? PRIORITY_URGENT : PRIORITY_NORMAL,
		handler, context);
}

void loop_event_enable(struct loop_event *event, bool enable)
{
	if (enable)
		event_add(event->event, NULL);
	else
		event_del(event->event);
}

struct loop_event *loop_add_timer(struct loop *loop, void (*handler)(void *context), void *context)
{
	return add(loop, -1, 0, PRIORITY_NORMAL, handler, context);
}

void loop_timer_set(struct loop_event *event, unsigned ms)
{
	struct timeval wait = {.tv_sec = ms / 1000, .tv_usec = ms % 1000 * 1000};

	event_add(event->event, &wait);
}

void loop_timer_clear(struct loop_event *event)
{
	event_del(event->event);
}

bool loop_timer_pending(const struct loop_event *event)
{
	return event_pending(event->event, EV_TIMEOUT, NULL) != 0;
}

void loop_event_free(struct loop_event *event)
{
	if (event == NULL)
		return;
	event_free(event->event);
	free(event);
}

int loop_run(struct loop *loop)
{
	while (!loop->stop) {
		/* 1: no events at all, which would otherwise spin. */
		if (event_base_loop(loop->base, EVLOOP_ONCE) != 0)
			return -EIO;
	}
	loop->stop = false;
	return 0;
}

void loop_stop(struct loop *loop)
{
	loop->stop = true;
	event_base_loopbreak(loop->base);
}
