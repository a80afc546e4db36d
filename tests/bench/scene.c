/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "tests/bench/scene.h"

#include <unistd.h>

#include "tests/bench/actors.h"
#include "tests/bench/bench.h"
#include "tests/bench/feeder.h"

static bool shows_last(void *context)
{
	return tty_shows(context, SCENE_SIGN SCENE_LAST " ");
}

/* A few notes are lines as well, and must not drive the first line out. */
void scene_open(struct scene *scene)
{
	const char *const viewer[] = {
		bench.program, "view", "--set", "scrollback=100100", "B", NULL};
	struct feeder feeder;

	scene->b = actors_peer("B", -1);
	feeder_open(&feeder, 0, SCENE_LINES);
	scene->a = actors_peer("A", feeder.out);
	close(feeder.out);
	actors_wait_for_talk();
	tty_open(&scene->viewer, viewer);
	tty_wait(shows_last, &scene->viewer, "the last line in the viewer");
	feeder_finish(&feeder);
	tty_calm(100);
}

void scene_close(struct scene *scene)
{
	tty_close(&scene->viewer);
	actors_end(scene->a);
	actors_end(scene->b);
	actors_settle();
}
