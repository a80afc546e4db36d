/* SPDX-License-Identifier: ISC */
/*
 * shmooze view: boards in panes.
 */
#include "config.h"

#include <unistd.h>

#include "app/commands.h"
#include "app/enclosure.h"
#include "app/fail.h"
#include "app/feed.h"
#include "app/plain.h"
#include "app/source.h"
#include "app/window.h"

struct view {
	struct window window;
	struct keymap keymap;
	struct feed feeds[OPTIONS_SEATS_MAX];
	int count;
};

static void on_key(void *context, const struct key *key)
{
	struct view *view = context;
	struct screen *screen = view->window.screen;
	enum keymap_mode mode = screen_is_finding(screen) ? KEYMAP_FIND : KEYMAP_VIEW;
	int action = keymap_action(&view->keymap, mode, key);
	enum screen_result result;

	screen_set_message(screen, NULL);
	if (key->name == KEYMAP_PASTE) {
		window_paste(&view->window);
		return;
	}
	result = screen_act(screen, action, key);
	if (result == SCREEN_QUIT)
		window_quit(&view->window);
	else if (result == SCREEN_REDRAW)
		window_redraw(&view->window);
	else if (result == SCREEN_OTHER && action == ACTION_SUSPEND)
		window_stop(&view->window);
}

static const struct window_handlers window_handlers = {
	.key = on_key,
};

static int add_feed(struct view *view, const struct address *address)
{
	struct pane *pane = screen_add_pane(view->window.screen);

	if (pane == NULL)
		return fail(EX_OSERR, "out of memory");
	return feed_open(&view->feeds[view->count++], &view->window, pane, address);
}

/*
 * All boards are opened before the terminal is touched: what goes wrong is told on a sound screen.
 * What the terminal needs is opened before the viewer is confined.
 */
static int view_window(const struct options *options, const struct address *addresses, int count)
{
	struct view view = {.count = 0};
	int status = window_open(&view.window, options, &window_handlers, &view);

	for (int i = 0; i < count && status == EX_OK; i++)
		status = add_feed(&view, &addresses[i]);
	if (status == EX_OK)
		status = window_show(&view.window, NULL);
	if (status == EX_OK) {
		enclosure_enter(addresses, count);
		status = window_run(&view.window);
	}
	for (int i = 0; i < view.count; i++)
		feed_close(&view.feeds[i]);
	window_close(&view.window);
	return status;
}

int view_run(const struct options *options)
{
	struct address addresses[OPTIONS_SEATS_MAX];
	struct options following = *options;
	int count, status = source_find(options, addresses, &count);

	if (status != EX_OK)
		return status;
	if (isatty(STDIN_FILENO) && isatty(STDOUT_FILENO) && !options->plain)
		return view_window(options, addresses, count);
	following.follow = true;
	return plain_run(&following, addresses, count);
}
