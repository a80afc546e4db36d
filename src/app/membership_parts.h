/* SPDX-License-Identifier: ISC */
/*
 * Being a member, as its parts share it: app/membership.c talks with the hub in the event loop,
 * app/membership_join.c gets in.
 */
#ifndef APP_MEMBERSHIP_PARTS_H
#define APP_MEMBERSHIP_PARTS_H

#include <stdint.h>

#include "app/membership.h"

/*
 * Joins: the descriptors of *membership and its member are there then, and nothing that has a name.
 * Returns EX_OK, or says what is wrong and returns the status; what is held is the caller's to give
 * back in either case.
 */
int membership_join(struct membership *membership, const struct membership_options *options);

/*
 * Sleeps until there is a message, the hub has ended or, where requests wait, one can be sent.
 * Returns false where the time is over: end_ms, by clock_ms().
 */
bool membership_await(const struct membership *membership, int64_t end_ms);

/* Whether requests wait to be put into the queue. */
bool membership_has_requests(const struct membership *membership);

#endif
