/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "app/intake.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "app/fail.h"
#include "core/record.h"

#define READ_SIZE 65536

int intake_some(struct buffer *raw)
{
	ssize_t n;

	if (buffer_reserve(raw, READ_SIZE) < 0)
		return -ENOMEM;
	do {
		n = read(STDIN_FILENO, raw->data + raw->len, READ_SIZE);
	} while (n < 0 && errno == EINTR);
	if (n < 0)
		return -errno;
	raw->len += (size_t)n;
	return n > 0;
}

int intake_all(struct buffer *raw, bool *nothing)
{
	size_t before = raw->len;
	int n = 1;

	while (n > 0 && raw->len - before <= RECORD_TEXT_MAX + 1)
		n = intake_some(raw);
	*nothing = raw->len == before;
	if (raw->len > before && raw->data[raw->len - 1] == '\n')
		raw->len--;
	return n < 0 ? n : 0;
}

int intake_refuse(int error)
{
	return error == -ENOMEM ? fail(EX_OSERR, "out of memory")
				: fail(EX_IOERR, "standard input: %s", strerror(-error));
}
