/* SPDX-License-Identifier: ISC */
/*
 * Records as a page for a browser: one file, which loads nothing and runs nothing.
 *
 * What was said is text and nothing else there, whoever said it: it passes the output funnel and is
 * escaped. Links to the web can be clicked, others not. A content security policy forbids whatever
 * the page does not need, in case a browser saw markup where there is none.
 */
#ifndef CORE_HTML_H
#define CORE_HTML_H

#include "core/buffer.h"
#include "core/name.h"
#include "core/record.h"

struct html {
	char day[11];          /* 2026-11-22, the one of the last record; empty: none yet */
	struct buffer scratch; /* for the functions below */
};

/*
 * Append the page: its start, each record, its end. *html is zeroed at first. Each returns 0 or
 * -ENOMEM, after which the page can't be finished.
 */
int html_begin(struct html *html, struct buffer *out, const char *chat, enum seat seat);
int html_record(struct html *html, struct buffer *out, const struct record *record);
int html_end(struct html *html, struct buffer *out);

void html_fini(struct html *html);

#endif
