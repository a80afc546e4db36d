/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "core/stamp.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

#define US_PER_S 1000000

/* Seconds and microseconds such that the latter are never negative. */
static time_t split(int64_t time_us, int *us)
{
	int64_t seconds = time_us / US_PER_S;

	*us = (int)(time_us % US_PER_S);
	if (*us < 0) {
		*us += US_PER_S;
		seconds--;
	}
	return (time_t)seconds;
}

/* A time that has no calendar date, as a hostile record may have, is shown as the first one. */
void stamp_format_utc(int64_t time_us, char out[STAMP_SIZE])
{
	struct tm tm = {.tm_year = 70, .tm_mday = 1};
	int us;
	time_t seconds = split(time_us, &us);

	gmtime_r(&seconds, &tm);
	if (tm.tm_year > 8099 || tm.tm_year < -1900)
		tm = (struct tm){.tm_year = 70, .tm_mday = 1};
	snprintf(out, STAMP_SIZE, "%04d-%02d-%02dT%02d:%02d:%02d.%06dZ", tm.tm_year + 1900,
		tm.tm_mon + 1, tm.tm_mday, tm.tm_hour, tm.tm_min, tm.tm_sec, us);
}

void stamp_format_local(int64_t time_us, char out[STAMP_SIZE])
{
	struct tm tm = {.tm_year = 70, .tm_mday = 1};
	int us;
	time_t seconds = split(time_us, &us);

	localtime_r(&seconds, &tm);
	if (tm.tm_year > 8099 || tm.tm_year < -1900)
		tm = (struct tm){.tm_year = 70, .tm_mday = 1};
	snprintf(out, STAMP_SIZE, "%04d-%02d-%02d %02d:%02d:%02d", tm.tm_year + 1900, tm.tm_mon + 1,
		tm.tm_mday, tm.tm_hour, tm.tm_min, tm.tm_sec);
}
