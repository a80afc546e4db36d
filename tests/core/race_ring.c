/* SPDX-License-Identifier: ISC */
/*
 * A writer and readers of a ring as threads of one process, for the thread sanitizer
 * (tests/core/race runs it): it reports two accesses of which one is no atomic one. Besides, each
 * entry has to be whole, and they have to come in their order.
 *
 * With RACE_PLAIN the words are copied as memcpy() would copy them, which looks the same to
 * everybody but the sanitizer; it has to report that.
 *
 * The ring is compiled in here, for that reason, and the sanitizer sees all of it. It does not know
 * fences (tests/model/ring.pml is about those), but needs none here: no access is ordered by one
 * alone that is not atomic.
 */
#include "config.h"

#include "core/ring.h"

#ifdef RACE_PLAIN
#undef atomic_load_explicit
#undef atomic_store_explicit
/* All words of an entry, and nothing else, are relaxed loads. */
#define atomic_load_explicit(from, order)                                                          \
	((order) == memory_order_relaxed ? *(const uint64_t *)(const void *)(from)                 \
					 : __c11_atomic_load(from, order))
#define atomic_store_explicit(to, value, order)                                                    \
	((order) == memory_order_relaxed ? (void)(*(uint64_t *)(void *)(to) = (value))             \
					 : __c11_atomic_store(to, value, order))
#endif

#include "core/ring.c" /* NOLINT(bugprone-suspicious-include) */

#include <inttypes.h>
#include <pthread.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>

#define CAPACITY 256
#define READERS  3

static struct ring_control control;
static _Atomic uint64_t words[CAPACITY / 8];
static uint64_t entries = 20000;

/* Of each reader. Relaxed, so that they order nothing for the sanitizer. */
static _Atomic uint64_t got[READERS];

/* Entry number n has n in each word, from two words to what fits. */
static size_t entry_words(uint64_t number)
{
	return 2 + number * 7 % (ring_entry_max(CAPACITY) / 8 - 1);
}

static uint64_t all_got(void)
{
	uint64_t sum = 0;

	for (int i = 0; i < READERS; i++)
		sum += __c11_atomic_load(&got[i], memory_order_relaxed);
	return sum;
}

/* Lets readers get something before it is overwritten; else a fast writer has the ring for itself.
 */
static void wait_for_readers(void)
{
	uint64_t before = all_got();

	for (int i = 0; i < 100 && all_got() == before; i++)
		sched_yield();
}

static void *write_entries(void *context)
{
	struct ring_writer *writer = context;
	uint64_t entry[CAPACITY / 8];

	for (uint64_t number = 1; number <= entries; number++) {
		for (size_t i = 0; i < entry_words(number); i++)
			entry[i] = number;
		if (ring_put(writer, entry, entry_words(number) * 8) < 0)
			abort();
		if (number % 3 == 0 || number == entries)
			ring_publish(writer);
		if (number % 9 == 0)
			wait_for_readers();
	}
	return NULL;
}

/* The number of an entry that is whole; else ends. */
static uint64_t entry_number(const uint64_t *entry, int n)
{
	if (n != (int)entry_words(entry[0]) * 8) {
		fprintf(stderr, "entry %" PRIu64 " of %d bytes\n", entry[0], n);
		abort();
	}
	for (int i = 1; i < n / 8; i++) {
		if (entry[i] != entry[0]) {
			fprintf(stderr, "entry %" PRIu64 " is torn\n", entry[0]);
			abort();
		}
	}
	return entry[0];
}

static void *read_entries(void *context)
{
	_Atomic uint64_t *count = context;
	uint64_t entry[CAPACITY / 8], last = 0;
	struct ring_reader reader;
	int n;

	if (ring_reader_init(&reader, &control, words, CAPACITY) < 0)
		abort();
	while (last < entries) {
		n = ring_get(&reader, entry, sizeof(entry));
		if (n == 0)
			sched_yield();
		if (n == 0 || n == -ENOBUFS)
			continue;
		if (n < 0 || entry_number(entry, n) <= last) {
			fprintf(stderr, "%d behind entry %" PRIu64 "\n", n, last);
			abort();
		}
		last = entry[0];
		atomic_fetch_add_explicit(count, 1, memory_order_relaxed);
	}
	return NULL;
}

int main(int argc, char **argv)
{
	struct ring_writer writer;
	pthread_t threads[1 + READERS];

	if (argc > 1)
		entries = strtoull(argv[1], NULL, 10);
	if (ring_writer_init(&writer, &control, words, CAPACITY) < 0)
		return 1;
	for (int i = 0; i < READERS; i++) {
		if (pthread_create(&threads[i], NULL, read_entries, &got[i]) != 0)
			return 1;
	}
	if (pthread_create(&threads[READERS], NULL, write_entries, &writer) != 0)
		return 1;
	for (int i = 0; i < 1 + READERS; i++)
		pthread_join(threads[i], NULL);
	printf("%" PRIu64 " entries, of which readers got %" PRIu64 "\n", entries, all_got());
	return 0;
}
