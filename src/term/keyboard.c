/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "term/keyboard.h"

#include <curses.h>
#include <errno.h>
#include <poll.h>
#include <stdint.h>
#include <termios.h>
#include <time.h>
#include <unistd.h>

#include "term/names.h"

/* Reads in one keyboard_key() that made no key: a flood must not keep the caller. */
#define READS 256

static int64_t now_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec * INT64_C(1000) + now.tv_nsec / 1000000;
}

/*
 * No key is the terminal's: a ^C that comes as a signal overtakes what was typed before it, or has
 * the terminal throw that away.
 */
static void prepare_line(struct keyboard *keyboard)
{
	const struct key backspace = {.name = KEYMAP_BACKSPACE};
	struct termios line;

	raw();
	noecho();
	nonl();
	if (tcgetattr(keyboard->in, &line) < 0)
		return;
	line.c_iflag &= ~(tcflag_t)(IXON | IXOFF);
	if (line.c_cc[VERASE] == '\b')
		keys_bind(&keyboard->keys, "\b", &backspace);
	if (tcsetattr(keyboard->in, TCSADRAIN, &line) == 0)
		def_prog_mode();
}

/* What keys send by the terminal's own description. */
static void prepare_keys(struct keyboard *keyboard)
{
	char name[NAMES_SIZE];
	struct key key;

	for (size_t i = 0; names_get(i, name, &key); i++) {
		const char *bytes = tigetstr(name);

		if (bytes && bytes != (const char *)-1)
			keys_bind(&keyboard->keys, bytes, &key);
	}
}

void keyboard_init(struct keyboard *keyboard, int in)
{
	*keyboard = (struct keyboard){.in = in};
	prepare_line(keyboard);
	prepare_keys(keyboard);
	keypad(stdscr, TRUE);
}

void keyboard_fini(struct keyboard *keyboard)
{
	keys_fini(&keyboard->keys);
}

/* Reads what is there. Returns the bytes, 0 where there are none, or -EIO after a hang-up. */
static int read_keys(struct keyboard *keyboard)
{
	struct pollfd fd = {.fd = keyboard->in, .events = POLLIN};
	char bytes[KEYS_BYTES];
	ssize_t n;

	if (poll(&fd, 1, 0) <= 0)
		return 0;
	if (!(fd.revents & POLLIN))
		return -EIO;
	n = read(keyboard->in, bytes, keys_room(&keyboard->keys));
	if (n == 0 || (n < 0 && errno != EINTR && errno != EAGAIN))
		return -EIO;
	if (n < 0)
		return 0;
	keys_put(&keyboard->keys, bytes, (size_t)n, now_ms());
	return (int)n;
}

int keyboard_key(struct keyboard *keyboard, struct key *key)
{
	int n = 0;

	for (int reads = 0; reads < READS; reads++) {
		if (keys_take(&keyboard->keys, key, false))
			return 1;
		n = read_keys(keyboard);
		if (n <= 0)
			break;
	}
	if (n > 0 || (n == 0 && keys_timeout(&keyboard->keys, now_ms()) != 0))
		return 0;
	return keys_take(&keyboard->keys, key, true) ? 1 : n;
}

int keyboard_timeout(const struct keyboard *keyboard)
{
	return keys_timeout(&keyboard->keys, now_ms());
}
