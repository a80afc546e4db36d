/* SPDX-License-Identifier: ISC */
/*
 * A line that was typed: text, a command, or neither; the bytes are the line.
 *
 * What was read points into the line; text alone is what would be sent. An answer is given to
 * what is neither, and only to that.
 */
#include "config.h"

#include "core/buffer.h"
#include "core/command.h"
#include "tests/fuzz/fuzz.h"

static void check_parsed(const char *line, size_t n, const struct command_line *parsed)
{
	const struct command_entry *entry = parsed->entry;

	if (parsed->text != NULL)
		FUZZ_MUST(parsed->text >= line && parsed->text + parsed->len <= line + n);
	switch (parsed->kind) {
	case COMMAND_IS_TEXT:
		FUZZ_MUST(n == 0 || line[0] != '/' || line[1] == '/');
		FUZZ_MUST(parsed->len == n || (parsed->len == n - 1 && line[0] == '/'));
		break;
	case COMMAND_IS_COMMAND:
		FUZZ_MUST(entry != NULL && entry == command_entry(entry->id));
		FUZZ_MUST(parsed->len == 0 || entry->need != COMMAND_NO_ARGUMENT);
		FUZZ_MUST(parsed->len > 0 || entry->need != COMMAND_MUST_HAVE);
		FUZZ_MUST(parsed->choice >= -1 && parsed->choice < COMMAND_CHOICES_MAX);
		FUZZ_MUST(parsed->choice < 0 || entry->choices[parsed->choice] != NULL);
		break;
	case COMMAND_IS_UNKNOWN:
		FUZZ_MUST(line[0] == '/');
		break;
	case COMMAND_IS_MISUSED:
		FUZZ_MUST(entry != NULL);
		break;
	}
}

static void check_answer(const struct command_line *parsed)
{
	struct buffer out = {0};

	FUZZ_MUST(command_answer(&out, parsed) == 0);
	FUZZ_MUST((out.len > 0) ==
		  (parsed->kind == COMMAND_IS_UNKNOWN || parsed->kind == COMMAND_IS_MISUSED));
	FUZZ_MUST(out.len == 0 || memchr(out.data, '\n', out.len) == NULL);
	buffer_fini(&out);
}

static void check_words(const char *line, size_t n)
{
	/* At the end, and in two places that depend on the line. */
	for (size_t i = 0; i < 3; i++) {
		size_t cursor = n >> i;
		struct command_word word = command_word(line, cursor);

		FUZZ_MUST(word.start <= (cursor > 0 ? cursor : 1));
		FUZZ_MUST((unsigned)word.what <= COMMAND_WHAT_VALUE);
	}
}

static void check_search(const char *text, size_t n)
{
	const struct command_entry *entry = NULL, *last = NULL;

	while ((entry = command_search(entry, text, n)) != NULL) {
		FUZZ_MUST(last == NULL || entry > last);
		last = entry;
	}
	while ((entry = command_complete(entry, text, n)) != NULL) {
		FUZZ_MUST(n <= strlen(entry->name));
		FUZZ_MUST(entry == command_entry(entry->id));
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const char *line = (const char *)data;
	struct command_line parsed;

	command_parse(line, size, &parsed);
	check_parsed(line, size, &parsed);
	check_answer(&parsed);
	check_words(line, size);
	check_search(line, size < 4 ? size : 4);
	return 0;
}
