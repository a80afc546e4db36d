/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "app/login.h"

#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/name.h"

static const char *choose(const char *login, uid_t uid, char out[LOGIN_MAX + 1])
{
	if (login != NULL && name_nick_valid(login) && strlen(login) <= LOGIN_MAX)
		snprintf(out, LOGIN_MAX + 1, "%s", login);
	else
		snprintf(out, LOGIN_MAX + 1, "uid-%lu", (unsigned long)uid);
	return out;
}

const char *login_name(char out[LOGIN_MAX + 1])
{
	const struct passwd *passwd = getpwuid(geteuid());

	return choose(passwd != NULL ? passwd->pw_name : getenv("USER"), geteuid(), out);
}

const char *login_of(uid_t uid, char out[LOGIN_MAX + 1])
{
	const struct passwd *passwd = getpwuid(uid);

	return choose(passwd != NULL ? passwd->pw_name : NULL, uid, out);
}
