/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "app/talk.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/random.h>
#include <unistd.h>

#include "app/clock.h"
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

/* Frames that are no news and cost as much as one that is. */
#define CHEAP 256

/* One that says too much is read again after so long at the least. */
#define SLOW_MS 50

/* Reads of the inbox when all that has come is wanted: far more than a FIFO holds. */
#define DRAIN_READS 256

bool talk_up(const struct talk *talk)
{
	return talk->exchange.up;
}

bool talk_attached(const struct talk *talk)
{
	return talk->other_pid != 0;
}

static void trouble(struct talk *talk, const char *what)
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

static bool other_ended(const struct talk *talk)
{
	return talk_attached(talk) && process_ended(link_fd_other(talk->link));
}

/* Somebody who went before we had met, such as the last one while he was leaving, was never here.
 */
static void lose_other(struct talk *talk)
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
	if (other_ended(talk))
		lose_other(talk);
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
		trouble(talk, what);
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

static void refuse_hello(struct talk *talk, uint32_t claimed)
{
	char what[128];

	snprintf(what, sizeof(what),
		"a HELLO claims to be of the process %lu, but %ld holds the seat: ignored",
		(unsigned long)claimed, (long)talk->other_pid);
	trouble(talk, what);
}

static void on_hello(struct talk *talk)
{
	uint32_t claimed = talk->exchange.offer.pid;
	bool welcomed;
	struct exchange_side before;
	uint64_t number;

	/* The successor may be quicker than the news that the one before it has ended. */
	if (talk->other_pid != (pid_t)claimed && other_ended(talk))
		lose_other(talk);
	if (!talk_attached(talk) && !talk->closed)
		talk_reach(talk);
	if (!talk_attached(talk))
		return;
	if (talk->other_pid != (pid_t)claimed) {
		refuse_hello(talk, claimed);
		return;
	}
	welcomed = talk->welcomed;
	talk->welcomed = true;
	before = talk->exchange.other;
	exchange_accept(&talk->exchange, &number);
	loop_timer_clear(talk->retry);
	if (!welcomed)
		talk->handlers->here(talk->context);
	else if (strcmp(before.nick, talk->exchange.other.nick) != 0)
		talk->handlers->state(talk->context, EXCHANGE_NICK, 0);
	if (number > 0)
		talk->handlers->delivered(talk->context, number);
}

/* The other program may be newer. Our own HELLO lets it find out as well. */
static void on_foreign(struct talk *talk, unsigned version)
{
	char what[128];

	if (!talk_attached(talk) && !talk->closed)
		talk_reach(talk);
	if (!talk_attached(talk) || talk->foreign)
		return;
	talk->foreign = true;
	snprintf(what, sizeof(what),
		"the other side speaks version %u of the protocol, this program version %d: "
		"install the same version on both sides",
		version, FRAME_VERSION);
	trouble(talk, what);
}

/*
 * What a frame costs of the limit. Acknowledgements are answers to us, and parts are one message in
 * the end: so many of them cost as much as one.
 */
static void charge(struct talk *talk, enum exchange_kind kind)
{
	if (talk->bucket.rate == 0)
		return;
	if ((kind == EXCHANGE_NOTHING || kind == EXCHANGE_ACK) && ++talk->cheap % CHEAP != 0)
		return;
	bucket_take(&talk->bucket, clock_ms());
}

static void on_frame(struct talk *talk, const struct frame *frame)
{
	struct exchange_event event;
	int error = exchange_receive(&talk->exchange, frame, &event);

	charge(talk, event.kind);
	if (error < 0)
		trouble(talk, "a message could not be taken for lack of memory; it is asked for "
			      "again");
	switch (event.kind) {
	case EXCHANGE_HELLO:
		on_hello(talk);
		break;
	case EXCHANGE_MESSAGE:
		talk->handlers->message(talk->context, event.number, event.text, event.len);
		break;
	case EXCHANGE_ACK:
		talk->handlers->delivered(talk->context, event.number);
		break;
	case EXCHANGE_BYE:
		talk->handlers->bye(talk->context, event.flags);
		break;
	case EXCHANGE_READ:
	case EXCHANGE_TYPING:
	case EXCHANGE_NICK:
	case EXCHANGE_AWAY:
		talk->handlers->state(talk->context, event.kind, event.number);
		break;
	case EXCHANGE_FOREIGN:
		on_foreign(talk, (unsigned)event.number);
		break;
	case EXCHANGE_NOTHING:
		break;
	}
}

/* What was no frame may have damaged one that was: the other side is asked for it. */
static void tell_skipped(struct talk *talk)
{
	uint64_t skipped = link_skipped(talk->link);
	char what[96];

	if (skipped == talk->skipped)
		return;
	snprintf(what, sizeof(what), "%llu bytes in the inbox were of no peer: passed over",
		(unsigned long long)(skipped - talk->skipped));
	talk->skipped = skipped;
	charge(talk, EXCHANGE_HELLO);
	exchange_ask_again(&talk->exchange);
	trouble(talk, what);
}

/* Whether the other side has said too much; then it is taken up again after a while. */
static bool has_to_wait(struct talk *talk)
{
	unsigned wait_ms = 0;

	if (talk->bucket.rate != 0)
		wait_ms = bucket_wait_ms(&talk->bucket, clock_ms());
	if (wait_ms == 0)
		return false;
	loop_timer_set(talk->slow, wait_ms > SLOW_MS ? wait_ms : SLOW_MS);
	loop_event_enable(talk->in, false);
	return true;
}

/*
 * Takes in what one read gives, behind what an earlier one has left when it had to wait. Returns
 * whether there was anything.
 */
static bool take_batch(struct talk *talk)
{
	bool waits = loop_timer_pending(talk->slow), any = false;
	struct frame frame;

	while (!waits && !has_to_wait(talk)) {
		if (link_next(talk->link, &frame))
			on_frame(talk, &frame);
		else if (any || link_fill(talk->link) <= 0)
			break;
		any = true;
	}
	if (!any)
		return false;
	tell_skipped(talk);
	talk->handlers->batch(talk->context);
	talk_pump(talk);
	return true;
}

static void on_in(void *context)
{
	take_batch(context);
}

static void on_slow(void *context)
{
	struct talk *talk = context;

	loop_event_enable(talk->in, true);
	take_batch(talk);
	if (talk->other != NULL && !loop_timer_pending(talk->slow))
		loop_event_enable(talk->other, true);
}

void talk_limit(struct talk *talk, uint32_t rate, uint32_t at_once)
{
	bucket_init(&talk->bucket, rate, at_once, clock_ms());
}

void talk_drain(struct talk *talk)
{
	for (int i = 0; i < DRAIN_READS && take_batch(talk); i++)
		continue;
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
	talk->in = loop_add_fd(loop, link_fd_in(link), LOOP_READ, on_in, talk);
	talk->retry = loop_add_timer(loop, on_retry, talk);
	talk->slow = loop_add_timer(loop, on_slow, talk);
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
