/* SPDX-License-Identifier: ISC */
#include "ui/place.h"

#include "ui/entry.h"
#include "ui/scrollback.h"

static size_t rows_of(const struct scrollback *scrollback, uint64_t line, int columns)
{
	struct entry entry;

	return entry_init(&entry, scrollback, line, columns) ? entry_rows(&entry) : 0;
}

void place_back(struct place *place, const struct scrollback *scrollback, int columns, size_t rows)
{
	while (rows > place->row) {
		if (place->line <= scrollback_first(scrollback)) {
			place->row = 0;
			return;
		}
		rows -= place->row;
		place->row = rows_of(scrollback, --place->line, columns);
	}
	place->row -= rows;
}

void place_forward(
	struct place *place, const struct scrollback *scrollback, int columns, size_t rows)
{
	place->row += rows;
	while (place->line < scrollback_end(scrollback)) {
		size_t count = rows_of(scrollback, place->line, columns);

		if (place->row < count)
			return;
		place->row -= count;
		place->line++;
	}
	place->row = 0;
}
