/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "core/when.h"

#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "core/stamp.h"

#define US_PER_S INT64_C(1000000)

/* Seconds of the longest span; as far back as the year 0 and further. */
#define SPAN_MAX INT64_C(100000000000)

/* Takes a number of at most max. */
static bool take_number(const char **text, int64_t max, int64_t *number)
{
	const char *first = *text;

	*number = 0;
	for (; **text >= '0' && **text <= '9'; (*text)++) {
		*number = *number * 10 + (**text - '0');
		if (*number > max)
			return false;
	}
	return *text > first;
}

static int64_t unit_seconds(char unit)
{
	switch (unit) {
	case 's':
		return 1;
	case 'm':
		return 60;
	case 'h':
		return 3600;
	case 'd':
		return 86400;
	case 'w':
		return 7 * 86400;
	default:
		return 0;
	}
}

/* 1h30m */
static bool read_span(const char *text, int64_t now_us, int64_t *time_us)
{
	int64_t seconds = 0, number;

	do {
		int64_t unit;

		if (!take_number(&text, SPAN_MAX, &number))
			return false;
		unit = unit_seconds(*text);
		if (unit == 0 || number > (SPAN_MAX - seconds) / unit)
			return false;
		seconds += number * unit;
		text++;
	} while (*text != '\0');
	*time_us = now_us - seconds * US_PER_S;
	return true;
}

/* @1795349045.5 */
static bool read_seconds(const char *text, int64_t *time_us)
{
	int64_t seconds, us = 0, unit = US_PER_S / 10;

	if (*text++ != '@' || !take_number(&text, SPAN_MAX, &seconds))
		return false;
	if (*text == '.') {
		if (text[1] == '\0')
			return false;
		for (text++; *text >= '0' && *text <= '9'; text++, unit /= 10)
			us += unit * (*text - '0');
	}
	*time_us = seconds * US_PER_S + us;
	return *text == '\0';
}

/* mktime(3), but of two times that the clocks showed alike the first. */
static time_t first_time(const struct tm *tm)
{
	struct tm shown = *tm;
	time_t first;

	shown.tm_isdst = -1;
	first = mktime(&shown);
	for (int summer = 0; summer <= 1; summer++) {
		struct tm other = *tm;
		time_t time;

		other.tm_isdst = summer;
		time = mktime(&other);
		if (time != -1 && time < first && other.tm_mday == shown.tm_mday &&
			other.tm_hour == shown.tm_hour && other.tm_min == shown.tm_min)
			first = time;
	}
	return first;
}

/* What the clocks here showed as time_us would be shown in UTC. */
static int64_t local_time(int64_t time_us)
{
	/* Never negative: the year 0 is the first. */
	int64_t us = (time_us % US_PER_S + US_PER_S) % US_PER_S;
	time_t seconds = (time_t)((time_us - us) / US_PER_S);
	struct tm tm;

	gmtime_r(&seconds, &tm);
	return (int64_t)first_time(&tm) * US_PER_S + us;
}

/* The start of the day that many days before the one of now_us. */
static struct tm day_before(int64_t now_us, int days)
{
	time_t now = (time_t)(now_us / US_PER_S);
	struct tm tm = {.tm_year = 70, .tm_mday = 1};

	localtime_r(&now, &tm);
	tm.tm_mday -= days;
	tm.tm_hour = tm.tm_min = tm.tm_sec = 0;
	return tm;
}

/* A date and time here, of which date, text and one of the endings make one of RFC 3339. */
static bool read_local(const char *date, const char *text, int64_t *time_us)
{
	static const char *const endings[] = {"Z", ":00Z", "T00:00:00Z"};

	for (size_t i = 0; i < sizeof(endings) / sizeof(endings[0]); i++) {
		char whole[64];
		int n = snprintf(whole, sizeof(whole), "%s%s%s", date, text, endings[i]);

		if (n > 0 && (size_t)n < sizeof(whole) &&
			stamp_parse_utc(whole, (size_t)n, time_us) == 0) {
			*time_us = local_time(*time_us);
			return true;
		}
	}
	return false;
}

int when_parse(const char *text, int64_t now_us, int64_t *time_us)
{
	bool today = strcmp(text, "today") == 0;
	char date[STAMP_SIZE];

	if (today || strcmp(text, "yesterday") == 0) {
		struct tm tm = day_before(now_us, today ? 0 : 1);

		*time_us = (int64_t)first_time(&tm) * US_PER_S;
		return 0;
	}
	if (read_span(text, now_us, time_us) || read_seconds(text, time_us) ||
		stamp_parse_utc(text, strlen(text), time_us) == 0 || read_local("", text, time_us))
		return 0;
	stamp_format_local(now_us, date);
	date[strlen("2026-11-22 ")] = '\0';
	return read_local(date, text, time_us) ? 0 : -EINVAL;
}
