/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "app/chime.h"

#include <errno.h>
#include <stddef.h>
#include <time.h>

#include "app/clock.h"
#include "ipc/bell.h"

/* Of this thread alone: who is woken may well run before we do again. */
static int64_t processor_us(void)
{
	struct timespec time;

	clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
	return (int64_t)time.tv_sec * 1000000 + time.tv_nsec / 1000;
}

static void ring(struct chime *chime)
{
	int64_t begin_us = processor_us(), pause_us;

	bell_ring(chime->card);
	if (chime->timer == NULL)
		return;
	pause_us = (processor_us() - begin_us) * CHIME_SHARE;
	if (pause_us > CHIME_PAUSE_MS * 1000)
		pause_us = CHIME_PAUSE_MS * 1000;
	/* A timer can't be finer than that. */
	chime->next_us = pause_us < 1000 ? 0 : clock_us() + pause_us;
}

static void on_timer(void *context)
{
	ring(context);
}

int chime_open(struct chime *chime, struct loop *loop)
{
	chime->timer = loop_add_timer(loop, on_timer, chime);
	return chime->timer != NULL ? 0 : -ENOMEM;
}

void chime_last(struct chime *chime)
{
	if (chime->timer != NULL)
		loop_timer_clear(chime->timer);
	ring(chime);
}

void chime_close(struct chime *chime)
{
	if (chime->timer == NULL)
		return;
	if (loop_timer_pending(chime->timer))
		chime_last(chime);
	loop_event_free(chime->timer);
	chime->timer = NULL;
}

void chime_ring(struct chime *chime)
{
	int64_t left_us;

	if (chime->timer != NULL && loop_timer_pending(chime->timer))
		return;
	left_us = chime->next_us == 0 ? 0 : chime->next_us - clock_us();
	if (left_us > 0)
		loop_timer_set(chime->timer, (unsigned)(left_us + 999) / 1000);
	else
		ring(chime);
}
