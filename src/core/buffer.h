/* SPDX-License-Identifier: ISC */
/*
 * A growing array of bytes.
 *
 * The caller owns the struct; a zeroed one is an empty buffer. data is valid until the next call
 * that changes the buffer and is not terminated.
 */
#ifndef CORE_BUFFER_H
#define CORE_BUFFER_H

#include <stddef.h>
#include <string.h>

struct buffer {
	char *data;
	size_t len;
	size_t cap;
};

/* Releases the bytes; the buffer is empty afterwards and may be used again. */
void buffer_fini(struct buffer *buffer);

/* As buffer_reserve(), where there is not enough room yet. */
int buffer_grow(struct buffer *buffer, size_t more);

/* Makes room for more bytes behind len. Returns 0 or -ENOMEM; on failure nothing has changed. */
static inline int buffer_reserve(struct buffer *buffer, size_t more)
{
	return more <= buffer->cap - buffer->len ? 0 : buffer_grow(buffer, more);
}

/* Adds n bytes at the end. Returns 0 or -ENOMEM; on failure nothing has changed. */
static inline int buffer_append(struct buffer *buffer, const void *bytes, size_t n)
{
	int error = buffer_reserve(buffer, n);

	if (error == 0 && n > 0) {
		memcpy(buffer->data + buffer->len, bytes, n);
		buffer->len += n;
	}
	return error;
}

/* Adds a string without its NUL. Returns 0 or -ENOMEM. */
int buffer_append_string(struct buffer *buffer, const char *string);

/*
 * Adds n bytes as text: mended as by utf8_repair(). Behind that data is not NULL, be there text or
 * not. Returns 0 or -ENOMEM; on failure nothing has changed.
 */
int buffer_append_repaired(struct buffer *buffer, const char *bytes, size_t n);

/* Adds formatted text. Returns 0 or -ENOMEM. */
int buffer_printf(struct buffer *buffer, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/* Removes the first n bytes; n is at most len. */
void buffer_consume(struct buffer *buffer, size_t n);

#endif
