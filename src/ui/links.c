/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "ui/links.h"

#include <errno.h>

#include "core/buffer.h"
#include "core/url.h"
#include "ui/entry.h"
#include "ui/viewport.h"

/* Counts the links in view, and stores the one of an index counted from the first. */
static size_t count_links(
	const struct viewport *viewport, size_t index, struct entry *entry, struct url_span *link)
{
	struct place at = viewport_top(viewport), bottom = viewport_bottom(viewport);
	struct url_span span = {0};
	struct entry here;
	size_t count = 0;

	for (; at.line < bottom.line || (at.line == bottom.line && at.row < bottom.row);
		at = (struct place){.line = at.line + 1}, span.end = 0) {
		if (!entry_init(&here, viewport->scrollback, at.line, viewport->columns))
			break;
		for (; url_next(here.text, here.text_len, span.end, &span); count++) {
			if (count != index)
				continue;
			*entry = here;
			*link = span;
		}
	}
	return count;
}

int links_get(const struct viewport *viewport, size_t index, struct buffer *address)
{
	struct url_span link;
	struct entry entry;
	size_t count = count_links(viewport, SIZE_MAX, &entry, &link);

	if (index >= count)
		return -ENOENT;
	count_links(viewport, count - 1 - index, &entry, &link);
	return url_address(address, entry.text + link.start, link.end - link.start);
}
