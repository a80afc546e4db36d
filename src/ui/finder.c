/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "ui/finder.h"

#include <string.h>

#include "core/utf8.h"
#include "ui/pane.h"

void finder_fini(struct finder *finder)
{
	edit_fini(&finder->edit);
	*finder = (struct finder){0};
}

void finder_open(struct finder *finder, struct pane *pane, bool backward)
{
	edit_clear(&finder->edit);
	finder->pane = pane;
	finder->backward = backward;
	finder->prompt.edit = &finder->edit;
	prompt_set_label(&finder->prompt, pane_listing(pane) ? "only: "
					  : backward         ? "find backward: "
							     : "find: ");
	pane_find_begin(pane);
}

void finder_close(struct finder *finder, bool back)
{
	if (finder->pane && back)
		pane_find_cancel(finder->pane);
	finder->pane = NULL;
}

static void search(struct finder *finder)
{
	pane_find(finder->pane, finder->edit.text.data, finder->edit.text.len, finder->backward);
}

static bool act_on_edit(struct finder *finder, int action, const struct key *key)
{
	enum edit_action what;
	char bytes[UTF8_MAX];

	if (keymap_edit(action, &what))
		edit_do(&finder->edit, what);
	else if (action == ACTION_INSERT)
		edit_insert(&finder->edit, bytes, utf8_encode(key->cp, bytes));
	else
		return false;
	search(finder);
	return true;
}

void finder_paste(struct finder *finder, const char *text, size_t len)
{
	const char *end = len > 0 ? memchr(text, '\n', len) : NULL;

	edit_insert(&finder->edit, text, end ? (size_t)(end - text) : len);
	search(finder);
}

bool finder_act(struct finder *finder, int action, const struct key *key)
{
	switch (action) {
	case ACTION_FIND_OLDER:
	case ACTION_FIND_NEWER:
		finder->backward = action == ACTION_FIND_OLDER;
		pane_find_next(finder->pane, finder->backward);
		return true;
	case ACTION_FIND_ACCEPT:
		finder_close(finder, false);
		return true;
	case ACTION_FIND_CANCEL:
		finder_close(finder, true);
		return true;
	default:
		return act_on_edit(finder, action, key);
	}
}
