/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "tests/bench/report.h"

#include <errno.h>
#include <string.h>

#include "core/buffer.h"
#include "core/json.h"

#define CELL 24

static const char *const units[] = {
	[UNIT_MS] = "ms", [UNIT_MB] = "MB", [UNIT_COUNT] = "", [UNIT_RATE] = "/s"};

static void format_value(char out[CELL], enum unit unit, double value)
{
	int digits = unit == UNIT_MS ? 3 : unit == UNIT_MB ? 2 : 0;

	snprintf(out, CELL, "%.*f%s%s", digits, value,
		unit == UNIT_MS || unit == UNIT_MB ? " " : "", units[unit]);
}

static void format_quantile(char out[CELL], struct result *result, double part, bool bare)
{
	struct samples *samples = bare ? &result->bare : &result->ours;

	if (samples->count == 0 || (part != 0.5 && result->unit != UNIT_MS))
		strcpy(out, "");
	else
		format_value(out, result->unit, samples_quantile(samples, part));
}

static bool has_ratio(struct result *result)
{
	return result->ours.count > 0 && result->bare.count > 0 &&
	       samples_quantile(&result->bare, 0.5) > 0;
}

static double ratio(struct result *result)
{
	return samples_quantile(&result->ours, 0.5) / samples_quantile(&result->bare, 0.5);
}

static void format_target(char *out, size_t size, const struct result *result)
{
	const char *unit = result->of_ratio ? "x" : units[result->unit];
	int n = 0;

	out[0] = '\0';
	if (result->has_target)
		n = snprintf(out, size, "%g%s%s", result->at_most, unit[0] ? " " : "", unit);
	if (result->has_target && result->aim > 0)
		snprintf(out + n, size - (size_t)n, ", better %g", result->aim);
}

static void print_row(FILE *file, struct result *result)
{
	char ours[3][CELL], bare[2][CELL], times[CELL] = "", target[2 * CELL];

	format_quantile(ours[0], result, 0.5, false);
	format_quantile(ours[1], result, 0.99, false);
	format_quantile(ours[2], result, 1, false);
	format_quantile(bare[0], result, 0.5, true);
	format_quantile(bare[1], result, 0.99, true);
	if (has_ratio(result))
		snprintf(times, sizeof(times), "%.2f", ratio(result));
	format_target(target, sizeof(target), result);
	fprintf(file, "%-42s %11s %11s %11s  %-8s %11s %11s %8s  %s\n", result->name, ours[0],
		ours[1], ours[2], result->against, bare[0], bare[1], times, target);
}

void report_table(FILE *file, struct result *const *results, size_t count)
{
	fprintf(file, "%-42s %11s %11s %11s  %-8s %11s %11s %8s  %s\n", "", "ours", "99 %", "most",
		"against", "bare", "99 %", "ratio", "target");
	for (size_t i = 0; i < count; i++)
		print_row(file, results[i]);
}

/* core/json knows whole numbers only. The name needs no escape. */
static int member_real(struct buffer *out, const char *name, double value)
{
	const char *comma = out->data[out->len - 1] != '{' ? "," : "";

	return buffer_printf(out, "%s\"%s\":%.9g", comma, name, value);
}

static int append_samples(struct buffer *out, const char *name, struct samples *samples)
{
	int error = buffer_printf(out, ",\"%s\":{", name);

	if (error == 0)
		error = json_member_number(out, "count", (int64_t)samples->count);
	if (error == 0 && samples->count > 0)
		error = member_real(out, "median", samples_quantile(samples, 0.5));
	if (error == 0 && samples->count > 0)
		error = member_real(out, "p99", samples_quantile(samples, 0.99));
	if (error == 0 && samples->count > 0)
		error = member_real(out, "max", samples_quantile(samples, 1));
	return error < 0 ? error : buffer_append_string(out, "}");
}

static int append_target(struct buffer *out, const struct result *result)
{
	const char *of = result->of_ratio ? "ratio" : "ours";
	int error = member_real(out, "target", result->at_most);

	if (error == 0 && result->aim > 0)
		error = member_real(out, "aim", result->aim);
	return error < 0 ? error : json_member_string(out, "target_of", of, strlen(of));
}

static int append_result(struct buffer *out, struct result *result)
{
	const char *unit = units[result->unit];
	int error = buffer_append_string(out, "{");

	if (error == 0)
		error = json_member_string(out, "name", result->name, strlen(result->name));
	if (error == 0)
		error = json_member_string(out, "unit", unit, strlen(unit));
	if (error == 0)
		error = json_member_string(
			out, "against", result->against, strlen(result->against));
	if (error == 0 && result->has_target)
		error = append_target(out, result);
	if (error == 0 && has_ratio(result))
		error = member_real(out, "ratio", ratio(result));
	if (error == 0)
		error = append_samples(out, "ours", &result->ours);
	if (error == 0)
		error = append_samples(out, "bare", &result->bare);
	return error < 0 ? error : buffer_append_string(out, "}");
}

static int append_all(struct buffer *out, struct result *const *results, size_t count)
{
	int error = buffer_append_string(out, "{");

	if (error == 0)
		error = json_member_string(
			out, "version", PACKAGE_VERSION, strlen(PACKAGE_VERSION));
	if (error == 0)
		error = buffer_printf(out, ",\"quick\":%s", bench.quick ? "true" : "false");
	if (error == 0)
		error = json_member_number(out, "wrong", bench.wrong);
	if (error == 0)
		error = buffer_append_string(out, ",\"results\":[");
	for (size_t i = 0; i < count && error == 0; i++) {
		error = buffer_append_string(out, i > 0 ? ",\n" : "\n");
		if (error == 0)
			error = append_result(out, results[i]);
	}
	return error < 0 ? error : buffer_append_string(out, "\n]}\n");
}

int report_json(const char *path, struct result *const *results, size_t count)
{
	struct buffer out = {0};
	int error = append_all(&out, results, count);
	FILE *file = NULL;

	if (error == 0) {
		file = fopen(path, "we");
		if (!file || fwrite(out.data, out.len, 1, file) != 1)
			error = -errno;
	}
	if (file && fclose(file) != 0 && error == 0)
		error = -errno;
	buffer_fini(&out);
	return error;
}
