/* SPDX-License-Identifier: ISC */
/*
 * A reader of a board over which somebody scribbles. The bytes are a series of steps: a record or a
 * status that the peer publishes, words that are overwritten in the head or in the ring, a reader
 * that comes, and what it reads.
 *
 * A reader comes to an end in as many steps as there are entries, and what it is given is sound:
 * text within its limits, numbers that rise.
 */
#include "config.h"

#include <errno.h>
#include <sys/mman.h>

#include "ipc/board.h"
#include "tests/fuzz/fuzz.h"

#define NONCE 5
/* Bytes of the head that have a meaning, and of the ring that a few records fill. */
#define HEAD 4096
#define USED 8192

static unsigned char *memory;
static struct board board;
static struct board_reader reader;

/* The pages come zeroed, and only those that were used are cleared. */
static void begin(void)
{
	if (memory == NULL)
		memory = mmap(NULL, BOARD_SIZE, PROT_READ | PROT_WRITE,
			MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
	FUZZ_MUST(memory != MAP_FAILED);
	memset(memory, 0, HEAD + USED);
	board.segment = (struct segment){.address = memory, .size = BOARD_SIZE};
	reader.segment = board.segment;
	FUZZ_MUST(board_begin(&board, NONCE) == 0);
}

static void publish(struct fuzz *fuzz)
{
	struct board_status status = {.state = BOARD_TALKING, .pid = 1, .nick = "ann"};
	struct record record = {
		.kind = RECORD_MESSAGE, .dir = RECORD_IN, .from = "bob", .from_len = 3};
	size_t n;

	record.text = "A line of text, and how it goes on.";
	fuzz_piece(fuzz, fuzz_byte(fuzz) % 32, &n);
	record.text_len = n;
	/* What is put goes on behind what was put, so a few dozen stay within the bytes used. */
	if (board.ring.tail < USED - 256)
		FUZZ_MUST(board_put(&board, &record) == 0);
	board_publish(&board, &status);
}

static void scribble(struct fuzz *fuzz)
{
	size_t at = ((size_t)fuzz_byte(fuzz) << 8 | fuzz_byte(fuzz)) % ((HEAD + USED) / 8) * 8;
	uint64_t word, change;

	memcpy(&word, memory + at, 8);
	/* One byte is changed, or all of the word. */
	change = fuzz_byte(fuzz);
	word = change < 0xe0 ? word ^ change << change % 8 * 8 : fuzz_u64(fuzz);
	memcpy(memory + at, &word, 8);
}

static void check_record(const struct record *record)
{
	FUZZ_MUST(record->from_len <= RECORD_FROM_MAX && record->text_len <= RECORD_TEXT_MAX);
	FUZZ_MUST(utf8_valid(record->from, record->from_len));
	FUZZ_MUST(utf8_valid(record->text, record->text_len));
}

static void read_all(void)
{
	struct record record;
	uint64_t missed, steps = 0, next = reader.next;
	int rc;

	while ((rc = board_reader_next(&reader, &record, &missed)) != 0) {
		FUZZ_MUST(rc == 1 || rc == -EBADMSG);
		FUZZ_MUST(++steps <= USED / 8);
		if (rc < 0)
			continue;
		check_record(&record);
		FUZZ_MUST(missed == 0 || (next != 0 && missed == record.seq - next));
		next = reader.next;
	}
	FUZZ_MUST(board_reader_fill(&reader) <= BOARD_RING_SIZE);
}

static bool is_string(const char *string, size_t size)
{
	size_t n = strnlen(string, size);

	return n < size && utf8_valid(string, n);
}

static void read_status(void)
{
	struct board_status status;

	if (board_reader_status(&reader, &status) < 0)
		return;
	FUZZ_MUST((unsigned)status.state <= BOARD_ENDED);
	FUZZ_MUST(is_string(status.nick, sizeof(status.nick)));
	FUZZ_MUST(is_string(status.other_nick, sizeof(status.other_nick)));
	FUZZ_MUST(is_string(status.away, sizeof(status.away)));
	FUZZ_MUST(is_string(status.other_away, sizeof(status.other_away)));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct fuzz fuzz = {data, size};

	begin();
	FUZZ_MUST(board_reader_begin(&reader, NONCE) == 0);
	while (fuzz.left > 0) {
		uint8_t what = fuzz_byte(&fuzz);

		if (what < 0x40)
			publish(&fuzz);
		else if (what < 0xb0)
			scribble(&fuzz);
		else if (what < 0xc0)
			(void)board_reader_begin(&reader, NONCE);
		else if (what < 0xe8)
			read_all();
		else
			read_status();
	}
	read_all();
	read_status();
	return 0;
}
