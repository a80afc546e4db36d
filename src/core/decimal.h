/* SPDX-License-Identifier: ISC */
/*
 * Numbers in decimal digits, and not by printf(3): there are two in each line of a log.
 */
#ifndef CORE_DECIMAL_H
#define CORE_DECIMAL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Digits of the largest number. */
#define DECIMAL_MAX 20

/* Writes value without leading zeros and without a NUL. Returns the number of digits. */
size_t decimal_write(uint64_t value, char out[DECIMAL_MAX]);

/*
 * Counts n digits up by one, in place: nine times in ten that is the last one. Returns false where
 * all are 9, or there are none, which are then left as they are: there would be one more.
 */
static inline bool decimal_count_up(char *digits, size_t n)
{
	size_t i = n;

	while (i > 0 && digits[i - 1] == '9')
		i--;
	if (i == 0)
		return false;
	digits[i - 1]++;
	for (; i < n; i++)
		digits[i] = '0';
	return true;
}

#endif
