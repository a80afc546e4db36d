/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "ipc/board.h"

#include <errno.h>
#include <stdalign.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/utf8.h"
#include "ipc/rundir.h"

#define MAGIC   UINT64_C(0x315a4f4f4d485300) /* "\0SHMOOZ1" */
#define VERSION 5

/* The status as words, the unit of what is copied from and to shared memory. */
struct status_words {
	uint64_t words[(sizeof(struct board_status) + 7) / 8];
};

/* Copying is over in microseconds, so a reader that fails this often is reading a damaged board. */
#define STATUS_TRIES 1000

/*
 * Pages that are new are what a flood costs most, on either side of the board, and with huge ones
 * they cost a tenth. Less than this on the board is not worth one: a short chat takes few pages.
 */
#define WORTH_GATHERING (256u << 10)

/*
 * The first page of the segment. The status is there twice: generation g stands in copy g % 2, and
 * the writer works on the other one. A writer that is killed in the middle leaves the valid copy
 * alone.
 */
struct layout {
	uint64_t magic;
	uint64_t nonce;
	uint64_t version;
	alignas(64) struct ring_control ring;
	alignas(64) _Atomic uint64_t generation;
	alignas(64) _Atomic uint64_t status[2][sizeof(struct status_words) / 8];
	alignas(4096) _Atomic uint64_t words[BOARD_RING_SIZE / 8];
};

_Static_assert(offsetof(struct layout, words) == 4096, "the head is one page");
_Static_assert(sizeof(struct layout) <= BOARD_SIZE, "the segment holds the layout");

int board_create_for(struct board *board, uint64_t nonce, gid_t group)
{
	int error = segment_create_for(&board->segment, BOARD_SIZE, group);

	return error < 0 ? error : board_begin(board, nonce);
}

int board_begin(struct board *board, uint64_t nonce)
{
	struct layout *layout = board->segment.address;

	layout->magic = MAGIC;
	layout->version = VERSION;
	layout->nonce = nonce;
	board->records = 0;
	board->generation = 0;
	board->gathered = 0;
	board->gather_at = WORTH_GATHERING;
	return ring_writer_init(&board->ring, &layout->ring, layout->words, BOARD_RING_SIZE);
}

int board_create(struct board *board, uint64_t nonce)
{
	return board_create_for(board, nonce, RUNDIR_PRIVATE);
}

void board_close(struct board *board)
{
	segment_close(&board->segment);
}

void board_resume(struct board *board, uint64_t seq)
{
	board->records = seq;
}

int board_restore(struct board *board, const struct record *record)
{
	struct record copy = *record;

	if (record->seq == 0 || record->seq <= board->records)
		return -EINVAL;
	board->records = record->seq - 1;
	return board_put(board, &copy);
}

/*
 * The ring has begun to use bytes that have not got a huge page yet. Where the kernel has none to
 * give they keep their small ones. Once all of it was used the ring comes round to what it has.
 */
static void gather(struct board *board)
{
	segment_gather(&board->segment, board->gathered);
	board->gathered += SEGMENT_STRETCH;
	board->gather_at = board->gathered - offsetof(struct layout, words);
	if (board->gathered + SEGMENT_STRETCH > BOARD_SIZE)
		board->gather_at = UINT64_MAX;
}

int board_put(struct board *board, struct record *record)
{
	int n, error;

	record->seq = board->records + 1;
	n = record_encode(record, board->entry, sizeof(board->entry));
	if (n < 0)
		return n;
	error = ring_put(&board->ring, board->entry, (size_t)n);
	if (error < 0)
		return error;
	board->records++;
	if (board->ring.tail > board->gather_at)
		gather(board);
	return 0;
}

static void publish_status(struct board *board, const struct board_status *status)
{
	struct layout *layout = board->segment.address;
	_Atomic uint64_t *copy = layout->status[(board->generation + 1) % 2];
	struct status_words words = {{0}};

	memcpy(&words, status, sizeof(*status));
	/* Whoever sees a word of the new copy sees the generation before it; see copy_status(). */
	atomic_thread_fence(memory_order_release);
	for (size_t i = 0; i < sizeof(words) / 8; i++)
		atomic_store_explicit(&copy[i], words.words[i], memory_order_relaxed);
	board->generation++;
	atomic_store_explicit(&layout->generation, board->generation, memory_order_release);
}

void board_publish(struct board *board, const struct board_status *status)
{
	struct board_status complete = *status;

	complete.records = board->records;
	ring_publish(&board->ring);
	publish_status(board, &complete);
}

/*
 * The seq that the first record will have: whoever is lapped before it has read one misses some,
 * too. 0 where it can't be told, since the writer is just coming round.
 */
static uint64_t peek_next(struct board_reader *reader)
{
	struct ring_reader ahead = reader->ring;
	struct board_status status;
	struct record record;
	int n;

	/* Before the ring: what is published in between is then counted as missed, not passed over.
	 */
	if (board_reader_status(reader, &status) < 0)
		return 0;
	n = ring_get(&ahead, reader->entry, sizeof(reader->entry));
	if (n == 0)
		return status.records + 1;
	return n > 0 && record_decode(reader->entry, (size_t)n, &record) == 0 ? record.seq : 0;
}

int board_reader_open_of(struct board_reader *reader, int id, uint64_t nonce, uid_t creator)
{
	int error = segment_attach_of(&reader->segment, id, BOARD_SIZE, creator);

	if (error < 0)
		return error;
	error = board_reader_begin(reader, nonce);
	if (error < 0)
		segment_close(&reader->segment);
	return error;
}

int board_reader_begin(struct board_reader *reader, uint64_t nonce)
{
	const struct layout *layout = reader->segment.address;
	int error;

	if (layout->magic != MAGIC || layout->version != VERSION || layout->nonce != nonce)
		return -EBADMSG;
	error = ring_reader_init(&reader->ring, &layout->ring, layout->words, BOARD_RING_SIZE);
	if (error == 0)
		reader->next = peek_next(reader);
	return error;
}

int board_reader_open(struct board_reader *reader, int id, uint64_t nonce)
{
	return board_reader_open_of(reader, id, nonce, geteuid());
}

void board_reader_close(struct board_reader *reader)
{
	segment_close(&reader->segment);
}

struct board_reader *board_reader_new_of(int id, uint64_t nonce, uid_t creator)
{
	struct board_reader *reader = malloc(sizeof(*reader));

	if (reader != NULL && board_reader_open_of(reader, id, nonce, creator) < 0) {
		free(reader);
		return NULL;
	}
	return reader;
}

struct board_reader *board_reader_new(int id, uint64_t nonce)
{
	return board_reader_new_of(id, nonce, geteuid());
}

void board_reader_free(struct board_reader *reader)
{
	if (reader == NULL)
		return;
	board_reader_close(reader);
	free(reader);
}

uint64_t board_reader_fill(const struct board_reader *reader)
{
	uint64_t fill = ring_fill(reader->ring.control);

	return fill < BOARD_RING_SIZE ? fill : BOARD_RING_SIZE;
}

int board_reader_next(struct board_reader *reader, struct record *record, uint64_t *missed)
{
	int n;

	/* A lap is no event of its own: the numbers tell how much of it concerns this reader. */
	do {
		n = ring_get(&reader->ring, reader->entry, sizeof(reader->entry));
	} while (n == -ENOBUFS);
	if (n == 0)
		return 0;
	if (n < 0 || record_decode(reader->entry, (size_t)n, record) < 0)
		return -EBADMSG;
	*missed = 0;
	if (reader->next != 0 && record->seq > reader->next)
		*missed = record->seq - reader->next;
	/* One that was told to begin later than the board does is not there yet. */
	if (record->seq >= reader->next)
		reader->next = record->seq + 1;
	return 1;
}

/* Whether a string in size bytes is terminated, and text. */
static bool string_valid(const char *string, size_t size)
{
	size_t len = strnlen(string, size);

	return len < size && utf8_valid(string, len);
}

static bool status_valid(const struct board_status *status)
{
	return (unsigned)status->state <= BOARD_ENDED &&
	       string_valid(status->nick, sizeof(status->nick)) &&
	       string_valid(status->other_nick, sizeof(status->other_nick)) &&
	       string_valid(status->away, sizeof(status->away)) &&
	       string_valid(status->other_away, sizeof(status->other_away));
}

/* Copies one generation. Returns false when the writer came in between. */
static bool copy_status(const struct layout *layout, struct status_words *words)
{
	uint64_t generation = atomic_load_explicit(&layout->generation, memory_order_acquire);
	const _Atomic uint64_t *copy = layout->status[generation % 2];

	for (size_t i = 0; i < sizeof(*words) / 8; i++)
		words->words[i] = atomic_load_explicit(&copy[i], memory_order_relaxed);
	atomic_thread_fence(memory_order_acquire);
	return atomic_load_explicit(&layout->generation, memory_order_relaxed) == generation;
}

int board_reader_status(const struct board_reader *reader, struct board_status *status)
{
	struct status_words words;
	int tries = 0;

	while (!copy_status(reader->segment.address, &words)) {
		if (++tries == STATUS_TRIES)
			return -EBADMSG;
	}
	memcpy(status, &words, sizeof(*status));
	return status_valid(status) ? 0 : -EBADMSG;
}
