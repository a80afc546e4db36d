/* SPDX-License-Identifier: ISC */
/*
 * The queues of the members: what comes is read, what is to be told is written as far as they take
 * it. Nobody waits for anybody: a queue that is full is left alone until it has room, and while a
 * member does not take its responses its requests are left where they are.
 */
#include "config.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <unistd.h>

#include "app/hall.h"

/* Requests of one member before others get their turn, and members in one batch. */
#define READ_BATCH  64
#define EVENT_BATCH 64

/* What of a member is ready; beside its id in what epoll_wait(2) gives back. */
enum part { PART_REQUESTS, PART_RESPONSES, PART_PROCESS, PART_BITS = 2 };

static uint64_t mark_of(const struct hall_guest *guest, enum part part)
{
	return (uint64_t)guest->id << PART_BITS | (uint64_t)part;
}

static int watch(
	struct hall *hall, int how, int fd, const struct hall_guest *guest, enum part part, bool on)
{
	struct epoll_event event = {
		.events = !on                      ? 0
			  : part == PART_RESPONSES ? EPOLLOUT
						   : EPOLLIN,
		.data.u64 = mark_of(guest, part),
	};

	return epoll_ctl(hall->ready, how, fd, &event) < 0 ? -errno : 0;
}

static void set_reading(struct hall *hall, struct hall_guest *guest, bool on)
{
	if (guest->reading == on)
		return;
	guest->reading = on;
	watch(hall, EPOLL_CTL_MOD, guest->pair.in, guest, PART_REQUESTS, on);
}

static void set_writing(struct hall *hall, struct hall_guest *guest, bool on)
{
	if (guest->writing == on)
		return;
	guest->writing = on;
	watch(hall, EPOLL_CTL_MOD, guest->pair.out, guest, PART_RESPONSES, on);
}

/* --- Who is there --- */

/* Ids rise, so they are in order. */
static unsigned position_of(const struct hall *hall, uint32_t id)
{
	unsigned low = 0, high = hall->count;

	while (low < high) {
		unsigned middle = low + (high - low) / 2;

		if (hall->guests[middle]->id < id)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

struct hall_guest *hall_find_guest(const struct hall *hall, uint32_t id)
{
	unsigned i = position_of(hall, id);

	return i < hall->count && hall->guests[i]->id == id ? hall->guests[i] : NULL;
}

/* Closing a descriptor takes it out of the set, for nobody has another of it, see epoll(7). */
static void free_guest(struct hall_guest *guest)
{
	mqpair_close(&guest->pair);
	close(guest->process);
	framequeue_fini(&guest->last);
	free(guest);
}

static int watch_guest(struct hall *hall, const struct hall_guest *guest)
{
	int error =
		watch(hall, EPOLL_CTL_ADD, guest->pair.in, guest, PART_REQUESTS, guest->reading);

	if (error == 0)
		error = watch(hall, EPOLL_CTL_ADD, guest->pair.out, guest, PART_RESPONSES, false);
	if (error == 0)
		error = watch(hall, EPOLL_CTL_ADD, guest->process, guest, PART_PROCESS, true);
	return error;
}

int hall_add_guest(struct hall *hall, uint32_t id, const struct mqpair *pair, int process)
{
	struct hall_guest *guest = malloc(sizeof(*guest));
	struct mqpair copy = *pair;
	int error;

	if (guest == NULL) {
		mqpair_close(&copy);
		close(process);
		return -ENOMEM;
	}
	*guest = (struct hall_guest){.id = id, .pair = copy, .process = process, .reading = true};
	error = watch_guest(hall, guest);
	if (error < 0)
		free_guest(guest);
	else
		hall->guests[hall->count++] = guest;
	return error;
}

static void forget_last(struct hall_guest *guest)
{
	framequeue_fini(&guest->last);
	guest->last = (struct framequeue){0};
}

void hall_sweep(struct hall *hall)
{
	unsigned kept = 0;

	hall->parting = false;
	for (unsigned i = 0; i < hall->count; i++) {
		struct hall_guest *guest = hall->guests[i];

		if (guest->left && framequeue_bytes(&guest->last) == 0)
			free_guest(guest);
		else
			hall->guests[kept++] = guest;
	}
	hall->count = kept;
}

/* Those who left longest ago have had their time. */
bool hall_has_place(struct hall *hall)
{
	for (unsigned i = 0; i < hall->count && hall->count == HALL_GUESTS_MAX; i++) {
		if (!hall->guests[i]->left)
			continue;
		forget_last(hall->guests[i]);
		hall_sweep(hall);
	}
	return hall->count < HALL_GUESTS_MAX;
}

/* --- What is to be told --- */

void hall_guest_due(struct hall *hall, struct hall_guest *guest)
{
	if (guest->due)
		return;
	guest->due = true;
	guest->next_due = hall->due;
	hall->due = guest;
}

static const void *next_for(const struct hall *hall, const struct hall_guest *guest, size_t *n)
{
	return guest->left ? framequeue_next(&guest->last, n)
			   : hub_next_response(&hall->hub, guest->id, n);
}

static void taken_by(struct hall *hall, struct hall_guest *guest)
{
	if (guest->left)
		framequeue_taken(&guest->last);
	else
		hub_response_taken(&hall->hub, guest->id);
}

static void write_responses(struct hall *hall, struct hall_guest *guest)
{
	const void *frame;
	int error = 0;
	size_t n;

	while (error == 0 && (frame = next_for(hall, guest, &n)) != NULL) {
		error = mqpair_send(&guest->pair, frame, n);
		if (error == 0)
			taken_by(hall, guest);
	}
	set_writing(hall, guest, error == -EAGAIN);
	if (guest->left)
		hall->parting = true;
	else
		set_reading(hall, guest, !hub_paused(&hall->hub, guest->id));
}

void hall_flush(struct hall *hall)
{
	while (hall->due != NULL) {
		struct hall_guest *guest = hall->due;

		hall->due = guest->next_due;
		guest->due = false;
		write_responses(hall, guest);
	}
}

/* Without memory it learns from its queue's silence and our list of members. */
void hall_guest_dropped(struct hall *hall, struct hall_guest *guest)
{
	const void *frame;
	size_t n;

	while ((frame = hub_next_response(&hall->hub, guest->id, &n)) != NULL) {
		framequeue_add(&guest->last, frame, n, 2 * HUB_RESPONSES_MAX);
		hub_response_taken(&hall->hub, guest->id);
	}
	guest->left = true;
	set_reading(hall, guest, false);
	hall_guest_due(hall, guest);
}

/* --- What comes --- */

static void end_guest(struct hall *hall, struct hall_guest *guest, enum hub_end end)
{
	forget_last(guest);
	set_writing(hall, guest, false);
	set_reading(hall, guest, false);
	hall->parting = true;
	if (guest->left)
		return;
	guest->left = true;
	hub_gone(&hall->hub, guest->id, end);
}

/* What is too short for a frame is answered like other nonsense. */
static void read_requests(struct hall *hall, struct hall_guest *guest)
{
	unsigned char bytes[MQPAIR_FRAME_MAX];
	int n = 0;

	for (int i = 0; i < READ_BATCH && !guest->left; i++) {
		if (hub_paused(&hall->hub, guest->id))
			break;
		n = mqpair_receive(&guest->pair, bytes, sizeof(bytes));
		if (n < 0 && n != -EBADMSG)
			break;
		hub_receive(&hall->hub, guest->id, bytes, n > 0 ? (size_t)n : 0);
	}
	if (guest->left)
		return;
	if (n < 0 && n != -EAGAIN && n != -EBADMSG)
		end_guest(hall, guest, HUB_CLOSED);
	else
		set_reading(hall, guest, !hub_paused(&hall->hub, guest->id));
}

/* What it said before it ended is said. */
static void on_process_ended(struct hall *hall, struct hall_guest *guest)
{
	if (!guest->left)
		read_requests(hall, guest);
	end_guest(hall, guest, HUB_KILLED);
}

static void on_part(struct hall *hall, struct hall_guest *guest, enum part part)
{
	if (part == PART_PROCESS)
		on_process_ended(hall, guest);
	else if (part == PART_RESPONSES)
		hall_guest_due(hall, guest);
	else
		read_requests(hall, guest);
}

static void on_ready(void *context)
{
	struct hall *hall = context;
	struct epoll_event events[EVENT_BATCH];
	int count = epoll_wait(hall->ready, events, EVENT_BATCH, 0);

	for (int i = 0; i < count; i++) {
		uint64_t mark = events[i].data.u64;
		struct hall_guest *guest = hall_find_guest(hall, (uint32_t)(mark >> PART_BITS));

		if (guest != NULL)
			on_part(hall, guest, (enum part)(mark & ((1u << PART_BITS) - 1)));
	}
	hall_settle(hall);
}

void hall_read_all(struct hall *hall)
{
	/* Who leaves meanwhile stays in the list until it is swept. */
	for (unsigned i = 0; i < hall->count; i++) {
		if (!hall->guests[i]->left)
			read_requests(hall, hall->guests[i]);
	}
}

int hall_open_guests(struct hall *hall)
{
	hall->ready = epoll_create1(EPOLL_CLOEXEC);
	if (hall->ready < 0)
		return -errno;
	hall->ready_event = loop_add_fd(hall->loop, hall->ready, LOOP_READ, on_ready, hall);
	if (hall->ready_event == NULL)
		return -ENOMEM;
	loop_event_enable(hall->ready_event, true);
	return 0;
}

void hall_close_guests(struct hall *hall)
{
	loop_event_free(hall->ready_event);
	for (unsigned i = 0; i < hall->count; i++)
		free_guest(hall->guests[i]);
	hall->count = 0;
	if (hall->ready >= 0)
		close(hall->ready);
	hall->ready = -1;
}
