/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "core/nearest.h"

#include <stdint.h>
#include <string.h>

static size_t least(size_t a, size_t b)
{
	return a < b ? a : b;
}

size_t nearest_distance(const char *a, size_t a_len, const char *b, size_t b_len)
{
	size_t rows[3][NEAREST_NAME_MAX + 1];

	for (size_t j = 0; j <= b_len; j++)
		rows[0][j] = j;
	for (size_t i = 1; i <= a_len; i++) {
		size_t *row = rows[i % 3], *above = rows[(i - 1) % 3], *second = rows[(i + 1) % 3];

		row[0] = i;
		for (size_t j = 1; j <= b_len; j++) {
			row[j] = least(least(above[j], row[j - 1]) + 1,
				above[j - 1] + (a[i - 1] != b[j - 1]));
			if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
				row[j] = least(row[j], second[j - 2] + 1);
		}
	}
	return rows[a_len % 3][b_len];
}

void nearest_init(struct nearest *nearest, const char *typed, size_t n)
{
	*nearest = (struct nearest){.typed = typed, .n = n, .cost = SIZE_MAX};
}

bool nearest_offer(struct nearest *nearest, const char *name)
{
	size_t len = strlen(name), distance, cost;

	if (nearest->n == 0 || nearest->n > NEAREST_NAME_MAX || len > NEAREST_NAME_MAX)
		return false;
	if (len >= nearest->n && memcmp(name, nearest->typed, nearest->n) == 0) {
		cost = 0;
	} else {
		distance = nearest_distance(nearest->typed, nearest->n, name, len);
		if (distance >= nearest->n || (distance > 2 && distance > nearest->n / 2))
			return false;
		cost = 2 * distance + (name[0] != nearest->typed[0]);
	}
	if (cost >= nearest->cost)
		return false;
	nearest->cost = cost;
	return true;
}
