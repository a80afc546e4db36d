/* SPDX-License-Identifier: ISC */
#include "core/utf8.h"

#include "core/ascii.h"
#include "core/copy.h"
#include "core/lanes.h"

/*
 * What may follow a lead byte (table 3-7 of the Unicode Standard): only the second byte has a range
 * of its own. Returns the length of the sequence, 0 for what is no lead byte.
 */
static int lead_length(unsigned char lead, unsigned char *low, unsigned char *high)
{
	*low = lead == 0xe0 ? 0xa0 : lead == 0xf0 ? 0x90 : 0x80;
	*high = lead == 0xed ? 0x9f : lead == 0xf4 ? 0x8f : 0xbf;
	if (lead < 0x80)
		return 1;
	if (lead < 0xc2 || lead > 0xf4)
		return 0;
	return lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
}

int utf8_decode(const char *s, size_t n, uint32_t *cp)
{
	const unsigned char *bytes = (const unsigned char *)s;
	unsigned char low, high;
	uint32_t value;
	int length;

	if (n == 0)
		return 0;
	length = lead_length(bytes[0], &low, &high);
	*cp = length == 1 ? bytes[0] : UTF8_REPLACEMENT;
	if (length <= 1)
		return length == 1 ? 1 : -1;
	value = bytes[0] & (0x7fu >> length);
	for (int i = 1; i < length; i++) {
		if ((size_t)i == n || bytes[i] < low || bytes[i] > high)
			return -i;
		value = value << 6 | (bytes[i] & 0x3fu);
		low = 0x80;
		high = 0xbf;
	}
	*cp = value;
	return length;
}

size_t utf8_encode(uint32_t cp, char out[UTF8_MAX])
{
	size_t length;

	if (cp > 0x10ffff || (cp >= 0xd800 && cp <= 0xdfff))
		cp = UTF8_REPLACEMENT;
	if (cp < 0x80) {
		out[0] = (char)cp;
		return 1;
	}
	length = cp < 0x800 ? 2 : cp < 0x10000 ? 3 : 4;
	for (size_t i = length - 1; i > 0; i--, cp >>= 6)
		out[i] = (char)(0x80 | (cp & 0x3f));
	out[0] = (char)(0xf00u >> length | cp);
	return length;
}

/*
 * Valid text without NUL, as an automaton that takes a byte at a time. What follows from a byte is
 * one word: the next state of each state, six bits wide, at the place that the state's number is.
 * So a step is to shift that word by the state, and no branch hangs on what the text is.
 */
enum {
	BETWEEN = 0, /* at a boundary of characters */
	LAST = 6,    /* any byte that continues is the last one; is followed by the last one; ... */
	LAST_2 = 12,
	LAST_3 = 18,
	AFTER_E0 = 24, /* those leads behind which only some may come */
	AFTER_ED = 30,
	AFTER_F0 = 36,
	AFTER_F4 = 42,
	BAD = 48, /* for good */
};

#define STATE(word)     ((word)&63)
#define AT(state, next) ((uint64_t)((next) ^ BAD) << (state))

/* Whatever is not said leads to BAD. */
#define ALL_BAD                                                                                    \
	((UINT64_C(1) | UINT64_C(1) << 6 | UINT64_C(1) << 12 | UINT64_C(1) << 18 |                 \
		 UINT64_C(1) << 24 | UINT64_C(1) << 30 | UINT64_C(1) << 36 | UINT64_C(1) << 42 |   \
		 UINT64_C(1) << 48) *                                                              \
		BAD)
#define LEAD(next) (ALL_BAD ^ AT(BETWEEN, next))
#define CONTINUED  (ALL_BAD ^ AT(LAST, BETWEEN) ^ AT(LAST_2, LAST) ^ AT(LAST_3, LAST_2))

static const uint64_t follows[256] = {
	[0x00] = ALL_BAD,
	[0x01 ... 0x7f] = LEAD(BETWEEN),
	[0x80 ... 0x8f] = CONTINUED ^ AT(AFTER_ED, LAST) ^ AT(AFTER_F4, LAST_2),
	[0x90 ... 0x9f] = CONTINUED ^ AT(AFTER_ED, LAST) ^ AT(AFTER_F0, LAST_2),
	[0xa0 ... 0xbf] = CONTINUED ^ AT(AFTER_E0, LAST) ^ AT(AFTER_F0, LAST_2),
	[0xc0 ... 0xc1] = ALL_BAD,
	[0xc2 ... 0xdf] = LEAD(LAST),
	[0xe0] = LEAD(AFTER_E0),
	[0xe1 ... 0xec] = LEAD(LAST_2),
	[0xed] = LEAD(AFTER_ED),
	[0xee ... 0xef] = LEAD(LAST_2),
	[0xf0] = LEAD(AFTER_F0),
	[0xf1 ... 0xf3] = LEAD(LAST_3),
	[0xf4] = LEAD(AFTER_F4),
	[0xf5 ... 0xff] = ALL_BAD,
};

static inline uint64_t step(uint64_t state, char byte)
{
	return follows[(unsigned char)byte] >> STATE(state);
}

/* Before it is looked again whether ASCII follows. */
#define STRETCH 64

/* The bytes of some characters; 0 where something among them is not valid, or at the end. */
static size_t valid_stretch(const char *s, size_t n)
{
	size_t pos = 0, len = n < STRETCH ? n : STRETCH;
	uint64_t state = BETWEEN;

#pragma GCC unroll 8
	for (; pos < len; pos++)
		state = step(state, s[pos]);
	while (pos < n && STATE(state) != BETWEEN && STATE(state) != BAD)
		state = step(state, s[pos++]);
	return STATE(state) == BETWEEN ? pos : 0;
}

/*
 * The bytes of valid text without NUL at the start of s. They are copied, unless out is NULL; all n
 * bytes there may be written to. Not inlined: most texts do not need it.
 */
static __attribute__((noinline)) size_t valid_prefix(char *out, const char *s, size_t n)
{
	size_t pos = 0, start, len;
	uint32_t cp;
	int length;

	do {
		pos += out != NULL ? lanes_copy(out + pos, s + pos, n - pos, lanes_text)
				   : ascii_text(s + pos, n - pos);
		len = valid_stretch(s + pos, n - pos);
		if (out != NULL)
			copy_short(out + pos, s + pos, len);
		pos += len;
	} while (len > 0);
	/* The end, or the stretch with what is not valid. */
	start = pos;
	while ((length = utf8_decode(s + pos, n - pos, &cp)) > 0 && cp != 0)
		pos += (size_t)length;
	if (out != NULL)
		copy_short(out + start, s + start, pos - start);
	return pos;
}

/* Most texts are ASCII from end to end. */
bool utf8_valid(const char *s, size_t n)
{
	size_t ascii = lanes_prefix(s, n, lanes_text);

	return ascii == n || valid_prefix(NULL, s + ascii, n - ascii) == n - ascii;
}

/* Are the n bytes at s, which utf8_decode() refuses, the start of a character? */
static bool is_incomplete(const char *s, size_t n)
{
	unsigned char low, high;
	uint32_t cp;

	return lead_length((unsigned char)s[0], &low, &high) > 1 &&
	       utf8_decode(s, n, &cp) == -(int)n;
}

size_t utf8_repair(const char *s, size_t n, bool final, char *out, size_t *out_len)
{
	size_t pos = 0, len = 0, run;
	uint32_t cp;
	int length;

	while (pos < n) {
		run = valid_prefix(out + len, s + pos, n - pos);
		pos += run;
		len += run;
		if (pos == n || (!final && n - pos < UTF8_MAX && is_incomplete(s + pos, n - pos)))
			break;
		length = utf8_decode(s + pos, n - pos, &cp);
		pos += (size_t)(length < 0 ? -length : length);
		len += utf8_encode(UTF8_REPLACEMENT, out + len);
	}
	*out_len = len;
	return pos;
}
