/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "tests/suite.h"

#include <locale.h>
#include <stdlib.h>

int suite_run(Suite *suite)
{
	SRunner *runner = srunner_create(suite);
	int run;
	int failed;

	/* Columns and characters are those of the locale; the build runs tests in C.UTF-8. */
	setlocale(LC_ALL, "");
	srunner_set_tap(runner, "-");
	srunner_run_all(runner, CK_SILENT);
	run = srunner_ntests_run(runner);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return run > 0 && failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
