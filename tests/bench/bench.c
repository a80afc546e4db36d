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
#include "tests/bench/svg.h"

#define ONLY_MOST  16
#define WRONG_TOLD 20 /* a flood that is out of order would be told line by line */

struct figure {
	const char *name;
	void (*measure)(void);
};

/* Those on a terminal need an emulator of one. */
#ifdef HAVE_VTERM
#define ON_TERMINAL(measure) (measure)
#else
#define ON_TERMINAL(measure) NULL
#endif

/* Several functions of one name are one figure. */
static const struct figure figures[] = {
	{"stream", figure_stream},
	{"latency", ON_TERMINAL(figure_latency)},
	{"request", figure_request},
	{"fanout", figure_fanout},
	{"idle", figure_idle},
	{"idle", ON_TERMINAL(figure_idle_window)},
	{"memory", figure_memory},
	{"memory", ON_TERMINAL(figure_memory_viewer)},
	{"start", figure_start},
	{"start", ON_TERMINAL(figure_start_window)},
	{"prompt", figure_prompt},
	{"flood", ON_TERMINAL(figure_flood)},
	{"scroll", ON_TERMINAL(figure_scroll)},
	{"mechanisms", figure_mechanisms},
};
#define FIGURES (sizeof(figures) / sizeof(figures[0]))

struct bench bench;
static const char *only[ONLY_MOST];
static size_t only_count;
static const char *json, *svg;
static bool progress_is_shown;
static volatile sig_atomic_t signalled;

int bench_count(int full, int quick)
{
	return bench.quick ? quick : full;
}

static void clear_progress(void)
{
	if (progress_is_shown)
		fputs("\r\x1b[K", stderr);
	progress_is_shown = false;
}

void bench_progress(const char *name, int done, int all)
{
	if (!isatty(STDERR_FILENO))
		return;
	clear_progress();
	fprintf(stderr, "bench: %s: %s: %d of %d", bench.figure, name, done + 1, all);
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
	if (signal == SIGALRM)
		bench_die("waited in vain");
	if (signal != 0)
		bench_die("ended by signal %d", signal);
}

/* Is it the first one of its name? */
static bool is_first(size_t figure)
{
	return figure == 0 || strcmp(figures[figure].name, figures[figure - 1].name) != 0;
}

static void list_figures(FILE *file)
{
	for (size_t i = 0; i < FIGURES; i++)
		if (is_first(i))
			fprintf(file, " %s", figures[i].name);
	fputc('\n', file);
}

static void usage(FILE *file)
{
	fputs("usage: bench [--only NAME,...] [--quick] [--json FILE] [--svg FILE] [--bare FILE] "
	      "SHMOOZE\n"
	      "Measures the program SHMOOZE beside bare primitives (the program --bare).\n"
	      "  --only NAME  this figure; without: all. They are:\n              ",
		file);
	list_figures(file);
	fputs("  --quick      few samples: only whether all is right\n"
	      "  --json FILE  write the results to FILE as well\n"
	      "  --svg FILE   plot them to FILE, for a browser\n",
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

/* Takes names with commas between them. */
static void take_only(char *names)
{
	for (char *name = strtok(names, ","); name; name = strtok(NULL, ",")) {
		if (is_figure(name) && only_count < ONLY_MOST) {
			only[only_count++] = name;
			continue;
		}
		fprintf(stderr, "bench: '%s' is no figure; there are:", name);
		list_figures(stderr);
		exit(EX_USAGE);
	}
}

static void read_options(int argc, char **argv)
{
	static const struct option options[] = {
		{"only", required_argument, NULL, 'o'},
		{"quick", no_argument, NULL, 'q'},
		{"json", required_argument, NULL, 'j'},
		{"svg", required_argument, NULL, 's'},
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
		} else if (option == 's') {
			svg = optarg;
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
	static const int signals[] = {SIGINT, SIGTERM, SIGHUP, SIGALRM};
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

static void measure(size_t figure)
{
	bench.figure = figures[figure].name;
	if (figures[figure].measure)
		figures[figure].measure();
	else
		fprintf(stderr, "bench: %s: %s on a terminal, for it was built without libvterm\n",
			bench.figure, is_first(figure) ? "left out, being" : "without what is");
}

static void write_file(int (*write)(const char *path), const char *path)
{
	int error = path ? write(path) : 0;

	if (error < 0)
		bench_die("%s: %s", path, strerror(-error));
}

int main(int argc, char **argv)
{
	read_options(argc, argv);
	find_bare(argv[0]);
	set_up();
	for (size_t i = 0; i < FIGURES; i++)
		if (is_wanted(figures[i].name))
			measure(i);
	clear_progress();
	report_table(stdout);
	write_file(report_json, json);
	write_file(svg_write, svg);
	if (bench.wrong > 0)
		fprintf(stderr, "bench: %d results were wrong\n", bench.wrong);
	results_fini();
	return bench.wrong > 0 ? EXIT_FAILURE : EXIT_SUCCESS;
}
