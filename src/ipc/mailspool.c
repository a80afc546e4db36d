/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "ipc/mailspool.h"

#include <errno.h>
#include <fcntl.h>
#include <stdatomic.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#define MAGIC   UINT64_C(0x316c6f6f70736873)
#define UNKNOWN UINT64_MAX
#define FILLING 0xff
#define GROW    ((size_t)64 << 10)

struct head {
	uint64_t magic;
	uint64_t taker;
	struct mailspool_note note;
};

/* Before each message; a type of 0, in a message, says that there is none. */
struct slot {
	uint64_t room, len;
	struct mailspool_message message;
};

static struct head *head(const struct mailspool *spool)
{
	return (struct head *)spool->map;
}

static struct slot *slot_at(const struct mailspool *spool, size_t at)
{
	return (struct slot *)(spool->map + at);
}

static size_t slot_size(size_t room)
{
	return sizeof(struct slot) + (room + 7) / 8 * 8;
}

/*
 * Stores before this are in the file before those behind it: a kill comes between two
 * instructions, not two processors, so the compiler alone has to be kept from mixing them.
 */
static void in_order(void)
{
	atomic_signal_fence(memory_order_seq_cst);
}

/* Whether a whole slot lies there, whatever it says of its room. */
static bool is_slot(const struct mailspool *spool, size_t at)
{
	const struct slot *slot = slot_at(spool, at);

	return spool->size - at >= sizeof(*slot) && slot->message.type > 0 &&
	       slot->room <= spool->size - at - sizeof(*slot) &&
	       slot_size(slot->room) <= spool->size - at;
}

/* Makes the file at least so long, with its room on the disk: a page without would be a SIGBUS. */
static int grow(struct mailspool *spool, size_t size)
{
	void *map;
	int error;

	if (size <= spool->size)
		return 0;
	size = (size + GROW - 1) / GROW * GROW;
	do {
		error = posix_fallocate(spool->fd, 0, (off_t)size);
	} while (error == EINTR);
	if (error != 0)
		return -error;
	map = spool->map == NULL
		      ? mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED, spool->fd, 0)
		      : mremap(spool->map, spool->size, size, MREMAP_MAYMOVE);
	if (map == MAP_FAILED)
		return -errno;
	spool->map = map;
	spool->size = size;
	return 0;
}

static int open_map(struct mailspool *spool)
{
	struct stat st;
	int error;

	if (fstat(spool->fd, &st) < 0)
		return -errno;
	if (st.st_size > (off_t)1 << 30)
		return -EBADMSG;
	error = grow(spool, st.st_size > 0 ? (size_t)st.st_size : GROW);
	if (error < 0)
		return error;
	/* New, or made by a process that was killed at once. */
	if (head(spool)->magic == 0)
		head(spool)->magic = MAGIC;
	return head(spool)->magic == MAGIC ? 0 : -EBADMSG;
}

int mailspool_open(struct mailspool *spool, int fd)
{
	int error;

	*spool = (struct mailspool){.fd = fd};
	error = open_map(spool);
	if (error < 0) {
		mailspool_close(spool);
		return error;
	}
	spool->used = sizeof(struct head);
	while (is_slot(spool, spool->used))
		spool->used += slot_size(slot_at(spool, spool->used)->room);
	mailspool_rewind(spool);
	return 0;
}

void mailspool_close(struct mailspool *spool)
{
	if (spool->map != NULL)
		munmap(spool->map, spool->size);
	if (spool->fd >= 0)
		close(spool->fd);
	*spool = (struct mailspool){.fd = -1};
}

bool mailspool_is_empty(const struct mailspool *spool)
{
	return spool->used == sizeof(struct head);
}

void mailspool_note(struct mailspool *spool, const struct mailspool_note *note)
{
	head(spool)->note = *note;
}

void mailspool_read_note(const struct mailspool *spool, struct mailspool_note *note)
{
	*note = head(spool)->note;
}

pid_t mailspool_taker(const struct mailspool *spool)
{
	return (pid_t)head(spool)->taker;
}

int mailspool_room(struct mailspool *spool, size_t room, struct mailspool_message **message)
{
	/* Behind it the place of the next one, which there is none of. */
	size_t end = spool->used + slot_size(room);
	int error = grow(spool, end + sizeof(struct slot));
	struct slot *slot;

	if (error < 0)
		return error;
	slot = slot_at(spool, spool->used);
	slot->message.type = 0;
	in_order();
	slot_at(spool, end)->message.type = 0;
	slot->room = room;
	slot->len = UNKNOWN;
	memset(slot->message.text, FILLING, room);
	head(spool)->taker = (uint64_t)getpid();
	in_order();
	spool->open = spool->used;
	*message = &slot->message;
	return 0;
}

void mailspool_took(struct mailspool *spool, size_t n)
{
	struct slot *slot = slot_at(spool, spool->open);

	slot->len = n;
	spool->used += slot_size(slot->room);
	spool->next = spool->used;
}

ssize_t mailspool_again(struct mailspool *spool, struct mailspool_message **message)
{
	struct slot *slot;
	size_t n;

	if (spool->next >= spool->used)
		return -ENOMSG;
	slot = slot_at(spool, spool->next);
	spool->next += slot_size(slot->room);
	n = slot->len <= slot->room ? slot->len : slot->room;
	while (slot->len == UNKNOWN && n > 0 && (unsigned char)slot->message.text[n - 1] == FILLING)
		n--;
	*message = &slot->message;
	return (ssize_t)n;
}

void mailspool_rewind(struct mailspool *spool)
{
	spool->next = sizeof(struct head);
}

void mailspool_clear(struct mailspool *spool)
{
	slot_at(spool, sizeof(struct head))->message.type = 0;
	in_order();
	spool->used = sizeof(struct head);
	mailspool_rewind(spool);
}
