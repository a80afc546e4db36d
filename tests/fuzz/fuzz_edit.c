/* SPDX-License-Identifier: ISC */
/*
 * The editor of a text that is typed. The bytes are a limit and operations: an action, or text to
 * be put somewhere.
 *
 * After each the text is valid and within the limit, and the cursor is between two clusters. Taken
 * back one by one all changes give the empty text again, and done again each of the texts between.
 */
#include "config.h"

#include <errno.h>

#include "core/cluster.h"
#include "core/edit.h"
#include "tests/fuzz/fuzz.h"

/* Texts on the way back that are remembered. */
#define STEPS 64

static bool is_boundary(const char *text, size_t n, size_t pos)
{
	return pos == 0 || pos == n ||
	       (pos < n && cluster_next(text, n, cluster_prev(text, n, pos)) == pos);
}

static void check(const struct edit *edit, size_t limit)
{
	const struct buffer *text = &edit->text;

	FUZZ_MUST(text->len <= limit);
	FUZZ_MUST(text->len == 0 || utf8_valid(text->data, text->len));
	FUZZ_MUST(text->len == 0 || memchr(text->data, '\r', text->len) == NULL);
	FUZZ_MUST(edit->cursor <= text->len);
	FUZZ_MUST(is_boundary(text->data, text->len, edit->cursor));
}

static uint64_t sum(const struct edit *edit)
{
	uint64_t sum = edit->text.len;

	for (size_t i = 0; i < edit->text.len; i++)
		sum = sum * 31 + (unsigned char)edit->text.data[i];
	return sum;
}

/* One operation. */
static void operate(struct edit *edit, struct fuzz *fuzz)
{
	uint8_t what = fuzz_byte(fuzz);
	size_t n, start;
	const char *text;
	int rc;

	if (what < 4 * EDIT_ACTIONS) {
		rc = edit_do(edit, (enum edit_action)(what % EDIT_ACTIONS));
		FUZZ_MUST(rc == 0 || rc == 1 || rc == -EMSGSIZE);
	} else if (what < 0xd0) {
		text = fuzz_piece(fuzz, 1 + what % 8, &n);
		rc = edit_insert(edit, text, n);
		FUZZ_MUST(rc == 0 || rc == -EMSGSIZE);
	} else if (what < 0xe8) {
		start = fuzz_byte(fuzz);
		text = fuzz_piece(fuzz, what % 8, &n);
		rc = edit_replace(edit, start, start + what % 16, text, n);
		FUZZ_MUST(rc == 0 || rc == -EMSGSIZE);
	} else if (what < 0xf8) {
		edit_move(edit, fuzz_byte(fuzz));
	} else if (what < 0xfc) {
		text = fuzz_piece(fuzz, fuzz_byte(fuzz), &n);
		rc = edit_set(edit, text, n);
		FUZZ_MUST(rc == 0 || rc == -EMSGSIZE);
	} else {
		edit_clear(edit);
	}
}

/* The undo keeps half a MiB, which no input of a few KiB fills with texts of at most 256 bytes. */
static void back_and_forth(struct edit *edit, size_t limit)
{
	uint64_t texts[STEPS];
	size_t steps = 0;

	while (edit_do(edit, EDIT_REDO) == 1)
		check(edit, limit);
	texts[0] = sum(edit);
	while (edit_do(edit, EDIT_UNDO) == 1) {
		check(edit, limit);
		if (++steps < STEPS)
			texts[steps] = sum(edit);
	}
	FUZZ_MUST(edit->text.len == 0);
	while (steps-- > 0) {
		FUZZ_MUST(edit_do(edit, EDIT_REDO) == 1);
		check(edit, limit);
		if (steps < STEPS)
			FUZZ_MUST(texts[steps] == sum(edit));
	}
	FUZZ_MUST(edit_do(edit, EDIT_REDO) == 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct fuzz fuzz = {data, size};
	struct edit edit = {.limit = 1 + fuzz_byte(&fuzz)};
	size_t limit = edit.limit;

	fuzz_use_utf8();
	while (fuzz.left > 0) {
		operate(&edit, &fuzz);
		check(&edit, limit);
	}
	back_and_forth(&edit, limit);
	edit_fini(&edit);
	return 0;
}
