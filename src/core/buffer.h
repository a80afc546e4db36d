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

struct buffer {
	char *data;
	size_t len;
	size_t cap;
};

/* Releases the bytes; the buffer is empty afterwards and may be used again. */
void buffer_fini(struct buffer *buffer);

/* Makes room for more bytes behind len. Returns 0 or -ENOMEM; on failure nothing has changed. */
int buffer_reserve(struct buffer *buffer, size_t more);

/* Adds n bytes at the end. Returns 0 or -ENOMEM; on failure nothing has changed. */
int buffer_append(struct buffer *buffer, const void *bytes, size_t n);

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
