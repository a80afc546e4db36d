/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "term/osc.h"

#include <errno.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include "core/buffer.h"
#include "core/funnel.h"
#include "core/utf8.h"

/* Appends what the funnel lets through of text, with ';' replaced where it would end a field. */
static int append_text(struct buffer *out, const char *text, int columns, bool field)
{
	struct funnel funnel;
	struct glyph glyph;

	funnel_init(&funnel, text, strlen(text), FUNNEL_LINE);
	while (funnel_next(&funnel, &glyph) && (columns -= glyph.columns) >= 0) {
		if (field && glyph.bytes[0] == ';')
			glyph.bytes[0] = ',';
		if (buffer_append(out, glyph.bytes, glyph.len) < 0)
			return -ENOMEM;
	}
	return 0;
}

static int append_titled(struct buffer *out, const char *title, const char *text)
{
	int rc = append_text(out, title, OSC_TITLE_COLUMNS, false);

	if (rc == 0 && *title)
		rc = buffer_append_string(out, ": ");
	return rc == 0 ? append_text(out, text, OSC_TEXT_COLUMNS, false) : rc;
}

/*
 * ConEmu and Windows Terminal take OSC 9 ; number for commands of their own, so a text that begins
 * with a digit gets a blank before it.
 */
static int append_9(struct buffer *out, const char *title, const char *text)
{
	struct buffer titled = {0};
	int rc = append_titled(&titled, title, text);

	if (rc == 0)
		rc = buffer_append_string(out, "\x1b]9;");
	if (rc == 0 && titled.len > 0 && titled.data[0] >= '0' && titled.data[0] <= '9')
		rc = buffer_append_string(out, " ");
	if (rc == 0)
		rc = buffer_append(out, titled.data, titled.len);
	buffer_fini(&titled);
	return rc;
}

static int append_777(struct buffer *out, const char *title, const char *text)
{
	int rc = buffer_append_string(out, "\x1b]777;notify;");

	if (rc == 0)
		rc = append_text(out, title, OSC_TITLE_COLUMNS, true);
	if (rc == 0)
		rc = buffer_append_string(out, ";");
	return rc == 0 ? append_text(out, text, OSC_TEXT_COLUMNS, true) : rc;
}

int osc_notify(struct buffer *out, enum osc_notice notice, const char *title, const char *text)
{
	int rc = notice == OSC_777 ? append_777(out, title, text) : append_9(out, title, text);

	return rc == 0 ? buffer_append_string(out, "\a") : rc;
}

static bool is_copied(uint32_t cp)
{
	return cp == '\n' || cp == '\t' || (cp >= 0x20 && cp < 0x7f) || cp >= 0xa0;
}

/* Appends the text without what is not copied. */
static int clean(struct buffer *out, const char *text, size_t n)
{
	char bytes[UTF8_MAX];
	uint32_t cp;

	for (size_t pos = 0; pos < n;) {
		int used = utf8_decode(text + pos, n - pos, &cp);

		pos += (size_t)(used < 0 ? -used : used);
		if (is_copied(cp) && buffer_append(out, bytes, utf8_encode(cp, bytes)) < 0)
			return -ENOMEM;
		if (out->len > OSC_COPY_MAX)
			return -EMSGSIZE;
	}
	return 0;
}

static int append_base64(struct buffer *out, const char *data, size_t n)
{
	static const char digits[] =
		"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
	unsigned char in[3];
	char four[4];

	for (size_t pos = 0; pos < n; pos += 3) {
		size_t there = n - pos < 3 ? n - pos : 3;

		memset(in, 0, sizeof(in));
		memcpy(in, data + pos, there);
		four[0] = digits[in[0] >> 2];
		four[1] = digits[(in[0] & 3) << 4 | in[1] >> 4];
		four[2] = there > 1 ? digits[(in[1] & 15) << 2 | in[2] >> 6] : '=';
		four[3] = there > 2 ? digits[in[2] & 63] : '=';
		if (buffer_append(out, four, sizeof(four)) < 0)
			return -ENOMEM;
	}
	return 0;
}

int osc_copy(struct buffer *out, const char *text, size_t n)
{
	struct buffer cleaned = {0};
	int rc = clean(&cleaned, text, n);

	if (rc == 0)
		rc = buffer_append_string(out, "\x1b]52;c;");
	if (rc == 0)
		rc = append_base64(out, cleaned.data, cleaned.len);
	if (rc == 0)
		rc = buffer_append_string(out, "\a");
	buffer_fini(&cleaned);
	return rc;
}
