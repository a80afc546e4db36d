/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "tests/ipc/hugepage.h"

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "ipc/segment.h"

int hugepage_kb(const void *address)
{
	static const char what[] = "ShmemPmdMapped:";
	FILE *file = fopen("/proc/self/smaps", "re");
	char line[512], begin[32];
	bool within = false;
	int kb = 0;

	ck_assert_ptr_nonnull(file);
	snprintf(begin, sizeof(begin), "%08lx-", (unsigned long)address);
	while (fgets(line, sizeof(line), file)) {
		if (line[strspn(line, "0123456789abcdef")] == '-')
			within = strncmp(line, begin, strlen(begin)) == 0;
		else if (within && strncmp(line, what, strlen(what)) == 0)
			kb = atoi(line + strlen(what));
	}
	fclose(file);
	return kb;
}

bool hugepage_possible(void)
{
	struct segment segment;
	int error;

	ck_assert_int_eq(segment_create(&segment, SEGMENT_STRETCH), 0);
	*(char *)segment.address = 1;
	error = segment_gather(&segment, 0);
	segment_close(&segment);
	if (error < 0)
		fprintf(stderr, "# skipped: no huge page is to be had here: %s\n",
			strerror(-error));
	return error == 0;
}
