/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "core/ring.h"

#include <errno.h>
#include <pthread.h>
#include <sched.h>
#include <stdbool.h>
#include <string.h>

#include "tests/core/prng.h"
#include "tests/suite.h"

#define COUNT(table) (int)(sizeof(table) / sizeof((table)[0]))

#define SMALLEST     64
#define LARGEST      4096
#define GUARD        UINT64_C(0x5a5a5a5a5a5a5a5a)
#define ENTRY_HEAD   8

struct shared {
	struct ring_control control;
	_Atomic uint64_t words[LARGEST / 8];
};

/* What ring_get() writes to, with a word behind it that it must leave alone. */
struct out {
	uint64_t words[LARGEST / 8 + 1];
};

/* Entry number, of at least 8 bytes: the number, then bytes that follow from it. */
static void make_entry(uint64_t number, unsigned char *entry, size_t size)
{
	struct prng prng = {number};

	memcpy(entry, &number, sizeof(number));
	for (size_t i = sizeof(number); i < size; i++)
		entry[i] = (unsigned char)prng_next(&prng);
}

/* The number of an entry that is all there, 0 for one that is torn. */
static uint64_t entry_number(const void *entry, size_t size)
{
	unsigned char expected[LARGEST];
	uint64_t number;

	if (size < sizeof(number))
		return 0;
	memcpy(&number, entry, sizeof(number));
	make_entry(number, expected, size);
	return memcmp(entry, expected, size) == 0 ? number : 0;
}

static void put_entry(struct ring_writer *writer, uint64_t number, size_t size)
{
	unsigned char entry[LARGEST];

	make_entry(number, entry, size);
	if (ring_put(writer, entry, size) != 0)
		ck_abort_msg("an entry of %zu bytes is not taken", size);
}

static void open_ring(struct shared *shared, uint64_t capacity, struct ring_writer *writer,
	struct ring_reader *reader)
{
	memset(shared, 0, sizeof(*shared));
	if (ring_writer_init(writer, &shared->control, shared->words, capacity) != 0 ||
		ring_reader_init(reader, &shared->control, shared->words, capacity) != 0)
		ck_abort_msg("a capacity of %u bytes is not taken", (unsigned)capacity);
}

/*
 * ring_get() into size bytes. Here and in other places that are passed often, nothing is asserted
 * but failures: check writes a note for each assertion.
 */
static int get(struct ring_reader *reader, struct out *out, size_t size)
{
	size_t guard = (size + 7) / 8;
	int n;

	out->words[guard] = GUARD;
	n = ring_get(reader, out->words, size);
	if (out->words[guard] != GUARD || n > (int)size)
		ck_abort_msg("%d bytes where there is room for %zu", n, size);
	return n;
}

static const struct {
	uint64_t capacity;
	int result;
} capacities[] = {
	{0, -EINVAL},
	{1, -EINVAL},
	{32, -EINVAL},
	{63, -EINVAL},
	{64, 0},
	{65, -EINVAL},
	{96, -EINVAL},
	{128, 0},
	{4096, 0},
	{4104, -EINVAL},
	{UINT64_MAX, -EINVAL},
};

START_TEST(test_ring_capacities)
{
	static struct shared shared;
	struct ring_writer writer;
	struct ring_reader reader;
	uint64_t capacity = capacities[_i].capacity;

	ck_assert_int_eq(ring_writer_init(&writer, &shared.control, shared.words, capacity),
		capacities[_i].result);
	ck_assert_int_eq(ring_reader_init(&reader, &shared.control, shared.words, capacity),
		capacities[_i].result);
}
END_TEST

START_TEST(test_ring_sizes)
{
	static struct shared shared;
	struct ring_writer writer;
	struct ring_reader reader;
	char bytes[64] = "entry";
	struct out out;

	open_ring(&shared, SMALLEST, &writer, &reader);
	ck_assert_uint_eq(ring_entry_max(SMALLEST), 24);
	ck_assert_int_eq(ring_put(&writer, bytes, 0), -EMSGSIZE);
	ck_assert_int_eq(ring_put(&writer, bytes, 25), -EMSGSIZE);
	ck_assert_int_eq(ring_put(&writer, bytes, SIZE_MAX), -EMSGSIZE);
	ring_publish(&writer);
	ck_assert_int_eq(get(&reader, &out, 64), 0);
	ck_assert_int_eq(ring_put(&writer, bytes, 24), 0);
	ring_publish(&writer);
	ck_assert_int_eq(get(&reader, &out, 24), 24);
	ck_assert_mem_eq(out.words, bytes, 24);
}
END_TEST

START_TEST(test_ring_hides_what_is_not_published)
{
	static struct shared shared;
	struct ring_writer writer;
	struct ring_reader reader;
	struct out out;

	open_ring(&shared, SMALLEST, &writer, &reader);
	put_entry(&writer, 1, 8);
	put_entry(&writer, 2, 8);
	ck_assert_int_eq(get(&reader, &out, 24), 0);
	ring_publish(&writer);
	ck_assert_int_eq(get(&reader, &out, 24), 8);
	ck_assert_uint_eq(entry_number(out.words, 8), 1);
	ck_assert_int_eq(get(&reader, &out, 24), 8);
	ck_assert_uint_eq(entry_number(out.words, 8), 2);
	ck_assert_int_eq(get(&reader, &out, 24), 0);
}
END_TEST

/* Entries of every size in turn, so that they run over the end at every place. */
START_TEST(test_ring_wraps_around)
{
	static struct shared shared;
	const uint64_t capacity = UINT64_C(64) << _i;
	struct ring_writer writer;
	struct ring_reader reader;
	struct out out;
	size_t size = 8;

	open_ring(&shared, capacity, &writer, &reader);
	for (uint64_t number = 1; number < 2000; number++) {
		put_entry(&writer, number, size);
		ring_publish(&writer);
		ck_assert_int_eq(get(&reader, &out, LARGEST), (int)size);
		ck_assert_uint_eq(entry_number(out.words, size), number);
		ck_assert_int_eq(get(&reader, &out, LARGEST), 0);
		size = size < ring_entry_max(capacity) ? size + 1 : 8;
	}
}
END_TEST

/* Positions whose eighth no longer fits into 32 bits, the half of the word that they stand in. */
START_TEST(test_ring_positions_pass_32_bits)
{
	static struct shared shared;
	const uint64_t start = (UINT64_C(8) << 32) - 128;
	struct ring_writer writer;
	struct ring_reader reader;
	struct out out;

	open_ring(&shared, SMALLEST, &writer, &reader);
	writer.oldest = writer.tail = start;
	atomic_store(&shared.control.oldest, start);
	atomic_store(&shared.control.tail, start);
	atomic_store(&shared.control.intent, start);
	reader.cursor = start;
	for (uint64_t number = 1; number < 40; number++) {
		put_entry(&writer, number, 16);
		ring_publish(&writer);
		ck_assert_int_eq(get(&reader, &out, 24), 16);
		ck_assert_uint_eq(entry_number(out.words, 16), number);
	}
	ck_assert_uint_gt(reader.cursor, UINT64_C(8) << 32);
}
END_TEST

/* The oldest entry that is whole, by hand: it and all that came since fit. */
static uint64_t first_whole(const uint64_t *begins, uint64_t last, uint64_t end, uint64_t capacity)
{
	uint64_t number = 1;

	while (number < last && end - begins[number] > capacity)
		number++;
	return number;
}

/* A ring of before entries, of which read were read, is lapped by more entries. */
static void lap(uint64_t capacity, uint64_t before, uint64_t read, uint64_t more, size_t stride)
{
	static struct shared shared;
	uint64_t begins[64], end = 0, next, number = 0, oldest;
	struct ring_writer writer;
	struct ring_reader reader;
	struct out out;
	int n;

	open_ring(&shared, capacity, &writer, &reader);
	for (uint64_t i = 1; i <= before + more; i++) {
		size_t size = 8 + (size_t)i * stride % 17;

		begins[i] = end;
		end += ENTRY_HEAD + (size + 7) / 8 * 8;
		put_entry(&writer, i, size);
		ring_publish(&writer);
		if (i <= read && get(&reader, &out, LARGEST) != (int)size)
			ck_abort_msg("entry %lu is not there", (unsigned long)i);
	}
	next = read + 1;
	oldest = first_whole(begins, before + more, end, capacity);
	if (next < oldest) {
		if (get(&reader, &out, LARGEST) != -ENOBUFS)
			ck_abort_msg("not lapped at entry %lu", (unsigned long)next);
		next = oldest;
	}
	while ((n = get(&reader, &out, LARGEST)) > 0) {
		number = entry_number(out.words, (size_t)n);
		if (number != next++)
			ck_abort_msg("entry %lu is not the next", (unsigned long)number);
	}
	if (n != 0 || next != before + more + 1)
		ck_abort_msg("%d before entry %lu", n, (unsigned long)next);
}

START_TEST(test_ring_lapped_at_every_position)
{
	for (size_t stride = 0; stride < 8; stride++) {
		for (uint64_t before = 1; before < 14; before++) {
			for (uint64_t read = 0; read <= before; read++) {
				for (uint64_t more = 0; more < 12; more++)
					lap(UINT64_C(64) << _i, before, read, more, stride);
			}
		}
	}
}
END_TEST

/* A reader that begins late gets what is still whole. */
START_TEST(test_ring_reader_begins_with_the_oldest)
{
	static struct shared shared;
	struct ring_writer writer;
	struct ring_reader reader;
	struct out out;

	open_ring(&shared, SMALLEST, &writer, &reader);
	for (uint64_t number = 1; number <= 10; number++)
		put_entry(&writer, number, 8);
	ring_publish(&writer);
	ring_reader_init(&reader, &shared.control, shared.words, SMALLEST);
	for (uint64_t number = 7; number <= 10; number++) {
		ck_assert_int_eq(get(&reader, &out, 24), 8);
		ck_assert_uint_eq(entry_number(out.words, 8), number);
	}
	ck_assert_int_eq(get(&reader, &out, 24), 0);
}
END_TEST

/* More is put than the ring holds before it is published: nothing is damaged, only missed. */
START_TEST(test_ring_batch_over_the_capacity)
{
	static struct shared shared;
	struct ring_writer writer;
	struct ring_reader reader, late;
	struct out out;

	open_ring(&shared, SMALLEST, &writer, &reader);
	put_entry(&writer, 1, 8);
	ring_publish(&writer);
	for (uint64_t number = 2; number <= 9; number++)
		put_entry(&writer, number, 8);
	ring_reader_init(&late, &shared.control, shared.words, SMALLEST);
	ck_assert_int_eq(get(&late, &out, 24), 0);
	ck_assert_int_eq(get(&reader, &out, 24), -ENOBUFS);
	ck_assert_int_eq(get(&reader, &out, 24), 0);
	ring_publish(&writer);
	for (int i = 0; i < 2; i++) {
		struct ring_reader *each = i == 0 ? &reader : &late;

		ck_assert_int_eq(get(each, &out, 24), -ENOBUFS);
		for (uint64_t number = 6; number <= 9; number++) {
			ck_assert_int_eq(get(each, &out, 24), 8);
			ck_assert_uint_eq(entry_number(out.words, 8), number);
		}
		ck_assert_int_eq(get(each, &out, 24), 0);
	}
}
END_TEST

START_TEST(test_ring_entry_over_size_is_passed)
{
	static struct shared shared;
	struct ring_writer writer;
	struct ring_reader reader;
	struct out out;

	open_ring(&shared, SMALLEST, &writer, &reader);
	put_entry(&writer, 1, 17);
	put_entry(&writer, 2, 16);
	ring_publish(&writer);
	ck_assert_int_eq(get(&reader, &out, 16), -EMSGSIZE);
	ck_assert_int_eq(get(&reader, &out, 16), 16);
	ck_assert_uint_eq(entry_number(out.words, 16), 2);
}
END_TEST

/*
 * Reads a ring that may say anything, from a cursor that a reader may have had, until there is no
 * more. Each call has to bring the end nearer.
 */
static void read_hostile(struct shared *shared, uint64_t capacity, uint64_t cursor, bool fresh)
{
	struct ring_reader reader;
	struct out out;
	int calls = 0, n;

	ring_reader_init(&reader, &shared->control, shared->words, capacity);
	if (!fresh)
		reader.cursor = cursor;
	while ((n = get(&reader, &out, 24)) != 0) {
		if (n < 0 && n != -ENOBUFS && n != -EMSGSIZE && n != -EBADMSG)
			ck_abort_msg("no such result: %d", n);
		if (n > 0 && reader.cursor > atomic_load(&shared->control.tail))
			ck_abort_msg("%d bytes that are not there", n);
		if (fresh && reader.cursor % 8 != 0)
			ck_abort_msg("within a word");
		if (++calls == 100)
			ck_abort_msg("no end: %d", n);
	}
}

/* Whether the writer, who trusts nobody, makes a sound ring of it again. */
static void heal_hostile(struct shared *shared, struct ring_writer *writer, uint64_t capacity)
{
	struct ring_reader reader;
	uint64_t last = 0;
	struct out out;
	int n;

	for (uint64_t number = 100; number < 140; number++)
		put_entry(writer, number, 8 + (size_t)number % 17);
	ring_publish(writer);
	ring_reader_init(&reader, &shared->control, shared->words, capacity);
	while ((n = get(&reader, &out, 24)) > 0) {
		uint64_t number = entry_number(out.words, (size_t)n);

		if (number < 100 || (last != 0 && number != last + 1))
			ck_abort_msg(
				"entry %lu after %lu", (unsigned long)number, (unsigned long)last);
		last = number;
	}
	ck_assert_int_eq(n, 0);
	ck_assert_uint_eq(last, 139);
}

/* A ring of the given capacity that was lapped once or twice. */
static void make_sound(struct shared *shared, struct ring_writer *writer, uint64_t capacity)
{
	struct ring_reader reader;

	open_ring(shared, capacity, writer, &reader);
	for (uint64_t number = 1; number <= 20; number++)
		put_entry(writer, number, 8 + (size_t)number * 5 % 17);
	ring_publish(writer);
}

/* Every single bit of the control block and of the words, flipped. */
START_TEST(test_ring_any_bit_flipped)
{
	static struct shared shared;
	const uint64_t capacity = UINT64_C(64) << _i;
	const size_t bits = (sizeof(struct ring_control) + capacity) * 8;
	_Atomic uint64_t *words = (_Atomic uint64_t *)&shared;
	struct ring_writer writer;

	for (size_t bit = 0; bit < bits; bit++) {
		make_sound(&shared, &writer, capacity);
		words[bit / 64] ^= UINT64_C(1) << bit % 64;
		read_hostile(&shared, capacity, 0, true);
		for (uint64_t cursor = 0; cursor <= writer.tail; cursor += 24)
			read_hostile(&shared, capacity, cursor, false);
		heal_hostile(&shared, &writer, capacity);
	}
}
END_TEST

static uint64_t hostile_word(struct prng *prng, uint64_t near)
{
	switch (prng_below(prng, 6)) {
	case 0:
		return prng_next(prng);
	case 1:
		return prng_below(prng, 300);
	case 2:
		return near + prng_below(prng, 80) - 40;
	case 3:
		return UINT64_MAX - prng_below(prng, 80);
	case 4:
		/* a head that fits its position, of any length */
		return near / 8 << 32 | prng_below(prng, 60);
	default:
		return near / 8 << 32 | (uint32_t)prng_next(prng);
	}
}

START_TEST(test_ring_any_words)
{
	static struct shared shared;
	struct prng prng = {(uint64_t)_i};
	struct ring_writer writer;

	for (int round = 0; round < 2000; round++) {
		make_sound(&shared, &writer, SMALLEST);
		if (prng_chance(&prng, 70))
			shared.control.oldest = hostile_word(&prng, writer.oldest);
		if (prng_chance(&prng, 70))
			shared.control.tail = hostile_word(&prng, writer.tail);
		if (prng_chance(&prng, 70))
			shared.control.intent = hostile_word(&prng, writer.tail);
		for (uint64_t i = 0; i < SMALLEST / 8; i++) {
			if (prng_chance(&prng, 70))
				shared.words[(writer.oldest / 8 + i) % 8] =
					hostile_word(&prng, writer.oldest + i * 8);
		}
		read_hostile(&shared, SMALLEST, 0, true);
		read_hostile(&shared, SMALLEST, hostile_word(&prng, writer.oldest), false);
		heal_hostile(&shared, &writer, SMALLEST);
	}
}
END_TEST

/*
 * One thread writes, others read. The entries check themselves; the numbers tell what was missed.
 * The threads only count: check's assertions are for the main thread.
 */
#define READERS 3

struct race {
	struct shared shared;
	uint64_t capacity, entries;
	atomic_bool done;
	atomic_int reading;
};

struct tally {
	struct race *race;
	uint64_t got, missed, last;
	uint64_t torn, disorder, strange; /* what must not be */
	bool slow;
};

static void *write_race(void *context)
{
	struct race *race = context;
	size_t max = ring_entry_max(race->capacity);
	struct ring_writer writer;
	struct prng prng = {7};

	ring_writer_init(&writer, &race->shared.control, race->shared.words, race->capacity);
	while (atomic_load(&race->reading) < READERS)
		continue;
	for (uint64_t number = 1; number <= race->entries; number++) {
		unsigned char entry[LARGEST];
		size_t size = 8 + prng_below(&prng, max > 72 ? 65 : (unsigned)max - 7);

		make_entry(number, entry, size);
		ring_put(&writer, entry, size);
		if (prng_chance(&prng, 50) || number == race->entries)
			ring_publish(&writer);
	}
	atomic_store(&race->done, true);
	return NULL;
}

static void take(struct tally *tally, const struct out *out, int n)
{
	uint64_t number = entry_number(out->words, (size_t)n);

	if (number == 0) {
		tally->torn++;
	} else if (number <= tally->last) {
		tally->disorder++;
	} else {
		tally->got++;
		tally->missed += number - tally->last - 1;
		tally->last = number;
	}
}

static void *read_race(void *context)
{
	struct tally *tally = context;
	struct race *race = tally->race;
	struct ring_reader reader;
	struct out out;
	bool done;
	int n;

	ring_reader_init(&reader, &race->shared.control, race->shared.words, race->capacity);
	atomic_fetch_add(&race->reading, 1);
	do {
		done = atomic_load(&race->done);
		n = ring_get(&reader, out.words, LARGEST);
		if (n > 0)
			take(tally, &out, n);
		else if (n < 0 && n != -ENOBUFS)
			tally->strange++;
		for (volatile int i = 0; tally->slow && i < 300; i++)
			continue;
	} while (n != 0 || !done);
	return NULL;
}

static const uint64_t raced[] = {64, 128, 512, 4096};

START_TEST(test_ring_race)
{
	static struct race race;
	struct tally tallies[READERS] = {{0}};
	pthread_t writer, readers[READERS];

	memset(&race, 0, sizeof(race));
	race.capacity = raced[_i];
	race.entries = 60000;
	for (int i = 0; i < READERS; i++) {
		tallies[i].race = &race;
		tallies[i].slow = i == 0;
		ck_assert_int_eq(pthread_create(&readers[i], NULL, read_race, &tallies[i]), 0);
	}
	ck_assert_int_eq(pthread_create(&writer, NULL, write_race, &race), 0);
	pthread_join(writer, NULL);
	for (int i = 0; i < READERS; i++)
		pthread_join(readers[i], NULL);
	for (int i = 0; i < READERS; i++) {
		ck_assert_uint_eq(tallies[i].torn, 0);
		ck_assert_uint_eq(tallies[i].disorder, 0);
		ck_assert_uint_eq(tallies[i].strange, 0);
		ck_assert_uint_gt(tallies[i].got, 0);
		ck_assert_uint_eq(tallies[i].last, race.entries);
		ck_assert_uint_eq(tallies[i].got + tallies[i].missed, race.entries);
	}
}
END_TEST

/* The memory changes under the reader's hands, to anything. */
static void *scribble(void *context)
{
	struct race *race = context;
	struct prng prng = {11};

	atomic_fetch_add(&race->reading, 1);
	while (!atomic_load(&race->done)) {
		uint64_t near = 8 * prng_below(&prng, 16);
		_Atomic uint64_t *words = race->shared.words;

		atomic_store_explicit(
			&words[near / 8 % 8], hostile_word(&prng, near), memory_order_relaxed);
		switch (prng_below(&prng, 4)) {
		case 0:
			atomic_store(&race->shared.control.oldest,
				prng_chance(&prng, 50) ? near : hostile_word(&prng, near));
			break;
		case 1:
			atomic_store(&race->shared.control.tail, near);
			break;
		case 2:
			atomic_store(&race->shared.control.intent, near);
			break;
		default:
			break;
		}
	}
	return NULL;
}

START_TEST(test_ring_scribbled_over_while_it_is_read)
{
	static struct race race;
	struct ring_reader reader;
	pthread_t scribbler;
	struct out out;
	int got = 0;

	memset(&race, 0, sizeof(race));
	race.capacity = SMALLEST;
	ck_assert_int_eq(pthread_create(&scribbler, NULL, scribble, &race), 0);
	while (atomic_load(&race.reading) == 0)
		continue;
	/* Some of what it finds has to look like entries; that it ends is up to the time limit. */
	for (int round = 0; round < 100000 || got < 100; round++) {
		if (round % 512 == 0)
			sched_yield();
		ring_reader_init(&reader, &race.shared.control, race.shared.words, SMALLEST);
		for (int i = 0; i < 4; i++)
			got += get(&reader, &out, 24) > 0;
	}
	atomic_store(&race.done, true);
	pthread_join(scribbler, NULL);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("ring");
	TCase *tcase = tcase_create("ring");

	tcase_add_loop_test(tcase, test_ring_capacities, 0, COUNT(capacities));
	tcase_add_test(tcase, test_ring_sizes);
	tcase_add_test(tcase, test_ring_hides_what_is_not_published);
	tcase_add_loop_test(tcase, test_ring_wraps_around, 0, 4);
	tcase_add_test(tcase, test_ring_positions_pass_32_bits);
	tcase_add_loop_test(tcase, test_ring_lapped_at_every_position, 0, 3);
	tcase_add_test(tcase, test_ring_reader_begins_with_the_oldest);
	tcase_add_test(tcase, test_ring_batch_over_the_capacity);
	tcase_add_test(tcase, test_ring_entry_over_size_is_passed);
	tcase_add_loop_test(tcase, test_ring_any_bit_flipped, 0, 3);
	tcase_add_loop_test(tcase, test_ring_any_words, 0, 4);
	tcase_add_loop_test(tcase, test_ring_race, 0, COUNT(raced));
	tcase_add_test(tcase, test_ring_scribbled_over_while_it_is_read);
	suite_add_tcase(suite, tcase);
	return suite_run(suite);
}
