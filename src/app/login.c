/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "app/login.h"

#include <errno.h>
#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/cluster.h"
#include "core/name.h"

const char *login_name(char out[LOGIN_MAX + 1])
{
	const struct passwd *passwd = getpwuid(geteuid());
	const char *login = passwd != NULL ? passwd->pw_name : getenv("USER");

	if (login != NULL && name_nick_valid(login) && strlen(login) <= LOGIN_MAX)
		snprintf(out, LOGIN_MAX + 1, "%s", login);
	else
		snprintf(out, LOGIN_MAX + 1, "uid-%lu", (unsigned long)geteuid());
	return out;
}

const char *login_of(uid_t account, char out[LOGIN_MAX + 1])
{
	const struct passwd *passwd = getpwuid(account);
	const char *login = passwd != NULL ? passwd->pw_name : NULL;

	if (login != NULL && name_chat_valid(login) && strlen(login) <= LOGIN_MAX)
		snprintf(out, LOGIN_MAX + 1, "%s", login);
	else
		snprintf(out, LOGIN_MAX + 1, "uid-%lu", (unsigned long)account);
	return out;
}

bool login_find(const char *name, uid_t *account)
{
	const struct passwd *passwd = getpwnam(name);
	unsigned long number;
	char *end;

	if (passwd != NULL) {
		*account = passwd->pw_uid;
		return true;
	}
	if (strncmp(name, "uid-", 4) == 0)
		name += 4;
	if (name[0] < '0' || name[0] > '9')
		return false;
	errno = 0;
	number = strtoul(name, &end, 10);
	if (errno != 0 || *end != '\0' || number >= (uid_t)-1)
		return false;
	*account = (uid_t)number;
	return true;
}

void login_show_nick(char *out, size_t size, const char *login, const char *nick)
{
	size_t used = strlen(login) + 1, len = strlen(nick);

	if (strcmp(login, nick) == 0 || used >= size) {
		snprintf(out, size, "%s", login);
		return;
	}
	if (len > size - used - 1)
		len = cluster_cut(nick, len, size - used - 1);
	snprintf(out, size, "%s/%.*s", login, (int)len, nick);
}
