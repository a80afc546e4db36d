/* SPDX-License-Identifier: ISC */
/*
 * Where the user's files are, by the XDG Base Directory Specification, which has paths that are not
 * absolute ignored.
 */
#ifndef APP_PLACES_H
#define APP_PLACES_H

#include <stddef.h>

/*
 * Each puts a path together and returns 0, -ENOENT where no home is known, or -ENAMETOOLONG.
 *
 * The configuration: $XDG_CONFIG_HOME/shmooze/NAME, by default under ~/.config.
 */
int places_config(const char *name, char *out, size_t size);

/* What outlives the program: $XDG_STATE_HOME/shmooze/CHAT/NAME, by default under ~/.local/state. */
int places_state(const char *chat, const char *name, char *out, size_t size);

#endif
