/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "core/decimal.h"

#include <string.h>

/* From behind, two digits at a time. */
size_t decimal_write(uint64_t value, char out[DECIMAL_MAX])
{
	char digits[DECIMAL_MAX];
	size_t i = sizeof(digits);

	for (; value >= 100; value /= 100) {
		unsigned two = (unsigned)(value % 100);

		digits[--i] = (char)('0' + two % 10);
		digits[--i] = (char)('0' + two / 10);
	}
	digits[--i] = (char)('0' + value % 10);
	if (value >= 10)
		digits[--i] = (char)('0' + value / 10);
	memcpy(out, digits + i, sizeof(digits) - i);
	return sizeof(digits) - i;
}
