/* SPDX-License-Identifier: ISC */
#include "config.h"

#include <string.h>
#include <sys/utsname.h>
#include <unistd.h>

#include "core/json.h"
#include "tests/bench/report.h"

static int member_text(struct buffer *out, const char *name, const char *text)
{
	return json_member_string(out, name, text, strlen(text));
}

/* core/json knows whole numbers only. The name needs no escape. */
static int member_real(struct buffer *out, const char *name, double value)
{
	const char *comma = out->data[out->len - 1] != '{' ? "," : "";

	return buffer_printf(out, "%s\"%s\":%.9g", comma, name, value);
}

static int append_samples(struct buffer *out, const char *name, struct samples *samples)
{
	static const struct {
		const char *name;
		double part;
	} quantiles[] = {{"median", 0.5}, {"p99", 0.99}, {"p999", 0.999}, {"max", 1}};
	int error = buffer_printf(out, ",\"%s\":{", name);

	if (error == 0)
		error = json_member_number(out, "count", (int64_t)samples->count);
	for (size_t i = 0; i < 4 && samples->count > 0 && error == 0; i++)
		error = member_real(
			out, quantiles[i].name, samples_quantile(samples, quantiles[i].part));
	return error < 0 ? error : buffer_append_string(out, "}");
}

static int append_target(struct buffer *out, const struct result *result)
{
	int error = member_real(out, "target", result->at_most);

	if (error == 0 && result->aim > 0)
		error = member_real(out, "aim", result->aim);
	return error < 0 ? error
			 : member_text(out, "target_of", result->of_ratio ? "ratio" : "ours");
}

static int append_result(struct buffer *out, struct result *result)
{
	int error = buffer_append_string(out, "{");

	if (error == 0)
		error = member_text(out, "figure", result->figure);
	if (error == 0)
		error = member_text(out, "name", result->name);
	if (error == 0)
		error = member_text(out, "unit", result_unit(result->unit));
	if (error == 0)
		error = member_text(out, "against", result->against);
	if (error == 0 && result->has_target)
		error = append_target(out, result);
	if (error == 0 && result_has_ratio(result))
		error = member_real(out, "ratio", result_ratio(result));
	if (error == 0)
		error = append_samples(out, "ours", &result->ours);
	if (error == 0)
		error = append_samples(out, "bare", &result->bare);
	return error < 0 ? error : buffer_append_string(out, "}");
}

static int append_results(struct buffer *out)
{
	int error = buffer_append_string(out, ",\"results\":[");

	for (size_t i = 0; i < results.count && error == 0; i++) {
		error = buffer_append_string(out, i > 0 ? ",\n" : "\n");
		if (error == 0)
			error = append_result(out, results.rows[i]);
	}
	return error < 0 ? error : buffer_append_string(out, "]");
}

static int append_row(struct buffer *out, struct matrix *matrix, size_t row)
{
	int error = buffer_append_string(out, "{");

	if (error == 0)
		error = member_text(out, "name", matrix->rows[row]);
	if (error == 0)
		error = buffer_append_string(out, ",\"medians\":[");
	for (size_t size = 0; size < matrix->size_count && error == 0; size++) {
		const char *comma = size > 0 ? "," : "";

		if (matrix->cells[row][size].count == 0)
			error = buffer_printf(out, "%snull", comma);
		else
			error = buffer_printf(
				out, "%s%.9g", comma, matrix_median(matrix, row, size));
	}
	return error < 0 ? error : buffer_append_string(out, "]}");
}

static int append_notes(struct buffer *out, const struct matrix *matrix)
{
	int error = buffer_append_string(out, "],\"notes\":[");

	for (size_t i = 0; i < matrix->note_count && error == 0; i++) {
		if (i > 0)
			error = buffer_append_string(out, ",");
		if (error == 0)
			error = json_append_string(out, matrix->notes[i], strlen(matrix->notes[i]));
	}
	return error < 0 ? error : buffer_append_string(out, "]}");
}

static int append_matrix(struct buffer *out, struct matrix *matrix)
{
	int error = buffer_append_string(out, "{");

	if (error == 0)
		error = member_text(out, "name", matrix->name);
	if (error == 0)
		error = member_text(out, "unit", matrix->unit);
	for (size_t i = 0; i < matrix->size_count && error == 0; i++)
		error = buffer_printf(out, "%s%zu", i > 0 ? "," : ",\"bytes\":[", matrix->sizes[i]);
	if (error == 0)
		error = buffer_append_string(out, "],\"rows\":[");
	for (size_t row = 0; row < matrix->row_count && error == 0; row++) {
		error = buffer_append_string(out, row > 0 ? ",\n" : "\n");
		if (error == 0)
			error = append_row(out, matrix, row);
	}
	return error < 0 ? error : append_notes(out, matrix);
}

static int append_matrices(struct buffer *out)
{
	int error = buffer_append_string(out, ",\n\"tables\":[");

	for (size_t i = 0; i < results.matrix_count && error == 0; i++) {
		error = buffer_append_string(out, i > 0 ? ",\n" : "\n");
		if (error == 0)
			error = append_matrix(out, &results.matrices[i]);
	}
	return error < 0 ? error : buffer_append_string(out, "]");
}

static int append_all(struct buffer *out)
{
	struct utsname system;
	int error = buffer_append_string(out, "{");

	uname(&system);
	if (error == 0)
		error = member_text(out, "version", PACKAGE_VERSION);
	if (error == 0)
		error = member_text(out, "kernel", system.release);
	if (error == 0)
		error = json_member_number(out, "processors", sysconf(_SC_NPROCESSORS_ONLN));
	if (error == 0)
		error = buffer_printf(out, ",\"quick\":%s", bench.quick ? "true" : "false");
	if (error == 0)
		error = json_member_number(out, "wrong", bench.wrong);
	if (error == 0)
		error = append_results(out);
	if (error == 0)
		error = append_matrices(out);
	return error < 0 ? error : buffer_append_string(out, "}\n");
}

int report_json(const char *path)
{
	struct buffer out = {0};
	int error = append_all(&out);

	if (error == 0)
		error = report_write(path, &out);
	buffer_fini(&out);
	return error;
}
