/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "term/csi.h"

#include <stdbool.h>

#include "core/utf8.h"

#define DELETE     0x7f

#define PARAMETERS 3

struct parameters {
	int count;
	unsigned values[PARAMETERS]; /* 0 where left out */
};

struct final_byte {
	char byte;
	enum keymap_key name;
};

/* Of a control sequence, or of a single shift. */
static const struct final_byte finals[] = {
	{'A', KEYMAP_UP},
	{'B', KEYMAP_DOWN},
	{'C', KEYMAP_RIGHT},
	{'D', KEYMAP_LEFT},
	{'F', KEYMAP_END},
	{'H', KEYMAP_HOME},
	{'P', KEYMAP_F1},
	{'Z', KEYMAP_BACKTAB},
};

/* ESC [ number ~ */
static const struct {
	unsigned number;
	enum keymap_key name;
} numbers[] = {
	{1, KEYMAP_HOME},
	{2, KEYMAP_INSERT},
	{3, KEYMAP_DELETE},
	{4, KEYMAP_END},
	{5, KEYMAP_PAGE_UP},
	{6, KEYMAP_PAGE_DOWN},
	{7, KEYMAP_HOME},
	{8, KEYMAP_END},
	{11, KEYMAP_F1},
};

static struct key named(enum keymap_key name)
{
	return (struct key){.name = name};
}

unsigned csi_modifiers(unsigned parameter)
{
	unsigned bits = parameter > 0 && parameter <= 16 ? parameter - 1 : 0;

	return (bits & 1 ? (unsigned)KEYMAP_SHIFT : 0) | (bits & 10 ? (unsigned)KEYMAP_ALT : 0) |
	       (bits & 4 ? (unsigned)KEYMAP_CTRL : 0);
}

static struct key final_key(char byte)
{
	for (size_t i = 0; i < sizeof(finals) / sizeof(finals[0]); i++)
		if (finals[i].byte == byte)
			return named(finals[i].name);
	return named(KEYMAP_OTHER);
}

static struct key number_key(unsigned number)
{
	for (size_t i = 0; i < sizeof(numbers) / sizeof(numbers[0]); i++)
		if (numbers[i].number == number)
			return named(numbers[i].name);
	return named(KEYMAP_OTHER);
}

/* A character that came with its modifiers beside it, in the form in which others come. */
static struct key code_key(unsigned code, unsigned mods)
{
	struct key key = {.name = KEYMAP_CHAR, .cp = code, .mods = mods};
	char bytes[UTF8_MAX];
	uint32_t cp;

	if (utf8_decode(bytes, utf8_encode(code, bytes), &cp) <= 0 || cp != code || code == 0)
		return named(KEYMAP_OTHER);
	if (code == DELETE)
		return (struct key){.name = KEYMAP_BACKSPACE, .mods = mods};
	if (code == '\t' && (mods & KEYMAP_SHIFT))
		return named(KEYMAP_BACKTAB);
	if ((mods & KEYMAP_CTRL) && ((code >= '@' && code < DELETE) || code == ' ')) {
		key.cp = code & 0x1f;
		key.mods &= ~(unsigned)(KEYMAP_CTRL | KEYMAP_SHIFT);
	} else if (code >= ' ') {
		if ((mods & KEYMAP_SHIFT) && code >= 'a' && code <= 'z')
			key.cp = code - 'a' + 'A';
		key.mods &= ~(unsigned)KEYMAP_SHIFT;
	}
	return key;
}

/* ESC [ ... ~ */
static struct key tilde_key(const struct parameters *parameters)
{
	struct key key;

	if (parameters->values[0] == 200)
		return named(KEYMAP_PASTE);
	if (parameters->values[0] == 27 && parameters->count == 3)
		return code_key(parameters->values[2], csi_modifiers(parameters->values[1]));
	key = number_key(parameters->values[0]);
	key.mods = csi_modifiers(parameters->values[1]);
	return key;
}

static struct key control_key(const struct parameters *parameters, char final)
{
	struct key key;

	if (parameters->count == 0 && final == 'I')
		return named(KEYMAP_FOCUS_IN);
	if (parameters->count == 0 && final == 'O')
		return named(KEYMAP_FOCUS_OUT);
	if (final == '~')
		return tilde_key(parameters);
	if (final == 'u' && parameters->count > 0)
		return code_key(parameters->values[0], csi_modifiers(parameters->values[1]));
	if (final == '^' || final == '@') { /* rxvt */
		key = number_key(parameters->values[0]);
		key.mods = KEYMAP_CTRL | (final == '@' ? (unsigned)KEYMAP_SHIFT : 0);
		return key;
	}
	key = final_key(final);
	key.mods = csi_modifiers(parameters->values[1]);
	if (key.name == KEYMAP_BACKTAB)
		key.mods = 0;
	return key;
}

/* Reads "1;5". Returns false where the bytes mean something private. */
static bool read_parameters(const char *s, size_t n, struct parameters *parameters)
{
	unsigned *value = &parameters->values[0];

	*parameters = (struct parameters){.count = n > 0};
	for (size_t i = 0; i < n; i++) {
		if (s[i] == ';' && parameters->count < PARAMETERS)
			value = &parameters->values[parameters->count++];
		else if (s[i] >= '0' && s[i] <= '9' && *value < 0x110000)
			*value = *value * 10 + (unsigned)(s[i] - '0');
		else
			return false;
	}
	return true;
}

struct key csi_key(const char *body, size_t n, char final)
{
	struct parameters parameters;

	if (!read_parameters(body, n, &parameters))
		return named(KEYMAP_OTHER);
	return control_key(&parameters, final);
}
