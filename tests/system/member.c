/* SPDX-License-Identifier: ISC */
/*
 * member [-b] [-n NICK] [-g GID] [-i FIFO] ROOM
 *
 * For the tests of rooms: joins ROOM and does what the lines of standard input say. What the hub
 * answers is printed, a line each; -b joins briefly. Leaves at the end of its input, and ends with
 * status 0; with 1 when the room has ended before. The input may be a FIFO, which does not end.
 *
 *     say TEXT        said NUMBER
 *     many N          says 1 to N, as fast as they are taken; many NUMBER when all are answered
 *     who             member NICK uid PID FLAGS, a line each; then granted
 *     nick NICK       granted NICK
 *     away TEXT, topic TEXT, stop
 *     ping            pong
 *     raw HEX         puts these bytes into the queue as they are
 *     serve VERB      answers calls of VERB with their first argument and status 3
 *     ask VERB TEXT   output TEXT, answered STATUS
 *     leave           leaves and ends
 *     deaf            takes no answers any more
 */
#include "config.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "app/fail.h"
#include "app/loop.h"
#include "app/membership.h"
#include "core/lines.h"
#include "core/name.h"

#define INPUT_SIZE 65536

struct puppet {
	struct loop *loop;
	struct loop_event *input;
	int fd; /* that it reads */
	struct membership membership;
	char line[INPUT_SIZE];
	size_t len;
	uint64_t many, said, answered; /* of the command many */
	bool ended;
};

/* --- What the hub says --- */

static void say_more(struct puppet *puppet)
{
	struct member *member = &puppet->membership.member;
	char text[32];

	while (puppet->said < puppet->many) {
		int n = snprintf(text, sizeof(text), "%llu", (unsigned long long)puppet->said + 1);

		if (member_say(member, text, (size_t)n, NULL) < 0)
			break;
		puppet->said++;
	}
	membership_flush(&puppet->membership);
}

static void on_granted(struct puppet *puppet, const struct member_event *event)
{
	if (event->request == FRAME_POST && puppet->many > 0) {
		if (++puppet->answered == puppet->many) {
			printf("many %llu\n", (unsigned long long)event->count);
			puppet->many = puppet->said = puppet->answered = 0;
		}
	} else if (event->request == FRAME_POST) {
		printf("said %llu\n", (unsigned long long)event->count);
	} else if (event->request == FRAME_NICK) {
		printf("granted %s\n", puppet->membership.member.nick);
	} else if (event->request != FRAME_ANSWERED) {
		printf("granted\n");
	}
}

static void on_event(void *context, const struct member_event *event)
{
	struct puppet *puppet = context;
	struct member *member = &puppet->membership.member;

	switch (event->kind) {
	case MEMBER_GRANTED:
		on_granted(puppet, event);
		break;
	case MEMBER_REFUSED:
		printf("refused %u %s\n", event->code, event->reason);
		break;
	case MEMBER_ROW:
		printf("member %s %u %u %u\n", event->row.nick, event->row.uid, event->row.pid,
			event->row.flags);
		break;
	case MEMBER_PONG:
		printf("pong\n");
		break;
	case MEMBER_CALL:
		member_output(member, event->number, false, event->call.arguments,
			strlen(event->call.arguments));
		member_answer(member, event->number, 3);
		membership_flush(&puppet->membership);
		break;
	case MEMBER_OUTPUT:
		printf("output %.*s\n", (int)event->len, event->bytes);
		member_dealt_with(member, event->number);
		break;
	case MEMBER_ANSWERED:
		printf("answered %u\n", event->status);
		break;
	default:
		break;
	}
}

static void on_room(void *context)
{
	say_more(context);
}

static void on_ended(void *context)
{
	struct puppet *puppet = context;

	printf("ended %u %s\n", puppet->membership.end_code, puppet->membership.end_reason);
	puppet->ended = true;
	loop_stop(puppet->loop);
}

static const struct membership_handlers handlers = {
	.event = on_event,
	.room = on_room,
	.ended = on_ended,
};

/* --- What it is told to do --- */

static void send_raw(struct puppet *puppet, const char *hex)
{
	unsigned char bytes[MQPAIR_FRAME_MAX];
	size_t n = 0;
	unsigned byte;

	while (n < sizeof(bytes) && sscanf(hex + 2 * n, "%2x", &byte) == 1)
		bytes[n++] = (unsigned char)byte;
	if (mq_send(puppet->membership.pair.out, (const char *)bytes, n, 0) < 0)
		perror("raw");
}

static void ask(struct puppet *puppet, const char *rest)
{
	char verb[64] = "";
	const char *argument = strchr(rest, ' ');

	snprintf(verb, sizeof(verb), "%.*s", (int)strcspn(rest, " "), rest);
	argument = argument != NULL ? argument + 1 : "";
	member_ask(&puppet->membership.member, verb, &argument, 1, NULL);
}

static void obey(struct puppet *puppet, const char *line)
{
	struct member *member = &puppet->membership.member;
	const char *rest = strchr(line, ' ');
	size_t n = strcspn(line, " ");

	rest = rest != NULL ? rest + 1 : "";
	if (strncmp(line, "say", n) == 0)
		member_say(member, rest, strlen(rest), NULL);
	else if (strncmp(line, "many", n) == 0)
		puppet->many = strtoull(rest, NULL, 10);
	else if (strncmp(line, "who", n) == 0)
		member_request(member, FRAME_WHO, NULL);
	else if (strncmp(line, "ping", n) == 0)
		member_request(member, FRAME_PING, NULL);
	else if (strncmp(line, "stop", n) == 0)
		member_request(member, FRAME_STOP, NULL);
	else if (strncmp(line, "nick", n) == 0)
		member_set_nick(member, rest, NULL);
	else if (strncmp(line, "away", n) == 0)
		member_set_away(member, rest, NULL);
	else if (strncmp(line, "topic", n) == 0)
		member_set_topic(member, rest, NULL);
	else if (strncmp(line, "serve", n) == 0)
		member_serve(member, rest, 4, NULL);
	else if (strncmp(line, "ask", n) == 0)
		ask(puppet, rest);
	else if (strncmp(line, "raw", n) == 0)
		send_raw(puppet, rest);
	else if (strncmp(line, "deaf", n) == 0)
		loop_event_enable(puppet->membership.in_event, false);
	else if (strncmp(line, "leave", n) == 0)
		loop_stop(puppet->loop);
	say_more(puppet);
}

static void on_input(void *context)
{
	struct puppet *puppet = context;
	ssize_t n = read(
		puppet->fd, puppet->line + puppet->len, sizeof(puppet->line) - 1 - puppet->len);
	char *start = puppet->line, *newline;

	if (n <= 0) {
		loop_stop(puppet->loop);
		return;
	}
	puppet->len += (size_t)n;
	puppet->line[puppet->len] = '\0';
	while (!puppet->ended && (newline = strchr(start, '\n')) != NULL) {
		*newline = '\0';
		obey(puppet, start);
		start = newline + 1;
	}
	puppet->len = strlen(start);
	memmove(puppet->line, start, puppet->len + 1);
}

static int run(struct puppet *puppet, const struct membership_options *options)
{
	int status = membership_open(&puppet->membership, puppet->loop, options, &handlers, puppet);

	if (status != EX_OK)
		return status;
	printf("joined %u %s\n", puppet->membership.member.id, puppet->membership.member.nick);
	loop_event_enable(puppet->input, true);
	loop_run(puppet->loop);
	membership_close(&puppet->membership);
	return puppet->ended ? EXIT_FAILURE : EX_OK;
}

int main(int argc, char **argv)
{
	struct membership_options options = {.timeout_ms = 0};
	static struct puppet puppet;
	int option, status;

	setvbuf(stdout, NULL, _IOLBF, 0);
	options.address.seat = SEAT_ROOM;
	while ((option = getopt(argc, argv, "bn:g:i:")) != -1) {
		if (option == 'b')
			options.brief = true;
		else if (option == 'n')
			options.nick = optarg;
		else if (option == 'g') {
			options.address.has_group = true;
			options.address.group = (gid_t)strtoul(optarg, NULL, 10);
		} else if (option == 'i')
			puppet.fd = open(optarg, O_RDWR | O_CLOEXEC);
		else
			return EX_USAGE;
	}
	if (optind + 1 != argc)
		return EX_USAGE;
	snprintf(options.address.chat, sizeof(options.address.chat), "%s", argv[optind]);
	puppet.loop = loop_new();
	puppet.input = loop_add_fd(puppet.loop, puppet.fd, LOOP_READ, on_input, &puppet);
	status = run(&puppet, &options);
	loop_event_free(puppet.input);
	loop_free(puppet.loop);
	return status;
}
