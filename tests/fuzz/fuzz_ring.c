/* SPDX-License-Identifier: ISC */
/*
 * The ring. The first byte tells the capacity and who is hostile.
 *
 * Hostile memory: the three positions and all words of the ring are taken from the bytes. A reader
 * comes to an end of it in as many steps as entries fit, and never writes past its room.
 *
 * Honest memory: the bytes say what a writer and a reader do in turn. What is read is what was put,
 * in its order, and only what gave way is missed. With scribbling, somebody overwrites words in
 * between; then the writer keeps its positions in order all the same.
 */
#include "config.h"

#include <errno.h>

#include "core/ring.h"
#include "tests/fuzz/fuzz.h"

#define CAPACITY_MAX 512
#define GUARD        UINT64_C(0x5a5a5a5a5a5a5a5a)

struct shared {
	struct ring_control control;
	_Atomic uint64_t words[CAPACITY_MAX / 8];
};

static struct shared shared;

static int get(struct ring_reader *reader, uint64_t *out, size_t size)
{
	size_t guard = (size + 7) / 8;
	int n;

	out[guard] = GUARD;
	n = ring_get(reader, out, size);
	FUZZ_MUST(out[guard] == GUARD);
	FUZZ_MUST(n <= (int)size);
	FUZZ_MUST(n >= 0 || n == -ENOBUFS || n == -EMSGSIZE || n == -EBADMSG);
	return n;
}

/* A position: near a given one, so that it is at all likely to fit, or anything. */
static uint64_t take_position(struct fuzz *fuzz, uint64_t near)
{
	uint8_t how = fuzz_byte(fuzz);

	return how < 0xf0 ? near + (uint64_t)how * 8 : fuzz_u64(fuzz);
}

static void read_to_the_end(struct ring_reader *reader, size_t size)
{
	uint64_t out[CAPACITY_MAX / 8 + 1];
	size_t steps = 0;

	while (get(reader, out, size) != 0)
		FUZZ_MUST(++steps <= reader->capacity / 16 + 4);
}

static void hostile_memory(struct fuzz *fuzz, uint64_t capacity)
{
	size_t size = fuzz_byte(fuzz) % (CAPACITY_MAX / 2);
	uint64_t oldest = take_position(fuzz, 0), tail = take_position(fuzz, oldest);
	uint64_t intent = take_position(fuzz, tail);
	struct ring_reader reader;

	atomic_store(&shared.control.oldest, oldest);
	atomic_store(&shared.control.tail, tail);
	atomic_store(&shared.control.intent, intent);
	/* Lengths at the low end, positions that mostly are right: entries that a reader believes.
	 */
	for (size_t i = 0; i < capacity / 8; i++) {
		uint64_t position = (oldest & ~(capacity - 1)) + i * 8;
		uint8_t how = fuzz_byte(fuzz);

		if (position < oldest)
			position += capacity;
		atomic_store(
			&shared.words[i], how < 0xf0 ? (position / 8) << 32 | how : fuzz_u64(fuzz));
	}
	FUZZ_MUST(ring_reader_init(&reader, &shared.control, shared.words, capacity) == 0);
	read_to_the_end(&reader, size);
	reader.cursor = take_position(fuzz, oldest);
	read_to_the_end(&reader, size);
	FUZZ_MUST(ring_fill(&shared.control) % 8 == 0);
}

/* Entry number n is n in its first word, and a byte of n in all others. */
static void put(struct ring_writer *writer, uint64_t number, size_t size)
{
	unsigned char entry[CAPACITY_MAX];
	bool fits = size > 0 && size <= ring_entry_max(writer->capacity);

	memset(entry, (int)(number & 0xff), sizeof(entry));
	if (size >= 8)
		memcpy(entry, &number, 8);
	FUZZ_MUST(ring_put(writer, entry, size) == (fits ? 0 : -EMSGSIZE));
	FUZZ_MUST(writer->oldest <= writer->tail);
	FUZZ_MUST(writer->tail - writer->oldest <= writer->capacity);
}

/* What a reader in honest memory has got. */
struct got {
	uint64_t last;
	bool lapped; /* since then */
};

/* Reads an entry in honest memory. */
static void take(struct ring_reader *reader, struct got *got, uint64_t newest)
{
	unsigned char bytes[CAPACITY_MAX + 8];
	uint64_t out[CAPACITY_MAX / 8 + 1], number;
	int n = get(reader, out, CAPACITY_MAX);

	if (n == -ENOBUFS)
		got->lapped = true;
	if (n == 0 || n == -ENOBUFS)
		return;
	FUZZ_MUST(n >= 8);
	memcpy(bytes, out, (size_t)n);
	memcpy(&number, bytes, 8);
	FUZZ_MUST(number > got->last && number <= newest);
	FUZZ_MUST(got->lapped || number == got->last + 1);
	for (int i = 8; i < n; i++)
		FUZZ_MUST(bytes[i] == (number & 0xff));
	*got = (struct got){number, false};
}

static void writer_and_reader(struct fuzz *fuzz, uint64_t capacity, bool scribbling)
{
	uint64_t newest = 0, published = 0;
	struct got got = {0};
	struct ring_writer writer;
	struct ring_reader reader;

	FUZZ_MUST(ring_writer_init(&writer, &shared.control, shared.words, capacity) == 0);
	FUZZ_MUST(ring_reader_init(&reader, &shared.control, shared.words, capacity) == 0);
	while (fuzz->left > 0) {
		uint8_t what = fuzz_byte(fuzz);
		size_t size = 8 + what % (ring_entry_max(capacity) - 7);

		if (what < 0x60) {
			put(&writer, ++newest, size);
		} else if (what < 0xa0) {
			ring_publish(&writer);
			published = newest;
		} else if (scribbling && what < 0xd0) {
			size_t i = fuzz_byte(fuzz) % (capacity / 8);

			atomic_store(
				&shared.words[i], atomic_load(&shared.words[i]) ^ fuzz_u64(fuzz));
		} else if (scribbling) {
			read_to_the_end(&reader, CAPACITY_MAX);
		} else {
			take(&reader, &got, published);
		}
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct fuzz fuzz = {data, size};
	uint8_t how = fuzz_byte(&fuzz);
	uint64_t capacity = UINT64_C(64) << (how & 3);

	memset(&shared, 0, sizeof(shared));
	if (how & 4)
		hostile_memory(&fuzz, capacity);
	else
		writer_and_reader(&fuzz, capacity, (how & 8) != 0);
	return 0;
}
