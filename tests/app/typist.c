/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "tests/app/typist.h"

#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "core/utf8.h"
#include "tests/suite.h"
#include "ui/keymap.h"

#define COUNT(table) (sizeof(table) / sizeof((table)[0]))

/* How often something is done, of the sum of all. */
struct choice {
	unsigned weight;
	void (*put)(struct typist *typist, struct buffer *out);
};

static unsigned below(struct typist *typist, size_t bound)
{
	return prng_below(&typist->prng, (unsigned)bound);
}

static void put(struct buffer *out, const char *string)
{
	ck_assert_int_eq(buffer_append_string(out, string), 0);
}

static void put_byte(struct buffer *out, unsigned byte)
{
	const char c = (char)byte;

	ck_assert_int_eq(buffer_append(out, &c, 1), 0);
}

static void put_character(struct buffer *out, uint32_t cp)
{
	char bytes[UTF8_MAX];

	ck_assert_int_eq(buffer_append(out, bytes, utf8_encode(cp, bytes)), 0);
}

/* Replaces what is not allowed, by which way ever it came, from start on. Nothing is left to join.
 */
static void sift(const struct typist *typist, struct buffer *out, size_t start)
{
	uint32_t cp;
	int len;

	if (out->len > start && (out->data[out->len - 1] & 0x80) != 0)
		put_byte(out, '.');
	for (size_t pos = start; pos < out->len; pos += (size_t)abs(len)) {
		len = utf8_decode(out->data + pos, out->len - pos, &cp);
		if (len > 0 && !typist->allows(cp))
			memset(out->data + pos, '.', (size_t)len);
	}
}

static void put_choice(
	struct typist *typist, struct buffer *out, const struct choice *choices, size_t count)
{
	unsigned sum = 0, drawn;

	for (size_t i = 0; i < count; i++)
		sum += choices[i].weight;
	drawn = below(typist, sum);
	while (drawn >= choices->weight)
		drawn -= (choices++)->weight;
	choices->put(typist, out);
}

/* --- Texts --- */

static void put_letter(struct typist *typist, struct buffer *out)
{
	static const char letters[] = "etaoin shrdlu, cmfwyp. vbgkqjxz-'?!0123ABC/   ";

	put_byte(out, (unsigned char)letters[below(typist, sizeof(letters) - 1)]);
}

static void put_words(struct typist *typist, struct buffer *out)
{
	for (unsigned n = below(typist, 30); n > 0; n--)
		put_letter(typist, out);
}

/* Sequences that mean something together, and others that would do something to a terminal. */
static void put_phrase(struct typist *typist, struct buffer *out)
{
	static const char *const phrases[] = {
		"日本語",
		"한국어",
		"e\u0301o\u0308\u0323",
		"a\u0301\u0302\u0303\u0304\u0305\u0306",
		"👩\u200d👧",
		"👍🏽",
		"🇩🇪",
		"❤\ufe0f",
		"العربية",
		"עברית",
		"ไทย",
		"हिन्दी",
		"\u1100\u1161\u11a8",
		"각",
		"\x1b[31m",
		"\x1b]0;title\x07",
		"\x1b[2J\x1b[H",
		"\x1b[?1049l",
		"\x1b(0",
		"\x1bM",
		"\x1b"
		"c",
		"\x0e",
		"\302\2332J\302\235",
		"\b\b\r",
		"\u202eright to left\u202c",
		"\u2066isolate\u2069",
		"\u200b\ufeff\u2060",
		"\u00ad",
		"\U000e0067\U000e007f",
		"\u2028\u2029",
		"\ue0b0",
		"\U00100000",
		"\u0378",
		"\ufffe",
		"\xff\xc3 \xf0\x9f",
		"\xed\xa0\x80",
		"\xc0\xaf",
		"\xf5\x80\x80\x80",
		"https://example.org/a/b?c=d#e",
		"\t",
		"\n",
		"\r\n",
		"\r",
		"\x7f",
		"//",
		"ann",
		"bob",
	};

	put(out, phrases[below(typist, COUNT(phrases))]);
}

static void put_any_character(struct typist *typist, struct buffer *out)
{
	static const struct {
		uint32_t first, last;
	} ranges[] = {
		{0x80, 0x9f},
		{0xa0, 0x24f},
		{0x300, 0x36f},
		{0x370, 0x5ff},
		{0x600, 0x6ff},
		{0x900, 0xdff},
		{0xe00, 0x11ff},
		{0x2000, 0x206f},
		{0x20d0, 0x20ff},
		{0x2500, 0x27bf},
		{0x3000, 0x30ff},
		{0x4e00, 0x9fff},
		{0xac00, 0xd7ff},
		{0xe000, 0xf8ff},
		{0xfe00, 0xffff},
		{0x10000, 0x1ffff},
		{0x1f300, 0x1faff},
		{0x20000, 0x3ffff},
		{0xe0000, 0xe01ff},
		{0x80, 0xd7ff},
		{0xe000, 0x10ffff},
	};
	unsigned i = below(typist, COUNT(ranges));

	put_character(out, ranges[i].first + below(typist, ranges[i].last - ranges[i].first + 1));
}

static void put_marks(struct typist *typist, struct buffer *out)
{
	put_byte(out, 'a' + below(typist, 26));
	for (unsigned n = below(typist, 8) == 0 ? 1000 : below(typist, 10); n > 0; n--)
		put_character(out, 0x300 + below(typist, 0x70));
}

static void put_bytes(struct typist *typist, struct buffer *out)
{
	for (unsigned n = below(typist, 12); n > 0; n--)
		put_byte(out, below(typist, 256));
}

static void put_piece(struct typist *typist, struct buffer *out)
{
	static const struct choice choices[] = {
		{40, put_words},
		{30, put_phrase},
		{20, put_any_character},
		{3, put_marks},
		{5, put_bytes},
	};

	put_choice(typist, out, choices, COUNT(choices));
}

void typist_text(struct typist *typist, struct buffer *out)
{
	unsigned n = below(typist, 8);
	size_t start = out->len;

	if (below(typist, 50) == 0)
		n = below(typist, 400);
	for (n++; n > 0; n--)
		put_piece(typist, out);
	sift(typist, out, start);
}

/* --- Keys --- */

static void put_named(struct buffer *out, enum keymap_key name, unsigned mods)
{
	static const struct {
		char final;
		unsigned char number;
	} keys[] = {
		[KEYMAP_UP] = {'A', 1},
		[KEYMAP_DOWN] = {'B', 1},
		[KEYMAP_RIGHT] = {'C', 1},
		[KEYMAP_LEFT] = {'D', 1},
		[KEYMAP_HOME] = {'H', 1},
		[KEYMAP_END] = {'F', 1},
		[KEYMAP_BACKTAB] = {'Z', 1},
		[KEYMAP_F1] = {'P', 1},
		[KEYMAP_INSERT] = {'~', 2},
		[KEYMAP_DELETE] = {'~', 3},
		[KEYMAP_PAGE_UP] = {'~', 5},
		[KEYMAP_PAGE_DOWN] = {'~', 6},
	};
	unsigned shift = (mods & KEYMAP_SHIFT ? 1 : 0) + (mods & KEYMAP_ALT ? 2 : 0) +
			 (mods & KEYMAP_CTRL ? 4 : 0);
	char final;
	int number;

	if (name == KEYMAP_BACKSPACE) {
		put(out, mods & KEYMAP_ALT ? "\x1b\x7f" : "\x7f");
		return;
	}
	ck_assert_uint_lt(name, COUNT(keys));
	final = keys[name].final;
	number = keys[name].number;
	if (shift > 0)
		buffer_printf(out, "\x1b[%d;%u%c", number, shift + 1, final);
	else if (final == 'P')
		put(out, "\x1bOP");
	else if (final == '~')
		buffer_printf(out, "\x1b[%d~", number);
	else
		buffer_printf(out, "\x1b[%c", final);
}

/* ^Z stops whoever has the terminal: put_stop() is chosen more rarely than the others. */
static void put_bound_key(struct typist *typist, struct buffer *out)
{
	const struct keymap_entry *entry;
	size_t count = 0;
	char bytes[UTF8_MAX];

	while (keymap_entry(count) != NULL)
		count++;
	do
		entry = keymap_entry(below(typist, count));
	while ((entry->modes & (KEYMAP_CHAT | KEYMAP_FIND)) == 0 ||
		entry->action == ACTION_EDITOR || entry->action == ACTION_SUSPEND);
	if (entry->key.name != KEYMAP_CHAR) {
		put_named(out, entry->key.name, entry->key.mods);
		return;
	}
	if (entry->key.mods & KEYMAP_PREFIXED)
		put(out, "\x18");
	if (entry->key.mods & KEYMAP_ALT)
		put(out, "\x1b");
	ck_assert_int_eq(buffer_append(out, bytes, utf8_encode(entry->key.cp, bytes)), 0);
}

/* A cursor key again and again: the way to the ends of things. */
static void put_repeated(struct typist *typist, struct buffer *out)
{
	static const enum keymap_key names[] = {KEYMAP_UP, KEYMAP_DOWN, KEYMAP_LEFT, KEYMAP_RIGHT,
		KEYMAP_PAGE_UP, KEYMAP_PAGE_DOWN, KEYMAP_BACKSPACE, KEYMAP_DELETE};
	unsigned i = below(typist, COUNT(names));

	for (unsigned n = below(typist, 20); n > 0; n--)
		put_named(out, names[i], 0);
}

static void put_suspension(struct typist *typist, struct buffer *out)
{
	put(out, below(typist, 2) == 0 ? "\x1a" : "\x18\x05");
}

static void put_sequence(struct typist *typist, struct buffer *out)
{
	static const char *const begins[] = {"\x1b[", "\x1b[?", "\x1bO", "\x1b]", "\x1bP", "\x1b_",
		"\x1b[[", "\x1b[M", "\x1b\x1b", "\x1b", "\302\233", "\x1b[<", "\x1b]52;c;",
		"\x1b[200~", "\x1b[201~", "\x1b[I", "\x1b[O"};

	put(out, begins[below(typist, COUNT(begins))]);
	for (unsigned n = below(typist, 12); n > 0; n--)
		put_byte(out, "0123456789;:?<$ "[below(typist, 16)]);
	if (below(typist, 4) > 0)
		put_byte(out, 0x40 + below(typist, 0x3f));
	else if (below(typist, 2) == 0)
		put(out, "\x1b\\");
}

static void put_paste(struct typist *typist, struct buffer *out)
{
	put(out, "\x1b[200~");
	typist_text(typist, out);
	for (unsigned n = below(typist, 3) == 0 ? below(typist, 20) : 0; n > 0; n--) {
		put(out, "\r");
		put_words(typist, out);
	}
	if (below(typist, 10) > 0)
		put(out, "\x1b[201~");
	if (below(typist, 2) == 0)
		put(out, "y");
}

/* Not /save, which would write to wherever the keys around it say. */
static void put_command(struct typist *typist, struct buffer *out)
{
	static const char *const commands[] = {"/away",
		"/away back \xe2\x80\xae"
		"soon",
		"/close", "/close", "/copy 2", "/even", "/find a", "/find \xe6\x97\xa5",
		"/focus left", "/focus next", "/help", "/help pane", "/ignore bob", "/ignore",
		"/info", "/me waves", "/nick ann", "/notify all", "/notify mention", "/open",
		"/pane A", "/pane info", "/pane nobody/B", "/quit", "/set", "/set colours 8",
		"/set colours mono", "/set colours auto", "/set colours 256", "/set scrollback 100",
		"/set paste-lines 2", "/set send-typing off", "/set send-typing on", "/set nothing",
		"/split", "/split below", "/theme", "/theme light", "/theme mono", "/theme default",
		"/zoom", "/nonsense", "//text"};

	put(out, "\x03");
	put(out, commands[below(typist, COUNT(commands))]);
	put(out, "\r");
}

/* What keeps the text short, and ends what the other keys have begun. */
static void put_end(struct typist *typist, struct buffer *out)
{
	static const char *const ends[] = {
		"\x07", "\x1b", "\r", "\x03", "\x05\x15", "\x03", "n", "\x1b>"};

	put(out, ends[below(typist, COUNT(ends))]);
}

void typist_stroke(struct typist *typist, struct buffer *out)
{
	static const struct choice choices[] = {
		{120, put_letter},
		{15, put_words},
		{10, put_phrase},
		{10, put_any_character},
		{1, put_marks},
		{5, put_bytes},
		{80, put_bound_key},
		{4, put_repeated},
		{10, put_sequence},
		{3, put_paste},
		{3, put_command},
		{15, put_end},
		{1, put_suspension},
	};
	size_t start = out->len;

	put_choice(typist, out, choices, COUNT(choices));
	sift(typist, out, start);
}
