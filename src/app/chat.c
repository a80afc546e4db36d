/* SPDX-License-Identifier: ISC */
/*
 * shmooze chat: a peer and a window on it, in one terminal; and shmooze join: the same window, on a
 * room.
 *
 * The peer is a process of its own. If there is one at the seat already the window joins it, and
 * leaves it there; otherwise it starts one, whose standard input is a pipe that this process holds:
 * with us, however we end, the peer ends.
 */
#include "config.h"

#include <signal.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "app/chat.h"
#include "app/commands.h"
#include "app/fail.h"
#include "app/plain.h"
#include "ipc/board.h"
#include "ipc/card.h"
#include "ipc/inbox.h"
#include "ipc/rundir.h"

static const struct window_handlers window_handlers = {
	.key = chat_on_key,
	.keys_done = chat_on_keys_done,
};

/* How long a peer is looked at before it counts as one that stays; one that leaves is waited for.
 */
#define STAYS_MS 100
#define LEAVE_MS 3000
#define PAUSE_MS 10

/* Whether a peer holds the seat. */
static bool seat_held(const char *chat, enum seat seat)
{
	struct rundir rundir;
	pid_t holder;
	bool held;

	if (rundir_open(&rundir, chat, false) < 0)
		return false;
	held = inbox_holder(rundir.fd, seat, &holder) == 0;
	rundir_close(&rundir);
	return held;
}

/* Whether the seat's board says that its peer is about to end. */
static bool leaves(const char *chat, enum seat seat)
{
	struct rundir rundir;
	struct card card;
	struct board_reader *reader = NULL;
	struct board_status status = {.leaving = 0};
	int fd;

	if (rundir_open(&rundir, chat, false) < 0)
		return false;
	fd = card_read(rundir.fd, seat, &card);
	rundir_close(&rundir);
	if (fd < 0)
		return false;
	close(fd);
	reader = board_reader_new(card.segment, card.nonce);
	if (reader != NULL && board_reader_status(reader, &status) < 0)
		status.leaving = 0;
	board_reader_free(reader);
	return status.leaving != 0;
}

/*
 * Whether there is a peer to join. One whose window has just gone is about to leave, and may not
 * know yet; a leaving one is waited for, as long as that takes.
 */
static bool find_one_that_stays(const char *chat, enum seat seat)
{
	const struct timespec pause = {.tv_nsec = PAUSE_MS * 1000000L};
	int stayed = 0;

	for (int waited = 0; waited < LEAVE_MS && stayed < STAYS_MS; waited += PAUSE_MS) {
		if (!seat_held(chat, seat))
			return false;
		stayed = leaves(chat, seat) ? 0 : stayed + PAUSE_MS;
		nanosleep(&pause, NULL);
	}
	return true;
}

/* Joins the peer of the seat that was asked for, or starts one. */
int chat_find_peer(
	const struct options *options, const char *nick, enum seat *seat, struct launch *launch)
{
	struct options own = *options;
	int status;

	*launch = (struct launch){.hold = -1};
	if (options->seat_count > 0 && find_one_that_stays(options->chat, options->seats[0])) {
		*seat = options->seats[0];
		return EX_OK;
	}
	own.owned = true;
	own.stay = true;
	if (own.nick[0] == '\0' && name_nick_valid(nick))
		snprintf(own.nick, sizeof(own.nick), "%s", nick);
	status = launch_peer(&own, launch);
	*seat = launch->seat;
	return status;
}

void chat_leave_peer(struct launch *launch)
{
	if (launch->hold >= 0)
		close(launch->hold);
	if (launch->pid <= 0)
		return;
	/* It could be stopped. */
	kill(launch->pid, SIGCONT);
	waitpid(launch->pid, NULL, 0);
}

static int open_window(struct chat *chat)
{
	const struct address address = options_address(chat->options, chat->seat);
	struct buffer complaints = {0};
	int status = EX_OK;

	compose_open(&chat->compose, address_folder(&address, chat->folder), chat->seat,
		(size_t)chat->window.settings.history_size, &complaints);
	if (chat_notice_open(chat) < 0)
		status = fail(EX_OSERR, "out of memory");
	else if (chat_open_feed(chat, LAYOUT_RIGHT, &address) < 0)
		status = EX_UNAVAILABLE;
	if (status == EX_OK)
		status = window_show(&chat->window, &complaints);
	buffer_fini(&complaints);
	return status;
}

/* The terminal has been given back by now. */
static void say_unless_kept(int error)
{
	if (error < 0)
		fail_say("the draft is not kept: %s", strerror(-error));
}

static void close_window(struct chat *chat)
{
	chat_room_close(chat);
	window_close(&chat->window);
	chat_leave_peer(&chat->launch);
}

/* A room's window is a member of it, any other one has a peer. */
static int enter(struct chat *chat)
{
	const struct options *options = chat->options;

	if (options->room == NULL)
		return chat_find_peer(
			options, chat->window.settings.nick, &chat->seat, &chat->launch);
	chat->seat = SEAT_ROOM;
	return chat_room_open(chat);
}

int chat_open(struct chat *chat, const struct options *options)
{
	int status;

	*chat = (struct chat){.options = options, .launch = {.hold = -1}};
	status = window_open(&chat->window, options, &window_handlers, chat);
	if (status == EX_OK)
		status = enter(chat);
	if (status != EX_OK) {
		close_window(chat);
		return status;
	}
	status = open_window(chat);
	if (status != EX_OK)
		chat_close(chat);
	return status;
}

void chat_close(struct chat *chat)
{
	chat_room_leave(chat);
	chat_notice_close(chat);
	say_unless_kept(compose_close(&chat->compose));
	chat_close_all(chat);
	buffer_fini(&chat->paste);
	close_window(chat);
}

static int chat_window(const struct options *options)
{
	struct chat chat;
	int status = chat_open(&chat, options);

	if (status == EX_OK) {
		status = window_run(&chat.window);
		chat_close(&chat);
	}
	return status;
}

int chat_run(const struct options *options)
{
	if (options->plain || !isatty(STDIN_FILENO) || !isatty(STDOUT_FILENO))
		return chat_plain_run(options);
	return chat_window(options);
}

/* The options say whether it is a room. */
int join_run(const struct options *options)
{
	return chat_run(options);
}
