/* SPDX-License-Identifier: ISC */
/*
 * The same of a window and a viewer, on terminals.
 */
#include "config.h"

#include "tests/bench/actors.h"
#include "tests/bench/bench.h"
#include "tests/bench/idle.h"
#include "tests/bench/tty.h"

struct windows {
	struct tty chat;
	struct tty view;
};

static bool chat_is_shown(void *context)
{
	struct windows *windows = context;

	return tty_row_has(&windows->chat, TTY_ROWS - 1, "bob> ");
}

static bool view_is_shown(void *context)
{
	struct windows *windows = context;

	return tty_row_has(&windows->view, TTY_ROWS - 1, "B") ||
	       tty_row_has(&windows->view, TTY_ROWS - 1, "ann");
}

static void open_windows(struct windows *windows)
{
	const char *const chat[] = {bench.program, "chat", "B", NULL};
	const char *const view[] = {bench.program, "view", "B", NULL};

	tty_open(&windows->chat, chat);
	tty_wait(chat_is_shown, windows, "the window's prompt");
	tty_open(&windows->view, view);
	tty_wait(view_is_shown, windows, "the viewer");
}

void figure_idle_window(void)
{
	struct windows windows;
	struct idle idle;
	pid_t a, b;

	idle_open(&idle, tty_pass);
	a = actors_peer("A", idle.inputs[0]);
	b = actors_peer("B", idle.inputs[0]);
	actors_wait_for_talk();
	open_windows(&windows);
	idle_add(&idle, "wake-ups of an idle peer, with windows", b);
	idle_add(&idle, "wake-ups of an idle window", windows.chat.pid);
	idle_add(&idle, "wake-ups of an idle viewer", windows.view.pid);
	idle_watch(&idle);
	tty_close(&windows.chat);
	tty_close(&windows.view);
	actors_end(a);
	actors_end(b);
	idle_close(&idle);
}
