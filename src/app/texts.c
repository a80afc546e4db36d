/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "app/texts.h"

#include <errno.h>
#include <string.h>

/* What stands before each text. */
struct head {
	uint64_t number;
	size_t len;
};

void texts_fini(struct texts *texts)
{
	buffer_fini(&texts->bytes);
}

bool texts_empty(const struct texts *texts)
{
	return texts->bytes.len == 0;
}

int texts_add(struct texts *texts, uint64_t number, const char *text, size_t len)
{
	struct head head = {number, len};

	if (buffer_reserve(&texts->bytes, sizeof(head) + len) < 0)
		return -ENOMEM;
	buffer_append(&texts->bytes, &head, sizeof(head));
	return buffer_append(&texts->bytes, text, len);
}

/* The text that begins at at, which is not behind the last one. Returns where the next one is. */
static size_t read_at(const struct texts *texts, size_t at, struct head *head, const char **text)
{
	memcpy(head, texts->bytes.data + at, sizeof(*head));
	*text = texts->bytes.data + at + sizeof(*head);
	return at + sizeof(*head) + head->len;
}

bool texts_first(const struct texts *texts, uint64_t *number, const char **text, size_t *len)
{
	struct head head;

	if (texts_empty(texts))
		return false;
	read_at(texts, 0, &head, text);
	*number = head.number;
	*len = head.len;
	return true;
}

void texts_drop_first(struct texts *texts)
{
	struct head head;
	const char *text;

	buffer_consume(&texts->bytes, read_at(texts, 0, &head, &text));
}

static void cut(struct texts *texts, size_t from, size_t to)
{
	memmove(texts->bytes.data + from, texts->bytes.data + to, texts->bytes.len - to);
	texts->bytes.len -= to - from;
}

bool texts_take(struct texts *texts, uint64_t number, struct buffer *out)
{
	struct head head;
	const char *text;
	size_t at = 0;

	while (at < texts->bytes.len) {
		size_t next = read_at(texts, at, &head, &text);

		if (head.number == number) {
			if (out != NULL && buffer_append(out, text, head.len) < 0)
				return false;
			cut(texts, at, next);
			return true;
		}
		at = next;
	}
	return false;
}

int texts_take_all(struct texts *texts, struct buffer *out)
{
	uint64_t number;
	const char *text;
	size_t len;

	while (texts_first(texts, &number, &text, &len)) {
		if (buffer_reserve(out, len + 1) < 0)
			return -ENOMEM;
		buffer_append(out, text, len);
		buffer_append(out, "\n", 1);
		texts_drop_first(texts);
	}
	return 0;
}
