/* SPDX-License-Identifier: ISC */
/*
 * A ring of slots in shared memory, for one sender and one receiver.
 *
 * The sender rings the bell for each message, since it does not know who sleeps: as the board of a
 * peer does, which has any number of readers. That a slot is free again is rung only for a sender
 * that has said that it waits, and not before half of them are, else both would wake up for each.
 */
#include "config.h"

#include <errno.h>
#include <string.h>
#include <sys/mman.h>

#include "tests/bench/channel.h"

#define RING_BYTES 262144
#define SLOTS_MOST 4096

struct ring_memory {
	_Alignas(64) _Atomic uint64_t sent;
	_Alignas(64) _Atomic uint64_t received;
	_Atomic int sender_waits;
	uint64_t slots;
	struct bell_memory filled, emptied;
	_Alignas(64) char bytes[];
};

static size_t memory_size(const struct channel *channel)
{
	return sizeof(struct ring_memory) + RING_BYTES + channel->size;
}

static int open_bells(struct channel *channel)
{
	const struct bell_kind *kind = channel->kind->bell;
	int error;

	channel->filled = (struct bell){.kind = kind, .memory = &channel->ring->filled};
	channel->emptied = (struct bell){.kind = kind, .memory = &channel->ring->emptied};
	error = kind->open(&channel->filled);
	if (error < 0)
		return error;
	error = kind->open(&channel->emptied);
	if (error < 0)
		kind->close(&channel->filled);
	return error;
}

static int open_ring(struct channel *channel)
{
	void *memory = mmap(NULL, memory_size(channel), PROT_READ | PROT_WRITE,
		MAP_SHARED | MAP_ANONYMOUS | MAP_POPULATE, -1, 0);
	int error;

	if (memory == MAP_FAILED)
		return -errno;
	channel->ring = memory;
	channel->ring->slots = RING_BYTES / channel->size;
	if (channel->ring->slots > SLOTS_MOST)
		channel->ring->slots = SLOTS_MOST;
	error = open_bells(channel);
	if (error < 0)
		munmap(memory, memory_size(channel));
	return error;
}

static char *slot(const struct channel *channel, uint64_t number)
{
	return channel->ring->bytes + number % channel->ring->slots * channel->size;
}

static bool is_full(const struct ring_memory *ring)
{
	return atomic_load(&ring->sent) - atomic_load(&ring->received) == ring->slots;
}

/* Looks once more when it has said so: the receiver may have missed it just then. */
static void wait_for_room(struct channel *channel)
{
	struct ring_memory *ring = channel->ring;

	while (is_full(ring)) {
		atomic_store(&ring->sender_waits, 1);
		if (is_full(ring))
			channel->emptied.kind->wait(&channel->emptied);
	}
}

static int send_slot(struct channel *channel, const void *message)
{
	struct ring_memory *ring = channel->ring;
	uint64_t sent = atomic_load_explicit(&ring->sent, memory_order_relaxed);

	wait_for_room(channel);
	memcpy(slot(channel, sent), message, channel->size);
	atomic_store_explicit(&ring->sent, sent + 1, memory_order_release);
	channel->filled.kind->ring(&channel->filled);
	return 0;
}

static int receive_slot(struct channel *channel, void *message)
{
	struct ring_memory *ring = channel->ring;
	uint64_t received = atomic_load_explicit(&ring->received, memory_order_relaxed);

	while (atomic_load(&ring->sent) == received)
		channel->filled.kind->wait(&channel->filled);
	memcpy(message, slot(channel, received), channel->size);
	atomic_store(&ring->received, received + 1);
	if (atomic_load(&ring->sender_waits) &&
		atomic_load(&ring->sent) - received - 1 <= ring->slots / 2) {
		atomic_store(&ring->sender_waits, 0);
		channel->emptied.kind->ring(&channel->emptied);
	}
	return 0;
}

static void close_ring(struct channel *channel)
{
	channel->filled.kind->close(&channel->filled);
	channel->emptied.kind->close(&channel->emptied);
	munmap(channel->ring, memory_size(channel));
}

#define RING(NAME, BELL)                                                                           \
	{                                                                                          \
		.name = (NAME), .bell = &(BELL), .open = open_ring, .send = send_slot,             \
		.receive = receive_slot, .close = close_ring,                                      \
	}

const struct channel_kind channel_inotify = RING("ring, inotify", bell_inotify);
const struct channel_kind channel_bell_fifo = RING("ring, FIFO", bell_fifo);
const struct channel_kind channel_eventfd = RING("ring, eventfd", bell_eventfd);
const struct channel_kind channel_futex = RING("ring, futex", bell_futex);
const struct channel_kind channel_sysv_semaphore =
	RING("ring, System V semaphore", bell_sysv_semaphore);
const struct channel_kind channel_posix_semaphore =
	RING("ring, POSIX semaphore", bell_posix_semaphore);
