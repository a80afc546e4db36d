/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "tests/app/halls.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/wait.h>
#include <sysexits.h>
#include <unistd.h>

#include "app/room.h"
#include "app/source.h"
#include "ipc/roomsweep.h"
#include "tests/app/addresses.h"

static void be_hub(void *context, int out)
{
	struct options options;

	(void)out;
	options_init(&options);
	options.room = options.chat = "team";
	options.seats[0] = SEAT_ROOM;
	options.seat_count = 1;
	options.no_log = true;
	options.max = *(unsigned *)context;
	dup2(open("/dev/null", O_WRONLY), STDERR_FILENO);
	_exit(room_hold(&options, -1));
}

static bool is_there(void)
{
	struct source source;
	bool there;

	if (source_open_if_there(&source, ADDRESS("team", SEAT_ROOM), &there) != EX_OK || !there)
		return false;
	source_close(&source);
	return true;
}

void halls_open(struct actor *hub, unsigned max)
{
	scene_act(hub, be_hub, &max);
	SCENE_UNTIL(is_there());
}

void halls_close(struct actor *hub)
{
	int status;

	kill(hub->pid, SIGCONT);
	kill(hub->pid, SIGTERM);
	status = scene_await(hub);
	ck_assert(WIFEXITED(status) && WEXITSTATUS(status) == EX_OK);
}

void halls_kill(struct actor *hub)
{
	const struct reap reap = {.dry = false};
	struct rundir rundir;

	scene_kill(hub);
	ck_assert_int_eq(rundir_open_base(&rundir, false), 0);
	ck_assert_int_ge(roomsweep_run(&reap, &rundir), 0);
	rundir_close(&rundir);
}
