/* SPDX-License-Identifier: ISC */
/*
 * In place of ipc/confine.c, for a program that runs in valgrind: the filter of system calls would
 * be valgrind's as well, which then could not write down what it has counted.
 */
#include "config.h"

#include "ipc/confine.h"

unsigned confine(const char *const *beneath, size_t count)
{
	(void)beneath;
	(void)count;
	return 0;
}

const char *confine_off(void)
{
	return "it is one that is counted";
}
