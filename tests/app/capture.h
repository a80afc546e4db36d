/* SPDX-License-Identifier: ISC */
/*
 * What a function writes to standard output or standard error.
 */
#ifndef TESTS_APP_CAPTURE_H
#define TESTS_APP_CAPTURE_H

struct capture {
	int fd, saved, file;
	char text[8192];
};

/* From now on what is written to fd is kept. */
void capture_begin(struct capture *capture, int fd);

/* Ends that. Returns capture->text, which is what was written. */
const char *capture_end(struct capture *capture);

#endif
