/* SPDX-License-Identifier: ISC */
/*
 * Writing JSON (RFC 8259).
 *
 * What is written is safe to show on a terminal: besides what the RFC asks for, every code point
 * that a terminal must not be given (control, bidi, zero-width, tags) is written as \uXXXX, which a
 * reader of the JSON turns back into just that code point.
 */
#ifndef CORE_JSON_H
#define CORE_JSON_H

#include <stddef.h>
#include <stdint.h>

#include "core/buffer.h"

/* Appends text, which is valid UTF-8, as a JSON string with its quotes. Returns 0 or -ENOMEM. */
int json_append_string(struct buffer *out, const char *text, size_t len);

/* Appends a number. Returns 0 or -ENOMEM. */
int json_append_number(struct buffer *out, int64_t value);

/*
 * Append one member of an object: a comma where the object, which began with '{', has a member
 * already, the name, which needs no escape, a colon, the value. A string is valid UTF-8. Return 0
 * or -ENOMEM.
 */
int json_member_string(struct buffer *out, const char *name, const char *text, size_t len);
int json_member_number(struct buffer *out, const char *name, int64_t value);

#endif
