/* SPDX-License-Identifier: ISC */
/*
 * Two peers, of whom ann at A has said 100,000 lines (tests/bench/feeder.h), and a viewer at B that
 * has them all.
 */
#ifndef TESTS_BENCH_SCENE_H
#define TESTS_BENCH_SCENE_H

#include <sys/types.h>

#include "tests/bench/tty.h"

#define SCENE_LINES 100000
#define SCENE_LAST  "000100000" /* number of the last line, as it is shown */

/* What stands before a line in the viewer: time, direction and nick. */
#define SCENE_SIGN   "< ann: "
#define SCENE_INDENT (9 + 7)

struct scene {
	pid_t a;
	pid_t b;
	struct tty viewer;
};

void scene_open(struct scene *scene);
void scene_close(struct scene *scene);

#endif
