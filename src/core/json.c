/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "core/json.h"

#include <stdbool.h>
#include <string.h>

#include "core/decimal.h"
#include "core/funnel.h"
#include "core/lanes.h"
#include "core/utf8.h"

static int append_escape(struct buffer *out, uint32_t cp)
{
	switch (cp) {
	case '"':
		return buffer_append(out, "\\\"", 2);
	case '\\':
		return buffer_append(out, "\\\\", 2);
	case '\n':
		return buffer_append(out, "\\n", 2);
	case '\t':
		return buffer_append(out, "\\t", 2);
	case '\r':
		return buffer_append(out, "\\r", 2);
	default:
		break;
	}
	if (cp < 0x10000)
		return buffer_printf(out, "\\u%04x", (unsigned)cp);
	cp -= 0x10000;
	return buffer_printf(
		out, "\\u%04x\\u%04x", 0xd800u | (unsigned)cp >> 10, 0xdc00u | (cp & 0x3ffu));
}

static bool needs_escape(uint32_t cp)
{
	return cp == '"' || cp == '\\' || cp < 0x20 || (cp >= 0x7f && funnel_is_unsafe(cp));
}

/*
 * The bytes that may be passed over: plain ASCII, those that begin characters of which none needs
 * an escape, and those that go on with one. What begins other characters is to be looked at, so
 * what goes on with them is never met here. That the lengths of characters are not asked for leaves
 * one branch, which is foretold whatever scripts are mixed.
 */
static const bool is_safe[256] = {
	[' ' ... '!'] = true, /* behind it: the quotation mark */
	['#' ... '['] = true, /* the backslash */
	[']' ... '~'] = true,
	[0x80 ... 0xbf] = true,
	[0xc3 ... 0xcc] = true,
	[0xce ... 0xd7] = true,
	[0xd9 ... 0xe0] = true,
	[0xe3 ... 0xee] = true,
};

/* 1 or 0. */
static inline unsigned safe_at(const char *text)
{
	return is_safe[(unsigned char)*text];
}

/* The bytes from pos on that need no escape; most of them are told by one branch for four. */
static size_t safe_run(const char *text, size_t len, size_t pos)
{
	size_t start = pos;

	while (len - pos >= 4 && (safe_at(text + pos) & safe_at(text + pos + 1) &
					 safe_at(text + pos + 2) & safe_at(text + pos + 3)))
		pos += 4;
	while (pos < len && safe_at(text + pos))
		pos++;
	return pos - start;
}

/*
 * What begins with a character that is not plain: escapes, and other characters as they are. The
 * quotation mark that ends the string, too. Not inlined, for it would have its caller save all
 * registers.
 */
static __attribute__((noinline)) int append_rest(struct buffer *out, const char *text, size_t len)
{
	size_t pos = 0, plain = 0;
	int error = 0;

	while ((pos += safe_run(text, len, pos)) < len && error == 0) {
		uint32_t cp;
		int n = utf8_decode(text + pos, len - pos, &cp);

		if (n > 0 && !needs_escape(cp)) {
			pos += (size_t)n;
			continue;
		}
		error = buffer_append(out, text + plain, pos - plain);
		if (error == 0)
			error = append_escape(out, cp);
		pos += (size_t)(n > 0 ? n : -n);
		plain = pos;
	}
	if (error == 0)
		error = buffer_append(out, text + plain, len - plain);
	return error < 0 ? error : buffer_append(out, "\"", 1);
}

/* What a string has as it is, of ASCII. */
LANES_INLINE lanes unquoted(lanes bytes)
{
	return lanes_printable(bytes) & ~((bytes == EACH('"')) | (bytes == EACH('\\')));
}

/* Most strings are plain from end to end: room is made once, and they are copied. */
int json_append_string(struct buffer *out, const char *text, size_t len)
{
	int error = buffer_reserve(out, len + 2);
	size_t plain;
	char *p;

	if (error < 0)
		return error;
	p = out->data + out->len;
	*p++ = '"';
	plain = lanes_copy(p, text, len, unquoted);
	p += plain;
	if (plain == len)
		*p++ = '"';
	out->len = (size_t)(p - out->data);
	return plain == len ? 0 : append_rest(out, text + plain, len - plain);
}

/* Names are ours: ASCII, and nothing in them to be escaped. */
static int begin_member(struct buffer *out, const char *name)
{
	size_t n = strlen(name);
	int error = buffer_reserve(out, n + 4);
	char *p;

	if (error < 0)
		return error;
	p = out->data + out->len;
	if (out->len > 0 && p[-1] != '{')
		*p++ = ',';
	*p++ = '"';
	memcpy(p, name, n);
	p += n;
	*p++ = '"';
	*p++ = ':';
	out->len = (size_t)(p - out->data);
	return 0;
}

int json_member_string(struct buffer *out, const char *name, const char *text, size_t len)
{
	int error = begin_member(out, name);

	return error < 0 ? error : json_append_string(out, text, len);
}

int json_append_number(struct buffer *out, int64_t value)
{
	char digits[1 + DECIMAL_MAX] = "-";
	size_t sign = value < 0 ? 1 : 0;
	size_t n = decimal_write(value < 0 ? -(uint64_t)value : (uint64_t)value, digits + sign);

	return buffer_append(out, digits, sign + n);
}

int json_member_number(struct buffer *out, const char *name, int64_t value)
{
	int error = begin_member(out, name);

	return error < 0 ? error : json_append_number(out, value);
}
