/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "core/ring.h"

#include <errno.h>
#include <stdbool.h>
#include <string.h>

#include "core/bytes.h"

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

/* That of the last word, which is also the mask of all indices. */
static size_t last_index(uint64_t capacity)
{
	return (size_t)(capacity / WORD) - 1;
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
		size_t at = (size_t)(writer->oldest / WORD) & last_index(writer->capacity);
		uint64_t word = atomic_load_explicit(&writer->words[at], memory_order_relaxed);
		size_t length = head_length(word, writer->oldest);

		if (length == 0 || span(length) > writer->tail - writer->oldest)
			writer->oldest = writer->tail;
		else
			writer->oldest += span(length);
	}
}

static inline void store_word(_Atomic uint64_t *to, const unsigned char *from)
{
	uint64_t word;

	memcpy(&word, from, WORD);
	atomic_store_explicit(to, word, memory_order_relaxed);
}

/* Four at a time: no compiler does that by itself to accesses that are atomic. */
static inline void store(_Atomic uint64_t *to, const unsigned char *from, size_t words)
{
	for (_Atomic uint64_t *end = to + words / 4 * 4; to < end; to += 4, from += 4 * WORD) {
		store_word(&to[0], from);
		store_word(&to[1], from + WORD);
		store_word(&to[2], from + 2 * WORD);
		store_word(&to[3], from + 3 * WORD);
	}
	switch (words % 4) {
	case 3:
		store_word(&to[2], from + 2 * WORD);
		/* fall through */
	case 2:
		store_word(&to[1], from + WORD);
		/* fall through */
	case 1:
		store_word(&to[0], from);
	}
}

/* The last bytes of an entry of this size, which fill no word, and zeroes behind them. */
static inline void store_rest(_Atomic uint64_t *to, const unsigned char *end, size_t size)
{
	unsigned char last[WORD] = {0};
	size_t rest = size % WORD;

	/* Where bytes are before them all are read, which needs no copy of so many. */
	if (size >= WORD)
		bytes_put64(last, bytes_get64(end - WORD) >> 8 * (WORD - rest));
	else
		memcpy(last, end - rest, rest);
	store_word(to, last);
}

/* An entry's bytes, of which the first word stands at a place; last is that of the ring's last. */
static inline void copy_in(
	_Atomic uint64_t *ring, size_t last, size_t at, const unsigned char *bytes, size_t size)
{
	size_t words = size / WORD;

	if (at + words <= last)
		store(&ring[at], bytes, words);
	else /* over the end, which few do */
		for (size_t i = 0; i < words; i++)
			store_word(&ring[(at + i) & last], bytes + i * WORD);
	if (size % WORD != 0)
		store_rest(&ring[(at + words) & last], bytes + size, size);
}

int ring_put(struct ring_writer *writer, const void *bytes, size_t size)
{
	struct ring_control *control = writer->control;
	_Atomic uint64_t *ring = writer->words;
	uint64_t position = writer->tail, end = position + span(size);
	size_t at = (size_t)(position / WORD), last = last_index(writer->capacity);

	if (size == 0 || size > ring_entry_max(writer->capacity))
		return -EMSGSIZE;
	make_room(writer, end);
	writer->tail = end;
	atomic_store_explicit(&control->oldest, writer->oldest, memory_order_relaxed);
	/* Release: whoever sees this intent sees the oldest above, see lapped(). */
	atomic_store_explicit(&control->intent, end, memory_order_release);
	/* Whoever sees one of the words below sees the intent above; pairs with copied_whole(). */
	atomic_thread_fence(memory_order_release);
	atomic_store_explicit(&ring[at & last], head_word(position, size), memory_order_relaxed);
	copy_in(ring, last, (at + 1) & last, bytes, size);
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

static inline uint64_t load_word(const _Atomic uint64_t *from)
{
	return atomic_load_explicit(from, memory_order_relaxed);
}

static inline void load(uint64_t *to, const _Atomic uint64_t *from, size_t words)
{
	for (uint64_t *end = to + words / 4 * 4; to < end; to += 4, from += 4) {
		to[0] = load_word(&from[0]);
		to[1] = load_word(&from[1]);
		to[2] = load_word(&from[2]);
		to[3] = load_word(&from[3]);
	}
	switch (words % 4) {
	case 3:
		to[2] = load_word(&from[2]);
		/* fall through */
	case 2:
		to[1] = load_word(&from[1]);
		/* fall through */
	case 1:
		to[0] = load_word(&from[0]);
	}
}

/* As for copy_in(). */
static inline void copy_out(
	const _Atomic uint64_t *ring, size_t last, size_t at, uint64_t *out, size_t size)
{
	size_t words = (size + WORD - 1) / WORD;

	if (at + words <= last)
		load(out, &ring[at], words);
	else /* over the end, which few do */
		for (size_t i = 0; i < words; i++)
			out[i] = load_word(&ring[(at + i) & last]);
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
	uint64_t position = reader->cursor;
	size_t at = (size_t)(position / WORD), last = last_index(reader->capacity), length;
	const _Atomic uint64_t *ring = reader->words;
	bool sound;

	if (position == tail)
		return 0;
	if (position > tail)
		return damaged(reader, tail);
	if (!copied_whole(reader, position))
		return lapped(reader);
	length = head_length(load_word(&ring[at & last]), position);
	sound = length > 0 && span(length) <= tail - position;
	if (sound && length <= size)
		copy_out(ring, last, (at + 1) & last, out, length);
	if (!copied_whole(reader, position))
		return lapped(reader);
	if (!sound)
		return damaged(reader, tail);
	reader->cursor = position + span(length);
	return length <= size ? (int)length : -EMSGSIZE;
}
