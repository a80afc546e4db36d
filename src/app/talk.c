/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "app/talk_parts.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/random.h>
#include <unistd.h>

#include "ipc/process.h"

/* A way that is barred for a reason that may pass is tried again, at first after so long. */
#define RETRY_FIRST_MS 250
#define RETRY_LAST_MS  4000

/*
 * A HELLO that is not answered is said again after so long, so many times: stray bytes ahead of it
 * in the other side's inbox may have swallowed it.
 */
#define HELLO_AGAIN_MS 500
#define HELLO_TRIES    10

bool talk_up(const struct talk *talk)
{
	return talk->exchange.up;
}

bool talk_attached(const struct talk *talk)
{
	return talk->other_pid != 0;
}

void talk_trouble(struct talk *talk, const char *what)
{
	talk->handlers->trouble(talk->context, what);
}

static void let_go(struct talk *talk)
{
	if (talk->retry != NULL)
		loop_timer_clear(talk->retry);
	loop_event_free(talk->out);
	loop_event_free(talk->other);
	talk->out = NULL;
	talk->other = NULL;
	talk->other_pid = 0;
	talk->welcomed = false;
	talk->batch_len = 0;
	exchange_detach(&talk->exchange);
	link_part(talk->link);
}

static void on_out(void *context)
{
	talk_pump(context);
}

bool talk_other_ended(const struct talk *talk)
{
	return talk_attached(talk) && process_ended(link_fd_other(talk->link));
}

/* Somebody who went before we had met, such as the last one while he was leaving, was never here.
 */
void talk_lose_other(struct talk *talk)
{
	bool said_bye = talk->exchange.bye_received, welcomed = talk->welcomed;

	let_go(talk);
	if (welcomed) {
		talk->handlers->gone(talk->context, said_bye);
		return;
	}
	if (!talk->closed)
		talk_reach(talk);
	talk->handlers->batch(talk->context);
}

/* What the process had said before it ended lies in the inbox: that comes first. */
static void on_other_ended(void *context)
{
	struct talk *talk = context;

	talk_drain(talk);
	if (loop_timer_pending(talk->slow)) {
		loop_event_enable(talk->other, false);
		return;
	}
	if (talk_other_ended(talk))
		talk_lose_other(talk);
}

static int watch_other(struct talk *talk)
{
	talk->out = loop_add_fd(talk->loop, link_fd_out(talk->link), LOOP_WRITE, on_out, talk);
	talk->other = loop_add_fd(talk->loop, link_fd_other(talk->link), LOOP_READ | LOOP_URGENT,
		on_other_ended, talk);
	if (talk->out == NULL || talk->other == NULL)
		return -ENOMEM;
	loop_event_enable(talk->other, true);
	return 0;
}

/* Says what is wrong, once, and tries again later: descriptors, say, may be had by then. */
static void reach_again(struct talk *talk, int error)
{
	char what[128];

	if (talk->retry_ms == 0) {
		snprintf(what, sizeof(what), "the other side can't be reached: %s",
			error == -EREMOTE ? "it is in another PID namespace"
			: error == -EPERM ? "what stands there is somebody else's"
					  : strerror(-error));
		talk_trouble(talk, what);
		talk->retry_ms = RETRY_FIRST_MS;
	} else if (talk->retry_ms < RETRY_LAST_MS) {
		talk->retry_ms *= 2;
	}
	loop_timer_set(talk->retry, talk->retry_ms);
}

static void on_retry(void *context)
{
	struct talk *talk = context;

	if (!talk_attached(talk) && !talk->closed) {
		talk_reach(talk);
	} else if (talk_attached(talk) && !talk_up(talk) && talk->hellos < HELLO_TRIES) {
		talk->hellos++;
		exchange_ask_again(&talk->exchange);
		talk_pump(talk);
		loop_timer_set(talk->retry, HELLO_AGAIN_MS);
	}
}

void talk_reach(struct talk *talk)
{
	pid_t pid;
	int error;

	if (talk_attached(talk))
		let_go(talk);
	error = link_reach(talk->link, &pid);
	if (error == -ENOENT || error == -ESRCH)
		return;
	if (error == 0) {
		talk->other_pid = pid;
		talk->foreign = false;
		error = watch_other(talk);
	}
	if (error < 0) {
		let_go(talk);
		reach_again(talk, error);
		return;
	}
	talk->retry_ms = 0;
	talk->hellos = 0;
	loop_timer_set(talk->retry, HELLO_AGAIN_MS);
	exchange_attach(&talk->exchange);
	talk_pump(talk);
}

void talk_pump(struct talk *talk)
{
	int error = 0;

	if (!talk_attached(talk))
		return;
	talk->handlers->commit(talk->context);
	while (error == 0) {
		if (talk->batch_len == 0)
			talk->batch_len =
				exchange_fill(&talk->exchange, talk->batch, sizeof(talk->batch));
		if (talk->batch_len == 0)
			break;
		error = link_send(talk->link, talk->batch, talk->batch_len);
		if (error == 0)
			talk->batch_len = 0;
	}
	/* -EPIPE: it has closed its inbox and is about to end; the pidfd will tell. */
	loop_event_enable(talk->out, error == -EAGAIN);
}

void talk_welcome_nobody(struct talk *talk)
{
	talk->closed = true;
}

int talk_open(struct talk *talk, struct loop *loop, struct link *link, const struct talk_self *self,
	const struct talk_past *past, const struct talk_handlers *handlers, void *context)
{
	uint64_t epoch = past != NULL ? past->epoch : 0;

	*talk = (struct talk){.link = link, .loop = loop, .handlers = handlers, .context = context};
	while (epoch == 0) {
		if (getrandom(&epoch, sizeof(epoch), 0) < 0 && errno != EINTR)
			return -errno;
	}
	exchange_init(&talk->exchange, epoch, (uint32_t)getpid(), self->nick);
	talk->exchange.self.stays = self->stays;
	if (past != NULL)
		exchange_resume(&talk->exchange, past->delivered, past->other, past->received);
	if (link == NULL)
		return -ENOMEM;
	talk->in = loop_add_fd(loop, link_fd_in(link), LOOP_READ, talk_on_in, talk);
	talk->retry = loop_add_timer(loop, on_retry, talk);
	talk->slow = loop_add_timer(loop, talk_on_slow, talk);
	if (talk->in == NULL || talk->retry == NULL || talk->slow == NULL)
		return -ENOMEM;
	loop_event_enable(talk->in, true);
	talk_reach(talk);
	return 0;
}

void talk_close(struct talk *talk)
{
	if (talk->link != NULL)
		let_go(talk);
	loop_event_free(talk->in);
	loop_event_free(talk->retry);
	loop_event_free(talk->slow);
	link_free(talk->link);
	exchange_fini(&talk->exchange);
}

void talk_interrupt_other(struct talk *talk)
{
	int pidfd = link_fd_other(talk->link);

	if (pidfd < 0)
		return;
	/*
	 * EPERM: another account's; its BYE and our end are what it goes by. One that stays has no
	 * use for SIGINT, and a second one that somebody else sends would be lost in ours.
	 */
	if (!talk_up(talk) || !talk->exchange.other.stays)
		process_signal(pidfd, SIGINT);
	process_signal(pidfd, SIGCONT);
}
