/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "tests/bench/prose.h"

#include <stdint.h>
#include <string.h>

static const char *const words[] = {
	"the",
	"quick",
	"brown",
	"fox",
	"jumps",
	"over",
	"a",
	"lazy",
	"dog",
	"and",
	"says",
	"\"well\"",
	"C:\\temp",
	"Straße",
	"naïve",
	"où",
	"Größe",
	"e\u0301te\u0301",
	"привет",
	"мир",
	"λόγος",
	"漢字",
	"かな交じり文",
	"한국어",
	"😀",
	"—",
	"1,234.50",
	"(again)",
};
#define WORDS (sizeof(words) / sizeof(words[0]))

/* xorshift64 */
static uint64_t next(uint64_t *state)
{
	*state ^= *state << 13;
	*state ^= *state >> 7;
	*state ^= *state << 17;
	return *state;
}

/* About so many bytes: some lines are empty, most are short, a few are of up to 4 KiB. */
static size_t length(uint64_t *state)
{
	unsigned kind = next(state) % 64;

	if (kind < 4)
		return 0;
	return next(state) % (kind == 63 ? 4096 : kind >= 48 ? 400 : 100);
}

void prose_write(FILE *file, int count)
{
	uint64_t state = UINT64_C(0x9e3779b97f4a7c15);

	for (int i = 1; i < count; i++) {
		size_t most = length(&state), n = 0;

		while (n < most) {
			const char *word = words[next(&state) % WORDS];

			fputs(word, file);
			fputc(' ', file);
			n += strlen(word) + 1;
		}
		fputc('\n', file);
	}
	fprintf(file, "this is line %d, the last one\n", count);
}
