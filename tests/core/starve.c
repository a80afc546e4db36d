/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "tests/core/starve.h"

#include <errno.h>
#include <stddef.h>

/* The linker's names: what is called as realloc(), and the real one. */
void *__wrap_realloc(void *memory, size_t size);
void *__real_realloc(void *memory, size_t size);

static int starving;

void starve(int count)
{
	starving = count;
}

void *__wrap_realloc(void *memory, size_t size)
{
	if (starving > 0) {
		starving--;
		errno = ENOMEM;
		return NULL;
	}
	return __real_realloc(memory, size);
}
