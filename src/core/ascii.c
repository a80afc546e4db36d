/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "core/ascii.h"

#include "core/lanes.h"

size_t ascii_text(const char *s, size_t n)
{
	return lanes_prefix(s, n, lanes_text);
}

size_t ascii_printable(const char *s, size_t n)
{
	return lanes_prefix(s, n, lanes_printable);
}
