/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "tests/bench/svg.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/utsname.h>
#include <unistd.h>

#include "tests/bench/report.h"

/* Colours 0 to 2 are of pipes, 3 and 4 of queues, 5 to 10 of rings, 11 of signals. */
static const char style[] =
	":root{--paper:#fff;--ink:#1b1f24;--muted:#667079;--grid:#e6e9ec;--axis:#b4bbc2;"
	"--ours:#0b66c3;--bare:#8a5a00;"
	"--c0:#1d4ed8;--c1:#0284c7;--c2:#6d5bd0;--c3:#c2410c;--c4:#b91c1c;--c5:#15803d;"
	"--c6:#0f8f86;--c7:#5c9a0a;--c8:#a16207;--c9:#78716c;--c10:#1b1f24;--c11:#a21caf}"
	"@media (prefers-color-scheme:dark){:root{--paper:#14171a;--ink:#e7eaed;--muted:#97a1aa;"
	"--grid:#272c31;--axis:#4d565e;--ours:#63b3ff;--bare:#f0b64d;"
	"--c0:#7da2ff;--c1:#53c3f5;--c2:#b3a6ff;--c3:#ff9a5c;--c4:#ff7b7b;--c5:#4ade80;"
	"--c6:#2dd4bf;--c7:#b2e04f;--c8:#f2d64b;--c9:#a8a29e;--c10:#f4f6f8;--c11:#e88cf5}}"
	"text{font:13px system-ui,'DejaVu Sans',sans-serif;fill:var(--ink)}"
	".h1{font-size:22px;font-weight:600}.h2{font-size:16px;font-weight:600}"
	".m{fill:var(--muted)}.t{fill:var(--muted);font-size:11px}"
	".n{font-variant-numeric:tabular-nums}.b{font-weight:600;font-variant-numeric:tabular-nums}"
	".paper{fill:var(--paper)}.grid{stroke:var(--grid)}.axis{stroke:var(--axis)}"
	".ours{fill:var(--ours);stroke:var(--ours)}"
	".bare{fill:var(--paper);stroke:var(--bare);stroke-width:2}"
	".wo{stroke:var(--ours);stroke-width:1.5;opacity:.55}"
	".wb{stroke:var(--bare);stroke-width:1.5;opacity:.55}"
	".s{fill:none;stroke-width:1.8;stroke-linejoin:round}.lead{fill:none;opacity:.45;"
	"stroke-dasharray:2 3}.hit{fill:transparent;stroke:none}";

void svg_put(struct svg *svg, const char *format, ...)
{
	va_list arguments;
	char *text = NULL;
	int n;

	va_start(arguments, format);
	n = vasprintf(&text, format, arguments);
	va_end(arguments);
	if (n < 0)
		bench_die("out of memory");
	if (svg->error == 0)
		svg->error = buffer_append(&svg->out, text, (size_t)n);
	free(text);
}

static void put_escaped(struct svg *svg, const char *text)
{
	for (; *text != '\0'; text++) {
		if (*text == '<')
			svg_put(svg, "&lt;");
		else if (*text == '&')
			svg_put(svg, "&amp;");
		else
			svg_put(svg, "%c", *text);
	}
}

void svg_text(struct svg *svg, double x, double y, const char *class, const char *anchor,
	const char *text)
{
	svg_put(svg, "<text x=\"%.1f\" y=\"%.1f\" class=\"%s\" text-anchor=\"%s\">", x, y, class,
		anchor);
	put_escaped(svg, text);
	svg_put(svg, "</text>\n");
}

void svg_title(struct svg *svg, const char *text)
{
	svg_put(svg, "<title>");
	put_escaped(svg, text);
	svg_put(svg, "</title>");
}

static void draw_head(struct svg *svg)
{
	char line[256];
	struct utsname system;

	uname(&system);
	svg->y = 48;
	svg_text(svg, SVG_MARGIN, svg->y, "h1", "start",
		"shmooze " PACKAGE_VERSION " beside the bare primitives");
	svg->y += 22;
	snprintf(line, sizeof(line), "Linux %.60s, %ld processors. Medians%s", system.release,
		sysconf(_SC_NPROCESSORS_ONLN),
		bench.quick ? " of a quick run: too few samples to mean anything."
			    : "; both sides took turns.");
	svg_text(svg, SVG_MARGIN, svg->y, "m", "start", line);
	svg->y += 16;
}

static int write_all(const char *path, const struct svg *body)
{
	struct buffer all = {0};
	int error = buffer_printf(&all,
		"<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %.0f\" width=\"%d\" "
		"height=\"%.0f\" role=\"img\">\n<title>shmooze bench</title>\n"
		"<style>%s</style>\n<rect class=\"paper\" width=\"100%%\" height=\"100%%\"/>\n",
		SVG_WIDTH, body->y, SVG_WIDTH, body->y, style);

	if (error == 0)
		error = buffer_append(&all, body->out.data, body->out.len);
	if (error == 0)
		error = buffer_append_string(&all, "</svg>\n");
	if (error == 0)
		error = report_write(path, &all);
	buffer_fini(&all);
	return error;
}

int svg_write(const char *path)
{
	struct svg svg = {.error = 0};
	int error;

	draw_head(&svg);
	if (results.count > 0)
		svg_rows(&svg);
	for (size_t i = 0; i < results.matrix_count; i++)
		svg_lines(&svg, &results.matrices[i]);
	svg.y += SVG_MARGIN;
	error = svg.error < 0 ? svg.error : write_all(path, &svg);
	buffer_fini(&svg.out);
	return error;
}
