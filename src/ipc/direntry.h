/* SPDX-License-Identifier: ISC */
/*
 * Entries of a seat in the chat's directory: their names, and the files among them that are a few
 * lines of text for cat(1), which are replaced at once and whole.
 */
#ifndef IPC_DIRENTRY_H
#define IPC_DIRENTRY_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#include "core/name.h"

/* The name of an entry, such as A.in; kind is "in", "card", "post", "mail". */
#define DIRENTRY_NAME_SIZE 32
void direntry_name(char out[DIRENTRY_NAME_SIZE], enum seat seat, const char *kind);

/*
 * The name under which such a file is made before it is renamed into place: it begins with a dot
 * and ends with the PID. direntry_temporary_pid() gives the PID of such a name, or 0.
 */
void direntry_temporary_name(char out[DIRENTRY_NAME_SIZE], enum seat seat, const char *kind);
pid_t direntry_temporary_pid(const char *name);

/* Whether the name under dir still leads to the file of this descriptor. */
bool direntry_in_place(int dir, const char *name, int fd);

/*
 * Puts a text, '\0' at its end, in place of the file: with mode 0600, or as chmod(2) has it where
 * mode is not 0. Returns a descriptor of the file or a negative errno; then all is as before.
 */
int direntry_put(int dir, enum seat seat, const char *kind, mode_t mode, const char *text);

/*
 * Opens such a file to read it; whose it is and of what kind is for the caller to see. Returns a
 * descriptor, -ENOENT, -ELOOP for a symbolic link, or another negative errno.
 */
int direntry_open(int dir, enum seat seat, const char *kind);

/* Reads its text. Returns the length, less than size, or a negative errno. */
int direntry_text(int fd, char *text, size_t size);

#endif
