/* SPDX-License-Identifier: ISC */
/*
 * The files of a seat in the chat's directory: their names, and those of them that are a few lines
 * of text for cat(1), which are replaced at once and whole.
 */
#ifndef IPC_SEATFILE_H
#define IPC_SEATFILE_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#include "core/name.h"

/* The name of a file, such as A.in; kind is "in", "card", "post", "mail". */
#define SEATFILE_NAME_SIZE 32
void seatfile_name(char out[SEATFILE_NAME_SIZE], enum seat seat, const char *kind);

/*
 * The name under which such a file is made before it is renamed into place: it begins with a dot
 * and ends with the PID. seatfile_temporary_pid() gives the PID of such a name, or 0.
 */
void seatfile_temporary_name(char out[SEATFILE_NAME_SIZE], enum seat seat, const char *kind);
pid_t seatfile_temporary_pid(const char *name);

/* Whether the name under dir still leads to the file of this descriptor. */
bool seatfile_in_place(int dir, const char *name, int fd);

/*
 * Puts a text, '\0' at its end, in place of the file: with mode 0600, or as chmod(2) has it where
 * mode is not 0. Returns a descriptor of the file or a negative errno; then all is as before.
 */
int seatfile_put(int dir, enum seat seat, const char *kind, mode_t mode, const char *text);

/*
 * Opens such a file to read it; whose it is and of what kind is for the caller to see. Returns a
 * descriptor, -ENOENT, -ELOOP for a symbolic link, or another negative errno.
 */
int seatfile_open(int dir, enum seat seat, const char *kind);

/* Reads its text. Returns the length, less than size, or a negative errno. */
int seatfile_text(int fd, char *text, size_t size);

#endif
