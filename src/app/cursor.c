/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "app/cursor.h"

#include <errno.h>
#include <inttypes.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "app/fail.h"
#include "app/places.h"
#include "app/statefile.h"

#define LINE_MAX_SIZE 160
#define FORMAT                                                                                     \
	"{\"version\":1,\"epoch\":\"%016" PRIx64 "\",\"seq\":%" PRIu64 ",\"incoming\":%" PRIu64    \
	"}\n"

/* "A.cursor." and the name; a name has at most NAME_CHAT_MAX bytes. */
#define FILE_NAME_SIZE (NAME_CHAT_MAX + 32)

static void file_name(char out[FILE_NAME_SIZE], enum seat seat, const char *kind, const char *name)
{
	snprintf(out, FILE_NAME_SIZE, "%c.%s.%s", name_seat_letter(seat), kind, name);
}

static int print(char out[LINE_MAX_SIZE], const struct cursor *cursor)
{
	return snprintf(out, LINE_MAX_SIZE, FORMAT, cursor->epoch, cursor->seq, cursor->incoming);
}

/* The number behind a name, both as print() writes them. */
static uint64_t number_behind(const char *line, const char *name, int base)
{
	const char *at = strstr(line, name);

	return at != NULL ? strtoull(at + strlen(name), NULL, base) : 0;
}

/* A line is a cursor if it would be written just so. */
static int parse(const struct buffer *bytes, struct cursor *cursor)
{
	char line[LINE_MAX_SIZE + 1], again[LINE_MAX_SIZE];

	if (bytes->len > LINE_MAX_SIZE)
		return -EBADMSG;
	memcpy(line, bytes->data, bytes->len);
	line[bytes->len] = '\0';
	cursor->epoch = number_behind(line, "\"epoch\":\"", 16);
	cursor->seq = number_behind(line, "\"seq\":", 10);
	cursor->incoming = number_behind(line, "\"incoming\":", 10);
	if ((size_t)print(again, cursor) != bytes->len || memcmp(line, again, bytes->len) != 0)
		return -EBADMSG;
	return 0;
}

int cursor_read(const struct address *address, const char *name, struct cursor *cursor)
{
	char file[FILE_NAME_SIZE], folder[ADDRESS_FOLDER_SIZE];
	struct buffer bytes = {0};
	int error;

	*cursor = (struct cursor){0};
	file_name(file, address->seat, "cursor", name);
	error = statefile_read(address_folder(address, folder), file, LINE_MAX_SIZE, &bytes);
	if (error == -EFBIG || (error == 0 && bytes.len == 0))
		error = -EBADMSG;
	if (error == 0)
		error = parse(&bytes, cursor);
	buffer_fini(&bytes);
	return error;
}

int cursor_write(const struct address *address, const char *name, const struct cursor *cursor)
{
	char file[FILE_NAME_SIZE], folder[ADDRESS_FOLDER_SIZE], line[LINE_MAX_SIZE];

	file_name(file, address->seat, "cursor", name);
	return statefile_write(
		address_folder(address, folder), file, line, (size_t)print(line, cursor));
}

int cursor_lock(const struct address *address, const char *name, int64_t wait_ms)
{
	char file[FILE_NAME_SIZE], folder[ADDRESS_FOLDER_SIZE];

	file_name(file, address->seat, "cursor-lock", name);
	return statefile_lock(address_folder(address, folder), file, wait_ms);
}

int cursor_place(struct cursor *cursor, uint64_t epoch, uint64_t newest)
{
	if (cursor->epoch != epoch && epoch != 0)
		*cursor = (struct cursor){.epoch = epoch};
	return cursor->seq <= newest ? 0 : -ERANGE;
}

static int refuse_damaged(const struct address *address, const char *name)
{
	char file[FILE_NAME_SIZE], folder[ADDRESS_FOLDER_SIZE], path[PATH_MAX];

	file_name(file, address->seat, "cursor", name);
	if (places_state(address_folder(address, folder), file, path, sizeof(path)) < 0)
		path[0] = '\0';
	return fail(EX_DATAERR, "%s: this is no cursor; remove it to begin anew", path);
}

int cursor_load(const struct address *address, const char *name, uint64_t epoch, uint64_t newest,
	struct cursor *cursor)
{
	int error = cursor_read(address, name, cursor);
	char text[ADDRESS_TEXT_SIZE];

	if (error == -EBADMSG)
		return refuse_damaged(address, name);
	if (error < 0 && error != -ENOENT)
		return fail_errno(error, "cursor");
	if (cursor_place(cursor, epoch, newest) < 0)
		return fail(EX_DATAERR,
			"cursor %s of %s is at record %" PRIu64 ", but there are only %" PRIu64,
			name, address_text(address, text), cursor->seq, newest);
	return EX_OK;
}
