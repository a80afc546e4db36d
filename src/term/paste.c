/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "term/paste.h"

#include <stdint.h>
#include <string.h>

#include "core/utf8.h"

/* Memory that is kept from one paste to the next. */
#define KEPT_MEMORY 4096

static const char mark[] = "\x1b[201~";
#define MARK_LEN (sizeof(mark) - 1)

void paste_fini(struct paste *paste)
{
	buffer_fini(&paste->text);
}

void paste_start(struct paste *paste)
{
	if (paste->text.cap > KEPT_MEMORY)
		buffer_fini(&paste->text);
	paste->text.len = 0;
	paste->cut = false;
	paste->matched = 0;
}

static void keep(struct paste *paste, const char *bytes, size_t n)
{
	size_t room = PASTE_MAX - paste->text.len;

	if (paste->cut)
		return;
	if (n > room) {
		paste->cut = true;
		n = room;
	}
	if (buffer_append(&paste->text, bytes, n) < 0)
		paste->cut = true;
}

/* Takes text up to the next byte that may begin a mark. */
static size_t take_run(struct paste *paste, const char *bytes, size_t n)
{
	const char *found = memchr(bytes, mark[0], n);
	size_t len = found ? (size_t)(found - bytes) : n;

	keep(paste, bytes, len);
	return len;
}

size_t paste_take(struct paste *paste, const char *bytes, size_t n, bool *ended)
{
	size_t pos = 0;

	*ended = false;
	while (pos < n) {
		if (bytes[pos] == mark[paste->matched]) {
			pos++;
			*ended = ++paste->matched == MARK_LEN;
			if (*ended)
				break;
		} else if (paste->matched > 0) {
			keep(paste, mark, paste->matched);
			paste->matched = 0;
		} else {
			pos += take_run(paste, bytes + pos, n - pos);
		}
	}
	return pos;
}

/* Removes the beginning of a character at the end. */
static void drop_half_character(struct buffer *text)
{
	size_t start = text->len;
	uint32_t cp;

	for (int i = 1; i < UTF8_MAX && start > 0 && (text->data[start - 1] & 0xc0) == 0x80; i++)
		start--;
	if (start > 0)
		start--;
	if (utf8_decode(text->data + start, text->len - start, &cp) <= 0)
		text->len = start;
}

void paste_end(struct paste *paste)
{
	struct buffer *text = &paste->text;
	bool after_cr = false;
	size_t len = 0;

	if (paste->cut && text->len > 0)
		drop_half_character(text);
	for (size_t i = 0; i < text->len; i++) {
		char byte = text->data[i];

		if (byte != '\n' || !after_cr)
			text->data[len++] = byte == '\r' ? '\n' : byte;
		after_cr = byte == '\r';
	}
	text->len = len;
	paste->matched = 0;
}
