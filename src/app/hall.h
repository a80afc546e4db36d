/* SPDX-License-Identifier: ISC */
/*
 * A room's hub at work: the model (core/hub) and what it is carried out with, which are the station
 * that publishes, the slot at which newcomers knock, and the queues of the members.
 *
 * app/hall.c carries out what the model asks for, app/hall_door.c lets newcomers in,
 * app/hall_guest.c reads and writes their queues, and app/room.c is the command around it.
 *
 * Work comes in batches. Whatever has come is read and handed to the model; then hall_settle()
 * commits the log, lets everybody see the board with one ring of the bell, and only after that
 * answers: who is told that he was heard has been heard. So a message costs the same whoever
 * listens, and many of them cost less.
 *
 * The descriptors of all members are in one epoll(7) set, which is one descriptor of the event
 * loop: one that is ready costs nothing for those that are not.
 */
#ifndef APP_HALL_H
#define APP_HALL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "app/loop.h"
#include "app/options.h"
#include "app/station.h"
#include "core/framequeue.h"
#include "core/hub.h"
#include "ipc/knock.h"
#include "ipc/mqpair.h"
#include "ipc/slot.h"

/* Of HUB_MEMBERS_MAX, so many are kept for brief ones: who wants to end a full room gets in. */
#define HALL_BRIEF_MAX   16
#define HALL_MEMBERS_MAX (HUB_MEMBERS_MAX - HALL_BRIEF_MAX)
/* Members that the hub has let go of and that have yet to take their last words. */
#define HALL_LEFT_MAX   64
#define HALL_GUESTS_MAX (HUB_MEMBERS_MAX + HALL_LEFT_MAX)

/* A member's queues and process. */
struct hall_guest {
	uint32_t id;
	struct mqpair pair;
	int process; /* pidfd */
	bool due;    /* it is in hall->due */
	struct hall_guest *next_due;
	bool reading;           /* its requests are waited for */
	bool writing;           /* its queue is full, and waited for */
	bool left;              /* the model knows it no more */
	struct framequeue last; /* what it is to be told all the same */
};

struct hall {
	const struct options *options;
	unsigned max; /* members that are not brief */
	struct loop *loop;
	int signal_fd;
	struct loop_event *signal_event;
	struct loop_event *deadline;  /* running: the room ends, and some have not taken the BYE */
	struct loop_event *log_again; /* running: the log could not be written */
	struct station station;
	struct hub hub;
	struct slot slot;
	struct knock *knock;
	struct loop_event *knock_event;
	int ready; /* epoll */
	struct loop_event *ready_event;
	struct hall_guest *guests[HALL_GUESTS_MAX]; /* by id */
	unsigned count;
	struct hall_guest *due; /* those with something to be put into their queues */
	bool changed;           /* the status has yet to say what the model says */
	bool parting;           /* somebody has left */
	bool stop;              /* the room is to end */
	bool stopping;          /* it does */
	bool crowded;           /* it was told that no descriptor is left for a newcomer */
};

/* --- hall.c --- */

/*
 * Opens the hub, whose loop, signals and station are open. Returns EX_OK, or says what is wrong and
 * returns the status to exit with. hall_close() may be called after either.
 */
int hall_open(struct hall *hall);
void hall_close(struct hall *hall);

/* Runs it until it has ended. Returns the exit status. */
int hall_run(struct hall *hall);

/* Publishes what has happened, answers, and ends if it is time for it. */
void hall_settle(struct hall *hall);

/* A line on standard error and on the board. */
void hall_note(struct hall *hall, const char *text);
/* A line on standard error. */
void hall_say(const struct hall *hall, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/* --- hall_door.c --- */

/* Makes the slot and listens. Returns EX_OK, or says what is wrong. */
int hall_open_door(struct hall *hall);
/* May be called where it was not opened. */
void hall_close_door(struct hall *hall);

/* --- hall_guest.c --- */

/* Begins to serve the queues of members, and ends that. Returns 0 or a negative errno. */
int hall_open_guests(struct hall *hall);
void hall_close_guests(struct hall *hall);

/* Whether there is room for another's descriptors; some of those who left may have to go. */
bool hall_has_place(struct hall *hall);

/*
 * Serves a member that the model has let in; pair and process are taken over in any case. Returns 0
 * or a negative errno.
 */
int hall_add_guest(struct hall *hall, uint32_t id, const struct mqpair *pair, int process);

struct hall_guest *hall_find_guest(const struct hall *hall, uint32_t id);

/* Something is to be put into its queue. */
void hall_guest_due(struct hall *hall, struct hall_guest *guest);

/* The model lets go of it now: what it still has for it is taken over. */
void hall_guest_dropped(struct hall *hall, struct hall_guest *guest);

/* Reads what is in the queues of all. */
void hall_read_all(struct hall *hall);

/* Puts into the queues what they take. */
void hall_flush(struct hall *hall);

/* Lets go of those who have left and have nothing more to take. */
void hall_sweep(struct hall *hall);

#endif
