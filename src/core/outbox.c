/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "core/outbox.h"

#include <errno.h>
#include <string.h>

#define ENTRY_HEAD sizeof(uint32_t)

static uint32_t entry_length(const struct outbox *outbox, size_t at)
{
	uint32_t length;

	memcpy(&length, outbox->bytes.data + at, sizeof(length));
	return length;
}

void outbox_init(struct outbox *outbox)
{
	*outbox = (struct outbox){.first_number = 1, .unsent_number = 1};
}

void outbox_fini(struct outbox *outbox)
{
	buffer_fini(&outbox->bytes);
}

int outbox_add(struct outbox *outbox, const char *text, size_t len, uint64_t *number)
{
	uint32_t length = (uint32_t)len;

	if (buffer_reserve(&outbox->bytes, ENTRY_HEAD + len) < 0)
		return -ENOMEM;
	buffer_append(&outbox->bytes, &length, ENTRY_HEAD);
	buffer_append(&outbox->bytes, text, len);
	*number = ++outbox->last_number;
	return 0;
}

void outbox_resume(struct outbox *outbox, uint64_t number)
{
	outbox->first_number = number + 1;
	outbox->unsent_number = number + 1;
	outbox->sent_number = number;
	outbox->last_number = number;
}

int outbox_restore(struct outbox *outbox, const char *text, size_t len)
{
	uint64_t number;
	int error = outbox_add(outbox, text, len, &number);

	if (error == 0)
		outbox->sent_number = number;
	return error;
}

void outbox_skip(struct outbox *outbox, uint64_t number)
{
	uint64_t more;

	if (number <= outbox->sent_number || number > OUTBOX_NUMBER_MAX)
		return;
	outbox_acknowledge(outbox, outbox->sent_number);
	more = number + 1 - outbox->first_number;
	outbox->first_number += more;
	outbox->last_number += more;
	outbox->sent_number = number;
	outbox_rewind(outbox);
}

uint64_t outbox_count(const struct outbox *outbox)
{
	return outbox->last_number + 1 - outbox->first_number;
}

size_t outbox_bytes(const struct outbox *outbox)
{
	return outbox->bytes.len - outbox->first;
}

bool outbox_peek(const struct outbox *outbox, size_t size, const char **part, size_t *n,
	uint64_t *number, bool *more)
{
	size_t left;

	if (outbox->unsent == outbox->bytes.len)
		return false;
	left = entry_length(outbox, outbox->unsent) - outbox->within;
	*part = outbox->bytes.data + outbox->unsent + ENTRY_HEAD + outbox->within;
	*n = left < size ? left : size;
	*number = outbox->unsent_number;
	*more = left > size;
	return true;
}

void outbox_sent(struct outbox *outbox, size_t n)
{
	uint32_t length = entry_length(outbox, outbox->unsent);

	outbox->within += n;
	if (outbox->within < length)
		return;
	if (outbox->sent_number < outbox->unsent_number)
		outbox->sent_number = outbox->unsent_number;
	outbox->unsent += ENTRY_HEAD + length;
	outbox->unsent_number++;
	outbox->within = 0;
}

/* Gives back the space in front; moving half a buffer at most once in half a buffer is cheap. */
static void compact(struct outbox *outbox)
{
	if (outbox->first < outbox->bytes.len - outbox->first)
		return;
	buffer_consume(&outbox->bytes, outbox->first);
	outbox->unsent -= outbox->first;
	outbox->first = 0;
}

int outbox_acknowledge(struct outbox *outbox, uint64_t number)
{
	if (number > outbox->sent_number)
		return -EINVAL;
	while (outbox->first_number <= number) {
		outbox->first += ENTRY_HEAD + entry_length(outbox, outbox->first);
		outbox->first_number++;
	}
	/* After a rewind the other side may turn out to have more than was sent again. */
	if (outbox->unsent < outbox->first)
		outbox_rewind(outbox);
	compact(outbox);
	return 0;
}

void outbox_rewind(struct outbox *outbox)
{
	outbox->unsent = outbox->first;
	outbox->unsent_number = outbox->first_number;
	outbox->within = 0;
}
