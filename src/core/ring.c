/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "core/ring.h"

#include <errno.h>
#include <stdbool.h>
#include <string.h>

#define WORD         sizeof(uint64_t)
#define CAPACITY_MIN 64

static bool capacity_valid(uint64_t capacity)
{
	return capacity >= CAPACITY_MIN && (capacity & (capacity - 1)) == 0;
}

/* Bytes that an entry of this length takes in the ring. */
static uint64_t span(uint64_t length)
{
	return WORD + (length + WORD - 1) / WORD * WORD;
}

static size_t index_at(uint64_t position, uint64_t capacity)
{
	return (size_t)((position & (capacity - 1)) / WORD);
}

static uint64_t head_word(uint64_t position, size_t length)
{
	return position / WORD << 32 | (uint32_t)length;
}

/* The length in the head word, or 0 where the word does not belong to this position. */
static size_t head_length(uint64_t word, uint64_t position)
{
	return word >> 32 == (uint32_t)(position / WORD) ? (uint32_t)word : 0;
}

size_t ring_entry_max(uint64_t capacity)
{
	return (size_t)(capacity / 2 - WORD);
}

int ring_writer_init(struct ring_writer *writer, struct ring_control *control,
	_Atomic uint64_t *words, uint64_t capacity)
{
	if (!capacity_valid(capacity))
		return -EINVAL;
	*writer = (struct ring_writer){.control = control, .words = words, .capacity = capacity};
	return 0;
}

/*
 * Moves oldest past the entries that the bytes up to end will overwrite. Should somebody have
 * written over their lengths, everything gives way: the writer goes on, whatever stands in the
 * segment.
 */
static void make_room(struct ring_writer *writer, uint64_t end)
{
	while (end - writer->oldest > writer->capacity) {
		uint64_t word = atomic_load_explicit(
			&writer->words[index_at(writer->oldest, writer->capacity)],
			memory_order_relaxed);
		size_t length = head_length(word, writer->oldest);

		if (length == 0 || span(length) > writer->tail - writer->oldest)
			writer->oldest = writer->tail;
		else
			writer->oldest += span(length);
	}
}

/* The words from position on that lie one behind the other, at most so many. */
static size_t run_at(uint64_t position, uint64_t capacity, size_t words)
{
	size_t left = (size_t)(capacity / WORD) - index_at(position, capacity);

	return words < left ? words : left;
}

static void store(_Atomic uint64_t *to, const unsigned char *from, size_t words)
{
	uint64_t word;

	/* No compiler does that by itself to accesses that are atomic. */
#pragma GCC unroll 4
	for (size_t i = 0; i < words; i++) {
		memcpy(&word, from + i * WORD, WORD);
		atomic_store_explicit(&to[i], word, memory_order_relaxed);
	}
}

static void copy_in(struct ring_writer *writer, uint64_t position, const void *bytes, size_t size)
{
	const unsigned char *from = bytes;
	unsigned char last[WORD] = {0};
	size_t words = size / WORD;

	while (words > 0) {
		size_t run = run_at(position, writer->capacity, words);

		store(&writer->words[index_at(position, writer->capacity)], from, run);
		position += run * WORD;
		from += run * WORD;
		words -= run;
	}
	if (size % WORD == 0)
		return;
	memcpy(last, from, size % WORD);
	store(&writer->words[index_at(position, writer->capacity)], last, 1);
}

int ring_put(struct ring_writer *writer, const void *bytes, size_t size)
{
	uint64_t head = head_word(writer->tail, size), end = writer->tail + span(size);

	if (size == 0 || size > ring_entry_max(writer->capacity))
		return -EMSGSIZE;
	make_room(writer, end);
	atomic_store_explicit(&writer->control->oldest, writer->oldest, memory_order_relaxed);
	/* Release: whoever sees this intent sees the oldest above, see lapped(). */
	atomic_store_explicit(&writer->control->intent, end, memory_order_release);
	/* Whoever sees one of the words below sees the intent above; pairs with copied_whole(). */
	atomic_thread_fence(memory_order_release);
	atomic_store_explicit(&writer->words[index_at(writer->tail, writer->capacity)], head,
		memory_order_relaxed);
	copy_in(writer, writer->tail + WORD, bytes, size);
	writer->tail = end;
	return 0;
}

void ring_publish(struct ring_writer *writer)
{
	atomic_store_explicit(&writer->control->tail, writer->tail, memory_order_release);
}

/* The tail; one between two words is damage, and counts as the word that it is in. */
static uint64_t load_tail(const struct ring_control *control)
{
	uint64_t tail = atomic_load_explicit(&control->tail, memory_order_acquire);

	return tail - tail % WORD;
}

/*
 * Where the oldest entry begins, or the end while what was put and not published fills the ring.
 * oldest is read before tail: in the other order a writer might get in between and move it past.
 */
static uint64_t load_oldest(const struct ring_control *control)
{
	uint64_t oldest = atomic_load_explicit(&control->oldest, memory_order_acquire);
	uint64_t tail = load_tail(control);

	return oldest <= tail && oldest % WORD == 0 ? oldest : tail;
}

uint64_t ring_fill(const struct ring_control *control)
{
	uint64_t oldest = load_oldest(control);

	return load_tail(control) - oldest;
}

int ring_reader_init(struct ring_reader *reader, const struct ring_control *control,
	const _Atomic uint64_t *words, uint64_t capacity)
{
	if (!capacity_valid(capacity))
		return -EINVAL;
	*reader = (struct ring_reader){.control = control, .words = words, .capacity = capacity};
	reader->cursor = load_oldest(control);
	return 0;
}

/* Whether what was copied from position on is what the writer had put there. */
static bool copied_whole(const struct ring_reader *reader, uint64_t position)
{
	uint64_t intent;

	atomic_thread_fence(memory_order_acquire);
	intent = atomic_load_explicit(&reader->control->intent, memory_order_acquire);
	return intent - position <= reader->capacity;
}

static void copy_out(const struct ring_reader *reader, uint64_t position, void *out, size_t words)
{
	uint64_t *to = out;

	while (words > 0) {
		size_t run = run_at(position, reader->capacity, words);
		const _Atomic uint64_t *from = &reader->words[index_at(position, reader->capacity)];

#pragma GCC unroll 4
		for (size_t i = 0; i < run; i++)
			to[i] = atomic_load_explicit(&from[i], memory_order_relaxed);
		position += run * WORD;
		to += run;
		words -= run;
	}
}

/* In a damaged ring oldest may lie behind the cursor; the end is always a way out. */
static int lapped(struct ring_reader *reader)
{
	uint64_t oldest = load_oldest(reader->control);

	reader->cursor = oldest > reader->cursor ? oldest : load_tail(reader->control);
	return -ENOBUFS;
}

static int damaged(struct ring_reader *reader, uint64_t tail)
{
	reader->cursor = tail;
	return -EBADMSG;
}

int ring_get(struct ring_reader *reader, void *out, size_t size)
{
	uint64_t tail = load_tail(reader->control);
	uint64_t position = reader->cursor, head;
	size_t length;

	if (position == tail)
		return 0;
	if (position > tail)
		return damaged(reader, tail);
	if (!copied_whole(reader, position))
		return lapped(reader);
	head = atomic_load_explicit(
		&reader->words[index_at(position, reader->capacity)], memory_order_relaxed);
	length = head_length(head, position);
	if (length > 0 && length <= size && span(length) <= tail - position)
		copy_out(reader, position + WORD, out, (length + WORD - 1) / WORD);
	if (!copied_whole(reader, position))
		return lapped(reader);
	if (length == 0 || span(length) > tail - position)
		return damaged(reader, tail);
	reader->cursor += span(length);
	return length <= size ? (int)length : -EMSGSIZE;
}
