/* SPDX-License-Identifier: ISC */
/*
 * Links in a text, which is what the bytes are once they are mended.
 *
 * Links follow each other and end; in none is anything that a terminal or a shell would act on.
 */
#include "config.h"

#include "core/buffer.h"
#include "core/url.h"
#include "tests/fuzz/fuzz.h"

static void check_link(const char *link, size_t n)
{
	struct buffer address = {0};

	FUZZ_MUST(n > 0 && n <= URL_MAX);
	FUZZ_MUST(fuzz_is_plain(link, n, ""));
	for (size_t i = 0; i < n; i++)
		FUZZ_MUST(strchr(" \"<>\\^`{|}", link[i]) == NULL);
	FUZZ_MUST(url_address(&address, link, n) == 0 && address.len >= n);
	FUZZ_MUST(memchr(address.data, ':', address.len) != NULL);
	buffer_fini(&address);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct buffer text = {0};
	struct url_span span, alone;
	size_t pos = 0;

	FUZZ_MUST(buffer_append_repaired(&text, (const char *)data, size) == 0);
	while (url_next(text.data, text.len, pos, &span)) {
		const char *link = text.data + span.start;
		size_t n = span.end - span.start;

		FUZZ_MUST(span.start >= pos && span.end > span.start && span.end <= text.len);
		check_link(link, n);
		/* A link is one wherever it stands, but that what stands before may shorten it. */
		FUZZ_MUST(url_next(link, n, 0, &alone) && alone.start == 0 && alone.end == n);
		pos = span.end;
	}
	buffer_fini(&text);
	return 0;
}
