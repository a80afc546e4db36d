/* SPDX-License-Identifier: ISC */
/*
 * What accounts are called where nobody says otherwise.
 */
#ifndef APP_LOGIN_H
#define APP_LOGIN_H

#include <stddef.h>
#include <sys/types.h>

/* The longest that login_name() gives, without its NUL. */
#define LOGIN_MAX 60

/*
 * The login name. It may come from the environment: one that can't be a nick gives way to the
 * account's number, "uid-1000". Returns out.
 */
const char *login_name(char out[LOGIN_MAX + 1]);

/* That of another account, or its number where it has none that can be shown. Returns out. */
const char *login_of(uid_t uid, char out[LOGIN_MAX + 1]);

#endif
