/* SPDX-License-Identifier: ISC */
/*
 * The keys of a terminal. The first byte tells in which pieces the others come, and whether a
 * silence is heard between them.
 *
 * All bytes are used up in as many steps, a key is one that there is, and what is neither a
 * character nor a key never becomes text. Torn at any place the same keys come out.
 */
#include "config.h"

#include "term/keys.h"
#include "term/sequence.h"
#include "tests/fuzz/fuzz.h"

/* What came out. */
struct outcome {
	size_t keys;
	uint64_t sum;
};

static void check_key(const struct key *key)
{
	FUZZ_MUST((unsigned)key->name <= KEYMAP_FOCUS_OUT);
	FUZZ_MUST((key->mods & ~7u) == 0);
	if (key->name == KEYMAP_CHAR)
		FUZZ_MUST(key->cp <= 0x10ffff && (key->cp < 0xd800 || key->cp > 0xdfff));
}

static void count(struct outcome *outcome, const struct keys *keys, const struct key *key)
{
	const struct paste *paste = &keys->paste;

	check_key(key);
	outcome->keys++;
	outcome->sum = outcome->sum * 31 + key->name;
	outcome->sum = outcome->sum * 31 + key->cp;
	outcome->sum = outcome->sum * 31 + key->mods;
	if (key->name != KEYMAP_PASTE)
		return;
	FUZZ_MUST(paste->text.len > 0 && paste->text.len <= PASTE_MAX);
	for (size_t i = 0; i < paste->text.len; i++) {
		FUZZ_MUST(paste->text.data[i] != '\r');
		outcome->sum = outcome->sum * 31 + (unsigned char)paste->text.data[i];
	}
}

static void take_all(struct keys *keys, struct outcome *outcome, bool final)
{
	struct key key;
	size_t steps = 0;

	while (keys_take(keys, &key, final)) {
		count(outcome, keys, &key);
		FUZZ_MUST(++steps <= KEYS_BYTES + 1);
	}
	FUZZ_MUST(keys_room(keys) > 0);
	FUZZ_MUST(!final || (keys->len == 0 && keys->state == KEYS_PLAIN));
}

static void press(
	const uint8_t *data, size_t size, size_t piece, bool silences, struct outcome *outcome)
{
	static struct keys keys;
	int64_t now = 1000;
	int wait;

	*outcome = (struct outcome){0};
	keys = (struct keys){0};
	FUZZ_MUST(keys_bind(&keys, "\x1bxyz", &(struct key){.name = KEYMAP_F1}) == 0);
	while (size > 0) {
		size_t n = keys_room(&keys);

		n = n < size ? n : size;
		n = n < piece ? n : piece;
		keys_put(&keys, (const char *)data, n, now);
		data += n;
		size -= n;
		take_all(&keys, outcome, false);
		wait = keys_timeout(&keys, now);
		FUZZ_MUST(wait >= -1 && wait <= KEYS_PASTE_MS);
		if (!silences || wait < 0)
			continue;
		now += wait;
		FUZZ_MUST(keys_timeout(&keys, now) == 0);
		take_all(&keys, outcome, true);
	}
	take_all(&keys, outcome, true);
	keys_fini(&keys);
}

/* One sequence, with what is there of it, and with no more to come. */
static void check_sequence(const char *s, size_t n)
{
	struct key key = {0}, last = {0};
	size_t used = sequence_key(s, n, false, &key), all = sequence_key(s, n, true, &last);

	FUZZ_MUST(all > 0 && all <= n && used <= n);
	FUZZ_MUST(used > 0 || n < SEQUENCE_MAX);
	FUZZ_MUST(sequence_string(s, n) <= n);
	check_key(&last);
	if (used > 0)
		FUZZ_MUST(used == all && key.name == last.name && key.cp == last.cp &&
			  key.mods == last.mods);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct fuzz fuzz = {data, size};
	uint8_t how = fuzz_byte(&fuzz);
	struct outcome whole, torn;

	if (fuzz.left == 0)
		return 0;
	check_sequence((const char *)fuzz.at, fuzz.left);
	press(fuzz.at, fuzz.left, KEYS_BYTES, false, &whole);
	press(fuzz.at, fuzz.left, 1 + (how & 15), false, &torn);
	FUZZ_MUST(whole.keys == torn.keys && whole.sum == torn.sum);
	press(fuzz.at, fuzz.left, 1 + (how >> 4), true, &torn);
	return 0;
}
