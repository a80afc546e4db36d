/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "core/stamp.h"

#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#define US_PER_S 1000000

/* Of the years that have four digits. */
#define FIRST_SECOND INT64_C(-62167219200)
#define LAST_SECOND  INT64_C(253402300799)

/* Days of 400 years; days from -4800-03-01 to the first day above. */
#define DAYS_OF_CYCLE 146097
#define FIRST_DAY     1753104

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

/* A number of two digits, and what stands behind it. */
static void put_two(char *out, unsigned number, char behind)
{
	out[0] = (char)('0' + number / 10);
	out[1] = (char)('0' + number % 10);
	out[2] = behind;
}

static void put_date(char *out, unsigned year, unsigned month, unsigned day, char behind)
{
	put_two(out, year / 100, '\0');
	put_two(out + 2, year % 100, '-');
	put_two(out + 5, month, '-');
	put_two(out + 8, day, behind);
}

void stamp_put_time(char *out, unsigned hour, unsigned minute, unsigned second, char behind)
{
	put_two(out, hour, ':');
	put_two(out + 3, minute, ':');
	put_two(out + 6, second, behind);
}

/*
 * The date so many days behind -4800-03-01: days_since_epoch() turned round. By arithmetic, for
 * each record of a log has one, and gmtime_r() looks after the time zone first.
 */
static void put_day(char *out, uint32_t days, char behind)
{
	uint32_t cycle = days / DAYS_OF_CYCLE, left = days % DAYS_OF_CYCLE;
	uint32_t year = (left - left / 1460 + left / 36524 - left / 146096) / 365;
	uint32_t month;

	left -= 365 * year + year / 4 - year / 100;
	month = (5 * left + 2) / 153;
	left -= (153 * month + 2) / 5;
	month = month < 10 ? month + 3 : month - 9;
	put_date(out, cycle * 400 + year - 4800 + (month <= 2 ? 1 : 0), month, left + 1, behind);
}

/* A time that has no calendar date, as a hostile record may have, is shown as the first one. */
void stamp_format_utc(int64_t time_us, char out[STAMP_SIZE])
{
	int us;
	int64_t seconds = split(time_us, &us);
	uint32_t days, second;

	if (seconds < FIRST_SECOND || seconds > LAST_SECOND)
		seconds = 0;
	days = (uint32_t)((seconds - FIRST_SECOND) / 86400);
	second = (uint32_t)((seconds - FIRST_SECOND) % 86400);
	put_day(out, days + FIRST_DAY, 'T');
	stamp_put_time(out + 11, second / 3600, second / 60 % 60, second % 60, '.');
	put_two(out + 20, (unsigned)us / 10000, '\0');
	put_two(out + 22, (unsigned)us / 100 % 100, '\0');
	put_two(out + 24, (unsigned)us % 100, 'Z');
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
	put_date(out, (unsigned)(tm.tm_year + 1900), (unsigned)(tm.tm_mon + 1),
		(unsigned)tm.tm_mday, ' ');
	stamp_put_time(
		out + 11, (unsigned)tm.tm_hour, (unsigned)tm.tm_min, (unsigned)tm.tm_sec, '\0');
}

const char *stamp_local(struct stamp_local *last, int64_t time_us)
{
	int us;
	int64_t second = split(time_us, &us);

	if (last->text[0] == '\0' || last->second != second)
		stamp_format_local(time_us, last->text);
	last->second = second;
	return last->text;
}
