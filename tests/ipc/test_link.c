/* SPDX-License-Identifier: ISC */
/*
 * One contract for all kinds of links. What the other side does is the same code for each kind:
 * obey(), called directly where both ends are in this process, else by an actor who has the other
 * end.
 */
#include "config.h"

#include "ipc/link.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "core/bytes.h"
#include "ipc/link_fifo.h"
#include "ipc/link_mem.h"
#include "tests/ipc/scene.h"

#define CAPACITY 65536

enum order { ORDER_REACH, ORDER_SEND, ORDER_TAKE };

struct request {
	enum order order;
	size_t n;
	unsigned char bytes[FRAME_SIZE_MAX + 1];
};

struct reply {
	int result;           /* of reach and send; of take: how many frames */
	uint64_t first, last; /* numbers of the frames taken */
	bool sound;           /* they follow each other, and each is as send_frame() made it */
};

struct pair {
	struct link *near, *far; /* far: where it is in this process */
	struct rundir rundir;
	struct inbox inbox;
	struct actor actor;
	int sockets[2];
};

struct kind {
	const char *name;
	void (*open)(struct pair *pair);
	void (*end_far)(struct pair *pair); /* the other side is gone */
	void (*close)(struct pair *pair);
};

/* The body of a frame tells its number at every place. */
static size_t make_frame(unsigned char *out, uint64_t number, size_t length)
{
	unsigned char body[FRAME_BODY_MAX];
	struct frame frame = {
		.kind = FRAME_TEXT, .number = number, .length = (uint16_t)length, .body = body};

	for (size_t i = 0; i < length; i++)
		body[i] = (unsigned char)(number + i);
	return (size_t)frame_encode(&frame, out, FRAME_SIZE_MAX);
}

static bool frame_sound(const struct frame *frame)
{
	for (size_t i = 0; i < frame->length; i++) {
		if (frame->body[i] != (unsigned char)(frame->number + i))
			return false;
	}
	return frame->kind == FRAME_TEXT && frame->version == FRAME_VERSION;
}

/* Takes all that has come. */
static void take(struct link *link, struct reply *reply)
{
	struct frame frame;

	*reply = (struct reply){.sound = true};
	do {
		while (link_next(link, &frame)) {
			if (reply->result++ == 0)
				reply->first = frame.number;
			else if (frame.number != reply->last + 1)
				reply->sound = false;
			reply->last = frame.number;
			reply->sound = reply->sound && frame_sound(&frame);
		}
	} while (link_fill(link) > 0);
}

static void obey(struct link *link, const struct request *request, struct reply *reply)
{
	pid_t pid;

	*reply = (struct reply){0};
	if (request->order == ORDER_REACH)
		reply->result = link_reach(link, &pid);
	else if (request->order == ORDER_SEND)
		reply->result = link_send(link, request->bytes, request->n);
	else
		take(link, reply);
}

static struct reply order(struct pair *pair, const struct request *request)
{
	struct reply reply;

	if (pair->far != NULL) {
		obey(pair->far, request, &reply);
		return reply;
	}
	ck_assert_int_eq(send(pair->sockets[0], request, sizeof(*request), 0), sizeof(*request));
	ck_assert(scene_readable(pair->sockets[0], (int)scene_patience()));
	ck_assert_int_eq(recv(pair->sockets[0], &reply, sizeof(reply), 0), sizeof(reply));
	return reply;
}

static int far_reach(struct pair *pair)
{
	struct request request = {.order = ORDER_REACH};

	return order(pair, &request).result;
}

static int far_send(struct pair *pair, uint64_t number, size_t length)
{
	struct request request = {.order = ORDER_SEND};

	request.n = make_frame(request.bytes, number, length);
	return order(pair, &request).result;
}

static struct reply far_take(struct pair *pair)
{
	struct request request = {.order = ORDER_TAKE};

	return order(pair, &request);
}

static int near_send(struct pair *pair, uint64_t number, size_t length)
{
	unsigned char bytes[FRAME_SIZE_MAX];
	size_t n = make_frame(bytes, number, length);

	return link_send(pair->near, bytes, n);
}

static int near_reach(struct pair *pair)
{
	pid_t pid;

	return link_reach(pair->near, &pid);
}

/* Memory */

static void mem_open(struct pair *pair)
{
	struct link *ends[2];

	ck_assert_int_eq(link_mem_new(ends, CAPACITY), 0);
	pair->near = ends[0];
	pair->far = ends[1];
}

static void mem_end_far(struct pair *pair)
{
	link_free(pair->far);
	pair->far = NULL;
}

static void mem_close(struct pair *pair)
{
	link_free(pair->near);
	link_free(pair->far);
}

/* FIFOs */

static void be_far(void *context, int out)
{
	const struct pair *pair = context;
	struct request request;
	struct reply reply;
	struct inbox inbox;
	struct link *link;
	pid_t holder;

	if (inbox_open(&inbox, pair->rundir.fd, SEAT_B, &holder) < 0)
		_exit(1);
	link = link_fifo_new(&inbox);
	scene_say(out, 0);
	while (recv(pair->sockets[1], &request, sizeof(request), 0) == sizeof(request)) {
		obey(link, &request, &reply);
		send(pair->sockets[1], &reply, sizeof(reply), 0);
	}
}

static void fifo_open(struct pair *pair)
{
	pid_t holder;

	signal(SIGPIPE, SIG_IGN);
	scene_open(&pair->rundir);
	ck_assert_int_eq(socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, pair->sockets), 0);
	/* First, so that the other side does not inherit a descriptor of the inbox of this one. */
	scene_act(&pair->actor, be_far, pair);
	ck_assert_int_eq(scene_hear(&pair->actor), 0);
	ck_assert_int_eq(inbox_open(&pair->inbox, pair->rundir.fd, SEAT_A, &holder), 0);
	pair->near = link_fifo_new(&pair->inbox);
	ck_assert_ptr_nonnull(pair->near);
}

static void fifo_end_far(struct pair *pair)
{
	scene_kill(&pair->actor);
}

static void fifo_close(struct pair *pair)
{
	link_free(pair->near);
	inbox_close(&pair->inbox);
	scene_kill(&pair->actor);
	close(pair->sockets[0]);
	close(pair->sockets[1]);
	rundir_close(&pair->rundir);
}

enum { KIND_MEM, KIND_FIFO };

static const struct kind kinds[] = {
	[KIND_MEM] = {"mem", mem_open, mem_end_far, mem_close},
	[KIND_FIFO] = {"fifo", fifo_open, fifo_end_far, fifo_close},
};

static void open_pair(struct pair *pair, int kind)
{
	*pair = (struct pair){0};
	kinds[kind].open(pair);
	ck_assert_str_eq(pair->near->kind->name, kinds[kind].name);
}

static void open_reached(struct pair *pair, int kind)
{
	open_pair(pair, kind);
	ck_assert_int_eq(near_reach(pair), 0);
	ck_assert_int_eq(far_reach(pair), 0);
}

static bool ready(int fd, short events)
{
	struct pollfd pollfd = {.fd = fd, .events = events};

	return poll(&pollfd, 1, 0) == 1 && (pollfd.revents & events) != 0;
}

/* A descriptor says what it has to say; a kind may have none. */
static void assert_ready(int fd, short events, bool expected)
{
	if (fd >= 0)
		ck_assert_int_eq(ready(fd, events), expected);
}

/* The contract */

START_TEST(test_link_reach)
{
	struct pair pair;
	pid_t pid = -1;
	int descriptors;

	open_pair(&pair, _i);
	ck_assert_int_eq(near_send(&pair, 1, 1), -ENOTCONN);
	ck_assert_int_lt(link_fd_out(pair.near), 0);
	ck_assert_int_lt(link_fd_other(pair.near), 0);
	ck_assert_int_eq(link_reach(pair.near, &pid), 0);
	ck_assert_int_eq(pid, pair.actor.pid);
	assert_ready(link_fd_out(pair.near), POLLOUT, true);
	assert_ready(link_fd_other(pair.near), POLLIN, false);
	ck_assert_int_eq(near_send(&pair, 1, 1), 0);
	/* Again: that parts first. */
	descriptors = scene_descriptors();
	ck_assert_int_eq(near_reach(&pair), 0);
	ck_assert_int_eq(scene_descriptors(), descriptors);
	ck_assert_int_eq(near_send(&pair, 2, 1), 0);
	ck_assert_int_eq(far_take(&pair).last, 2);
	kinds[_i].close(&pair);
}
END_TEST

START_TEST(test_link_nothing_has_come)
{
	struct frame frame;
	struct pair pair;

	open_reached(&pair, _i);
	ck_assert(!link_next(pair.near, &frame));
	ck_assert_int_eq(link_fill(pair.near), 0);
	ck_assert(!link_next(pair.near, &frame));
	assert_ready(link_fd_in(pair.near), POLLIN, false);
	kinds[_i].close(&pair);
}
END_TEST

START_TEST(test_link_frames_of_all_sizes_arrive_in_order)
{
	static const size_t sizes[] = {
		0, 1, 15, 16, 17, 1000, 2048, FRAME_BODY_MAX - 1, FRAME_BODY_MAX};
	struct reply reply;
	struct pair pair;

	open_reached(&pair, _i);
	for (int i = 0; i < COUNT(sizes); i++) {
		ck_assert_int_eq(near_send(&pair, (uint64_t)i + 1, sizes[i]), 0);
		ck_assert_int_eq(far_send(&pair, (uint64_t)i + 1, sizes[i]), 0);
	}
	assert_ready(link_fd_in(pair.near), POLLIN, true);
	take(pair.near, &reply);
	ck_assert(reply.sound);
	ck_assert_int_eq(reply.result, COUNT(sizes));
	ck_assert_uint_eq(reply.first, 1);
	reply = far_take(&pair);
	ck_assert(reply.sound);
	ck_assert_int_eq(reply.result, COUNT(sizes));
	ck_assert_uint_eq(reply.first, 1);
	assert_ready(link_fd_in(pair.near), POLLIN, false);
	kinds[_i].close(&pair);
}
END_TEST

START_TEST(test_link_several_frames_in_one_call)
{
	unsigned char bytes[FRAME_SIZE_MAX];
	struct reply reply;
	struct pair pair;
	size_t n = 0;

	open_reached(&pair, _i);
	for (uint64_t i = 1; i <= 4; i++)
		n += make_frame(bytes + n, i, FRAME_SIZE_MAX / 4 - FRAME_HEAD);
	ck_assert_uint_eq(n, FRAME_SIZE_MAX);
	ck_assert_int_eq(link_send(pair.near, bytes, n), 0);
	reply = far_take(&pair);
	ck_assert(reply.sound);
	ck_assert_int_eq(reply.result, 4);
	kinds[_i].close(&pair);
}
END_TEST

START_TEST(test_link_send_refuses_what_could_be_torn)
{
	unsigned char bytes[FRAME_SIZE_MAX + 1];
	struct pair pair;

	open_reached(&pair, _i);
	make_frame(bytes, 1, FRAME_BODY_MAX);
	ck_assert_int_eq(link_send(pair.near, bytes, sizeof(bytes)), -EMSGSIZE);
	ck_assert_int_eq(far_take(&pair).result, 0);
	ck_assert_int_eq(link_send(pair.near, bytes, FRAME_SIZE_MAX), 0);
	ck_assert_int_eq(far_take(&pair).result, 1);
	kinds[_i].close(&pair);
}
END_TEST

/* When it is full it says so at once, and has taken nothing of what it refused. */
START_TEST(test_link_send_is_all_or_nothing)
{
	struct reply reply;
	struct pair pair;
	int sent = 0, error, again = 0;

	open_reached(&pair, _i);
	while ((error = near_send(&pair, (uint64_t)sent + 1, 3000)) == 0)
		sent++;
	ck_assert_int_eq(error, -EAGAIN);
	ck_assert_int_gt(sent, 1);
	assert_ready(link_fd_out(pair.near), POLLOUT, false);
	ck_assert_int_eq(near_send(&pair, (uint64_t)sent + 1, 3000), -EAGAIN);
	reply = far_take(&pair);
	ck_assert(reply.sound);
	ck_assert_int_eq(reply.result, sent);
	ck_assert_uint_eq(reply.last, (uint64_t)sent);
	assert_ready(link_fd_out(pair.near), POLLOUT, true);
	while (near_send(&pair, (uint64_t)(sent + again) + 1, 3000) == 0)
		again++;
	reply = far_take(&pair);
	ck_assert(reply.sound);
	ck_assert_int_eq(reply.result, again);
	ck_assert_uint_eq(reply.first, (uint64_t)sent + 1);
	kinds[_i].close(&pair);
}
END_TEST

START_TEST(test_link_many_frames)
{
	struct pair pair;
	uint64_t sent = 0, taken = 0;

	open_reached(&pair, _i);
	srandom(5);
	while (taken < 5000) {
		struct reply reply;

		while (sent < 5000 &&
			near_send(&pair, sent + 1, (size_t)random() % FRAME_BODY_MAX) == 0)
			sent++;
		reply = far_take(&pair);
		ck_assert(reply.sound);
		ck_assert_int_gt(reply.result, 0);
		ck_assert_uint_eq(reply.first, taken + 1);
		taken = reply.last;
	}
	ck_assert_uint_eq(taken, sent);
	kinds[_i].close(&pair);
}
END_TEST

/* Whoever may write to an inbox may write anything. */
START_TEST(test_link_skips_what_is_no_frame)
{
	static const char noise[3] = "sxs";
	unsigned char bytes[FRAME_SIZE_MAX];
	struct reply reply;
	struct pair pair;
	size_t n;

	open_reached(&pair, _i);
	ck_assert_int_eq(link_send(pair.near, noise, 3), 0);
	memcpy(bytes, noise, 3);
	n = 3 + make_frame(bytes + 3, 1, 100);
	ck_assert_int_eq(link_send(pair.near, bytes, n), 0);
	reply = far_take(&pair);
	ck_assert_int_eq(reply.result, 1);
	ck_assert(reply.sound);
	kinds[_i].close(&pair);
}
END_TEST

START_TEST(test_link_part_and_reach_again)
{
	struct reply reply;
	struct pair pair;

	open_reached(&pair, _i);
	ck_assert_int_eq(near_send(&pair, 1, 10), 0);
	link_part(pair.near);
	link_part(pair.near);
	ck_assert_int_eq(near_send(&pair, 2, 10), -ENOTCONN);
	ck_assert_int_lt(link_fd_out(pair.near), 0);
	ck_assert_int_lt(link_fd_other(pair.near), 0);
	/* It still hears, and what it had said has arrived. */
	ck_assert_int_eq(far_send(&pair, 7, 10), 0);
	take(pair.near, &reply);
	ck_assert_int_eq(reply.result, 1);
	ck_assert_int_eq(far_take(&pair).result, 1);
	ck_assert_int_eq(near_reach(&pair), 0);
	ck_assert_int_eq(near_send(&pair, 2, 10), 0);
	ck_assert_int_eq(far_take(&pair).last, 2);
	kinds[_i].close(&pair);
}
END_TEST

START_TEST(test_link_other_side_is_gone)
{
	struct reply reply;
	struct pair pair;
	int error;

	open_reached(&pair, _i);
	ck_assert_int_eq(far_send(&pair, 1, 10), 0);
	kinds[_i].end_far(&pair);
	ck_assert_int_eq(near_send(&pair, 1, 10), -EPIPE);
	assert_ready(link_fd_other(pair.near), POLLIN, true);
	/* Its last words. */
	take(pair.near, &reply);
	ck_assert_int_eq(reply.result, 1);
	error = near_reach(&pair);
	ck_assert(error == -ENOENT || error == -ESRCH);
	ck_assert_int_eq(near_send(&pair, 1, 10), -ENOTCONN);
	ck_assert_int_lt(link_fd_out(pair.near), 0);
	kinds[_i].close(&pair);
}
END_TEST

/* A leftover that somebody has open, such as one who is about to remove it. */
START_TEST(test_link_fifo_reach_of_a_leftover)
{
	struct pair pair;
	int fd;

	open_reached(&pair, _i);
	kinds[_i].end_far(&pair);
	fd = openat(pair.rundir.fd, "B.in", O_RDWR | O_NONBLOCK);
	ck_assert_int_ge(fd, 0);
	ck_assert_int_eq(near_reach(&pair), -ESRCH);
	ck_assert_int_lt(link_fd_out(pair.near), 0);
	ck_assert_int_lt(link_fd_other(pair.near), 0);
	ck_assert_int_eq(near_send(&pair, 1, 1), -ENOTCONN);
	ck_assert(!scene_readable(fd, 0));
	close(fd);
	kinds[_i].close(&pair);
}
END_TEST

START_TEST(test_link_free_leaves_no_descriptor)
{
	struct pair pair;
	int before;

	/* What is opened once and for all, by whomever. */
	open_reached(&pair, _i);
	kinds[_i].close(&pair);
	before = scene_descriptors();
	open_reached(&pair, _i);
	kinds[_i].close(&pair);
	ck_assert_int_eq(scene_descriptors(), before);
	link_free(NULL);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("link");
	TCase *tcase = tcase_create("link");

	tcase_add_loop_test(tcase, test_link_reach, 0, COUNT(kinds));
	tcase_add_loop_test(tcase, test_link_nothing_has_come, 0, COUNT(kinds));
	tcase_add_loop_test(tcase, test_link_frames_of_all_sizes_arrive_in_order, 0, COUNT(kinds));
	tcase_add_loop_test(tcase, test_link_several_frames_in_one_call, 0, COUNT(kinds));
	tcase_add_loop_test(tcase, test_link_send_refuses_what_could_be_torn, 0, COUNT(kinds));
	tcase_add_loop_test(tcase, test_link_send_is_all_or_nothing, 0, COUNT(kinds));
	tcase_add_loop_test(tcase, test_link_many_frames, 0, COUNT(kinds));
	tcase_add_loop_test(tcase, test_link_skips_what_is_no_frame, 0, COUNT(kinds));
	tcase_add_loop_test(tcase, test_link_part_and_reach_again, 0, COUNT(kinds));
	tcase_add_loop_test(tcase, test_link_other_side_is_gone, 0, COUNT(kinds));
	tcase_add_loop_test(tcase, test_link_fifo_reach_of_a_leftover, KIND_FIFO, KIND_FIFO + 1);
	tcase_add_loop_test(tcase, test_link_free_leaves_no_descriptor, 0, COUNT(kinds));
	suite_add_tcase(suite, tcase);
	return scene_run(suite);
}
