/* SPDX-License-Identifier: ISC */
/*
 * Lines are kept in blocks of equal count, the blocks in a circle: line n is in block n divided by
 * the count. A block's bytes grow while it is filled, are trimmed when it is full, and are freed
 * together when its last line has gone.
 */
#include "ui/scrollback.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

/* A line in a block: time, number on the wire, kind and direction, length of the nick, nick, text.
 */
#define LINE_WIRE   8
#define LINE_KIND   16
#define LINE_NICK   17
#define LINE_HEADER 18

#define BLOCK_BYTES 4096

struct block {
	char *bytes;
	uint32_t cap;
	uint32_t end[SCROLLBACK_BLOCK]; /* of each line */
};

struct scrollback {
	size_t max_lines;
	size_t max_bytes;
	size_t bytes; /* of all lines */
	uint64_t first;
	uint64_t end;
	uint64_t rule;
	size_t slots;
	struct block *blocks[];
};

struct scrollback *scrollback_new(size_t max_lines, size_t max_bytes)
{
	size_t slots = max_lines / SCROLLBACK_BLOCK + 2;
	struct scrollback *scrollback;

	scrollback = calloc(1, sizeof(*scrollback) + slots * sizeof(scrollback->blocks[0]));
	if (!scrollback)
		return NULL;
	scrollback->max_lines = max_lines > 0 ? max_lines : 1;
	scrollback->max_bytes = max_bytes;
	scrollback->slots = slots;
	scrollback->rule = SCROLLBACK_NONE;
	return scrollback;
}

static struct block **slot_of(struct scrollback *scrollback, uint64_t line)
{
	return &scrollback->blocks[line / SCROLLBACK_BLOCK % scrollback->slots];
}

static void block_free(struct block **block)
{
	if (*block)
		free((*block)->bytes);
	free(*block);
	*block = NULL;
}

void scrollback_free(struct scrollback *scrollback)
{
	if (!scrollback)
		return;
	for (size_t i = 0; i < scrollback->slots; i++)
		block_free(&scrollback->blocks[i]);
	free(scrollback);
}

static uint32_t line_start(const struct block *block, uint64_t line)
{
	return line % SCROLLBACK_BLOCK == 0 ? 0 : block->end[line % SCROLLBACK_BLOCK - 1];
}

static size_t line_size(const struct block *block, uint64_t line)
{
	return block->end[line % SCROLLBACK_BLOCK] - line_start(block, line);
}

/* Drops the oldest lines until one more of size bytes is within the limits. */
static void make_room(struct scrollback *scrollback, size_t size)
{
	while (scrollback->first < scrollback->end) {
		struct block **block = slot_of(scrollback, scrollback->first);

		if (scrollback->end - scrollback->first < scrollback->max_lines &&
			scrollback->bytes + size <= scrollback->max_bytes)
			return;
		scrollback->bytes -= line_size(*block, scrollback->first++);
		if (scrollback->first % SCROLLBACK_BLOCK == 0)
			block_free(block);
	}
}

static int block_set_cap(struct block *block, uint32_t cap)
{
	char *bytes = realloc(block->bytes, cap);

	if (!bytes)
		return -ENOMEM;
	block->bytes = bytes;
	block->cap = cap;
	return 0;
}

/* Makes the block of the line to be added ready for size bytes more. */
static int prepare_block(struct scrollback *scrollback, size_t size)
{
	struct block **slot = slot_of(scrollback, scrollback->end);
	uint32_t need, cap;

	if (!*slot)
		*slot = calloc(1, sizeof(**slot));
	if (!*slot)
		return -ENOMEM;
	need = line_start(*slot, scrollback->end) + (uint32_t)size;
	for (cap = (*slot)->cap > 0 ? (*slot)->cap : BLOCK_BYTES; cap < need;)
		cap += cap / 2;
	return cap == (*slot)->cap ? 0 : block_set_cap(*slot, cap);
}

static void write_line(char *out, const struct record *record, size_t from_len)
{
	memcpy(out, &record->time_us, sizeof(record->time_us));
	memcpy(out + LINE_WIRE, &record->wire, sizeof(record->wire));
	out[LINE_KIND] = (char)((unsigned)record->kind << 4 | (unsigned)record->dir);
	out[LINE_NICK] = (char)from_len;
	if (from_len > 0)
		memcpy(out + LINE_HEADER, record->from, from_len);
	if (record->text_len > 0)
		memcpy(out + LINE_HEADER + from_len, record->text, record->text_len);
}

int scrollback_append(struct scrollback *scrollback, const struct record *record)
{
	size_t from_len = record->from_len > RECORD_FROM_MAX ? RECORD_FROM_MAX : record->from_len;
	size_t size = LINE_HEADER + from_len + record->text_len;
	struct block *block;
	uint32_t start;
	int rc;

	rc = prepare_block(scrollback, size);
	if (rc < 0)
		return rc;
	make_room(scrollback, size);
	block = *slot_of(scrollback, scrollback->end);
	start = line_start(block, scrollback->end);
	write_line(block->bytes + start, record, from_len);
	block->end[scrollback->end % SCROLLBACK_BLOCK] = start + (uint32_t)size;
	scrollback->bytes += size;
	scrollback->end++;
	if (scrollback->end % SCROLLBACK_BLOCK == 0)
		block_set_cap(block, start + (uint32_t)size);
	return 0;
}

uint64_t scrollback_first(const struct scrollback *scrollback)
{
	return scrollback->first;
}

uint64_t scrollback_end(const struct scrollback *scrollback)
{
	return scrollback->end;
}

void scrollback_set_rule(struct scrollback *scrollback, uint64_t line)
{
	scrollback->rule = line;
}

uint64_t scrollback_rule(const struct scrollback *scrollback)
{
	return scrollback->rule;
}

bool scrollback_get(const struct scrollback *scrollback, uint64_t line, struct record *record)
{
	const struct block *block;
	const char *at;
	unsigned char kind;

	if (line < scrollback->first || line >= scrollback->end)
		return false;
	block = scrollback->blocks[line / SCROLLBACK_BLOCK % scrollback->slots];
	at = block->bytes + line_start(block, line);
	kind = (unsigned char)at[LINE_KIND];
	*record = (struct record){.kind = kind >> 4, .dir = kind & 15};
	memcpy(&record->time_us, at, sizeof(record->time_us));
	memcpy(&record->wire, at + LINE_WIRE, sizeof(record->wire));
	record->from = at + LINE_HEADER;
	record->from_len = (unsigned char)at[LINE_NICK];
	record->text = record->from + record->from_len;
	record->text_len = line_size(block, line) - LINE_HEADER - record->from_len;
	return true;
}
