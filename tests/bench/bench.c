/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "tests/bench/bench.h"

#include <errno.h>
#include <getopt.h>
#include <limits.h>
#include <locale.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>
#include <time.h>
#include <unistd.h>

#include "tests/bench/actors.h"
#include "tests/bench/report.h"

#define RESULTS_MOST 64
#define ONLY_MOST    16
#define WRONG_TOLD   20 /* a flood that is out of order would be told line by line */

struct figure {
	const char *name;
	void (*measure)(void);
};

static const struct figure figures[] = {
	{"flood", figure_flood},
	{"scroll", figure_scroll},
	{"idle", figure_idle},
	{"memory", figure_memory},
	{"start", figure_start},
	{"prompt", figure_prompt},
	{"stream", figure_stream},
};
#define FIGURES (sizeof(figures) / sizeof(figures[0]))

struct bench bench;
static struct result *results[RESULTS_MOST];
static size_t result_count;
static const char *only[ONLY_MOST];
static size_t only_count;
static const char *json;
static bool progress_is_shown;
static volatile sig_atomic_t signalled;

struct result *bench_result(const struct result *result)
{
	struct result *copy = malloc(sizeof(*copy));

	if (!copy || result_count == RESULTS_MOST)
		bench_die("no room for one more result");
	*copy = *result;
	results[result_count++] = copy;
	return copy;
}

int bench_count(int full, int quick)
{
	return bench.quick ? quick : full;
}

static void clear_progress(void)
{
	if (progress_is_shown && isatty(STDERR_FILENO))
		fputs("\r\x1b[K", stderr);
	progress_is_shown = false;
}

/* Where nobody looks on, one line for each name is enough. */
void bench_progress(const char *name, int done, int all)
{
	if (!isatty(STDERR_FILENO)) {
		if (done == 0)
			fprintf(stderr, "bench: %s\n", name);
		return;
	}
	clear_progress();
	fprintf(stderr, "bench: %s: %d of %d", name, done + 1, all);
	fflush(stderr);
	progress_is_shown = true;
}

static void complain(const char *format, va_list arguments)
{
	clear_progress();
	fputs("bench: ", stderr);
	vfprintf(stderr, format, arguments);
	fputc('\n', stderr);
}

void bench_wrong(const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	if (bench.wrong < WRONG_TOLD)
		complain(format, arguments);
	va_end(arguments);
	bench.wrong++;
}

void bench_die(const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	complain(format, arguments);
	va_end(arguments);
	exit(EXIT_FAILURE); /* and actors_close() */
}

double bench_now(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (double)now.tv_sec * 1000 + (double)now.tv_nsec / 1e6;
}

static void on_signal(int signal)
{
	signalled = signal;
}

void bench_obey(void)
{
	int signal = signalled;

	signalled = 0;
	if (signal != 0)
		bench_die("ended by signal %d", signal);
}

static void usage(FILE *file)
{
	fputs("usage: bench [--only NAME]... [--quick] [--json FILE] [--bare FILE] SHMOOZE\n"
	      "Measures the program SHMOOZE beside bare primitives (the program --bare).\n"
	      "  --only NAME  this figure; without: all. They are:",
		file);
	for (size_t i = 0; i < FIGURES; i++)
		fprintf(file, " %s", figures[i].name);
	fputs("\n  --quick      few samples: only whether all is right\n"
	      "  --json FILE  write the results to FILE as well\n",
		file);
}

static bool is_figure(const char *name)
{
	for (size_t i = 0; i < FIGURES; i++)
		if (strcmp(figures[i].name, name) == 0)
			return true;
	return false;
}

static void refuse(void)
{
	usage(stderr);
	exit(EX_USAGE);
}

static void take_only(const char *name)
{
	if (!is_figure(name) || only_count == ONLY_MOST)
		refuse();
	only[only_count++] = name;
}

static void read_options(int argc, char **argv)
{
	static const struct option options[] = {
		{"only", required_argument, NULL, 'o'},
		{"quick", no_argument, NULL, 'q'},
		{"json", required_argument, NULL, 'j'},
		{"bare", required_argument, NULL, 'b'},
		{"help", no_argument, NULL, 'h'},
		{NULL, 0, NULL, 0},
	};
	int option;

	while ((option = getopt_long(argc, argv, "h", options, NULL)) != -1) {
		if (option == 'o') {
			take_only(optarg);
		} else if (option == 'q') {
			bench.quick = true;
		} else if (option == 'j') {
			json = optarg;
		} else if (option == 'b') {
			bench.bare = optarg;
		} else if (option == 'h') {
			usage(stdout);
			exit(EXIT_SUCCESS);
		} else {
			refuse();
		}
	}
	bench.program = optind < argc ? argv[optind] : getenv("SHMOOZE");
	if (optind + 1 < argc || !bench.program)
		refuse();
}

/* The program of the bare primitives lies beside this one. */
static void find_bare(const char *self)
{
	static char path[PATH_MAX];
	const char *slash = strrchr(self, '/');

	if (!bench.bare) {
		snprintf(path, sizeof(path), "%.*s/bare", slash ? (int)(slash - self) : 1,
			slash ? self : ".");
		bench.bare = path;
	}
	if (access(bench.program, X_OK) < 0 || access(bench.bare, X_OK) < 0)
		bench_die("%s or %s can't be run: %s", bench.program, bench.bare, strerror(errno));
}

static void set_up(void)
{
	static const int signals[] = {SIGINT, SIGTERM, SIGHUP};
	struct sigaction action = {.sa_handler = on_signal};

	setlocale(LC_ALL, "C.UTF-8");
	setenv("LC_ALL", "C.UTF-8", 1);
	setenv("TERM", "xterm-256color", 1);
	unsetenv("LINES");
	unsetenv("COLUMNS");
	unsetenv("NO_COLOR");
	for (size_t i = 0; i < sizeof(signals) / sizeof(signals[0]); i++)
		sigaction(signals[i], &action, NULL);
	signal(SIGPIPE, SIG_IGN);
	atexit(actors_close);
	actors_open();
}

static bool is_wanted(const char *name)
{
	for (size_t i = 0; i < only_count; i++)
		if (strcmp(only[i], name) == 0)
			return true;
	return only_count == 0;
}

static void free_results(void)
{
	for (size_t i = 0; i < result_count; i++) {
		samples_fini(&results[i]->ours);
		samples_fini(&results[i]->bare);
		free(results[i]);
	}
}

int main(int argc, char **argv)
{
	int error = 0;

	read_options(argc, argv);
	find_bare(argv[0]);
	set_up();
	for (size_t i = 0; i < FIGURES; i++)
		if (is_wanted(figures[i].name))
			figures[i].measure();
	clear_progress();
	report_table(stdout, results, result_count);
	if (json)
		error = report_json(json, results, result_count);
	if (error < 0)
		bench_die("%s: %s", json, strerror(-error));
	if (bench.wrong > 0)
		fprintf(stderr, "bench: %d results were wrong\n", bench.wrong);
	free_results();
	return bench.wrong > 0 ? EXIT_FAILURE : EXIT_SUCCESS;
}
