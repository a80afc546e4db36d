/* SPDX-License-Identifier: ISC */
/*
 * What a window has in a room, where it is a member: the membership, who else is there, and what
 * was said but is not known to stand on the board.
 */
#ifndef APP_CHAT_ROOM_H
#define APP_CHAT_ROOM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "app/membership.h"
#include "app/roll.h"
#include "app/texts.h"

struct chat;

/* A zeroed one is in no room. */
struct chat_room {
	struct membership membership;
	struct roll roll;
	bool completing; /* a nick, once it is known who is there */
	bool showing;    /* the pane of who is there, likewise */
	struct texts unsaid;
	char away[RECORD_AWAY_MAX + 1];      /* why; empty: here */
	char next_away[RECORD_AWAY_MAX + 1]; /* as the hub was told */
	uint64_t ping;                       /* number of the PING that has no answer; 0: none */
	int64_t ping_us;                     /* when it was sent, by the monotonic clock */
};

/* Joins the room of the options. Returns EX_OK, or says what is wrong and returns the status. */
int chat_room_open(struct chat *chat);

/* Leaves it. What was not taken is in the input again, from where it becomes the draft. */
void chat_room_leave(struct chat *chat);
void chat_room_close(struct chat *chat);

/* A text was handed to the membership under this number. */
void chat_room_posted(struct chat *chat, uint64_t number, const char *text, size_t len);

/* A record, or a new status, has come on the room's board. */
void chat_room_arrived(struct chat *chat, const struct record *record);
void chat_room_changed(struct chat *chat);

/* The hub was told so. */
void chat_room_set_away(struct chat *chat, const char *away);

/* Tells the hub whose calls are not to come. Does nothing where the window is in no room. */
void chat_room_ignore(struct chat *chat, const char *nick, bool on);

/* Returns whether chat_complete() will be called when it is known who is there; if not, it is. */
bool chat_room_completes(struct chat *chat);

/* Microseconds by the monotonic clock. */
int64_t chat_room_now_us(void);

#endif
