/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "ui/screen.h"

#include <stdlib.h>

#include "ui/finder.h"
#include "ui/pane.h"
#include "ui/panes.h"

struct screen {
	int rows;
	int columns;
	struct panes panes;
	struct prompt prompt;
	struct finder finder;
	struct rect message;
	struct rect input;
	struct theme theme;
	uint64_t changes;
};

struct screen *screen_new(int rows, int columns)
{
	struct screen *screen = calloc(1, sizeof(*screen));

	if (!screen)
		return NULL;
	theme_builtin(&screen->theme, "mono");
	screen_resize(screen, rows, columns);
	return screen;
}

void screen_free(struct screen *screen)
{
	if (!screen)
		return;
	finder_fini(&screen->finder);
	panes_fini(&screen->panes);
	free(screen);
}

static const struct prompt *current_prompt(const struct screen *screen)
{
	return screen->finder.pane ? &screen->finder.prompt : &screen->prompt;
}

void screen_fit(struct screen *screen)
{
	const struct rect whole = {0, 0, screen->rows, screen->columns};
	struct rect rest;

	prompt_divide(current_prompt(screen), &whole, &screen->message, &screen->input, &rest);
	panes_arrange(&screen->panes, &rest);
}

void screen_resize(struct screen *screen, int rows, int columns)
{
	screen->rows = rows;
	screen->columns = columns;
	screen_fit(screen);
}

struct pane *screen_add_pane(struct screen *screen)
{
	struct pane *pane = pane_new_conversation(SCREEN_PANE_LINES, SCREEN_PANE_BYTES);

	screen->changes++;
	if (!pane || panes_append(&screen->panes, pane) == 0)
		return pane;
	pane_free(pane);
	return NULL;
}

int screen_split(struct screen *screen, enum layout_kind side, struct pane *pane)
{
	screen->changes++;
	return panes_split(&screen->panes, side, pane);
}

int screen_close(struct screen *screen, struct pane *pane)
{
	if (pane && screen->finder.pane == pane)
		screen_end_finding(screen);
	screen->changes++;
	return panes_close(&screen->panes, pane);
}

struct pane *screen_focused(const struct screen *screen)
{
	return screen->panes.list[screen->panes.focus];
}

void screen_focus(struct screen *screen, struct pane *pane)
{
	panes_focus(&screen->panes, pane);
}

static enum screen_result act_on_panes(struct screen *screen, int action, const struct key *key)
{
	struct pane *pane = screen_focused(screen);

	if (!pane)
		return SCREEN_OTHER;
	if (action == ACTION_FIND_FORWARD || action == ACTION_FIND_BACKWARD)
		finder_open(&screen->finder, pane, action == ACTION_FIND_BACKWARD);
	else if (!screen_is_finding(screen) || !finder_act(&screen->finder, action, key))
		return pane_act(pane, action) || panes_act(&screen->panes, action) ? SCREEN_PAINT
										   : SCREEN_OTHER;
	screen_fit(screen);
	return SCREEN_PAINT;
}

enum screen_result screen_act(struct screen *screen, int action, const struct key *key)
{
	switch (action) {
	case ACTION_NONE:
		return SCREEN_NOTHING;
	case ACTION_QUIT:
		return SCREEN_QUIT;
	case ACTION_REDRAW:
		return SCREEN_REDRAW;
	default:
		return act_on_panes(screen, action, key);
	}
}

void screen_set_input(struct screen *screen, const char *label, const struct edit *edit)
{
	prompt_set_label(&screen->prompt, label);
	screen->prompt.edit = edit;
	screen_fit(screen);
}

void screen_set_message(struct screen *screen, const char *message)
{
	prompt_set_message(&screen->prompt, message);
	screen_fit(screen);
}

bool screen_is_finding(const struct screen *screen)
{
	return screen->finder.pane != NULL;
}

void screen_paste(struct screen *screen, const char *text, size_t len)
{
	if (!screen_is_finding(screen))
		return;
	finder_paste(&screen->finder, text, len);
	screen_fit(screen);
}

void screen_end_finding(struct screen *screen)
{
	finder_close(&screen->finder, false);
	screen_fit(screen);
}

bool screen_is_zoomed(const struct screen *screen)
{
	return screen->panes.zoomed;
}

void screen_set_theme(struct screen *screen, const struct theme *theme)
{
	screen->theme = *theme;
	screen->changes++;
}

const struct theme *screen_theme(const struct screen *screen)
{
	return &screen->theme;
}

uint64_t screen_changes(const struct screen *screen)
{
	return screen->changes;
}

int screen_rows(const struct screen *screen)
{
	return screen->rows;
}

int screen_columns(const struct screen *screen)
{
	return screen->columns;
}

int screen_count(const struct screen *screen)
{
	int order[LAYOUT_LEAVES];

	return panes_order(&screen->panes, order);
}

struct screen_pane screen_get(const struct screen *screen, int index)
{
	int order[LAYOUT_LEAVES], leaf;
	struct screen_pane view;

	panes_order(&screen->panes, order);
	leaf = order[index];
	view = (struct screen_pane){
		.pane = screen->panes.list[leaf],
		.text = screen->panes.rects[leaf],
		.status = screen->panes.rects[leaf],
		.focused = leaf == screen->panes.focus,
	};
	view.text.rows = panes_text_rows(&view.status);
	view.status.row += view.text.rows;
	view.status.rows -= view.text.rows;
	return view;
}

struct screen_prompt screen_prompt(const struct screen *screen)
{
	return (struct screen_prompt){
		.prompt = current_prompt(screen),
		.message = screen->message,
		.input = screen->input,
	};
}
