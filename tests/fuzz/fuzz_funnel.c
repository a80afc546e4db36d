/* SPDX-License-Identifier: ISC */
/*
 * The output funnel; the bytes are the text, valid or not.
 *
 * What comes out is valid UTF-8 without anything that acts on a terminal, as wide as it says, and
 * passing it through once more changes nothing.
 */
#include "config.h"

#include <wchar.h>

#include "core/buffer.h"
#include "core/funnel.h"
#include "tests/fuzz/fuzz.h"

static void check_glyph(const struct glyph *glyph)
{
	int columns = 0, characters = 0;
	uint32_t cp;

	if (glyph->kind != GLYPH_TEXT) {
		FUZZ_MUST(glyph->len == 0 && glyph->columns == 0);
		return;
	}
	FUZZ_MUST(glyph->len > 0 && glyph->len <= GLYPH_BYTES);
	FUZZ_MUST(glyph->columns == 1 || glyph->columns == 2);
	FUZZ_MUST(fuzz_is_plain(glyph->bytes, glyph->len, ""));
	for (size_t pos = 0; pos < glyph->len; characters++) {
		pos += (size_t)utf8_decode(glyph->bytes + pos, glyph->len - pos, &cp);
		FUZZ_MUST(wcwidth((wchar_t)cp) == (characters == 0 ? glyph->columns : 0));
		columns += wcwidth((wchar_t)cp);
	}
	FUZZ_MUST(columns == glyph->columns && characters <= 1 + GLYPH_MARKS);
}

/* What funnel_append() has to make of the glyph. */
static void collect(struct buffer *out, const struct glyph *glyph, const char *prefix)
{
	int error;

	if (glyph->kind == GLYPH_TAB)
		error = buffer_append(out, "\t", 1);
	else if (glyph->kind == GLYPH_NEWLINE)
		error = buffer_printf(out, "\n%s", prefix);
	else
		error = buffer_append(out, glyph->bytes, glyph->len);
	FUZZ_MUST(error == 0);
}

static void check_mode(const char *text, size_t n, enum funnel_mode mode, struct buffer *all)
{
	struct buffer out = {0};
	const char *prefix = mode == FUNNEL_TEXT ? "| " : NULL;
	struct funnel funnel;
	struct glyph glyph;
	size_t end = 0, start = 0, columns = 0;

	funnel_init(&funnel, text, n, mode);
	while (funnel_next(&funnel, &glyph)) {
		FUZZ_MUST(glyph.start == end || (glyph.start == start && glyph.end == end));
		FUZZ_MUST(glyph.end > glyph.start && glyph.end <= n);
		FUZZ_MUST(mode == FUNNEL_TEXT || glyph.kind == GLYPH_TEXT);
		check_glyph(&glyph);
		collect(all, &glyph, prefix);
		start = glyph.start;
		end = glyph.end;
		columns += glyph.columns;
	}
	FUZZ_MUST(end == n || end == 0);
	FUZZ_MUST(funnel_append(&out, text, n, prefix) == 0);
	FUZZ_MUST(out.len == all->len && (out.len == 0 || !memcmp(out.data, all->data, out.len)));
	FUZZ_MUST(fuzz_is_plain(out.data, out.len, prefix != NULL ? "\n\t" : ""));
	if (mode == FUNNEL_LINE)
		FUZZ_MUST(funnel_columns(text, n) == columns);
	buffer_fini(&out);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct buffer out = {0}, again = {0};

	fuzz_use_utf8();
	check_mode((const char *)data, size, FUNNEL_TEXT, &out);
	out.len = 0;
	check_mode((const char *)data, size, FUNNEL_LINE, &out);
	FUZZ_MUST(funnel_append(&again, out.data, out.len, NULL) == 0);
	FUZZ_MUST(out.len == again.len);
	FUZZ_MUST(out.len == 0 || memcmp(out.data, again.data, out.len) == 0);
	buffer_fini(&out);
	buffer_fini(&again);
	return 0;
}
