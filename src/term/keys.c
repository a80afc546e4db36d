/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "term/keys.h"

#include <errno.h>
#include <string.h>

#include "term/sequence.h"

#define ESC  '\x1b'
#define BELL '\a'

void keys_fini(struct keys *keys)
{
	paste_fini(&keys->paste);
}

int keys_bind(struct keys *keys, const char *bytes, const struct key *key)
{
	struct keys_binding *binding = &keys->bindings[keys->binding_count];
	size_t len = strlen(bytes);
	bool escapes = bytes[0] == ESC && len > 1 && len <= KEYS_BINDING_MAX;

	if (!escapes && strcmp(bytes, "\b") != 0 && strcmp(bytes, "\x7f") != 0)
		return -EINVAL;
	if (keys->binding_count == KEYS_BINDINGS)
		return -ENOSPC;
	binding->key = *key;
	binding->len = len;
	memcpy(binding->bytes, bytes, len);
	keys->binding_count++;
	return 0;
}

size_t keys_room(const struct keys *keys)
{
	return sizeof(keys->bytes) - keys->len;
}

void keys_put(struct keys *keys, const char *bytes, size_t n, int64_t now)
{
	memcpy(keys->bytes + keys->len, bytes, n);
	keys->len += n;
	keys->since = now;
}

static void consume(struct keys *keys, size_t n)
{
	keys->len -= n;
	memmove(keys->bytes, keys->bytes + n, keys->len);
}

/*
 * Finds the longest binding that the bytes begin with; the first of equal ones. Sets *more where
 * they may yet become a longer one.
 */
static const struct keys_binding *find_binding(const struct keys *keys, bool *more)
{
	const struct keys_binding *found = NULL;

	*more = false;
	for (size_t i = 0; i < keys->binding_count; i++) {
		const struct keys_binding *binding = &keys->bindings[i];
		size_t n = keys->len < binding->len ? keys->len : binding->len;

		if (memcmp(keys->bytes, binding->bytes, n) != 0)
			continue;
		if (n < binding->len)
			*more = true;
		else if (!found || found->len < n)
			found = binding;
	}
	return found;
}

/* Bytes that are a key, or 0 where more has to come. */
static size_t find_key(struct keys *keys, struct key *key, bool final)
{
	bool more;
	const struct keys_binding *binding = find_binding(keys, &more);

	if (more && !final)
		return 0;
	if (!binding)
		return sequence_key(keys->bytes, keys->len, final, key);
	*key = binding->key;
	return binding->len;
}

static bool take_plain(struct keys *keys, struct key *key, bool final)
{
	size_t string = sequence_string(keys->bytes, keys->len), used;

	if (string > 0) {
		keys->state = KEYS_STRING;
		consume(keys, string);
		return false;
	}
	used = find_key(keys, key, final);
	if (used == 0)
		return false;
	if (used == SEQUENCE_MAX && keys->bytes[used - 1] < 0x40)
		keys->state = KEYS_CONTROL;
	consume(keys, used);
	if (key->name != KEYMAP_PASTE)
		return true;
	keys->state = KEYS_PASTED;
	paste_start(&keys->paste);
	return false;
}

/* Drops the rest of a control sequence; what can't be part of one ends it as well. */
static void skip_control(struct keys *keys)
{
	size_t pos = 0;

	while (pos < keys->len && keys->bytes[pos] >= 0x20 && keys->bytes[pos] < 0x40)
		pos++;
	if (pos < keys->len) {
		keys->state = KEYS_PLAIN;
		if (keys->bytes[pos] >= 0x40 && keys->bytes[pos] < 0x7f)
			pos++;
	}
	consume(keys, pos);
}

/* Drops a control string: up to BEL, ESC \, or whatever control character it can't have within. */
static void skip_string(struct keys *keys, bool final)
{
	size_t pos = 0;

	while (pos < keys->len && (unsigned char)keys->bytes[pos] >= 0x20)
		pos++;
	if (pos < keys->len && keys->bytes[pos] == ESC && pos + 1 == keys->len && !final) {
		consume(keys, pos);
		return;
	}
	if (pos < keys->len) {
		keys->state = KEYS_PLAIN;
		if (keys->bytes[pos] == BELL)
			pos++;
		else if (keys->bytes[pos] == ESC && pos + 1 < keys->len &&
			 keys->bytes[pos + 1] == '\\')
			pos += 2;
	}
	consume(keys, pos);
}

static bool take_paste(struct keys *keys, struct key *key, bool final)
{
	bool ended;

	consume(keys, paste_take(&keys->paste, keys->bytes, keys->len, &ended));
	if (!ended && !final)
		return false;
	keys->state = KEYS_PLAIN;
	paste_end(&keys->paste);
	*key = (struct key){.name = KEYMAP_PASTE};
	return keys->paste.text.len > 0;
}

/* Takes one step. Returns true if it made a key. */
static bool step(struct keys *keys, struct key *key, bool final)
{
	switch (keys->state) {
	case KEYS_PASTED:
		return take_paste(keys, key, final);
	case KEYS_CONTROL:
		skip_control(keys);
		return false;
	case KEYS_STRING:
		skip_string(keys, final);
		return false;
	case KEYS_PLAIN:
		break;
	}
	return take_plain(keys, key, final);
}

bool keys_take(struct keys *keys, struct key *key, bool final)
{
	enum keys_state state;
	size_t len;

	do {
		if (keys->len == 0 && !final)
			return false;
		if (keys->len == 0 && keys->state != KEYS_PASTED) {
			keys->state = KEYS_PLAIN;
			return false;
		}
		state = keys->state;
		len = keys->len;
		if (step(keys, key, final))
			return true;
	} while (keys->state != state || keys->len != len);
	return false;
}

/* How long the bytes that wait are worth waiting for. */
static int patience(const struct keys *keys)
{
	if (keys->state == KEYS_PASTED)
		return KEYS_PASTE_MS;
	if (keys->state != KEYS_PLAIN)
		return KEYS_SEQUENCE_MS;
	if (keys->len == 0 || keys->bytes[0] != ESC)
		return -1;
	return keys->len == 1 ? KEYS_ESCAPE_MS : KEYS_SEQUENCE_MS;
}

int keys_timeout(const struct keys *keys, int64_t now)
{
	int ms = patience(keys);

	if (ms < 0)
		return -1;
	return now - keys->since >= ms ? 0 : (int)(keys->since + ms - now);
}
