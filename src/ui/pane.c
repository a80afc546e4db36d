/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "ui/pane.h"

#include <stdlib.h>

#include "ui/conversation.h"
#include "ui/keymap.h"
#include "ui/listing.h"

/* One of both is NULL. */
struct pane {
	struct conversation *conversation;
	struct listing *listing;
	void *user;
};

static struct pane *pane_new(struct conversation *conversation, struct listing *listing)
{
	struct pane *pane = calloc(1, sizeof(*pane));

	if (pane && (conversation || listing)) {
		pane->conversation = conversation;
		pane->listing = listing;
		return pane;
	}
	conversation_free(conversation);
	listing_free(listing);
	free(pane);
	return NULL;
}

struct pane *pane_new_conversation(size_t max_lines, size_t max_bytes)
{
	return pane_new(conversation_new(max_lines, max_bytes), NULL);
}

struct pane *pane_new_listing(const char *title)
{
	return pane_new(NULL, listing_new(title));
}

void pane_free(struct pane *pane)
{
	if (!pane)
		return;
	conversation_free(pane->conversation);
	listing_free(pane->listing);
	free(pane);
}

struct conversation *pane_conversation(const struct pane *pane)
{
	return pane->conversation;
}

struct listing *pane_listing(const struct pane *pane)
{
	return pane->listing;
}

void pane_set_user(struct pane *pane, void *user)
{
	pane->user = user;
}

void *pane_user(const struct pane *pane)
{
	return pane->user;
}

void pane_resize(struct pane *pane, int rows, int columns)
{
	if (pane->listing)
		listing_resize(pane->listing, rows, columns);
	else
		conversation_resize(pane->conversation, rows, columns);
}

static bool act_on_listing(struct listing *listing, int action)
{
	switch (action) {
	case ACTION_LINE_UP:
	case ACTION_LINE_DOWN:
		listing_scroll(listing, action == ACTION_LINE_UP ? -1 : 1);
		return true;
	case ACTION_PAGE_UP:
	case ACTION_PAGE_DOWN:
		listing_scroll_pages(listing, action == ACTION_PAGE_UP ? -1 : 1);
		return true;
	case ACTION_HOME:
		listing_scroll_home(listing);
		return true;
	case ACTION_END:
		listing_scroll_end(listing);
		return true;
	case ACTION_FIND_CLEAR:
		listing_set_filter(listing, "", 0);
		return true;
	default:
		return false;
	}
}

static bool act_on_conversation(struct conversation *conversation, int action)
{
	bool backward = conversation_search(conversation)->backward;

	switch (action) {
	case ACTION_LINE_UP:
	case ACTION_LINE_DOWN:
		conversation_scroll(conversation, action == ACTION_LINE_UP ? -1 : 1);
		return true;
	case ACTION_PAGE_UP:
	case ACTION_PAGE_DOWN:
		conversation_scroll_pages(conversation, action == ACTION_PAGE_UP ? -1 : 1);
		return true;
	case ACTION_HOME:
		conversation_scroll_home(conversation);
		return true;
	case ACTION_END:
		conversation_scroll_end(conversation);
		return true;
	case ACTION_UNREAD:
		conversation_scroll_to_rule(conversation);
		return true;
	case ACTION_FIND_CLEAR:
		conversation_find_clear(conversation);
		return true;
	case ACTION_FIND_NEXT:
	case ACTION_FIND_PREVIOUS:
		conversation_find_next(conversation, backward == (action == ACTION_FIND_NEXT));
		return true;
	default:
		return false;
	}
}

bool pane_act(struct pane *pane, int action)
{
	return pane->listing ? act_on_listing(pane->listing, action)
			     : act_on_conversation(pane->conversation, action);
}

void pane_find_begin(struct pane *pane)
{
	if (pane->conversation)
		conversation_find_begin(pane->conversation);
}

enum find_result pane_find(struct pane *pane, const char *text, size_t n, bool backward)
{
	if (pane->conversation)
		return conversation_find(pane->conversation, text, n, backward);
	listing_set_filter(pane->listing, text, n);
	return n == 0 ? FIND_NOTHING : listing_rows(pane->listing) > 0 ? FIND_FOUND : FIND_MISSING;
}

enum find_result pane_find_next(struct pane *pane, bool backward)
{
	return pane->conversation ? conversation_find_next(pane->conversation, backward)
				  : FIND_NOTHING;
}

void pane_find_cancel(struct pane *pane)
{
	if (pane->conversation)
		conversation_find_cancel(pane->conversation);
	else
		listing_set_filter(pane->listing, "", 0);
}

void pane_status_line(const struct pane *pane, int columns, struct status_line *line)
{
	const struct conversation *conversation = pane->conversation;
	struct status_view view;

	if (!conversation) {
		listing_status_line(pane->listing, line);
		return;
	}
	view = (struct status_view){
		.below = conversation_below(conversation),
		.unread = conversation_unread(conversation),
		.find = conversation_search(conversation),
	};
	status_compose(conversation_status(conversation), &view, columns, line);
}
