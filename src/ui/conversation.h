/* SPDX-License-Identifier: ISC */
/*
 * A conversation: a scrollback, the part of it that is in view, what of it is unread and delivered,
 * what is searched for in it, and a status.
 *
 * At the end it follows what arrives. Once scrolled up it stays where it is, whatever arrives and
 * however it is resized, and counts the lines below that have not been in view. Only what is in
 * view, and what is passed on the way there, is ever wrapped.
 */
#ifndef UI_CONVERSATION_H
#define UI_CONVERSATION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/record.h"
#include "ui/find.h"
#include "ui/place.h"
#include "ui/status.h"

struct buffer;
struct conversation;

/*
 * One without lines, which keeps up to max_lines and max_bytes of them (see ui/scrollback.h).
 * Returns NULL without memory. conversation_free() takes NULL as well.
 */
struct conversation *conversation_new(size_t max_lines, size_t max_bytes);
void conversation_free(struct conversation *conversation);

/* Adds a line at the end. Copies it. Returns 0 or -ENOMEM. */
int conversation_append(struct conversation *conversation, const struct record *record);

/* Copies what the status line shows; texts of unreasonable length are cut. */
void conversation_set_status(struct conversation *conversation, const struct status *status);
const struct status *conversation_status(const struct conversation *conversation);

/* Gives it (without status line) its size; one of no rows is not in view. */
void conversation_resize(struct conversation *conversation, int rows, int columns);

/* Scrolls down by so many rows, up if negative; by pages; to the oldest line; to the end. */
void conversation_scroll(struct conversation *conversation, int rows);
void conversation_scroll_pages(struct conversation *conversation, int pages);
void conversation_scroll_home(struct conversation *conversation);
void conversation_scroll_end(struct conversation *conversation);

/* Does it show the end, and follow what arrives? */
bool conversation_is_following(const struct conversation *conversation);

/* The lines below that have never been in view. */
uint64_t conversation_below(const struct conversation *conversation);

/* The place of the topmost row, and the scrollback that it is in. */
struct place conversation_top(const struct conversation *conversation);
const struct scrollback *conversation_scrollback(const struct conversation *conversation);

/*
 * Messages from the other side are unread behind the one of number wire. The number of unread ones
 * that are kept, also as the status line tells it. The last call counts; before the first, all
 * messages are read.
 */
void conversation_set_seen(struct conversation *conversation, uint64_t wire);
uint64_t conversation_unread(const struct conversation *conversation);

/*
 * Draws a rule above the first unread message, or above the next one to arrive, which stays there
 * until this is called again; removes it. Scrolls to the rule; returns false where there is none.
 */
void conversation_set_rule(struct conversation *conversation);
void conversation_clear_rule(struct conversation *conversation);
bool conversation_scroll_to_rule(struct conversation *conversation);

/* Own messages up to these numbers (of the wire) were delivered, and read. */
void conversation_set_delivery(
	struct conversation *conversation, uint64_t delivered, uint64_t read);
uint64_t conversation_delivered(const struct conversation *conversation);
uint64_t conversation_read(const struct conversation *conversation);

/*
 * Searching, in the texts of the lines. find_begin() remembers the view. find() looks from there on
 * for a text, and may be called again as the text is typed; find_next() goes on from the match that
 * was found last. Both go round at the ends. The match is scrolled into view; where there is none,
 * the view is as it was when the search began, or before find_next(). What matches is painted as
 * such until find_cancel(), which goes back to the view remembered, or find_clear().
 */
void conversation_find_begin(struct conversation *conversation);
enum find_result conversation_find(
	struct conversation *conversation, const char *text, size_t n, bool backward);
enum find_result conversation_find_next(struct conversation *conversation, bool backward);
void conversation_find_cancel(struct conversation *conversation);
void conversation_find_clear(struct conversation *conversation);
const struct find *conversation_search(const struct conversation *conversation);

/*
 * Appends the address of a link in the lines in view, counted up from the last one, which is 0.
 * Returns 0, -ENOENT where there are fewer, or -ENOMEM.
 */
int conversation_link(
	const struct conversation *conversation, size_t index, struct buffer *address);

#endif
