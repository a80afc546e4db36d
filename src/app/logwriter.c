/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "app/logwriter.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "app/logfile.h"
#include "app/places.h"
#include "app/seatfile.h"
#include "app/seatlog.h"
#include "app/statefile.h"

/* Of lines that can't be written; what comes then is lost for the log. */
#define PENDING_MAX ((size_t)4 << 20)

/* The log may run ahead of the state by so much: that is what the next start has to read. */
#define UNSTATED_MAX ((uint64_t)1 << 20)

/* Far more messages than wait for the other side at a time. */
#define UNDELIVERED_MAX ((uint64_t)1 << 20)

#define CUT_BLOCK       4096

bool logwriter_is_open(const struct logwriter *writer)
{
	return writer->fd >= 0;
}

void logwriter_none(struct logwriter *writer)
{
	*writer = (struct logwriter){.fd = -1, .state_fd = -1};
}

static int write_state(struct logwriter *writer)
{
	int error = seatfile_write(writer->state_fd, &writer->state);

	if (error < 0)
		return error;
	writer->state_due = false;
	writer->unstated = 0;
	return 0;
}

static int open_log(struct logwriter *writer)
{
	char name[LOGFILE_NAME_SIZE], folder[ADDRESS_FOLDER_SIZE];

	logfile_name(name, writer->address.seat, false);
	address_folder(&writer->address, folder);
	writer->fd = statefile_open(folder, name, O_RDWR | O_CREAT | O_APPEND);
	return writer->fd < 0 ? writer->fd : 0;
}

/* Where the last whole line ends. */
static int find_end(int fd, off_t size, off_t *end)
{
	char block[CUT_BLOCK];

	while (size > 0) {
		off_t start = size > CUT_BLOCK ? size - CUT_BLOCK : 0;
		ssize_t n = pread(fd, block, (size_t)(size - start), start);
		const char *newline;

		if (n != (ssize_t)(size - start))
			return n < 0 ? -errno : -EIO;
		newline = memrchr(block, '\n', (size_t)n);
		if (newline != NULL) {
			*end = start + (newline - block) + 1;
			return 0;
		}
		size = start;
	}
	*end = 0;
	return 0;
}

static int cut_torn_line(struct logwriter *writer, struct buffer *complaints)
{
	struct stat st;
	off_t end;
	int error;

	if (fstat(writer->fd, &st) < 0)
		return -errno;
	error = find_end(writer->fd, st.st_size, &end);
	if (error < 0)
		return error;
	writer->size = (uint64_t)end;
	if (end == st.st_size) {
		logroom_recover(writer->fd, &st);
		return 0;
	}
	if (ftruncate(writer->fd, end) < 0)
		return -errno;
	buffer_printf(complaints, "the log's last line was torn and is cut off: %lld bytes\n",
		(long long)(st.st_size - end));
	return 0;
}

/* Reads what the log has behind the state. */
static int roll_forward(struct logwriter *writer, struct buffer *complaints)
{
	struct logfile *log;
	int error = logfile_open(&log, &writer->address);
	uint64_t damaged;

	if (error < 0)
		return error == -ENOENT ? 0 : error;
	error = seatlog_advance(log, &writer->state);
	damaged = logfile_damaged(log);
	if (damaged > 0)
		buffer_printf(complaints, "%llu %s damaged\n", (unsigned long long)damaged,
			damaged == 1 ? "line of the log is" : "lines of the log are");
	logfile_close(log);
	return error;
}

/* A log without a state: its messages were delivered, as far as anybody knows. */
static int begin(struct logwriter *writer, uint64_t epoch, struct buffer *complaints)
{
	int error;

	writer->state = (struct seatstate){.epoch = epoch};
	error = roll_forward(writer, complaints);
	writer->state.delivered = writer->state.said;
	writer->state.read = writer->state.said;
	writer->state.seen = writer->state.incoming;
	writer->state.received = 0;
	return error;
}

static int open_all(struct logwriter *writer, uint64_t epoch, struct buffer *complaints)
{
	int state_error = 0, error;

	writer->state_fd = seatfile_hold(&writer->address, &writer->state, &state_error);
	if (writer->state_fd < 0)
		return writer->state_fd;
	if (state_error == -EBADMSG)
		buffer_printf(complaints,
			"the log's numbers, %c.state, are damaged and begin anew: what was not "
			"delivered is not said again\n",
			name_seat_letter(writer->address.seat));
	else if (state_error < 0 && state_error != -ENODATA)
		return state_error;
	error = open_log(writer);
	if (error == 0)
		error = cut_torn_line(writer, complaints);
	if (error == 0)
		error = state_error < 0 ? begin(writer, epoch, complaints)
					: roll_forward(writer, complaints);
	/* Not said of a new log, which has no records. */
	if (error == 0 && state_error == -ENODATA && writer->state.seq > 0)
		buffer_printf(complaints,
			"the log's numbers, %c.state, are gone and begin anew: what was not "
			"delivered is not said again\n",
			name_seat_letter(writer->address.seat));
	if (error == 0 && writer->state.said - writer->state.delivered > UNDELIVERED_MAX) {
		buffer_printf(complaints,
			"the log's numbers can't be right: what was not delivered is not said "
			"again\n");
		writer->state.delivered = writer->state.said;
	}
	if (error == 0)
		error = write_state(writer);
	return error;
}

static void close_all(struct logwriter *writer)
{
	if (writer->fd >= 0)
		close(writer->fd);
	if (writer->state_fd >= 0)
		close(writer->state_fd);
	buffer_fini(&writer->pending);
	logwriter_none(writer);
}

int logwriter_open(struct logwriter *writer, const struct address *address, uint64_t limit,
	uint64_t epoch, struct buffer *complaints)
{
	int error;

	logwriter_none(writer);
	writer->address = *address;
	writer->limit = limit;
	error = open_all(writer, epoch, complaints);
	if (error < 0)
		close_all(writer);
	/* What was said before this process came is not known to be in this file. */
	writer->said_first = writer->state.said;
	return error;
}

void logwriter_put(struct logwriter *writer, const struct record *record)
{
	size_t before = writer->pending.len;

	if (writer->fd < 0)
		return;
	seatstate_advance(&writer->state, record);
	if (before < PENDING_MAX && format_json(&writer->pending, &writer->last, record) == 0)
		return;
	writer->pending.len = before;
	writer->lost++;
}

void logwriter_meet(struct logwriter *writer, uint64_t other, uint64_t received)
{
	if (writer->fd < 0 || (writer->state.other == other && writer->state.received == received))
		return;
	/* What lies behind the state in the log is read as being of its epoch. */
	logwriter_commit(writer);
	writer->state.other = other;
	writer->state.received = received;
	/* Where it can't be written now, the next commit does it. */
	writer->state_due = true;
	write_state(writer);
}

void logwriter_mark(struct logwriter *writer, uint64_t delivered, uint64_t read, uint64_t seen)
{
	struct seatstate *state = &writer->state;

	if (writer->fd < 0 ||
		(state->delivered == delivered && state->read == read && state->seen == seen))
		return;
	state->delivered = delivered < state->said ? delivered : state->said;
	state->read = read < state->said ? read : state->said;
	state->seen = seen < state->incoming ? seen : state->incoming;
	writer->state_due = true;
}

static int write_pending(struct logwriter *writer)
{
	struct buffer *pending = &writer->pending;

	logroom_make(&writer->room, writer->fd, writer->size + writer->partial, pending->len,
		writer->limit);
	while (pending->len > 0) {
		ssize_t n = write(writer->fd, pending->data, pending->len);
		const char *newline;

		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return n < 0 ? -errno : -ENOSPC;
		newline = memrchr(pending->data, '\n', (size_t)n);
		if (newline != NULL) {
			size_t whole = (size_t)(newline - pending->data) + 1;

			writer->size += writer->partial + whole;
			writer->partial = (size_t)n - whole;
		} else {
			writer->partial += (size_t)n;
		}
		writer->unstated += (uint64_t)n;
		buffer_consume(pending, (size_t)n);
	}
	return 0;
}

/*
 * The file gets the older one's name, and another is begun. Not before all that was said ahead of
 * it is delivered: what is not has to be in one of the two.
 */
static void rotate(struct logwriter *writer)
{
	char name[LOGFILE_NAME_SIZE], folder[ADDRESS_FOLDER_SIZE], from[PATH_MAX], to[PATH_MAX];
	int fd = writer->fd;

	if (writer->size < writer->limit || writer->state.delivered < writer->said_first)
		return;
	/* Whoever comes after a crash right behind this must not miss what was delivered. */
	if (writer->state_due && write_state(writer) < 0)
		return;
	address_folder(&writer->address, folder);
	logfile_name(name, writer->address.seat, false);
	if (places_state(folder, name, from, sizeof(from)) < 0)
		return;
	logfile_name(name, writer->address.seat, true);
	if (places_state(folder, name, to, sizeof(to)) < 0 || rename(from, to) < 0)
		return;
	if (open_log(writer) < 0) {
		/* The name goes back, and the file goes on. */
		writer->fd = fd;
		rename(to, from);
		return;
	}
	close(fd);
	writer->room = (struct logroom){0};
	writer->size = 0;
	writer->said_first = writer->state.said;
	writer->state_due = true;
}

/* Somebody removed the file: another is begun, for this one goes with us. */
static int begin_again_if_removed(struct logwriter *writer)
{
	int fd = writer->fd, error;
	struct stat st;

	if (writer->pending.len == 0 || fstat(fd, &st) < 0 || st.st_nlink > 0)
		return 0;
	error = open_log(writer);
	if (error < 0) {
		writer->fd = fd;
		return error;
	}
	close(fd);
	/* The rest of a line whose beginning has gone is no record. */
	if (writer->partial > 0) {
		const char *newline = memchr(writer->pending.data, '\n', writer->pending.len);

		buffer_consume(&writer->pending, (size_t)(newline - writer->pending.data) + 1);
		writer->lost++;
	}
	writer->size = 0;
	writer->partial = 0;
	writer->room = (struct logroom){0};
	writer->removed = true;
	return 0;
}

int logwriter_commit(struct logwriter *writer)
{
	int error, state_error = 0;

	if (writer->fd < 0)
		return 0;
	error = begin_again_if_removed(writer);
	if (error == 0)
		error = write_pending(writer);
	if (error == 0)
		rotate(writer);
	if (writer->state_due || error < 0 || writer->unstated >= UNSTATED_MAX)
		state_error = write_state(writer);
	if (error == 0)
		error = state_error;
	writer->failing = error < 0;
	return error;
}

void logwriter_close(struct logwriter *writer)
{
	if (writer->fd < 0)
		return;
	writer->state_due = true;
	logwriter_commit(writer);
	/* Half a line is no record. */
	if (writer->partial > 0 && ftruncate(writer->fd, (off_t)writer->size) < 0)
		writer->size += writer->partial;
	logroom_give_back(&writer->room, writer->fd, writer->size);
	close_all(writer);
}
