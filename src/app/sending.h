/* SPDX-License-Identifier: ISC */
/*
 * Saying something through the running peer of a seat, and waiting for what becomes of it.
 */
#ifndef APP_SENDING_H
#define APP_SENDING_H

#include <stddef.h>

#include "app/options.h"
#include "app/source.h"

/*
 * Says a text of at most RECORD_TEXT_MAX bytes, or, without one (NULL), each line of standard
 * input, and waits as the options say. Takes over the source. Returns EX_OK, or says what is wrong
 * and returns the status to exit with.
 */
int sending_run(const struct options *options, struct source *source, const char *text, size_t len);

#endif
