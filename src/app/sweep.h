/* SPDX-License-Identifier: ISC */
/*
 * Looking through everything that killed processes may have left, wherever that is: for clean,
 * which removes it, and doctor, which only counts.
 */
#ifndef APP_SWEEP_H
#define APP_SWEEP_H

#include "app/options.h"
#include "ipc/reap.h"

/*
 * Has reap look at the segments, at each chat and room of the base directory, or at the one that
 * the options name, and at the queues. Returns EX_OK, or says what is wrong and returns the status;
 * a chat that can't be looked at does not keep it from the others. *unlisted: there are rooms, and
 * whether members left message queues can't be seen, see mqpair_unlisted().
 */
int sweep(const struct options *options, const struct reap *reap, bool *unlisted);

#endif
