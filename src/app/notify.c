/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "app/notify.h"

#include <errno.h>
#include <fcntl.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "app/signals.h"
#include "ipc/process.h"

/*
 * What of our environment a command gets: who and where the user is, his language, and how his
 * desktop and his terminal are reached, which notify-send and xdg-open need. Nothing by which a
 * program is made to load code (LD_PRELOAD, BASH_ENV, PYTHONPATH), for what runs at a message of
 * somebody else's is to be what the setting says; and no secrets of the shell that we were started
 * from. No setting adds to it: who needs more has env(1).
 */
static const char *const passed_on[] = {"HOME", "PATH", "USER", "LOGNAME", "SHELL", "LANG",
	"LANGUAGE", "LC_ALL", "LC_CTYPE", "LC_MESSAGES", "LC_TIME", "TZ", "TERM", "DISPLAY",
	"XAUTHORITY", "WAYLAND_DISPLAY", "XDG_RUNTIME_DIR", "XDG_CURRENT_DESKTOP",
	"XDG_SESSION_TYPE", "XDG_CONFIG_HOME", "XDG_CONFIG_DIRS", "XDG_DATA_HOME", "XDG_DATA_DIRS",
	"DBUS_SESSION_BUS_ADDRESS", "BROWSER", "TMPDIR", "SSH_AUTH_SOCK", "TMUX"};
#define PASSED_ON     (sizeof(passed_on) / sizeof(passed_on[0]))

#define OWN_VARIABLES 3

void notify_init(struct notify *notify, struct loop *loop)
{
	*notify = (struct notify){.loop = loop, .pidfd = -1, .input = -1};
}

static void close_input(struct notify *notify)
{
	loop_event_free(notify->input_event);
	notify->input_event = NULL;
	if (notify->input >= 0)
		close(notify->input);
	notify->input = -1;
	free(notify->text);
	notify->text = NULL;
}

static void forget(struct notify *notify)
{
	close_input(notify);
	loop_event_free(notify->ended_event);
	notify->ended_event = NULL;
	if (notify->pidfd >= 0)
		close(notify->pidfd);
	notify->pidfd = -1;
	notify->pid = 0;
}

void notify_fini(struct notify *notify)
{
	forget(notify);
}

static void on_ended(void *context)
{
	struct notify *notify = context;

	waitpid(notify->pid, NULL, WNOHANG);
	forget(notify);
}

static void on_input(void *context)
{
	struct notify *notify = context;
	ssize_t n = write(notify->input, notify->text + notify->text_done,
		notify->text_len - notify->text_done);

	if (n < 0 && (errno == EAGAIN || errno == EINTR))
		return;
	if (n > 0)
		notify->text_done += (size_t)n;
	/* EPIPE: it does not want to know. */
	if (n < 0 || notify->text_done == notify->text_len)
		close_input(notify);
}

static bool set_variable(char **slot, const char *name, const char *value)
{
	return asprintf(slot, "%s=%s", name, value) >= 0;
}

static void free_environment(char **environment)
{
	for (size_t i = 0; environment[i] != NULL; i++)
		free(environment[i]);
}

static int make_environment(const struct notify *notify, const char *chat, const char *from,
	char *environment[PASSED_ON + OWN_VARIABLES + 1])
{
	char missed[32];
	size_t count = 0;
	bool done = true;

	snprintf(missed, sizeof(missed), "%lu", notify->missed);
	for (size_t i = 0; i < PASSED_ON && done; i++) {
		const char *value = getenv(passed_on[i]);

		if (value != NULL)
			done = set_variable(&environment[count++], passed_on[i], value);
	}
	done = done && set_variable(&environment[count++], "SHMOOZE_CHAT", chat) &&
	       set_variable(&environment[count++], "SHMOOZE_FROM", from) &&
	       set_variable(&environment[count++], "SHMOOZE_MISSED", missed);
	environment[done ? count : count - 1] = NULL;
	return done ? 0 : -ENOMEM;
}

static int spawn(pid_t *pid, char *const argv[], char *const environment[], int input)
{
	posix_spawn_file_actions_t actions;
	posix_spawnattr_t attributes;
	int error;

	posix_spawn_file_actions_init(&actions);
	posix_spawnattr_init(&attributes);
	signals_spawn(&attributes, POSIX_SPAWN_SETSID);
	posix_spawn_file_actions_adddup2(&actions, input, STDIN_FILENO);
	posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
	posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
	error = posix_spawnp(pid, argv[0], &actions, &attributes, argv, environment);
	posix_spawnattr_destroy(&attributes);
	posix_spawn_file_actions_destroy(&actions);
	return -error;
}

static int watch(struct notify *notify, const char *text, size_t len)
{
	notify->pidfd = process_open(notify->pid);
	notify->text = malloc(len + 1);
	if (notify->pidfd < 0 || notify->text == NULL)
		return -ENOMEM;
	memcpy(notify->text, text, len);
	notify->text_len = len;
	notify->text_done = 0;
	notify->ended_event = loop_add_fd(notify->loop, notify->pidfd, LOOP_READ, on_ended, notify);
	notify->input_event =
		loop_add_fd(notify->loop, notify->input, LOOP_WRITE, on_input, notify);
	if (notify->ended_event == NULL || notify->input_event == NULL)
		return -ENOMEM;
	loop_event_enable(notify->ended_event, true);
	loop_event_enable(notify->input_event, true);
	return 0;
}

int notify_run(struct notify *notify, char *const argv[], const char *chat, const char *from,
	const char *text, size_t len)
{
	char *environment[PASSED_ON + OWN_VARIABLES + 1] = {NULL};
	int ends[2], error;

	if (notify->pid != 0) {
		notify->missed++;
		return -EBUSY;
	}
	if (pipe2(ends, O_CLOEXEC) < 0)
		return -errno;
	fcntl(ends[1], F_SETFL, O_NONBLOCK);
	error = make_environment(notify, chat, from, environment);
	if (error == 0)
		error = spawn(&notify->pid, argv, environment, ends[0]);
	close(ends[0]);
	free_environment(environment);
	if (error < 0) {
		close(ends[1]);
		notify->pid = 0;
		return error;
	}
	notify->missed = 0;
	notify->input = ends[1];
	error = watch(notify, text, len);
	if (error < 0)
		forget(notify);
	return error;
}
