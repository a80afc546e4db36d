/* SPDX-License-Identifier: ISC */
/*
 * shmooze doctor: whether this machine and this login have what a chat needs.
 */
#include "config.h"

#include "app/doctor.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "app/commands.h"
#include "app/fail.h"
#include "core/buffer.h"
#include "core/funnel.h"
#include "core/json.h"

static const struct doctor_check *const tables[] = {
	doctor_kernel, doctor_confinement, doctor_limits, doctor_places, doctor_session};
#define TABLES (sizeof(tables) / sizeof(tables[0]))

struct doctor {
	const struct options *options;
	struct buffer out;
	int rows;
	bool faulty;
};

bool doctor_read_number(const char *path, unsigned long long *number)
{
	FILE *file = fopen(path, "re");
	bool found;

	if (file == NULL)
		return false;
	found = fscanf(file, "%llu", number) == 1;
	fclose(file);
	return found;
}

/* ok       pidfd: there are pidfd_open(2) and pidfd_send_signal(2) */
static int put_plain(struct buffer *out, const char *name, const struct finding *finding)
{
	int error = buffer_printf(out, "%-8s %s: ", finding_name(finding->result), name);

	if (error == 0)
		error = funnel_append(out, finding->detail, strlen(finding->detail), NULL);
	if (error == 0 && finding->remedy[0] != '\0')
		error = buffer_append_string(out, "; ");
	if (error == 0)
		error = funnel_append(out, finding->remedy, strlen(finding->remedy), NULL);
	return error == 0 ? buffer_append_string(out, "\n") : error;
}

/* Paths may have any bytes; JSON is UTF-8. */
static int put_member(struct buffer *out, const char *name, const char *text)
{
	struct buffer mended = {0};
	int error = buffer_append_repaired(&mended, text, strlen(text));

	if (error == 0)
		error = json_member_string(out, name, mended.data, mended.len);
	buffer_fini(&mended);
	return error;
}

static int put_json(struct doctor *doctor, const char *name, const struct finding *finding)
{
	struct buffer *out = &doctor->out;
	int error = buffer_append_string(out, doctor->rows == 0 ? "[{" : ",\n {");

	if (error == 0)
		error = put_member(out, "check", name);
	if (error == 0)
		error = put_member(out, "result", finding_name(finding->result));
	if (error == 0)
		error = put_member(out, "detail", finding->detail);
	if (error == 0)
		error = put_member(out, "remedy", finding->remedy);
	return error == 0 ? buffer_append_string(out, "}") : error;
}

static int run_check(struct doctor *doctor, const struct doctor_check *check)
{
	struct finding finding = {.result = FINDING_OK};
	int error;

	check->look(&finding);
	error = doctor->options->json ? put_json(doctor, check->name, &finding)
				      : put_plain(&doctor->out, check->name, &finding);
	doctor->rows++;
	doctor->faulty = doctor->faulty || finding.result == FINDING_FAULT;
	return error;
}

static int run_all(struct doctor *doctor)
{
	int error = 0;

	for (size_t i = 0; i < TABLES && error == 0; i++) {
		for (size_t j = 0; tables[i][j].name != NULL && error == 0; j++)
			error = run_check(doctor, &tables[i][j]);
	}
	if (error == 0 && doctor->options->json)
		error = buffer_append_string(&doctor->out, "]\n");
	return error;
}

int doctor_run(const struct options *options)
{
	struct doctor doctor = {.options = options};
	int error = run_all(&doctor), status;

	if (error == 0)
		fwrite(doctor.out.data, 1, doctor.out.len, stdout);
	status = error < 0 ? fail_errno(error, "doctor") : fail_unless_flushed();
	buffer_fini(&doctor.out);
	return status == EX_OK && doctor.faulty ? EXIT_FAILURE : status;
}
