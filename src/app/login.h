/* SPDX-License-Identifier: ISC */
/*
 * What accounts are called where nobody says otherwise.
 */
#ifndef APP_LOGIN_H
#define APP_LOGIN_H

#include <stddef.h>
#include <sys/types.h>

#include <stdbool.h>
#include <sys/types.h>

/* The longest that login_name() gives, without its NUL. "with-" fits before it in a chat's name. */
#define LOGIN_MAX 59

/*
 * The login name. It may come from the environment: one that can't be a nick gives way to the
 * account's number, "uid-1000". Returns out.
 */
const char *login_name(char out[LOGIN_MAX + 1]);

/*
 * What another account is called, as the system's list of accounts says; "uid-1000" where it says
 * nothing or what can't be the name of a chat. There is never a slash in it. Returns out.
 */
const char *login_of(uid_t account, char out[LOGIN_MAX + 1]);

/* The account of that name, or else of that number or "uid-1000". Returns false where it is
 * neither. */
bool login_find(const char *name, uid_t *account);

/*
 * A nick that another account gives itself, as it is shown: "bob/nick", so that the account, which
 * the kernel vouches for, is always there and always first; "bob" if the nick is just that. out has
 * room for size bytes; the nick is cut where it does not fit, at a cluster boundary.
 */
void login_show_nick(char *out, size_t size, const char *login, const char *nick);

#endif
