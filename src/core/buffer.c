/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "core/buffer.h"

#include <errno.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/utf8.h"

#define BUFFER_FIRST 64

void buffer_fini(struct buffer *buffer)
{
	free(buffer->data);
	*buffer = (struct buffer){0};
}

int buffer_grow(struct buffer *buffer, size_t more)
{
	size_t cap = buffer->cap > 0 ? buffer->cap : BUFFER_FIRST;
	char *data;

	if (more > SIZE_MAX / 2 - buffer->len)
		return -ENOMEM;
	while (cap - buffer->len < more)
		cap *= 2;
	data = realloc(buffer->data, cap);
	if (data == NULL)
		return -ENOMEM;
	buffer->data = data;
	buffer->cap = cap;
	return 0;
}

int buffer_append_string(struct buffer *buffer, const char *string)
{
	return buffer_append(buffer, string, strlen(string));
}

int buffer_append_repaired(struct buffer *buffer, const char *bytes, size_t n)
{
	size_t len = 0;

	if (n > SIZE_MAX / 2 / UTF8_REPAIR_GROWTH ||
		buffer_reserve(buffer, n * UTF8_REPAIR_GROWTH + 1) < 0)
		return -ENOMEM;
	if (n > 0)
		utf8_repair(bytes, n, true, buffer->data + buffer->len, &len);
	buffer->len += len;
	return 0;
}

int buffer_printf(struct buffer *buffer, const char *format, ...)
{
	va_list args;
	int n;

	va_start(args, format);
	n = vsnprintf(NULL, 0, format, args);
	va_end(args);
	/* One byte more for the NUL that vsnprintf() insists on. */
	if (n < 0 || buffer_reserve(buffer, (size_t)n + 1) < 0)
		return -ENOMEM;
	va_start(args, format);
	vsnprintf(buffer->data + buffer->len, (size_t)n + 1, format, args);
	va_end(args);
	buffer->len += (size_t)n;
	return 0;
}

void buffer_consume(struct buffer *buffer, size_t n)
{
	if (n == 0)
		return;
	buffer->len -= n;
	memmove(buffer->data, buffer->data + n, buffer->len);
}
