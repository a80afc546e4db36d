/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "app/chime.h"

#include <fcntl.h>
#include <poll.h>
#include <stdlib.h>
#include <unistd.h>

#include "app/clock.h"
#include "ipc/bell.h"
#include "tests/ipc/scene.h"

static struct rundir rundir;
static struct loop *loop;
static struct chime chime;
static int listener;

static void setup(void)
{
	scene_open(&rundir);
	loop = loop_new();
	chime = (struct chime){.card = openat(rundir.fd, "card", O_RDWR | O_CREAT, 0600)};
	ck_assert_int_ge(chime.card, 0);
	listener = bell_listen(chime.card);
	ck_assert_int_ge(listener, 0);
}

static void teardown(void)
{
	chime_close(&chime);
	loop_free(loop);
	close(listener);
	close(chime.card);
	unlinkat(rundir.fd, "card", 0);
	rundir_close(&rundir);
}

/* Whether it has rung since the last look. */
static bool rung(void)
{
	struct pollfd pollfd = {.fd = listener, .events = POLLIN};
	bool ready = poll(&pollfd, 1, 0) == 1;

	bell_clear(listener);
	return ready;
}

/* As a ring that took long would have it. */
static void pause_ms(int64_t ms)
{
	chime.next_us = clock_us() + ms * 1000;
}

static void on_late(void *context)
{
	loop_stop(context);
}

static void run_ms(unsigned ms)
{
	struct loop_event *late = loop_add_timer(loop, on_late, loop);

	loop_timer_set(late, ms);
	ck_assert_int_eq(loop_run(loop), 0);
	loop_event_free(late);
}

START_TEST(test_chime_without_a_loop)
{
	for (int i = 0; i < 3; i++) {
		chime_ring(&chime);
		ck_assert(rung());
	}
	chime_close(&chime);
	ck_assert(!rung());
}
END_TEST

START_TEST(test_chime_first_ring_is_at_once)
{
	ck_assert_int_eq(chime_open(&chime, loop), 0);
	chime_ring(&chime);
	ck_assert(rung());
	/* A pause that is over is none. */
	chime.next_us = clock_us() - 1;
	chime_ring(&chime);
	ck_assert(rung());
}
END_TEST

START_TEST(test_chime_rings_once_behind_a_pause)
{
	ck_assert_int_eq(chime_open(&chime, loop), 0);
	pause_ms(30);
	for (int i = 0; i < 100; i++)
		chime_ring(&chime);
	ck_assert(!rung());
	run_ms(200);
	ck_assert(rung());
	ck_assert(!loop_timer_pending(chime.timer));
	run_ms(50);
	ck_assert(!rung());
}
END_TEST

START_TEST(test_chime_last_waits_for_nothing)
{
	ck_assert_int_eq(chime_open(&chime, loop), 0);
	pause_ms(100000);
	chime_ring(&chime);
	ck_assert(!rung());
	chime_last(&chime);
	ck_assert(rung());
	ck_assert(!loop_timer_pending(chime.timer));
}
END_TEST

START_TEST(test_chime_close_rings_what_is_due)
{
	ck_assert_int_eq(chime_open(&chime, loop), 0);
	pause_ms(100000);
	chime_ring(&chime);
	ck_assert(!rung());
	chime_close(&chime);
	ck_assert(rung());
	chime_close(&chime);
	ck_assert(!rung());
}
END_TEST

/* However long a ring took, the next one is not far. */
START_TEST(test_chime_pause_is_bounded)
{
	ck_assert_int_eq(chime_open(&chime, loop), 0);
	for (int i = 0; i < 1000; i++) {
		int64_t before = clock_us();

		chime_last(&chime);
		ck_assert_int_le(chime.next_us, clock_us() + (int64_t)CHIME_PAUSE_MS * 1000);
		ck_assert(chime.next_us == 0 || chime.next_us >= before + 1000);
	}
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("chime");
	TCase *tcase = tcase_create("chime");

	tcase_add_checked_fixture(tcase, setup, teardown);
	tcase_add_test(tcase, test_chime_without_a_loop);
	tcase_add_test(tcase, test_chime_first_ring_is_at_once);
	tcase_add_test(tcase, test_chime_rings_once_behind_a_pause);
	tcase_add_test(tcase, test_chime_last_waits_for_nothing);
	tcase_add_test(tcase, test_chime_close_rings_what_is_due);
	tcase_add_test(tcase, test_chime_pause_is_bounded);
	suite_add_tcase(suite, tcase);
	return scene_run(suite);
}
