/* SPDX-License-Identifier: ISC */
/*
 * Standard input as one text, read to its end.
 */
#ifndef APP_INTAKE_H
#define APP_INTAKE_H

#include <stdbool.h>

#include "core/buffer.h"

/* Appends what one read gives. Returns 1, 0 at the end of the input, or a negative errno. */
int intake_some(struct buffer *raw);

/*
 * Appends all of it, or just more than a message may have; the newline at its end is none of the
 * text's. *nothing: the input was empty. Returns 0 or a negative errno.
 */
int intake_all(struct buffer *raw, bool *nothing);

/* Says that it can't be read, in one line, and returns the status to exit with. */
int intake_refuse(int error);

#endif
