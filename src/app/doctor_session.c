/* SPDX-License-Identifier: ISC */
#include "config.h"

#include <errno.h>
#include <langinfo.h>
#include <limits.h>
#include <locale.h>
#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "app/configuration.h"
#include "app/doctor.h"
#include "app/fail.h"
#include "app/logind.h"
#include "app/sweep.h"
#include "core/buffer.h"
#include "term/probe.h"

/* The smallest screen on which a window says something. */
#define ROWS_LEAST    5
#define COLUMNS_LEAST 20

/* Of the PID namespace that the machine has started with, from the kernel's proc_ns.h. */
#define FIRST_PID_NAMESPACE 0xeffffffcUL

/* Accounts below this one are of the system: logind lets what they have be. */
#define FIRST_USER 1000

/* --- Settings --- */

/* How many lines there are, and how long the first is. */
static int count_lines(const struct buffer *lines, size_t *first)
{
	int count = 0;

	*first = 0;
	for (size_t i = 0; i < lines->len; i++) {
		if (lines->data[i] == '\n' && count++ == 0)
			*first = i;
	}
	return count;
}

static void look_configuration(struct finding *finding)
{
	struct buffer complaints = {0};
	struct settings settings;
	struct options options;
	size_t first;
	int count;

	options_init(&options);
	if (settings_init(&settings) < 0)
		return;
	configuration_load(&options, &settings, &complaints);
	settings_fini(&settings);
	count = count_lines(&complaints, &first);
	finding_tell(finding, "nothing is wrong in the settings");
	if (count > 0) {
		finding_tell(finding, "%d line%s wrong in the settings, first %.*s", count,
			count == 1 ? " is" : "s are", (int)first, complaints.data);
		finding_object(finding, FINDING_WARNING,
			"mend or remove them; shmooze(1) lists the settings");
	}
	buffer_fini(&complaints);
}

/* --- Terminal and locale --- */

/* What the environment asks for, not what the program has made of it. */
static void look_locale(struct finding *finding)
{
	locale_t locale = newlocale(LC_CTYPE_MASK, "", (locale_t)0);
	const char *encoding;

	if (locale == (locale_t)0) {
		finding_tell(finding, "the locale of LC_ALL, LC_CTYPE or LANG is not there");
		finding_object(finding, FINDING_WARNING, "set LANG=C.UTF-8, or install the locale");
		return;
	}
	encoding = nl_langinfo_l(CODESET, locale);
	finding_tell(finding, "the encoding is %s", encoding);
	if (strcmp(encoding, "UTF-8") != 0)
		finding_object(finding, FINDING_WARNING,
			"text is UTF-8 all the same, which the terminal may not show; set "
			"LANG=C.UTF-8");
	freelocale(locale);
	if (strcmp(nl_langinfo(CODESET), "UTF-8") != 0)
		finding_object(
			finding, FINDING_FAULT, "install the locale C.UTF-8, of the C library");
}

/* Of the terminal on standard input and output; returns whether there is one. */
static bool terminal_size(struct winsize *size)
{
	*size = (struct winsize){0};
	return isatty(STDIN_FILENO) && isatty(STDOUT_FILENO) &&
	       ioctl(STDOUT_FILENO, TIOCGWINSZ, size) == 0;
}

/* Without one, what the next one may be like is no fault. */
static void look_terminal(struct finding *finding)
{
	const char *name = getenv("TERM");
	struct winsize size;
	bool there = terminal_size(&size);
	enum finding_result bad = there ? FINDING_FAULT : FINDING_WARNING;
	int colours, error = term_probe(name, &colours);

	if (name == NULL && !there) {
		finding_tell(finding, "there is none");
	} else if (error == -ENOENT) {
		finding_tell(finding, "the terminal type '%s' is not known", name ? name : "");
		finding_object(finding, bad, "set TERM, for example to xterm, or use --plain");
	} else if (error == -ENOTSUP) {
		finding_tell(finding, "the terminal type '%s' can't move its cursor", name);
		finding_object(finding, bad, "use --plain, or set TERM if it is another one");
	} else if (!there) {
		finding_tell(finding, "%s, %d colours, not in use here", name, colours);
	} else {
		finding_tell(finding, "%s, %d colours, %d columns, %d rows", name, colours,
			size.ws_col, size.ws_row);
		if (size.ws_row < ROWS_LEAST || size.ws_col < COLUMNS_LEAST)
			finding_object(finding, FINDING_WARNING,
				"make it larger, or tell its size by stty(1): stty rows 24 cols "
				"80");
	}
}

/* --- What killed peers left --- */

struct leftovers {
	int count;
	char first[PATH_MAX];
	char refusal[PATH_MAX]; /* empty: everything could be looked at */
};

static void on_leftover(const char *what, void *context)
{
	struct leftovers *leftovers = context;

	if (leftovers->count++ == 0)
		snprintf(leftovers->first, sizeof(leftovers->first), "%s", what);
}

static void on_refusal(void *context, const char *text)
{
	struct leftovers *leftovers = context;

	snprintf(leftovers->refusal, sizeof(leftovers->refusal), "%s", text);
}

static void look_leftovers(struct finding *finding)
{
	struct leftovers leftovers = {.count = 0};
	const struct reap reap = {.dry = true, .report = on_leftover, .context = &leftovers};
	struct options options;
	bool unlisted;

	options_init(&options);
	fail_divert(on_refusal, &leftovers);
	sweep(&options, &reap, &unlisted);
	fail_divert(NULL, NULL);
	finding_tell(finding, "killed peers have left nothing");
	if (leftovers.count > 0) {
		finding_tell(finding, "killed peers have left %d thing%s, first %s",
			leftovers.count, leftovers.count == 1 ? "" : "s", leftovers.first);
		finding_object(finding, FINDING_WARNING, "shmooze clean");
	} else if (leftovers.refusal[0] != '\0') {
		finding_tell(finding, "not all could be looked at: %s", leftovers.refusal);
		finding_object(finding, FINDING_WARNING, "see to the runtime directory");
	}
}

/* --- Logins --- */

/* loginctl(1) says so by a file of the user's name. */
static bool lingers(void)
{
	const struct passwd *entry = getpwuid(geteuid());
	char path[PATH_MAX];

	if (entry == NULL)
		return false;
	snprintf(path, sizeof(path), "/var/lib/systemd/linger/%s", entry->pw_name);
	return access(path, F_OK) == 0;
}

static void look_logind(struct finding *finding)
{
	if (!logind_runs())
		finding_tell(finding, "systemd-logind does not run here");
	else if (!logind_removes_ipc(""))
		finding_tell(finding, "RemoveIPC is off");
	else if (geteuid() < FIRST_USER)
		finding_tell(finding, "RemoveIPC is on, but not for accounts of the system");
	else if (lingers())
		finding_tell(finding, "RemoveIPC is on, but this account lingers");
	else {
		finding_tell(
			finding, "RemoveIPC is on: with the last login mailboxes and rooms go");
		finding_object(finding, FINDING_WARNING,
			"loginctl enable-linger, or RemoveIPC=no in /etc/systemd/logind.conf, as "
			"root");
	}
}

/* --- Other processes --- */

/* Nothing of ours traces others; the line is for those who want to know who can. */
static void look_tracing(struct finding *finding)
{
	unsigned long long scope;

	if (doctor_read_number("/proc/sys/kernel/yama/ptrace_scope", &scope))
		finding_tell(finding,
			scope == 0 ? "any process of this account can trace its peers"
				   : "kernel.yama.ptrace_scope is %llu: not every process of this "
				     "account can trace its peers",
			scope);
	else
		finding_tell(finding, "any process of this account can trace its peers");
}

/* Whether /proc is mounted so that it shows less than all; see proc(5). */
static bool proc_hides(void)
{
	FILE *file = fopen("/proc/self/mountinfo", "re");
	char *line = NULL;
	size_t size = 0;
	bool hides = false;

	while (file != NULL && getline(&line, &size, file) >= 0) {
		const char *option = strstr(line, "hidepid=");

		/* Of several mounts on top of each other the last one counts. */
		if (strstr(line, " /proc ") != NULL)
			hides = option != NULL && strncmp(option, "hidepid=0", 9) != 0 &&
				strncmp(option, "hidepid=off", 11) != 0;
	}
	free(line);
	if (file != NULL)
		fclose(file);
	return hides;
}

static void look_proc(struct finding *finding)
{
	char self[32] = "";
	ssize_t n = readlink("/proc/self", self, sizeof(self) - 1);

	if (n < 0) {
		finding_tell(finding, "/proc is not there: %s", strerror(errno));
		finding_object(finding, FINDING_FAULT, "mount -t proc proc /proc, as root");
	} else if (atol(self) != (long)getpid()) {
		finding_tell(finding, "/proc is that of another PID namespace");
		finding_object(finding, FINDING_FAULT,
			"mount -t proc proc /proc, as root, in this namespace");
	} else if (proc_hides() && geteuid() != 0) {
		finding_tell(finding, "/proc hides the processes of other accounts (hidepid)");
		finding_object(finding, FINDING_WARNING,
			"members of a group's rooms are taken by their queues alone; mount it with "
			"gid= of the group, see proc(5)");
	} else {
		finding_tell(finding, "/proc shows the processes of all accounts");
	}
}

/* Another namespace is fine, for those who are all in it. */
static void look_namespace(struct finding *finding)
{
	struct stat st;

	if (stat("/proc/self/ns/pid", &st) < 0)
		finding_tell(finding, "there are no PID namespaces");
	else if ((unsigned long)st.st_ino == FIRST_PID_NAMESPACE)
		finding_tell(finding, "that of the machine");
	else
		finding_tell(finding, "one of its own: only who is in it can take part");
}

const struct doctor_check doctor_session[] = {
	{"configuration", look_configuration},
	{"locale", look_locale},
	{"terminal", look_terminal},
	{"leftovers", look_leftovers},
	{"logind", look_logind},
	{"tracing", look_tracing},
	{"proc", look_proc},
	{"pid-namespace", look_namespace},
	{NULL, NULL},
};
