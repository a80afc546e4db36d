/* SPDX-License-Identifier: ISC */
/*
 * The files are read one after the other: the older, the current, and whatever becomes the current
 * one later. A file that was rotated away is written to no more, so it is read to its end once more
 * after that was noticed, and then left.
 */
#include "config.h"

#include "app/logfile.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>

#include "app/logpart.h"
#include "app/places.h"
#include "core/logline.h"

/* From this size on, lines are read instead of halving once more. */
#define NEAR 16384

struct logfile {
	char current[PATH_MAX], older[PATH_MAX];
	struct logpart part; /* being read */
	struct logpart next; /* the one that follows it, if known */
	struct logline line;
	uint64_t wanted; /* records before this one are passed over */
	uint64_t last;   /* that was read */
	uint64_t damaged;
};

void logfile_name(char name[LOGFILE_NAME_SIZE], enum seat seat, bool older)
{
	snprintf(name, LOGFILE_NAME_SIZE, "%c%s.jsonl", name_seat_letter(seat), older ? ".1" : "");
}

static void close_parts(struct logfile *log)
{
	logpart_close(&log->part);
	logpart_close(&log->next);
}

/* Begins anew with both files as they are now. */
static int open_parts(struct logfile *log)
{
	int error;

	close_parts(log);
	error = logpart_open_both(&log->part, log->older, &log->next, log->current);
	if (error < 0)
		return error;
	if (log->part.fd < 0) {
		log->part = log->next;
		log->next = LOGPART_NONE;
	}
	return log->part.fd < 0 ? -ENOENT : 0;
}

int logfile_open(struct logfile **result, const struct address *address)
{
	char name[LOGFILE_NAME_SIZE], folder[ADDRESS_FOLDER_SIZE];
	struct logfile *log = calloc(1, sizeof(*log));
	int error;

	*result = NULL;
	if (log == NULL)
		return -ENOMEM;
	log->part = log->next = LOGPART_NONE;
	address_folder(address, folder);
	logfile_name(name, address->seat, false);
	error = places_state(folder, name, log->current, sizeof(log->current));
	logfile_name(name, address->seat, true);
	if (error == 0)
		error = places_state(folder, name, log->older, sizeof(log->older));
	if (error == 0)
		error = open_parts(log);
	if (error < 0) {
		logfile_close(log);
		return error;
	}
	*result = log;
	return 0;
}

void logfile_close(struct logfile *log)
{
	if (log == NULL)
		return;
	close_parts(log);
	logline_fini(&log->line);
	free(log);
}

/*
 * Looks for what follows the file that was read to its end. Returns 1 where there is something, 0
 * where not, or a negative errno.
 */
static int find_next(struct logfile *log)
{
	struct logpart older, current;
	int error;

	if (logpart_is_at(&log->part, log->current))
		return 0;
	error = logpart_open_both(&older, log->older, &current, log->current);
	if (error < 0)
		return error;
	if (logpart_is_same(&log->part, &current)) {
		logpart_close(&current);
		logpart_close(&older);
	} else if (older.fd < 0 || logpart_is_same(&log->part, &older)) {
		log->next = current;
		logpart_close(&older);
	} else {
		/* It was rotated away more than once. */
		log->next = older;
		logpart_close(&current);
	}
	return log->next.fd >= 0;
}

static void go_on_with_next(struct logfile *log)
{
	log->damaged += log->part.torn;
	logpart_close(&log->part);
	log->part = log->next;
	log->next = LOGPART_NONE;
}

/* The file was cut: what it has now is read from its start, as far as it is new. */
static void begin_again(struct logfile *log)
{
	if (log->wanted <= log->last)
		log->wanted = log->last + 1;
	log->last = 0;
}

/* The next line of whichever file. Returns as logpart_line() does, without its end of a file. */
static int next_line(struct logfile *log, const char **line, size_t *n)
{
	for (;;) {
		int rc = logpart_line(&log->part, line, n);

		if (rc != 0)
			return rc;
		if (log->next.fd >= 0) {
			go_on_with_next(log);
			continue;
		}
		rc = find_next(log);
		if (rc <= 0)
			return rc;
	}
}

/* Returns 1 where the line is a record to be handed out, 0 where not, or a negative errno. */
static int take_line(struct logfile *log, const char *line, size_t n, struct record *record)
{
	int error = logline_parse(&log->line, line, n, record);

	if (error == -EBADMSG || (error == 0 && record->seq <= log->last)) {
		log->damaged++;
		return 0;
	}
	if (error < 0)
		return error;
	log->last = record->seq;
	return record->seq >= log->wanted;
}

int logfile_next(struct logfile *log, struct record *record)
{
	const char *line = NULL;
	size_t n = 0;

	if (log->part.fd < 0)
		return 0;
	for (;;) {
		int rc = next_line(log, &line, &n);

		if (rc == -EMSGSIZE) {
			log->damaged++;
			continue;
		}
		if (rc == -ESTALE) {
			begin_again(log);
			continue;
		}
		if (rc == 1) {
			rc = take_line(log, line, n, record);
			if (rc == 0)
				continue;
		}
		return rc;
	}
}

uint64_t logfile_damaged(const struct logfile *log)
{
	return log->damaged;
}

/*
 * The number of the first record whose line begins at offset or behind, but before limit; *end is
 * where its line ends. Returns 1, 0 where there is none, or a negative errno.
 */
static int probe(struct logfile *log, int64_t offset, int64_t limit, uint64_t *seq, int64_t *end)
{
	struct logpart *part = &log->part;
	int rc = logpart_seek(part, offset);

	while (rc == 0 && logpart_tell(part) < limit) {
		struct record record;
		const char *line;
		size_t n;

		rc = logpart_line(part, &line, &n);
		if (rc == -EMSGSIZE) {
			rc = 0;
			continue;
		}
		if (rc <= 0)
			return rc == -ESTALE ? 0 : rc;
		rc = logline_parse(&log->line, line, n, &record);
		if (rc == 0) {
			*seq = record.seq;
			*end = logpart_tell(part);
			return 1;
		}
		rc = rc == -EBADMSG ? 0 : rc;
	}
	return rc;
}

/*
 * Has the file go on at a line not far before the first record that is wanted. A number that is too
 * high, by damage, leads to a place too early, which costs time only.
 */
static int bisect(struct logfile *log)
{
	int64_t low = 0, high = logpart_size(&log->part);

	if (high < 0)
		return (int)high;
	while (high - low > NEAR) {
		int64_t middle = low + (high - low) / 2, end;
		uint64_t seq;
		int rc = probe(log, middle, high, &seq, &end);

		if (rc < 0)
			return rc;
		if (rc == 1 && seq < log->wanted)
			low = end;
		else
			high = middle;
	}
	return logpart_seek(&log->part, low);
}

/* Leaves the older file where the current one has all that is wanted. */
static int choose_part(struct logfile *log)
{
	struct logpart older = log->part;
	uint64_t seq;
	int64_t end;
	int rc;

	if (log->next.fd < 0)
		return 0;
	log->part = log->next;
	rc = probe(log, 0, INT64_MAX, &seq, &end);
	log->next = log->part;
	log->part = older;
	if (rc < 0)
		return rc;
	if (rc == 1 && seq <= log->wanted) {
		logpart_close(&log->part);
		log->part = log->next;
		log->next = LOGPART_NONE;
		return 0;
	}
	return logpart_seek(&log->next, 0);
}

int logfile_seek(struct logfile *log, uint64_t seq)
{
	int error = open_parts(log);

	if (error < 0)
		return error;
	log->wanted = seq;
	log->last = 0;
	error = choose_part(log);
	return error < 0 ? error : bisect(log);
}
