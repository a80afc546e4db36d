/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "core/html.h"

#include <stdbool.h>
#include <string.h>
#include <strings.h>

#include "core/funnel.h"
#include "core/stamp.h"
#include "core/url.h"

/*
 * The policy names the style sheet by its SHA-256, so that no other style counts. Whoever changes
 * the sheet changes STYLE_HASH: base64 of the digest of what stands between the tags.
 */
#define STYLE_HASH "wCilfNUZ1ahPXFa//o8CQAuhg6iChQ+dNjr7CPUQT7w="

#define STYLE                                                                                      \
	"\n"                                                                                       \
	":root { color-scheme: light dark; --back: #fbfbfa; --text: #1c1c1e; --faint: #63636a;\n"  \
	"\t--in: #ececee; --out: #d8e8fb; --link: #0b57b0; --line: #d5d5da; }\n"                   \
	"@media (prefers-color-scheme: dark) {\n"                                                  \
	"\t:root { --back: #161618; --text: #e8e8ea; --faint: #a0a0a8;\n"                          \
	"\t\t--in: #2a2a2e; --out: #1c3a5c; --link: #8fc1ff; --line: #3a3a40; }\n"                 \
	"}\n"                                                                                      \
	"body { margin: 0 auto; max-width: 50rem; padding: 1rem; background: var(--back);\n"       \
	"\tcolor: var(--text); font: 1rem/1.45 system-ui, sans-serif; }\n"                         \
	"h1 { font-size: 1.25rem; }\n"                                                             \
	"h2 { margin: 2rem 0 1rem; border-bottom: 1px solid var(--line); color: var(--faint);\n"   \
	"\tfont-size: 1rem; font-weight: 600; text-align: center; }\n"                             \
	"article { width: fit-content; max-width: 85%; margin: .5rem 0; padding: .4rem .75rem;\n"  \
	"\tborder-radius: .6rem; background: var(--in); }\n"                                       \
	".out { margin-left: auto; background: var(--out); }\n"                                    \
	".note { margin: .5rem auto; background: none; color: var(--faint); font-style: italic;\n" \
	"\ttext-align: center; }\n"                                                                \
	".head { font-size: .8rem; color: var(--faint); }\n"                                       \
	".from { font-weight: 600; }\n"                                                            \
	".text { display: block; overflow-wrap: anywhere; white-space: pre-wrap;\n"                \
	"\tunicode-bidi: plaintext; }\n"                                                           \
	"a { color: var(--link); }\n"                                                              \
	"@media print { article { border: 1px solid var(--line); break-inside: avoid; } }\n"

#define PAGE_HEAD                                                                                  \
	"<!DOCTYPE html>\n"                                                                        \
	"<html lang=\"en\">\n"                                                                     \
	"<head>\n"                                                                                 \
	"<meta charset=\"utf-8\">\n"                                                               \
	"<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; "              \
	"style-src 'sha256-" STYLE_HASH "'; base-uri 'none'; form-action 'none'\">\n"              \
	"<meta name=\"referrer\" content=\"no-referrer\">\n"                                       \
	"<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"               \
	"<style>" STYLE "</style>\n"

static int append_char(struct buffer *out, char c)
{
	switch (c) {
	case '&':
		return buffer_append_string(out, "&amp;");
	case '<':
		return buffer_append_string(out, "&lt;");
	case '>':
		return buffer_append_string(out, "&gt;");
	case '"':
		return buffer_append_string(out, "&quot;");
	case '\'':
		return buffer_append_string(out, "&#39;");
	default:
		return buffer_append(out, &c, 1);
	}
}

/* Text for between tags and between the quotes of an attribute. */
static int append_escaped(struct buffer *out, const char *text, size_t n)
{
	int error = 0;

	for (size_t pos = 0; pos < n && error == 0;) {
		size_t run = 0;

		while (pos + run < n && strchr("&<>\"'", text[pos + run]) == NULL)
			run++;
		error = buffer_append(out, text + pos, run);
		pos += run;
		if (error == 0 && pos < n)
			error = append_char(out, text[pos++]);
	}
	return error;
}

/* Text of the other side: newlines and tabs stay, nothing else that is not to be seen does. */
static int append_text(struct html *html, struct buffer *out, const char *text, size_t n)
{
	int error;

	html->scratch.len = 0;
	error = funnel_append(&html->scratch, text, n, "");
	return error < 0 ? error : append_escaped(out, html->scratch.data, html->scratch.len);
}

/* The same on one line. */
static int append_line(struct html *html, struct buffer *out, const char *text, size_t n)
{
	int error;

	html->scratch.len = 0;
	error = funnel_append(&html->scratch, text, n, NULL);
	return error < 0 ? error : append_escaped(out, html->scratch.data, html->scratch.len);
}

static bool is_of_the_web(const struct buffer *address)
{
	return (address->len > 7 && strncasecmp(address->data, "http://", 7) == 0) ||
	       (address->len > 8 && strncasecmp(address->data, "https://", 8) == 0);
}

static int append_link(struct html *html, struct buffer *out, const char *link, size_t n)
{
	int error;

	html->scratch.len = 0;
	error = url_address(&html->scratch, link, n);
	if (error < 0)
		return error;
	if (!is_of_the_web(&html->scratch))
		return append_text(html, out, link, n);
	error = buffer_append_string(out, "<a rel=\"noopener noreferrer nofollow\" href=\"");
	if (error == 0)
		error = append_escaped(out, html->scratch.data, html->scratch.len);
	if (error == 0)
		error = buffer_append_string(out, "\">");
	if (error == 0)
		error = append_text(html, out, link, n);
	if (error == 0)
		error = buffer_append_string(out, "</a>");
	return error;
}

static int append_text_with_links(struct html *html, struct buffer *out, const char *text, size_t n)
{
	struct url_span span;
	size_t pos = 0;
	int error = 0;

	while (error == 0 && url_next(text, n, pos, &span)) {
		error = append_text(html, out, text + pos, span.start - pos);
		if (error == 0)
			error = append_link(html, out, text + span.start, span.end - span.start);
		pos = span.end;
	}
	return error < 0 ? error : append_text(html, out, text + pos, n - pos);
}

int html_begin(struct html *html, struct buffer *out, const char *chat, enum seat seat)
{
	const char letter[] = {name_seat_letter(seat), '\0'};
	const char *kind = seat == SEAT_ROOM ? "room" : "seat ";
	const char *which = seat == SEAT_ROOM ? "" : letter;
	int error = buffer_append_string(out, PAGE_HEAD "<title>");

	if (error == 0)
		error = append_line(html, out, chat, strlen(chat));
	if (error == 0)
		error = buffer_printf(
			out, ", %s%s</title>\n</head>\n<body>\n<h1><bdi>", kind, which);
	if (error == 0)
		error = append_line(html, out, chat, strlen(chat));
	if (error == 0)
		error = buffer_printf(out, "</bdi>, %s%s</h1>\n", kind, which);
	return error;
}

/* A heading where another day has begun. */
static int append_day(struct html *html, struct buffer *out, const char *day)
{
	bool first = html->day[0] == '\0';

	if (strcmp(html->day, day) == 0)
		return 0;
	memcpy(html->day, day, sizeof(html->day));
	return buffer_printf(out, "%s<section>\n<h2><time datetime=\"%s\">%s</time></h2>\n",
		first ? "" : "</section>\n", day, day);
}

static int append_head(struct html *html, struct buffer *out, const struct record *record,
	const char *utc, const char *clock)
{
	int error = buffer_append_string(out, "<div class=\"head\">");

	if (error == 0 && record->kind == RECORD_MESSAGE) {
		error = buffer_append_string(out, "<bdi class=\"from\">");
		if (error == 0)
			error = append_line(html, out, record->from, record->from_len);
		if (error == 0)
			error = buffer_append_string(out, "</bdi> ");
	}
	if (error == 0)
		error = buffer_printf(out, "<time datetime=\"%s\">%s</time></div>\n", utc, clock);
	return error;
}

int html_record(struct html *html, struct buffer *out, const struct record *record)
{
	const char *class = record->dir == RECORD_OUT  ? "out"
			    : record->dir == RECORD_IN ? "in"
						       : "note";
	char utc[STAMP_SIZE], local[STAMP_SIZE];
	int error;

	stamp_format_utc(record->time_us, utc);
	stamp_format_local(record->time_us, local);
	/* The day, a blank, the time of day. */
	local[sizeof(html->day) - 1] = '\0';
	error = append_day(html, out, local);
	if (error == 0)
		error = buffer_printf(out, "<article class=\"%s\">", class);
	if (error == 0)
		error = append_head(html, out, record, utc, local + sizeof(html->day));
	if (error == 0)
		error = buffer_append_string(out, "<bdi class=\"text\" lang=\"\">");
	if (error == 0)
		error = append_text_with_links(html, out, record->text, record->text_len);
	if (error == 0)
		error = buffer_append_string(out, "</bdi></article>\n");
	return error;
}

int html_end(struct html *html, struct buffer *out)
{
	return buffer_append_string(out, html->day[0] == '\0'
						 ? "<p>Nothing was said.</p>\n</body>\n</html>\n"
						 : "</section>\n</body>\n</html>\n");
}

void html_fini(struct html *html)
{
	buffer_fini(&html->scratch);
}
