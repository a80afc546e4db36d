/* SPDX-License-Identifier: ISC */
/*
 * Points in time as people write them; the bytes are the text, but for the first, which
 * chooses what is now; the first eight are a time themselves.
 *
 * What is read has a date, and is read again from the form that we write.
 */
#include "config.h"

#include <errno.h>
#include <time.h>

#include "core/stamp.h"
#include "core/when.h"
#include "tests/fuzz/fuzz.h"

/* Of the last second of the year 9999. */
#define LATEST INT64_C(253402300799)

static void set_zone(void)
{
	static bool done;

	if (!done) {
		FUZZ_MUST(setenv("TZ", "CET-1CEST,M3.5.0,M10.5.0/3", 1) == 0);
		tzset();
	}
	done = true;
}

/* A time of a year of four digits is written and read alike. */
static void check_stamp(int64_t time_us)
{
	int64_t seconds = time_us / 1000000, again;
	char text[STAMP_SIZE];

	stamp_format_local(time_us, text);
	FUZZ_MUST(strlen(text) == strlen("2026-11-22 12:04:05"));
	stamp_format_utc(time_us, text);
	FUZZ_MUST(stamp_parse_utc(text, strlen(text), &again) == 0);
	if (seconds > -INT64_C(62167219200) && seconds <= LATEST)
		FUZZ_MUST(again == time_us);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct fuzz fuzz = {data, size}, number = fuzz;
	int64_t now_us = INT64_C(1795349045123456) + fuzz_byte(&fuzz) * INT64_C(86400000000) * 3;
	int64_t time_us;
	char text[64];
	const char *piece;
	size_t n;
	int error;

	set_zone();
	piece = fuzz_piece(&fuzz, sizeof(text) - 1, &n);
	memcpy(text, piece, n);
	text[n] = '\0';
	error = when_parse(text, now_us, &time_us);
	FUZZ_MUST(error == 0 || error == -EINVAL);
	if (error == 0)
		check_stamp(time_us);
	if (stamp_parse_utc(piece, n, &time_us) == 0)
		check_stamp(time_us);
	check_stamp((int64_t)fuzz_u64(&number));
	return 0;
}
