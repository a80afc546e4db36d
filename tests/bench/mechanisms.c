/* SPDX-License-Identifier: ISC */
/*
 * The mechanisms of the kernel side by side: messages a second from one process to another, and the
 * time of a message to another process and back, for messages from 16 bytes to 64 KiB. All
 * mechanisms and sizes take their turn, then all again.
 *
 * On two processors the time there and back is mostly that of waking the other processor, twice; on
 * one it is that of the mechanism, and of two switches from one process to the other.
 */
#include "config.h"

#include <string.h>

#include "tests/bench/bench.h"
#include "tests/bench/traffic.h"

enum { RATES, TIMES_APART, TIMES_TOGETHER, TABLES };

static const struct table {
	const char *name, *unit;
	bool returns, apart;
} tables[TABLES] = {
	{"messages a second, on two processors", "/s", false, true},
	{"there and back, on two processors", "us", true, true},
	{"there and back, on one processor", "us", true, false},
};

static struct matrix *new_matrix(const struct table *table)
{
	struct matrix *matrix = bench_matrix(table->name, table->unit);

	matrix->row_count = channel_kind_count;
	for (size_t row = 0; row < matrix->row_count; row++)
		matrix->rows[row] = channel_kinds[row]->name;
	for (size_t size = 16; size <= TRAFFIC_SIZE_MOST; size *= bench.quick ? 64 : 4)
		matrix->sizes[matrix->size_count++] = size;
	if (table->apart)
		matrix_note(
			matrix, "each of the two processes is pinned to a processor of its own");
	else
		matrix_note(matrix, "both processes are pinned to the same processor");
	return matrix;
}

/* The size of the messages of a cell, 0 for none; the smallest one is shrunk to what goes. */
static size_t size_of(struct matrix *matrix, const struct channel_kind *kind, size_t column)
{
	size_t size = matrix->sizes[column], most = kind->most ? kind->most() : size;

	if (size <= most)
		return size;
	matrix_note(matrix, "%s: none above %zu bytes (%s)", kind->name, most, kind->limit);
	return column > 0 ? 0 : most;
}

static void measure(struct matrix *matrix, const struct table *table, size_t row, size_t column)
{
	const struct traffic traffic = {.kind = channel_kinds[row],
		.size = size_of(matrix, channel_kinds[row], column),
		.returns = table->returns,
		.apart = table->apart,
		.ms = bench.quick ? 4 : 20};
	int error = 0;

	if (traffic.size > 0)
		error = traffic_measure(&traffic, &matrix->cells[row][column]);
	if (error < 0)
		matrix_note(matrix, "%s, %zu bytes: can't be opened: %s", traffic.kind->name,
			traffic.size, strerror(-error));
}

static void measure_round(struct matrix *const matrices[TABLES], int round, int rounds)
{
	size_t rows = channel_kind_count;
	size_t cells = rows * matrices[TIMES_TOGETHER]->size_count;

	for (size_t i = 0; i < cells; i++) {
		bench_progress("round", round, rounds);
		for (int table = 0; table < TABLES; table++)
			if (matrices[table])
				measure(matrices[table], &tables[table], i % rows, i / rows);
	}
}

void figure_mechanisms(void)
{
	struct matrix *matrices[TABLES] = {NULL};
	int rounds = bench_count(5, 1);

	traffic_open();
	for (int table = 0; table < TABLES; table++)
		if (!tables[table].apart || traffic_can_be_apart())
			matrices[table] = new_matrix(&tables[table]);
	for (int round = 0; round < rounds; round++)
		measure_round(matrices, round, rounds);
	traffic_close();
}
