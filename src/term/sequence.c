/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "term/sequence.h"

#include <stdlib.h>
#include <string.h>

#include "core/utf8.h"
#include "term/csi.h"

#define ESC    '\x1b'
#define DELETE 0x7f

/* The bytes behind ESC [ M, where a mouse that nobody asked for was pressed. */
#define MOUSE_BYTES 3

static struct key named(enum keymap_key name)
{
	return (struct key){.name = name};
}

static bool is_within(char byte, unsigned char first, unsigned char last)
{
	return (unsigned char)byte >= first && (unsigned char)byte <= last;
}

/* The length of what stands behind ESC [ up to the final byte, which may not be there. */
static size_t body_length(const char *s, size_t n)
{
	size_t len = 0;

	while (len < n && is_within(s[len], 0x30, 0x3f))
		len++;
	while (len < n && is_within(s[len], 0x20, 0x2f))
		len++;
	return len;
}

/* Alt and the character behind ESC, where that introduces nothing. */
static size_t alt_character(const char *s, size_t n, bool final, struct key *key)
{
	size_t used = sequence_key(s + 1, n - 1, final, key);

	key->mods |= KEYMAP_ALT;
	return used > 0 ? used + 1 : 0;
}

/* ESC [ [ A */
static size_t console_key(const char *s, size_t n, bool final, struct key *key)
{
	*key = named(KEYMAP_OTHER);
	if (n == 3)
		return final ? 3 : 0;
	if (!is_within(s[3], 0x40, 0x7e))
		return 3;
	if (s[3] == 'A')
		*key = named(KEYMAP_F1);
	return 4;
}

/* ESC [ M and where the mouse is. */
static size_t mouse_event(const char *s, size_t n, bool final, struct key *key)
{
	size_t len = 3;

	*key = named(KEYMAP_OTHER);
	while (len < n && len < 3 + MOUSE_BYTES && (unsigned char)s[len] >= 0x20)
		len++;
	return len == n && len < 3 + MOUSE_BYTES && !final ? 0 : len;
}

static size_t control_sequence(const char *s, size_t n, bool final, struct key *key)
{
	size_t body = body_length(s + 2, n - 2), len = 2 + body;

	*key = named(KEYMAP_OTHER);
	if (len == n && !final)
		return 0;
	if (body == 0 && (len == n || !is_within(s[len], 0x40, 0x7e)))
		return alt_character(s, 2, true, key);
	if (len == n || !is_within(s[len], 0x40, 0x7e))
		return len;
	if (body == 0 && s[len] == '[')
		return console_key(s, n, final, key);
	if (body == 0 && s[len] == 'M')
		return mouse_event(s, n, final, key);
	*key = csi_key(s + 2, body, s[len]);
	return len + 1;
}

/* The keypad while it sends its own codes: j is *, k +, and so on up to y, which is 9. */
static struct key shifted_key(char final)
{
	static const char keypad[] = "*+,-./0123456789";

	if (final == 'M')
		return (struct key){.name = KEYMAP_CHAR, .cp = '\r'};
	if (final == 'I')
		return (struct key){.name = KEYMAP_CHAR, .cp = '\t'};
	if (final == 'X')
		return (struct key){.name = KEYMAP_CHAR, .cp = '='};
	if (final >= 'j' && final <= 'y')
		return (struct key){.name = KEYMAP_CHAR, .cp = (uint32_t)keypad[final - 'j']};
	return final == 'O' ? named(KEYMAP_OTHER) : csi_key("", 0, final);
}

static size_t single_shift(const char *s, size_t n, bool final, struct key *key)
{
	size_t len = 2;

	if (len < n && is_within(s[len], '1', '9'))
		len++;
	if (len == n && !final)
		return 0;
	if (len == n || !is_within(s[len], 0x40, 0x7e))
		return alt_character(s, 2, true, key);
	*key = shifted_key(s[len]);
	if (len == 3)
		key->mods = csi_modifiers((unsigned)(s[2] - '0'));
	return len + 1;
}

static size_t character(const char *s, size_t n, bool final, struct key *key)
{
	char repaired[UTF8_REPAIR_GROWTH * UTF8_MAX];
	size_t len, there = n < UTF8_MAX ? n : UTF8_MAX;
	uint32_t cp;
	int used;

	/* NUL is ^Space here, not damage. */
	if (*s != '\0' && utf8_repair(s, there, final, repaired, &len) == 0)
		return 0;
	used = utf8_decode(s, there, &cp);
	*key = (struct key){.name = KEYMAP_CHAR, .cp = cp};
	if (cp == DELETE)
		*key = named(KEYMAP_BACKSPACE);
	return (size_t)abs(used);
}

/* ESC ESC: Alt and a key that sends a sequence, else only the first of two keys. */
static size_t escaped_escape(const char *s, size_t n, bool final, struct key *key)
{
	size_t used;

	if (n == 2 && !final)
		return 0;
	if (n > 2 && (s[2] == '[' || s[2] == 'O')) {
		used = sequence_key(s + 1, n - 1, final, key);
		if (used == 0)
			return 0;
		if (key->name < KEYMAP_PASTE) {
			key->mods |= KEYMAP_ALT;
			return used + 1;
		}
	}
	*key = (struct key){.name = KEYMAP_CHAR, .cp = (unsigned char)ESC};
	return 1;
}

static size_t escape_sequence(const char *s, size_t n, bool final, struct key *key)
{
	switch (s[1]) {
	case '[':
		return control_sequence(s, n, final, key);
	case 'O':
		return single_shift(s, n, final, key);
	case ESC:
		return escaped_escape(s, n, final, key);
	case ']':
	case 'P':
	case '_':
		if (n == 2 && !final)
			return 0;
		return alt_character(s, 2, true, key);
	default:
		return alt_character(s, n, final, key);
	}
}

size_t sequence_key(const char *s, size_t n, bool final, struct key *key)
{
	if (n >= SEQUENCE_MAX) {
		n = SEQUENCE_MAX;
		final = true;
	}
	if (s[0] != ESC)
		return character(s, n, final, key);
	if (n > 1)
		return escape_sequence(s, n, final, key);
	*key = (struct key){.name = KEYMAP_CHAR, .cp = (unsigned char)ESC};
	return final ? 1 : 0;
}

size_t sequence_string(const char *s, size_t n)
{
	static const struct {
		char introducer;
		const char *next;
	} strings[] = {
		{']', "0123456789"},       /* OSC */
		{'P', "0123456789$+>!|{"}, /* DCS */
		{'_', "G"},                /* APC */
	};

	if (n < 3 || s[0] != ESC || s[2] == '\0')
		return 0;
	for (size_t i = 0; i < sizeof(strings) / sizeof(strings[0]); i++)
		if (s[1] == strings[i].introducer && strchr(strings[i].next, s[2]))
			return 3;
	return 0;
}
