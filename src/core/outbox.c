/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "core/outbox.h"

#include <errno.h>
#include <string.h>

#include "core/copy.h"

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
	char *entry;

	if (buffer_reserve(&outbox->bytes, OUTBOX_HEAD + len) < 0)
		return -ENOMEM;
	entry = outbox->bytes.data + outbox->bytes.len;
	memcpy(entry, &length, OUTBOX_HEAD);
	copy_short(entry + OUTBOX_HEAD, text, len);
	outbox->bytes.len += OUTBOX_HEAD + len;
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
		outbox->first += OUTBOX_HEAD + outbox_length(outbox, outbox->first);
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
