/* SPDX-License-Identifier: ISC */
/*
 * From the bytes of a keyboard to keys. It reads nothing and has no clock: bytes are put in, with
 * the time in milliseconds, and keys are taken out.
 *
 *	keys_put(&keys, bytes, n, now);
 *	while (keys_take(&keys, &key, false))
 *		...
 *	if (keys_timeout(&keys, now) == 0)       nothing more has come for so long
 *		keys_take(&keys, &key, true);
 *
 * Bytes may come torn at any place. A sequence that is known to no one is KEYMAP_OTHER, an answer
 * of the terminal is nothing: neither is ever text. A pasted text is one key.
 */
#ifndef TERM_KEYS_H
#define TERM_KEYS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "term/paste.h"
#include "ui/keymap.h"

#define KEYS_BYTES       1024 /* that may wait to be taken */
#define KEYS_BINDINGS    128
#define KEYS_BINDING_MAX 16

/* How long a silence, in milliseconds, ends ESC, any other sequence, and a pasted text. */
#define KEYS_ESCAPE_MS   25
#define KEYS_SEQUENCE_MS 100
#define KEYS_PASTE_MS    1000

enum keys_state {
	KEYS_PLAIN,
	KEYS_CONTROL, /* within a control sequence too long to be kept */
	KEYS_STRING,  /* within a control string */
	KEYS_PASTED,
};

struct keys_binding {
	struct key key;
	size_t len;
	char bytes[KEYS_BINDING_MAX];
};

/* The caller owns the struct; a zeroed one is a keyboard of which nothing special is known. */
struct keys {
	struct keys_binding bindings[KEYS_BINDINGS];
	size_t binding_count;
	enum keys_state state;
	int64_t since; /* when the last byte came */
	size_t len;
	char bytes[KEYS_BYTES];
	struct paste paste; /* for reading, after a KEYMAP_PASTE and until the next call */
};

void keys_fini(struct keys *keys);

/*
 * Makes the terminated bytes mean key, before all that sequences mean by themselves. They begin
 * with ESC, or are one backspace; others, which would be in the way of text, are refused with
 * -EINVAL, and further ones than there is room for with -ENOSPC.
 */
int keys_bind(struct keys *keys, const char *bytes, const struct key *key);

/* The bytes that keys_put() has room for; more than 0 after keys_take() returned false. */
size_t keys_room(const struct keys *keys);
void keys_put(struct keys *keys, const char *bytes, size_t n, int64_t now);

/*
 * Stores the next key. Returns false while there is none. With final nothing more will come soon:
 * what is there is taken for all.
 */
bool keys_take(struct keys *keys, struct key *key, bool final);

/* The milliseconds from now on after which keys_take() should be final; -1: there is no need. */
int keys_timeout(const struct keys *keys, int64_t now);

#endif
