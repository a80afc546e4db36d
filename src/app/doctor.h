/* SPDX-License-Identifier: ISC */
/*
 * The checks of `shmooze doctor`, by what they look at.
 *
 * A check tries what the program itself does, on objects that have no name or lose it at once, and
 * reads limits where the kernel tells them. It changes nothing and leaves nothing. What it can't
 * find out is no objection.
 */
#ifndef APP_DOCTOR_H
#define APP_DOCTOR_H

#include <stdbool.h>

#include "app/finding.h"

struct doctor_check {
	const char *name; /* one word; NULL behind the last */
	void (*look)(struct finding *finding);
};

extern const struct doctor_check doctor_kernel[];      /* what the kernel can do */
extern const struct doctor_check doctor_confinement[]; /* what viewers can give up */
extern const struct doctor_check doctor_limits[];      /* how much of it there is */
extern const struct doctor_check doctor_places[];      /* directories and files */
extern const struct doctor_check doctor_session[]; /* the login, the terminal, other processes */

/* The number that a file such as those below /proc/sys begins with. Returns whether there is one.
 */
bool doctor_read_number(const char *path, unsigned long long *number);

#endif
