/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "tests/ui/golden.h"

#include <locale.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "core/utf8.h"
#include "tests/suite.h"

#define START_US INT64_C(1795349045000000)

void golden_setup(void)
{
	setenv("TZ", "UTC", 1);
	tzset();
	ck_assert_ptr_nonnull(setlocale(LC_ALL, "C.UTF-8"));
}

struct record golden_record(enum record_dir dir, long seconds, const char *text)
{
	const char *from = dir == RECORD_OUT ? "ann/A" : dir == RECORD_IN ? "bob/B" : "";

	return (struct record){
		.time_us = START_US + (int64_t)seconds * 1000000,
		.kind = dir == RECORD_ABOUT ? RECORD_NOTE : RECORD_MESSAGE,
		.dir = dir,
		.from = from,
		.from_len = strlen(from),
		.text = text,
		.text_len = strlen(text),
	};
}

void golden_check_cells(const struct grid *grid)
{
	for (int row = 0; row < grid->rows; row++) {
		for (int column = 0; column < grid->columns; column++) {
			const struct cell *cell = grid_cell(grid, row, column);
			bool wide = column > 0 && grid_cell(grid, row, column - 1)->columns == 2;

			if ((cell->columns == 0) != wide || (cell->len == 0) != wide ||
				cell->columns > grid->columns - column ||
				!utf8_valid(cell->bytes, cell->len))
				ck_abort_msg("bad cell at %d,%d", row, column);
		}
	}
}

/* The text of a row at out, which has room for all bytes of the cells. Returns its length. */
static size_t dump_row(const struct grid *grid, int row, char *out)
{
	size_t len = 0, trimmed = 0;

	for (int column = 0; column < grid->columns; column++) {
		const struct cell *cell = grid_cell(grid, row, column);

		memcpy(out + len, cell->bytes, cell->len);
		len += cell->len;
		if (cell->len > 1 || (cell->len == 1 && cell->bytes[0] != ' '))
			trimmed = len;
	}
	return trimmed;
}

void golden_check_at(const struct grid *grid, const char *text, const char *file, int line)
{
	size_t cells = (size_t)grid->rows * (size_t)grid->columns, len = 0;
	char *dump = malloc(cells * GLYPH_BYTES + (size_t)grid->rows + 1);

	ck_assert_ptr_nonnull(dump);
	golden_check_cells(grid);
	for (int row = 0; row < grid->rows; row++) {
		len += dump_row(grid, row, dump + len);
		dump[len++] = '\n';
	}
	dump[len] = '\0';
	if (strcmp(dump, text) != 0)
		ck_abort_msg("%s:%d: the screen is\n%sand should be\n%s", file, line, dump, text);
	free(dump);
}
