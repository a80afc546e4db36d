/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "ui/conversation.h"

#include <stdlib.h>
#include <string.h>

#include "core/cluster.h"
#include "ui/entry.h"
#include "ui/links.h"
#include "ui/scrollback.h"
#include "ui/unread.h"
#include "ui/viewport.h"

struct conversation {
	struct scrollback *scrollback;
	struct viewport viewport;
	struct unread unread;
	bool rule_waits; /* for a message to stand above */
	uint64_t delivered;
	uint64_t read;
	struct find find;
	struct viewport remembered;
	struct status status;
	char chat[80];
	char other[80];
	char ended[128];
	char away[160];
	char other_away[160];
};

struct conversation *conversation_new(size_t max_lines, size_t max_bytes)
{
	struct conversation *conversation = calloc(1, sizeof(*conversation));

	if (!conversation)
		return NULL;
	conversation->scrollback = scrollback_new(max_lines, max_bytes);
	if (!conversation->scrollback) {
		free(conversation);
		return NULL;
	}
	viewport_init(&conversation->viewport, conversation->scrollback);
	conversation->remembered = conversation->viewport;
	conversation->status = (struct status){.seat = 'A', .viewers = -1};
	return conversation;
}

void conversation_free(struct conversation *conversation)
{
	if (!conversation)
		return;
	scrollback_free(conversation->scrollback);
	free(conversation);
}

/* Takes note of a message of the other side that was added as a line. */
static void note_incoming(struct conversation *conversation, uint64_t line, uint64_t wire)
{
	unread_note(&conversation->unread, line, wire);
	if (!conversation->rule_waits)
		return;
	scrollback_set_rule(conversation->scrollback, line);
	conversation->rule_waits = false;
}

static bool has_match(const struct conversation *conversation)
{
	return conversation->find.result == FIND_FOUND || conversation->find.result == FIND_WRAPPED;
}

/* The topmost row if a line that arrives could push the match out of view. */
static bool must_hold(const struct conversation *conversation, struct place *top)
{
	const struct viewport *viewport = &conversation->viewport;

	if (!viewport->following || !has_match(conversation) ||
		conversation->find.line + (uint64_t)viewport->rows <
			scrollback_end(conversation->scrollback))
		return false;
	*top = viewport_top(viewport);
	return top->line <= conversation->find.line;
}

int conversation_append(struct conversation *conversation, const struct record *record)
{
	struct place top;
	bool hold = must_hold(conversation, &top);
	int rc = scrollback_append(conversation->scrollback, record);

	if (rc < 0)
		return rc;
	if (unread_concerns(record))
		note_incoming(
			conversation, scrollback_end(conversation->scrollback) - 1, record->wire);
	if (hold)
		viewport_go(&conversation->viewport, top);
	viewport_update(&conversation->viewport);
	return 0;
}

static const char *copy(char *out, size_t size, const char *text)
{
	size_t n;

	if (!text)
		return NULL;
	n = cluster_cut(text, strlen(text), size - 1);
	memmove(out, text, n);
	out[n] = '\0';
	return out;
}

void conversation_set_status(struct conversation *conversation, const struct status *status)
{
	struct status kept = *status;

	kept.chat = copy(conversation->chat, sizeof(conversation->chat), status->chat);
	kept.other = copy(conversation->other, sizeof(conversation->other), status->other);
	kept.ended = copy(conversation->ended, sizeof(conversation->ended), status->ended);
	kept.away = copy(conversation->away, sizeof(conversation->away), status->away);
	kept.other_away = copy(
		conversation->other_away, sizeof(conversation->other_away), status->other_away);
	conversation->status = kept;
}

const struct status *conversation_status(const struct conversation *conversation)
{
	return &conversation->status;
}

const struct scrollback *conversation_scrollback(const struct conversation *conversation)
{
	return conversation->scrollback;
}

bool conversation_is_following(const struct conversation *conversation)
{
	return conversation->viewport.following;
}

uint64_t conversation_below(const struct conversation *conversation)
{
	return scrollback_end(conversation->scrollback) - conversation->viewport.seen;
}

struct place conversation_top(const struct conversation *conversation)
{
	return viewport_top(&conversation->viewport);
}

void conversation_resize(struct conversation *conversation, int rows, int columns)
{
	viewport_resize(&conversation->viewport, rows, columns);
}

void conversation_scroll(struct conversation *conversation, int rows)
{
	viewport_scroll(&conversation->viewport, rows);
}

void conversation_scroll_pages(struct conversation *conversation, int pages)
{
	int rows = conversation->viewport.rows;

	/* One row is in view before and after, so that the eye finds on. */
	viewport_scroll(&conversation->viewport, pages * (rows > 1 ? rows - 1 : 1));
}

void conversation_scroll_home(struct conversation *conversation)
{
	viewport_home(&conversation->viewport);
}

void conversation_scroll_end(struct conversation *conversation)
{
	viewport_end(&conversation->viewport);
}

void conversation_set_seen(struct conversation *conversation, uint64_t wire)
{
	unread_set_seen(&conversation->unread, conversation->scrollback, wire);
}

uint64_t conversation_unread(const struct conversation *conversation)
{
	return conversation->unread.count;
}

static void set_rule(struct conversation *conversation, uint64_t line, bool waits)
{
	scrollback_set_rule(conversation->scrollback, line);
	conversation->rule_waits = waits;
	viewport_refit(&conversation->viewport);
}

void conversation_set_rule(struct conversation *conversation)
{
	const struct unread *unread = &conversation->unread;

	set_rule(conversation, unread->count > 0 ? unread->line : SCROLLBACK_NONE,
		unread->count == 0);
}

void conversation_clear_rule(struct conversation *conversation)
{
	set_rule(conversation, SCROLLBACK_NONE, false);
}

bool conversation_scroll_to_rule(struct conversation *conversation)
{
	struct place place = {.line = scrollback_rule(conversation->scrollback)};
	struct entry entry;

	if (!entry_init(
		    &entry, conversation->scrollback, place.line, conversation->viewport.columns))
		return false;
	viewport_go(&conversation->viewport, place);
	return true;
}

void conversation_set_delivery(struct conversation *conversation, uint64_t delivered, uint64_t read)
{
	conversation->delivered = delivered;
	conversation->read = read;
}

uint64_t conversation_delivered(const struct conversation *conversation)
{
	return conversation->delivered;
}

uint64_t conversation_read(const struct conversation *conversation)
{
	return conversation->read;
}

/* The view that was remembered, of the size that it has now. */
static void go_back(struct conversation *conversation)
{
	struct viewport *viewport = &conversation->viewport;
	struct viewport now = *viewport;

	*viewport = conversation->remembered;
	viewport->seen = now.seen;
	viewport_update(viewport);
	if (now.rows > 0)
		viewport_resize(viewport, now.rows, now.columns);
	else
		viewport->rows = 0;
}

void conversation_find_begin(struct conversation *conversation)
{
	conversation->remembered = conversation->viewport;
	conversation_find_clear(conversation);
}

static void show_match(struct conversation *conversation)
{
	struct place place = {.line = conversation->find.line};
	struct entry entry;

	if (!has_match(conversation) || !entry_init(&entry, conversation->scrollback, place.line,
						conversation->viewport.columns))
		return;
	place.row = entry_row_of_offset(&entry, conversation->find.span.start);
	viewport_show(&conversation->viewport, place);
}

enum find_result conversation_find(
	struct conversation *conversation, const char *text, size_t n, bool backward)
{
	struct place place;

	go_back(conversation);
	place = viewport_top(&conversation->viewport);
	if (backward) {
		place = viewport_bottom(&conversation->viewport);
		if (place.row == 0 && place.line > 0)
			place.line--;
	}
	find_from(&conversation->find, conversation->scrollback, place.line, text, n, backward);
	show_match(conversation);
	return conversation->find.result;
}

enum find_result conversation_find_next(struct conversation *conversation, bool backward)
{
	find_on(&conversation->find, conversation->scrollback, backward);
	show_match(conversation);
	return conversation->find.result;
}

void conversation_find_cancel(struct conversation *conversation)
{
	go_back(conversation);
	conversation_find_clear(conversation);
}

void conversation_find_clear(struct conversation *conversation)
{
	conversation->find = (struct find){0};
}

const struct find *conversation_search(const struct conversation *conversation)
{
	return &conversation->find;
}

int conversation_link(const struct conversation *conversation, size_t index, struct buffer *address)
{
	return links_get(&conversation->viewport, index, address);
}
