/* SPDX-License-Identifier: ISC */
/*
 * For scribble.test: writes into the segment of somebody's board, as a program of the same account
 * could that has gone astray.
 *
 *	scribble SEGMENT SEED BURSTS     at most so many bursts of a few words, then 0
 *
 * What it writes is drawn from the seed. A burst goes to one of the places that matter: the
 * positions, the status, the entries. Often it is only a bit of a word, now and then a text that
 * would act on a terminal. A fifth of a millisecond later all of it is taken back, as far as nobody
 * else has written there: a board that is nothing but rubbish is soon no longer read. The scribbler
 * ends as soon as nobody else has the segment attached, and prints how many bursts there were.
 */
#include "config.h"

#include <inttypes.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ipc.h>
#include <sys/shm.h>
#include <time.h>

#include "tests/core/prng.h"

/* Where the words begin, and how many there are, of the places that bursts go to. */
/* clang-format off */
static const struct {
	unsigned first, count;
} places[] = {
	{64 / 8, 3},       /* the positions */
	{128 / 8, 1},      /* the generation */
	{192 / 8, 160},    /* the status, twice */
	{4096 / 8, 64},    /* the first entries, more often than the rest */
	{4096 / 8, 64},
	{4096 / 8, 64},
	{4096 / 8, 64},
	{4096 / 8, 1024},  /* the others */
	{64 / 8, 512 - 8}, /* all of the head but that by which a board is known */
};
/* clang-format on */

#define WORDS    16
#define PAUSE_NS 200000

static const char hostile[][8] = {
	"\x1b]0;t\x07",
	"\x1b[31mred",
	"\xc2\x9b\x33\x31mxx",
	"\xe2\x80\xae\xe2\x80\x8b",
	"\xff\xfe\x80\x80",
	"\r\b\x7f\t\n",
};

/* A word that was overwritten. */
struct stroke {
	_Atomic uint64_t *word;
	uint64_t before, after;
};

static uint64_t draw_word(struct prng *prng, uint64_t before)
{
	uint64_t word = prng_next(prng);

	switch (prng_below(prng, 4)) {
	case 0:
		return word;
	case 1:
		return before ^ UINT64_C(1) << word % 64;
	case 2:
		return before ^ UINT64_C(1) << word % 32;
	default:
		memcpy(&word, hostile[word % (sizeof(hostile) / sizeof(hostile[0]))], 8);
		return word;
	}
}

static void burst(_Atomic uint64_t *memory, struct prng *prng)
{
	unsigned place = prng_below(prng, sizeof(places) / sizeof(places[0]));
	unsigned count = 1 + prng_below(prng, WORDS);
	struct stroke strokes[WORDS];

	for (unsigned i = 0; i < count; i++) {
		struct stroke *stroke = &strokes[i];

		stroke->word = memory + places[place].first + prng_below(prng, places[place].count);
		stroke->before = atomic_load(stroke->word);
		stroke->after = draw_word(prng, stroke->before);
		atomic_store(stroke->word, stroke->after);
	}
	nanosleep(&(struct timespec){.tv_nsec = PAUSE_NS}, NULL);
	while (count-- > 0)
		atomic_compare_exchange_strong(
			strokes[count].word, &strokes[count].after, strokes[count].before);
}

static int others(int id)
{
	struct shmid_ds ds;

	return shmctl(id, IPC_STAT, &ds) == 0 && ds.shm_nattch > 1;
}

int main(int argc, char **argv)
{
	struct prng prng;
	uint64_t bursts, done = 0;
	_Atomic uint64_t *memory;
	int id;

	if (argc != 4)
		return 64;
	id = atoi(argv[1]);
	prng = (struct prng){strtoull(argv[2], NULL, 10)};
	bursts = strtoull(argv[3], NULL, 10);
	memory = shmat(id, NULL, 0);
	if (memory == (void *)-1) {
		perror("shmat");
		return 1;
	}
	while (done < bursts && others(id)) {
		burst(memory, &prng);
		done++;
	}
	printf("%" PRIu64 "\n", done);
	return shmdt(memory) == 0 ? 0 : 1;
}
