/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "ipc/link_mem.h"

#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "core/buffer.h"

struct link_mem {
	struct link link;
	struct link_mem *peer; /* NULL once it was freed */
	bool reached;
	size_t capacity;
	struct buffer inbox;
};

static struct link_mem *mem_of(struct link *link)
{
	return (struct link_mem *)link;
}

static int mem_reach(struct link *link, pid_t *pid)
{
	struct link_mem *mem = mem_of(link);

	*pid = 0;
	mem->reached = mem->peer != NULL;
	return mem->reached ? 0 : -ENOENT;
}

static int mem_send(struct link *link, const void *bytes, size_t n)
{
	struct link_mem *mem = mem_of(link);

	if (!mem->reached)
		return -ENOTCONN;
	if (n > FRAME_SIZE_MAX)
		return -EMSGSIZE;
	if (mem->peer == NULL)
		return -EPIPE;
	if (mem->peer->inbox.len + n > mem->peer->capacity)
		return -EAGAIN;
	return buffer_append(&mem->peer->inbox, bytes, n);
}

static ssize_t mem_read(struct link *link, void *bytes, size_t size)
{
	struct link_mem *mem = mem_of(link);
	size_t n = mem->inbox.len < size ? mem->inbox.len : size;

	if (n == 0)
		return -EAGAIN;
	memcpy(bytes, mem->inbox.data, n);
	buffer_consume(&mem->inbox, n);
	return (ssize_t)n;
}

static void mem_part(struct link *link)
{
	mem_of(link)->reached = false;
}

static void mem_free(struct link *link)
{
	struct link_mem *mem = mem_of(link);

	if (mem->peer != NULL)
		mem->peer->peer = NULL;
	buffer_fini(&mem->inbox);
	free(mem);
}

static int mem_fd(const struct link *link)
{
	(void)link;
	return -1;
}

static const struct link_kind link_mem_kind = {
	.name = "mem",
	.whole = true,
	.reach = mem_reach,
	.send = mem_send,
	.read = mem_read,
	.part = mem_part,
	.free = mem_free,
	.fd_in = mem_fd,
	.fd_out = mem_fd,
	.fd_other = mem_fd,
};

int link_mem_new(struct link *ends[2], size_t capacity)
{
	struct link_mem *mem[2] = {calloc(1, sizeof(*mem[0])), calloc(1, sizeof(*mem[1]))};

	if (mem[0] == NULL || mem[1] == NULL) {
		free(mem[0]);
		free(mem[1]);
		return -ENOMEM;
	}
	for (int i = 0; i < 2; i++) {
		mem[i]->link.kind = &link_mem_kind;
		frame_decoder_init(&mem[i]->link.decoder);
		mem[i]->peer = mem[1 - i];
		mem[i]->capacity = capacity;
		ends[i] = &mem[i]->link;
	}
	return 0;
}
