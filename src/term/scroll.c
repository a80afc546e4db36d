/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "term/scroll.h"

#include <curses.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

/* A string of the terminal's that needs no pause behind it; else NULL. */
static const char *string_of(const char *name)
{
	const char *string = tigetstr(name);

	if (string == NULL || string == (const char *)-1 || strstr(string, "$<") != NULL)
		return NULL;
	return string;
}

void scroll_init(struct scroll *scroll)
{
	*scroll = (struct scroll){
		.margins = string_of("csr"),
		.place = string_of("cup"),
		.up = string_of("ind"),
		.down = string_of("ri"),
	};
	/* What is not so where lines come back that went above or below the screen. */
	scroll->able = scroll->margins && scroll->place && scroll->up && scroll->down &&
		       tigetflag("ndscr") <= 0 && tigetflag("da") <= 0 && tigetflag("db") <= 0;
}

void scroll_fini(struct scroll *scroll)
{
	buffer_fini(&scroll->bytes);
}

static int append_margins(struct scroll *scroll, int top, int bottom)
{
	return buffer_append_string(&scroll->bytes, tiparm(scroll->margins, top, bottom));
}

static int append_place(struct scroll *scroll, int row, int column)
{
	return buffer_append_string(&scroll->bytes, tiparm(scroll->place, row, column));
}

/* Margins move the cursor, and have to be gone before it is back where curses takes it to be. */
static int append_all(struct scroll *scroll)
{
	const struct moved *moved = &scroll->moved;
	const bool up = moved->by > 0;
	const int bottom = moved->row + moved->rows - 1;
	int error = append_margins(scroll, moved->row, bottom);

	if (error == 0)
		error = append_place(scroll, up ? bottom : moved->row, 0);
	for (int i = 0; i < abs(moved->by) && error == 0; i++)
		error = buffer_append_string(&scroll->bytes, up ? scroll->up : scroll->down);
	if (error == 0)
		error = append_margins(scroll, 0, scroll->rows - 1);
	return error == 0 ? append_place(scroll, scroll->row, scroll->column) : error;
}

/* Makes bytes what scrolls these rows now. */
static int prepare(struct scroll *scroll, const struct moved *moved)
{
	int row, column, error;

	getyx(curscr, row, column);
	if (scroll->bytes.len > 0 && memcmp(&scroll->moved, moved, sizeof(*moved)) == 0 &&
		scroll->row == row && scroll->column == column && scroll->rows == getmaxy(curscr))
		return 0;
	scroll->moved = *moved;
	scroll->row = row;
	scroll->column = column;
	scroll->rows = getmaxy(curscr);
	scroll->bytes.len = 0;
	error = append_all(scroll);
	if (error < 0)
		scroll->bytes.len = 0;
	return error;
}

/* Scrolls a window that has no changes, and has none afterwards. */
static void scroll_window(WINDOW *window, const struct moved *moved)
{
	scrollok(window, TRUE);
	wsetscrreg(window, moved->row, moved->row + moved->rows - 1);
	wscrl(window, moved->by);
	wsetscrreg(window, 0, getmaxy(window) - 1);
	scrollok(window, FALSE);
	wtouchln(window, moved->row, moved->rows, 0);
}

int scroll_rows(struct scroll *scroll, const struct moved *moved, struct buffer *bytes)
{
	int error = scroll->able ? prepare(scroll, moved) : -ENOTSUP;

	if (error == 0)
		error = buffer_append(bytes, scroll->bytes.data, scroll->bytes.len);
	if (error < 0)
		return error;
	scroll_window(newscr, moved);
	scroll_window(curscr, moved);
	return 0;
}
