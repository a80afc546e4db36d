/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "tests/app/capture.h"

#include <fcntl.h>
#include <stdio.h>
#include <sys/mman.h>
#include <unistd.h>

#include "tests/suite.h"

void capture_begin(struct capture *capture, int fd)
{
	fflush(NULL);
	capture->fd = fd;
	capture->saved = fcntl(fd, F_DUPFD_CLOEXEC, 3);
	capture->file = memfd_create("capture", MFD_CLOEXEC);
	ck_assert_int_ge(capture->saved, 0);
	ck_assert_int_ge(capture->file, 0);
	ck_assert_int_eq(dup2(capture->file, fd), fd);
}

const char *capture_end(struct capture *capture)
{
	ssize_t n;

	fflush(NULL);
	ck_assert_int_eq(dup2(capture->saved, capture->fd), capture->fd);
	n = pread(capture->file, capture->text, sizeof(capture->text) - 1, 0);
	ck_assert_int_ge(n, 0);
	capture->text[n] = '\0';
	close(capture->saved);
	close(capture->file);
	return capture->text;
}
