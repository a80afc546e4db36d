/* SPDX-License-Identifier: ISC */
/*
 * shmooze room: opens a room, whose hub it is until the room ends; or ends one.
 */
#include "config.h"

#include "app/room.h"

#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include "app/commands.h"
#include "app/configuration.h"
#include "app/fail.h"
#include "app/hall.h"
#include "app/launch.h"
#include "app/refuse.h"
#include "app/signals.h"
#include "core/utf8.h"
#include "ipc/roomsweep.h"

/* Descriptors of a member, and those that the hub has of its own or needs for a moment. */
#define MEMBER_FDS 3
#define OWN_FDS    40

/* "--group NUMBER " */
#define GROUP_WORDS_SIZE 24

static const char *group_words(const struct options *options, char out[GROUP_WORDS_SIZE])
{
	out[0] = '\0';
	if (options->has_group)
		snprintf(out, GROUP_WORDS_SIZE, "--group %lu ", (unsigned long)options->group);
	return out;
}

/* As many members as there may be descriptors for. */
static void set_max(struct hall *hall)
{
	struct rlimit limit;
	rlim_t fit;

	hall->max = HALL_MEMBERS_MAX;
	if (hall->options->max > 0 && hall->options->max < HALL_MEMBERS_MAX)
		hall->max = (unsigned)hall->options->max;
	if (getrlimit(RLIMIT_NOFILE, &limit) < 0)
		return;
	limit.rlim_cur = limit.rlim_max;
	if (setrlimit(RLIMIT_NOFILE, &limit) < 0 && getrlimit(RLIMIT_NOFILE, &limit) < 0)
		return;
	fit = limit.rlim_cur > OWN_FDS ? (limit.rlim_cur - OWN_FDS) / MEMBER_FDS : 0;
	fit = fit > HALL_BRIEF_MAX ? fit - HALL_BRIEF_MAX : 1;
	if (hall->max <= fit)
		return;
	hall->max = (unsigned)fit;
	fail_say("room %s: there are descriptors for %u members only (RLIMIT_NOFILE, \"ulimit "
		 "-n\")",
		hall->options->room, hall->max);
}

static int open_loop(struct hall *hall)
{
	static const int list[] = {SIGNALS_LEAVE, 0};

	hall->signal_fd = signals_open(list);
	if (hall->signal_fd < 0)
		return fail_errno(hall->signal_fd, "signals");
	hall->loop = loop_new();
	if (hall->loop == NULL)
		return refuse_loop();
	return EX_OK;
}

static void close_loop(struct hall *hall)
{
	loop_free(hall->loop);
	if (hall->signal_fd >= 0)
		close(hall->signal_fd);
}

/* What killed hubs and members left, while this process holds no seat; that of this room as well.
 */
static void sweep(const struct address *address)
{
	const struct reap reap = {.dry = false};
	struct rundir rundir;

	if (rundir_open_base_at(&rundir, address, false) < 0)
		return;
	roomsweep_run(&reap, &rundir);
	rundir_close(&rundir);
}

static int open_station(struct hall *hall)
{
	const struct options *options = hall->options;
	struct station_options wanted = {
		.address = options_address(options, SEAT_ROOM), .loop = hall->loop};
	struct settings settings;

	if (settings_init(&settings) < 0)
		return fail(EX_OSERR, "out of memory");
	configuration_tell(options, &settings);
	if (settings.log && !options->no_log)
		wanted.log_limit = (uint64_t)settings.log_size * 1024;
	settings_fini(&settings);
	sweep(&wanted.address);
	return station_open(&hall->station, &wanted);
}

static void tell_complaints(struct hall *hall)
{
	struct buffer *complaints = &hall->station.complaints;
	size_t start = 0;

	for (size_t end = 0; end < complaints->len; end++) {
		if (complaints->data[end] != '\n')
			continue;
		complaints->data[end] = '\0';
		hall_note(hall, complaints->data + start);
		start = end + 1;
	}
	buffer_fini(complaints);
}

/* With the station open. */
static int run(struct hall *hall, int ready)
{
	char words[GROUP_WORDS_SIZE];
	int status = hall_open(hall);

	if (ready >= 0)
		launch_report(ready, status, SEAT_ROOM);
	if (status == EX_OK) {
		tell_complaints(hall);
		hall_say(hall, "open (%s); join with: shmooze join %s%s", hall->station.rundir.path,
			group_words(hall->options, words), hall->options->room);
		status = hall_run(hall);
	}
	hall_close(hall);
	return status;
}

int room_hold(const struct options *options, int ready)
{
	struct hall hall = {.options = options, .signal_fd = -1, .ready = -1, .slot = {.fd = -1}};
	int status = open_loop(&hall);

	if (status == EX_OK) {
		set_max(&hall);
		status = open_station(&hall);
	}
	if (status == EX_OK) {
		status = run(&hall, ready);
		station_close(&hall.station);
	} else if (ready >= 0) {
		launch_report(ready, status, SEAT_ROOM);
	}
	close_loop(&hall);
	return status;
}

static int check(const struct options *options)
{
	if (options->max > HALL_MEMBERS_MAX)
		return fail(
			EX_USAGE, "room %s: at most %d members", options->room, HALL_MEMBERS_MAX);
	if (options->topic != NULL && strlen(options->topic) > REQUEST_TOPIC_MAX)
		return fail(EX_USAGE, "room %s: a topic has at most %d bytes", options->room,
			REQUEST_TOPIC_MAX);
	if (options->topic != NULL && !utf8_valid(options->topic, strlen(options->topic)))
		return fail(EX_USAGE, "room %s: the topic is not UTF-8", options->room);
	return EX_OK;
}

int room_run(const struct options *options)
{
	struct launch launch;
	char words[GROUP_WORDS_SIZE];
	int status = check(options);

	if (status != EX_OK)
		return status;
	if (options->stop)
		return room_stop(options);
	if (!options->detach)
		return room_hold(options, -1);
	status = launch_room(options, &launch);
	if (status == EX_OK)
		fail_say("room %s: detached, pid %ld; it ends by: shmooze room %s--stop %s",
			options->room, (long)launch.pid, group_words(options, words),
			options->room);
	return status;
}
