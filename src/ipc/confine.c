/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "ipc/confine.h"

#include <sys/prctl.h>

const char *confine_off(void)
{
#ifdef INSTRUMENTED
	return "sanitizers and coverage open files and start processes when a program ends";
#else
	return NULL;
#endif
}

unsigned confine(const char *const *beneath, size_t count)
{
	unsigned done = 0;

	/* Both ask for it: a program of another account's rights would run without them. */
	if (confine_off() != NULL || prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) < 0)
		return 0;
	if (confine_files(beneath, count) == 0)
		done |= CONFINE_FILES;
	if (confine_calls() == 0)
		done |= CONFINE_CALLS;
	return done;
}
