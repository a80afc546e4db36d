/* SPDX-License-Identifier: ISC */
/*
 * The chat window, as its parts share it: app/chat.c sets it up, app/chat_panes.c has what is
 * shown, app/chat_keys.c what keys do, app/chat_run.c what commands do (those about links, settings
 * and files are in app/chat_links.c, app/chat_settings.c and app/chat_save.c), app/chat_notice.c
 * what happens when something arrives or is being typed, app/chat_room.c what is otherwise in a
 * room, app/chat_room_run.c its commands, app/chat_complete.c what Tab does.
 *
 * The window is a viewer that also posts. It shows boards, of which one is its own peer's, and
 * hands what one types to the peer of the pane in use. In a room it has no peer: it is a member
 * itself, and what one types it says to the hub.
 */
#ifndef APP_CHAT_H
#define APP_CHAT_H

#include <stdbool.h>
#include <stdint.h>

#include "app/chat_room.h"
#include "app/compose.h"
#include "app/feed.h"
#include "app/launch.h"
#include "app/notify.h"
#include "app/options.h"
#include "app/poster.h"
#include "app/window.h"
#include "core/command.h"
#include "ui/layout.h"
#include "ui/listing.h"

enum chat_kind { CHAT_FEED, CHAT_INFO, CHAT_HELP, CHAT_WHO };

struct chat;

/* What a pane shows; the pane's user pointer. */
struct chat_pane {
	struct chat *chat;
	enum chat_kind kind;
	struct pane *pane;
	struct feed feed;     /* of CHAT_FEED */
	struct poster poster; /* likewise */
};

/* A question that the next key answers. */
enum chat_question { CHAT_ASKS_NOTHING, CHAT_ASKS_PASTE, CHAT_ASKS_QUIT };

struct chat {
	const struct options *options;
	struct window window;
	struct keymap keymap;
	struct compose compose;
	struct launch launch;  /* of our own peer; pid 0: we found it */
	struct chat_room room; /* of a room, at SEAT_ROOM, in place of a peer */
	enum seat seat;
	char folder[ADDRESS_FOLDER_SIZE]; /* of what is kept: drafts, history */

	struct chat_pane *panes[LAYOUT_LEAVES];
	int count;
	struct chat_pane *target; /* where what one types goes; NULL: no conversation is open */
	struct loop_event *info_timer;

	enum chat_question question;
	struct buffer paste; /* that is asked about */

	bool has_focus; /* the terminal; true where it does not tell */
	bool typing;    /* the other side was told */
	int64_t typing_ms;
	struct loop_event *typing_timer;
	struct notify notify, opener;
	bool bell_due;
};

/* chat.c */

/*
 * Sets up all of it, up to the first paint on the terminal, for the seat of the options; handlers
 * are called by window_run(), which chat_close() follows. Returns EX_OK, or says what is wrong and
 * returns the status to exit with; then nothing is held.
 */
int chat_open(struct chat *chat, const struct options *options);
void chat_close(struct chat *chat);

/*
 * Joins the peer of the seat that was asked for, or starts one, by the nick of the options or else
 * the given one. Returns EX_OK and the seat, or the status to exit with. chat_leave_peer() lets go
 * of it, and waits for the end of one that was started.
 */
int chat_find_peer(
	const struct options *options, const char *nick, enum seat *seat, struct launch *launch);
void chat_leave_peer(struct launch *launch);

/* chat_plain.c: the chat without a window. */
int chat_plain_run(const struct options *options);

/* chat_panes.c */

/*
 * Shows a board in a new pane beside that with the focus, or in its place. Returns 0, or -1 after
 * saying what is wrong, as a message if the window is shown.
 */
int chat_open_feed(struct chat *chat, enum layout_kind side, const struct address *address);
/* Shows a listing, or gives the focus to the one of that kind that is there already. */
int chat_open_listing(struct chat *chat, enum layout_kind side, enum chat_kind kind);
/* Closes the pane with the focus. Returns false for the last one. */
bool chat_close_pane(struct chat *chat);
/* A pane of this kind, or NULL. */
struct chat_pane *chat_find_pane(const struct chat *chat, enum chat_kind kind);
/* What one is called in the conversation of a pane. */
const char *chat_nick(const struct chat_pane *pane);
void chat_close_all(struct chat *chat);
/* The focus, or what is known of a nick, has changed. */
void chat_focus_changed(struct chat *chat);
/* The pane with the focus; NULL without panes. */
struct chat_pane *chat_focused(const struct chat *chat);
void chat_set_help_filter(struct chat *chat, const char *text, size_t len);

/*
 * chat_complete.c: completes the word before the cursor; a nick in a room once it is known who is
 * there, unless a key comes first.
 */
void chat_begin_completion(struct chat *chat);
/* Completes it at once, by what is known. */
void chat_complete(struct chat *chat);

/* chat_keys.c */
/* The text has been changed other than by a key. */
void chat_text_changed(struct chat *chat);
void chat_on_key(void *context, const struct key *key);
void chat_on_keys_done(void *context);

/*
 * chat_run.c. What a command gets is its argument, terminated, without blanks around it, and which
 * of its choices that is, or -1.
 */
#define CHAT_ARGUMENT_MAX 4096 /* bytes, with its NUL */
typedef void chat_command_function(struct chat *chat, const char *argument, int choice);
void chat_run_line(struct chat *chat, const struct command_line *line);

/* chat_links.c */
chat_command_function chat_run_copy, chat_run_open;
void chat_open_link(struct chat *chat, size_t index);
void chat_copy_link(struct chat *chat, size_t index);

/* chat_room_run.c */
chat_command_function chat_run_ping, chat_run_stop, chat_run_topic, chat_run_who;

/* chat_settings.c */
chat_command_function chat_run_ignore, chat_run_notify, chat_run_set, chat_run_theme;

/* chat_save.c */
chat_command_function chat_run_save;

/* chat_notice.c */
int chat_notice_open(struct chat *chat);
void chat_notice_close(struct chat *chat);
void chat_on_arrived(struct feed *feed, const struct record *record, void *context);
void chat_on_changed(struct feed *feed, void *context);
/* What one sees is read: tells the peers so. */
void chat_update_seen(struct chat *chat);
void chat_set_focus(struct chat *chat, bool has_focus);
/* The text that is being typed has changed, or was sent. */
void chat_update_typing(struct chat *chat);

/* An answer above the input. */
void chat_say(struct chat *chat, const char *format, ...) __attribute__((format(printf, 2, 3)));

#endif
