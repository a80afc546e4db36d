/* SPDX-License-Identifier: ISC */
/*
 * Numbers in decimal digits, and not by printf(3): there are two in each line of a log.
 */
#ifndef CORE_DECIMAL_H
#define CORE_DECIMAL_H

#include <stddef.h>
#include <stdint.h>

/* Digits of the largest number. */
#define DECIMAL_MAX 20

/* Writes value without leading zeros and without a NUL. Returns the number of digits. */
size_t decimal_write(uint64_t value, char out[DECIMAL_MAX]);

/* A number that is counted up, and its digits. Zeroed at first, which is no number yet. */
struct decimal {
	uint64_t value;
	size_t len;
	char digits[DECIMAL_MAX];
};

/* Sets another number. The next one, nine times in ten, costs only its last digit. */
static inline void decimal_set(struct decimal *decimal, uint64_t value)
{
	char *last = &decimal->digits[decimal->len > 0 ? decimal->len - 1 : 0];

	if (decimal->len > 0 && value > decimal->value && value - decimal->value == 1 &&
		*last < '9')
		++*last;
	else
		decimal->len = decimal_write(value, decimal->digits);
	decimal->value = value;
}

#endif
