/* SPDX-License-Identifier: ISC */
/*
 * What people write: lines of all lengths, from none to some KiB, in several scripts, with what
 * JSON has to escape. The same in each run; nothing in it that the output funnel alters.
 */
#ifndef BENCH_PROSE_H
#define BENCH_PROSE_H

#include <stdio.h>

/* Writes so many lines; the last one is short and like no other. */
void prose_write(FILE *file, int count);

#endif
