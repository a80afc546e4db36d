/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "app/seatfile.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/file.h>
#include <time.h>
#include <unistd.h>

#include "app/statefile.h"

/* A reader may meet a writer in the middle of his bytes, who is done in no time. */
#define READ_TRIES    20
#define READ_AGAIN_NS 1000000

static int open_file(const struct address *address, int flags)
{
	char name[16], folder[ADDRESS_FOLDER_SIZE];

	snprintf(name, sizeof(name), "%c.state", name_seat_letter(address->seat));
	return statefile_open(address_folder(address, folder), name, flags);
}

static int read_state(int fd, struct seatstate *state)
{
	char bytes[SEATSTATE_SIZE];
	ssize_t n = pread(fd, bytes, sizeof(bytes), 0);

	if (n <= 0)
		return n < 0 ? -errno : -ENODATA;
	return seatstate_parse(bytes, (size_t)n, state);
}

int seatfile_hold(const struct address *address, struct seatstate *state, int *error)
{
	int fd = open_file(address, O_RDWR | O_CREAT);

	if (fd < 0)
		return fd;
	if (flock(fd, LOCK_EX | LOCK_NB) < 0) {
		int locked = errno == EWOULDBLOCK ? -EBUSY : -errno;

		close(fd);
		return locked;
	}
	*error = read_state(fd, state);
	return fd;
}

int seatfile_write(int fd, const struct seatstate *state)
{
	char bytes[SEATSTATE_SIZE];
	ssize_t n;

	seatstate_format(state, bytes);
	n = pwrite(fd, bytes, sizeof(bytes), 0);
	if (n < 0)
		return -errno;
	return n == (ssize_t)sizeof(bytes) ? 0 : -ENOSPC;
}

int seatfile_read(const struct address *address, struct seatstate *state)
{
	int fd = open_file(address, O_RDONLY), error;

	if (fd < 0)
		return fd;
	error = read_state(fd, state);
	for (int i = 1; i < READ_TRIES && error == -EBADMSG; i++) {
		nanosleep(&(struct timespec){.tv_nsec = READ_AGAIN_NS}, NULL);
		error = read_state(fd, state);
	}
	close(fd);
	return error;
}
