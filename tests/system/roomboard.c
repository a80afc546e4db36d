/* SPDX-License-Identifier: ISC */
/*
 * For room_view.test: holds a room as its hub does, without any members.
 *
 *	roomboard [--no-log] NAME [TOPIC]
 *
 * Each line of standard input, "NICK: TEXT", becomes a message; who says the first one joins as the
 * next member. Any other line is a note. It ends with its input, or by SIGTERM at once.
 */
#include "config.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "app/station.h"

#define MEMBERS_MAX 100

static struct station station;
static char *members[MEMBERS_MAX];

/* The number of the one with this nick, from 1. */
static uint32_t member_of(const char *nick)
{
	uint32_t i = 0;

	while (i < MEMBERS_MAX - 1 && members[i] != NULL && strcmp(members[i], nick) != 0)
		i++;
	if (members[i] == NULL) {
		members[i] = strdup(nick);
		station.status.members++;
		station.status.state = BOARD_TALKING;
	}
	return i + 1;
}

static void take(char *line)
{
	static uint64_t posts;
	char *colon = strstr(line, ": ");
	struct record record = {.uid = geteuid()};

	line[strcspn(line, "\n")] = '\0';
	if (colon == NULL) {
		station_put_note(&station, line);
		return;
	}
	*colon = '\0';
	record.from = line;
	record.from_len = strlen(line);
	record.text = colon + 2;
	record.text_len = strlen(colon + 2);
	record.member = member_of(line);
	record.post = ++posts;
	station_put_message(&station, &record);
}

static void on_term(int signal)
{
	(void)signal;
	close(STDIN_FILENO);
}

int main(int argc, char **argv)
{
	bool no_log = argc > 1 && strcmp(argv[1], "--no-log") == 0;
	char **names = argv + (no_log ? 2 : 1), *line = NULL;
	struct station_options options = {.log_limit = no_log ? 0 : 1 << 30};
	struct sigaction action = {.sa_handler = on_term};
	size_t size = 0;
	int status;

	if (names[0] == NULL)
		return EXIT_FAILURE;
	sigaction(SIGTERM, &action, NULL);
	options.address = address_of(names[0], SEAT_ROOM);
	status = station_open(&station, &options);
	if (status != 0)
		return status;
	if (names[1] != NULL)
		snprintf(station.status.other_nick, sizeof(station.status.other_nick), "%s",
			names[1]);
	station.changed = true;
	station_publish(&station);
	printf("ready\n");
	fflush(stdout);
	while (getline(&line, &size, stdin) > 0) {
		take(line);
		station_publish(&station);
	}
	station.status.state = BOARD_ENDED;
	station.status.members = 0;
	station.changed = true;
	station_publish(&station);
	station_close(&station);
	return EXIT_SUCCESS;
}
