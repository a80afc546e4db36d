/* SPDX-License-Identifier: ISC */
/*
 * The same of a viewer, on a terminal.
 */
#include "config.h"

#include "tests/bench/memory.h"
#include "tests/bench/proc.h"
#include "tests/bench/scene.h"

void figure_memory_viewer(void)
{
	struct result *viewer = memory_result("memory of a viewer with 100,000 lines", 16, 10);
	int all = bench_count(3, 1);

	for (int i = 0; i < all; i++) {
		struct scene scene;

		bench_progress("memory of a viewer", i, all);
		scene_open(&scene);
		memory_add(viewer, proc_private(scene.viewer.pid));
		scene_close(&scene);
	}
}
