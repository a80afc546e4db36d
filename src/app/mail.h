/* SPDX-License-Identifier: ISC */
/*
 * The queue that a mail command works on: a seat's mailbox, or any by its id.
 */
#ifndef APP_MAIL_H
#define APP_MAIL_H

#include <stdbool.h>
#include <stddef.h>

#include "app/options.h"
#include "core/name.h"
#include "ipc/mailbox.h"
#include "ipc/rundir.h"

struct mail {
	const struct options *options;
	struct rundir rundir;
	bool by_id;
	enum seat seat; /* unless by_id */
	struct mailbox mailbox;
};

enum mail_way {
	MAIL_PUT,  /* the mailbox is made where it is missing; a seat with a peer counts as well */
	MAIL_TAKE, /* it has to be there, or else there is no mail */
	MAIL_WAIT, /* as MAIL_TAKE, but that of a seat that was given is made */
	MAIL_REMOVE,
};

/*
 * Finds the queue by the options; without a seat, the only one that there is. Returns EX_OK, or
 * says what is wrong and returns the exit status.
 */
int mail_open(struct mail *mail, const struct options *options, enum mail_way way);

/* The same after -EIDRM; a mailbox whose queue is truly gone is made anew. */
int mail_reopen(struct mail *mail);

/*
 * Puts a text, of the type that the options tell; a mailbox that is removed meanwhile is made anew.
 * Returns EX_OK, or says what is wrong, when_full of a queue that is full, and returns the exit
 * status.
 */
int mail_put(struct mail *mail, const char *text, size_t len, const char *when_full);

/* Removes a mailbox that is empty and of a seat that nobody holds, and the directory with it. */
void mail_close(struct mail *mail);

/* Says why the queue can't be used, and returns the exit status; error is ipc/mailbox's. */
int mail_refuse(const struct mail *mail, int error);

/* Says it of that queue, "mailbox of seat A of chat main: ...". Returns status. */
int mail_fail(const struct mail *mail, int status, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

#endif
