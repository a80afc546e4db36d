/* SPDX-License-Identifier: ISC */
/*
 * A peer, as its parts share it: app/peer.c holds the seat, app/peer_hear.c takes what comes from
 * the other side, app/peer_say.c what is to be said, app/peer_leave.c brings it to an end,
 * app/peer_resume.c goes on where an earlier one was, app/peer_mail.c has the mailbox and
 * app/peer_spool.c what was taken out of it.
 */
#ifndef APP_PEER_PARTS_H
#define APP_PEER_PARTS_H

#include <stdbool.h>
#include <stddef.h>

#include "app/input.h"
#include "app/login.h"
#include "app/loop.h"
#include "app/options.h"
#include "app/postbox.h"
#include "app/station.h"
#include "app/talk.h"
#include "ipc/door.h"
#include "ipc/mailbox.h"
#include "ipc/mailspool.h"
#include "ipc/mailwait.h"

/* Input that is still coming when the other side has said all it has: it may pause this long. */
#define PEER_INPUT_QUIET_MS 100

/* How long the other side, all delivered to it, may be silent before it is left; and at the most.
 */
#define PEER_QUIET_MS 1000

enum peer_state { PEER_TALKING, PEER_DELIVERING, PEER_LEAVING };

struct peer {
	const struct options *options;
	struct loop *loop;
	struct station station;
	struct door door;                /* where another account reaches us; fd -1: none */
	char other_name[LOGIN_MAX + 1];  /* what the other side is called: its seat or account */
	char other_login[LOGIN_MAX + 1]; /* its account, if that is another; else empty */
	uint32_t rate;                   /* messages a second that are taken then */
	struct talk talk;
	struct input input;
	struct postbox postbox;
	struct loop_event *typing_over;
	struct mailbox mailbox;
	struct mailwait *mailwait; /* NULL: there is none */
	struct loop_event *mail_event;
	struct loop_event *mail_again; /* running: somebody had the lock */
	bool mail_waits;               /* something may be in it that could not be taken */
	uint64_t mail_said;            /* the last message that came out of it */
	bool mail_stays;               /* it was told that mail stays where it is */
	struct mailspool spool;        /* fd -1: there is none */
	bool spool_said;               /* what is in it was said and is about to be logged */
	struct loop_event *log_again;  /* running: the log could not be written */
	struct loop_event *signal_event;
	struct loop_event *deadline;    /* of LEAVING, or of DELIVERING when all is delivered */
	struct loop_event *input_quiet; /* running: the other side waits for our last words */
	int signal_fd;
	enum peer_state state;
	bool own_wish;     /* to leave: a signal that was not the other peer's */
	bool gone_noted;   /* that the other side has left */
	bool waiting_said; /* where we wait; also once somebody was here */
	bool finished;
	int status;
};

/* peer.c */
char peer_letter(const struct peer *peer);
/* A line on standard error; a line there and on the board. */
void peer_say(const struct peer *peer, const char *text);
void peer_note(struct peer *peer, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* That the other side isn't there yet, and where it is waited for. */
void peer_say_waiting(struct peer *peer);
void peer_note_away(struct peer *peer, const char *who, const char *away);

/* peer_with.c: the other side is another account, by the options */

/* Whom peer->other_name names. */
void peer_name_other(struct peer *peer);
/* Opens the door. Returns EX_OK, or says what is wrong and returns the status to exit with. */
int peer_open_door(struct peer *peer);
/* Puts the other side's nick into the status, by which it is shown. */
void peer_set_other_nick(struct peer *peer, const char *nick);

/* peer_leave.c */

/*
 * Goes. With interrupt the other side's process gets a signal: it may be stopped, or not look at
 * its inbox. The second time there is no more waiting.
 */
void peer_leave(struct peer *peer, bool interrupt);
void peer_finish(struct peer *peer);
/* Finishes if there is no reason to wait any longer. */
void peer_check_done(struct peer *peer);
/* Whether so much waits for the other side that nothing more is to be taken. */
bool peer_is_full(const struct peer *peer);
/* Publishes what has happened, and lets the input go on or wait. */
void peer_settle(struct peer *peer);
void peer_on_deadline(void *context);
void peer_on_input_quiet(void *context);

/* peer_hear.c */
extern const struct talk_handlers peer_talk_handlers;
void peer_on_typing_over(void *context);

/* peer_resume.c */

/* What the seat's log, if there is one, tells of earlier peers. */
struct talk_past peer_past(const struct peer *peer);
/* Takes over the messages that were not delivered. Returns 0 or a negative errno. */
int peer_resume(struct peer *peer);
/* Keeps what is about to be sent or shown. */
void peer_commit(void *context);
void peer_on_log_again(void *context);

/* peer_mail.c */
void peer_open_mail(struct peer *peer);
void peer_close_mail(struct peer *peer);
/* Says what is in the mailbox, as far as there is room. */
void peer_take_mail(struct peer *peer);
void peer_on_mail(void *context);

/* peer_spool.c */

/* Nothing is done where no log is kept. Returns 0 or a negative errno. */
int peer_spool_open(struct peer *peer);
void peer_spool_close(struct peer *peer);
/* Whether a text may be taken. Not while the log can't be written: it is safer in the queue. */
bool peer_spool_ready(struct peer *peer);
/* A text is about to be taken. */
void peer_spool_note(struct peer *peer);
/* Of the text in the spool, which an earlier peer took: how many messages of it are in the log. */
uint64_t peer_spool_logged(const struct peer *peer);
/* The text was said and committed. */
void peer_spool_done(struct peer *peer);

/* peer_say.c */

/* Says a message; post is its number if it was posted, else 0. */
void peer_accept(struct peer *peer, uint64_t post, const char *text, size_t len);
extern const struct input_handlers peer_input_handlers;
extern const struct postbox_handlers peer_postbox_handlers;

#endif
