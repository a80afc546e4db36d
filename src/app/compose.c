/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "app/compose.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "app/statefile.h"

/* Of the history file. It is shortened when it is loaded and has grown beyond what is kept. */
#define HISTORY_FILE_MAX (2 * HISTORY_BYTES_MAX)

static void complain(struct buffer *complaints, const char *chat, const char *name, const char *why)
{
	buffer_printf(complaints, "%s of chat %s: %s\n", name, chat, why);
}

/* Keeps the file from growing for ever: it becomes what is in memory. */
static void shorten_history(struct compose *compose)
{
	struct buffer bytes = {0};

	if (history_format(&compose->history, &bytes) == 0 &&
		statefile_write(compose->chat, compose->history_name, bytes.data, bytes.len) == 0)
		compose->history_size = bytes.len;
	buffer_fini(&bytes);
}

static void load_history(struct compose *compose, struct buffer *complaints)
{
	struct buffer bytes = {0};
	int error = statefile_read(compose->chat, compose->history_name, HISTORY_FILE_MAX, &bytes);
	int wrong = 0;

	if (error == 0)
		wrong = history_parse(&compose->history, bytes.data, bytes.len);
	compose->history_size = error == 0 ? bytes.len : 0;
	if (compose->history_size > HISTORY_BYTES_MAX)
		shorten_history(compose);
	if (error < 0 && error != -ENOENT)
		complain(complaints, compose->chat, compose->history_name, strerror(-error));
	else if (wrong > 0)
		complain(complaints, compose->chat, compose->history_name,
			"damaged lines were mended or left out");
	buffer_fini(&bytes);
}

static void load_draft(struct compose *compose, struct buffer *complaints)
{
	struct buffer bytes = {0}, text = {0};
	int error = statefile_read(
		compose->chat, compose->draft_name, 2 * (size_t)EDIT_LIMIT + 1, &bytes);

	compose->draft_left = error < 0 && error != -ENOENT;
	if (error == 0 && bytes.len > 0) {
		size_t n = bytes.len;

		if (bytes.data[n - 1] == '\n')
			n--;
		if (memchr(bytes.data, '\n', n) != NULL ||
			history_parse_line(&text, bytes.data, n) != 0 ||
			edit_set(&compose->edit, text.data, text.len) < 0) {
			complain(complaints, compose->chat, compose->draft_name, "damaged");
			compose->draft_left = true;
		}
	} else if (compose->draft_left) {
		complain(complaints, compose->chat, compose->draft_name, strerror(-error));
	}
	/* One that comes into being meanwhile is another window's. */
	if (error == -ENOENT || (error == 0 && bytes.len == 0))
		compose->draft_left = true;
	buffer_fini(&text);
	buffer_fini(&bytes);
}

void compose_open(struct compose *compose, const char *chat, enum seat seat, size_t history_size,
	struct buffer *complaints)
{
	*compose = (struct compose){.chat = chat, .loaded = true};
	snprintf(compose->history_name, sizeof(compose->history_name), "%c.history",
		name_seat_letter(seat));
	snprintf(compose->draft_name, sizeof(compose->draft_name), "%c.draft",
		name_seat_letter(seat));
	history_init(&compose->history, history_size);
	load_history(compose, complaints);
	load_draft(compose, complaints);
}

int compose_close(struct compose *compose)
{
	struct buffer line = {0};
	int error = 0;
	bool kept;

	if (!compose->loaded)
		return 0;
	if (compose->edit.text.len == 0 ? !compose->draft_left
					: history_format_line(&line, compose->edit.text.data,
						  compose->edit.text.len) == 0)
		error = statefile_write(compose->chat, compose->draft_name, line.data, line.len);
	kept = line.len > 0;
	buffer_fini(&line);
	edit_fini(&compose->edit);
	history_fini(&compose->history);
	/* Without a home there was no draft to remove either. */
	return error == -ENOENT && !kept ? 0 : error;
}

/* In a long session the file must not grow beyond what can be loaded. */
static int append_history(struct compose *compose, const struct buffer *line)
{
	int error = statefile_append(compose->chat, compose->history_name, line->data, line->len);

	if (error < 0)
		return error;
	compose->history_size += line->len;
	if (compose->history_size > HISTORY_FILE_MAX)
		shorten_history(compose);
	return 0;
}

int compose_sent(struct compose *compose)
{
	struct buffer line = {0};
	const struct buffer *text = &compose->edit.text;
	int error = 0;

	if (text->len > 0 && history_add(&compose->history, text->data, text->len) == 0 &&
		history_format_line(&line, text->data, text->len) == 0)
		error = append_history(compose, &line);
	buffer_fini(&line);
	edit_clear(&compose->edit);
	if (error == 0 || compose->history_lost)
		return 0;
	compose->history_lost = true;
	return error;
}

bool compose_older(struct compose *compose)
{
	const char *text;
	size_t n;

	if (history_begin(&compose->history, compose->edit.text.data, compose->edit.text.len,
		    compose->edit.cursor) < 0)
		return false;
	return history_prev(&compose->history, &text, &n) && edit_set(&compose->edit, text, n) == 0;
}

bool compose_newer(struct compose *compose)
{
	const char *text;
	size_t n;

	return history_next(&compose->history, &text, &n) && edit_set(&compose->edit, text, n) == 0;
}

void compose_changed(struct compose *compose)
{
	history_leave(&compose->history);
}
