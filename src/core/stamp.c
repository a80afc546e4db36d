/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "core/stamp.h"

#include <errno.h>
#include <stdbool.h>
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

/* What is still to be read. */
struct reader {
	const char *at, *end;
};

/* Takes a number of just so many digits, from min to max. */
static bool take_number(struct reader *reader, int digits, int min, int max, int *number)
{
	if (reader->end - reader->at < digits)
		return false;
	*number = 0;
	for (; digits > 0; digits--, reader->at++) {
		if (*reader->at < '0' || *reader->at > '9')
			return false;
		*number = *number * 10 + (*reader->at - '0');
	}
	return *number >= min && *number <= max;
}

/* Takes one of these characters. */
static bool take_one_of(struct reader *reader, const char *set)
{
	if (reader->at == reader->end || *reader->at == '\0' || strchr(set, *reader->at) == NULL)
		return false;
	reader->at++;
	return true;
}

static int days_of_month(int year, int month)
{
	static const char days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
	bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;

	return days[month - 1] + (month == 2 && leap ? 1 : 0);
}

/*
 * Days from 1970-01-01 to the date. The year is taken to begin in March, so that the leap day is
 * its last; it is never negative then, for 4800 of them, 12 cycles of 400 years, are added.
 */
static int64_t days_since_epoch(int year, int month, int day)
{
	int64_t years = (int64_t)year + 4800 - (month <= 2 ? 1 : 0);
	int months = (month + 9) % 12;

	return years * 365 + years / 4 - years / 100 + years / 400 + (153 * months + 2) / 5 + day -
	       1 - INT64_C(2472632);
}

static bool take_date(struct reader *reader, int64_t *days)
{
	int year, month, day;

	if (!take_number(reader, 4, 0, 9999, &year) || !take_one_of(reader, "-") ||
		!take_number(reader, 2, 1, 12, &month) || !take_one_of(reader, "-") ||
		!take_number(reader, 2, 1, days_of_month(year, month), &day))
		return false;
	*days = days_since_epoch(year, month, day);
	return true;
}

static bool take_time(struct reader *reader, int *seconds)
{
	int hour, minute, second;

	if (!take_number(reader, 2, 0, 23, &hour) || !take_one_of(reader, ":") ||
		!take_number(reader, 2, 0, 59, &minute) || !take_one_of(reader, ":") ||
		!take_number(reader, 2, 0, 59, &second))
		return false;
	*seconds = (hour * 60 + minute) * 60 + second;
	return true;
}

static bool take_fraction(struct reader *reader, int *us)
{
	int unit = US_PER_S / 10, digit;

	*us = 0;
	if (!take_one_of(reader, "."))
		return true;
	if (!take_number(reader, 1, 0, 9, &digit))
		return false;
	do {
		*us += digit * unit;
		unit /= 10;
	} while (take_number(reader, 1, 0, 9, &digit));
	return true;
}

/* Seconds by which the clock that the time was read from is ahead of UTC. */
static bool take_offset(struct reader *reader, int *offset)
{
	int hours, minutes;
	bool west;

	*offset = 0;
	if (take_one_of(reader, "Zz"))
		return true;
	west = reader->at < reader->end && *reader->at == '-';
	if (!take_one_of(reader, "+-") || !take_number(reader, 2, 0, 23, &hours) ||
		!take_one_of(reader, ":") || !take_number(reader, 2, 0, 59, &minutes))
		return false;
	*offset = (hours * 60 + minutes) * (west ? -60 : 60);
	return true;
}

int stamp_parse_utc(const char *text, size_t n, int64_t *time_us)
{
	struct reader reader = {text, text + n};
	int seconds, us, offset;
	int64_t days;

	if (!take_date(&reader, &days) || !take_one_of(&reader, "Tt ") ||
		!take_time(&reader, &seconds) || !take_fraction(&reader, &us) ||
		!take_offset(&reader, &offset) || reader.at != reader.end)
		return -EBADMSG;
	*time_us = (days * 86400 + seconds - offset) * US_PER_S + us;
	return 0;
}

/* A number of just so many digits, and what stands behind it. */
static void put_digits(char *out, int digits, unsigned number, char behind)
{
	out[digits] = behind;
	while (digits > 0) {
		out[--digits] = (char)('0' + number % 10);
		number /= 10;
	}
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
	/* Years of more than four digits were dealt with. */
	put_digits(out, 4, (unsigned)(tm.tm_year + 1900), '-');
	put_digits(out + 5, 2, (unsigned)(tm.tm_mon + 1), '-');
	put_digits(out + 8, 2, (unsigned)tm.tm_mday, 'T');
	put_digits(out + 11, 2, (unsigned)tm.tm_hour, ':');
	put_digits(out + 14, 2, (unsigned)tm.tm_min, ':');
	put_digits(out + 17, 2, (unsigned)tm.tm_sec, '.');
	put_digits(out + 20, 6, (unsigned)us, 'Z');
	out[27] = '\0';
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
