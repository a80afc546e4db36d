/* SPDX-License-Identifier: ISC */
/*
 * shmooze log: what was said, out of the files, with or without a peer.
 *
 * Times may step back where the clock was set, so the whole log is looked through for them.
 */
#include "config.h"

#include <errno.h>
#include <regex.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "app/clock.h"
#include "app/commands.h"
#include "app/fail.h"
#include "app/logfile.h"
#include "app/output.h"
#include "app/refuse.h"
#include "app/signals.h"
#include "core/format.h"
#include "core/html.h"
#include "core/when.h"

/* Records that are looked at until a signal is noticed. */
#define BATCH 1024

struct log {
	const struct options *options;
	struct logfile *file;
	struct address address;
	int64_t since, until; /* in microseconds */
	regex_t regex;
	bool has_regex;
	struct buffer text; /* terminated, for the regular expression */
	struct html html;
	struct output out;
	struct format_plain plain;
	struct format_json json;
	int signal_fd;
	bool interrupted;
};

static int read_time(const char *text, int64_t now_us, int64_t *time_us)
{
	if (text == NULL || when_parse(text, now_us, time_us) == 0)
		return EX_OK;
	return fail(EX_USAGE,
		"log: '%s' is no time; it may be 2026-11-22, '2026-11-22 10:00', 10:00, today, "
		"yesterday, or 30s, 15m, 2h, 3d, 1w ago",
		text);
}

static int compile(struct log *log, const char *pattern)
{
	char why[256];
	int error;

	if (pattern == NULL)
		return EX_OK;
	error = regcomp(&log->regex, pattern, REG_EXTENDED | REG_NOSUB);
	log->has_regex = error == 0;
	if (error == 0)
		return EX_OK;
	regerror(error, &log->regex, why, sizeof(why));
	return fail(error == REG_ESPACE ? EX_OSERR : EX_USAGE,
		"log: '%s' is no regular expression: %s", pattern, why);
}

/* The only seat that has a log; one that can't be opened is one, too. */
static int open_only(struct log *log)
{
	struct logfile *files[SEAT_COUNT] = {NULL};
	int errors[SEAT_COUNT], count = 0;

	for (int seat = SEAT_A; seat < SEAT_COUNT; seat++) {
		struct address address = options_address(log->options, (enum seat)seat);

		errors[seat] = logfile_open(&files[seat], &address);
		if (errors[seat] == -ENOENT)
			continue;
		count++;
		log->address = address;
	}
	if (count == 1 && errors[log->address.seat] == 0) {
		log->file = files[log->address.seat];
		return EX_OK;
	}
	for (int seat = SEAT_A; seat < SEAT_COUNT; seat++)
		logfile_close(files[seat]);
	if (count > 1)
		return fail(EX_USAGE, "chat %s: seat A and seat B have logs; say which",
			log->options->chat);
	if (count == 1)
		return refuse_log(&log->address, errors[log->address.seat]);
	return fail(EX_UNAVAILABLE, "chat %s: there is no log", log->options->chat);
}

static int open_log(struct log *log)
{
	int error;

	if (log->options->seat_count == 0)
		return open_only(log);
	log->address = options_address(log->options, log->options->seats[0]);
	error = logfile_open(&log->file, &log->address);
	return error < 0 ? refuse_log(&log->address, error) : EX_OK;
}

/* Returns 1 where the text matches, 0 where not, or a negative errno. */
static int match(struct log *log, const struct record *record)
{
	log->text.len = 0;
	if (buffer_append(&log->text, record->text, record->text_len) < 0 ||
		buffer_append(&log->text, "", 1) < 0)
		return -ENOMEM;
	switch (regexec(&log->regex, log->text.data, 0, NULL, 0)) {
	case 0:
		return 1;
	case REG_NOMATCH:
		return 0;
	default:
		return -ENOMEM;
	}
}

static bool is_from(const struct record *record, const char *nick)
{
	return record->kind == RECORD_MESSAGE && record->from_len == strlen(nick) &&
	       memcmp(record->from, nick, record->from_len) == 0;
}

/* Whether the record is asked for: 1, 0 or a negative errno. */
static int is_wanted(struct log *log, const struct record *record)
{
	const char *from = log->options->from;

	if (record->time_us < log->since || record->time_us >= log->until)
		return 0;
	if (from != NULL && !is_from(record, from))
		return 0;
	return log->has_regex ? match(log, record) : 1;
}

static int print(struct log *log, const struct record *record)
{
	struct buffer *out = &log->out.bytes;

	if (log->options->export_as != NULL)
		return html_record(&log->html, out, record);
	return log->options->json ? format_json(out, &log->json, record)
				  : format_plain(out, &log->plain, record);
}

static bool stopped(struct log *log)
{
	pid_t sender;

	log->interrupted = log->interrupted || signals_next(log->signal_fd, &sender) != 0;
	return log->interrupted || log->out.closed;
}

/* Returns 1 as long as there are more, 0 at the end, or a negative errno. */
static int print_batch(struct log *log)
{
	for (int i = 0; i < BATCH; i++) {
		struct record record;
		int rc = logfile_next(log->file, &record);

		if (rc <= 0)
			return rc;
		rc = is_wanted(log, &record);
		if (rc == 1)
			rc = print(log, &record);
		if (rc < 0)
			return rc;
		output_flush_much(&log->out);
		if (log->out.closed)
			break;
	}
	return 1;
}

static int print_all(struct log *log)
{
	bool page = log->options->export_as != NULL;
	int rc = 0;

	if (page)
		rc = html_begin(&log->html, &log->out.bytes, log->address.chat, log->address.seat);
	if (rc < 0)
		return rc;
	while (!stopped(log) && (rc = print_batch(log)) == 1)
		continue;
	if (rc == 0 && page)
		rc = html_end(&log->html, &log->out.bytes);
	if (!log->interrupted)
		output_flush(&log->out);
	return rc < 0 ? rc : 0;
}

/* What there is to say of it. A reader that has gone has seen enough. */
static int conclude(struct log *log)
{
	unsigned long long damaged = logfile_damaged(log->file);
	char text[ADDRESS_TEXT_SIZE];

	if (log->out.closed)
		return log->out.status;
	if (stopped(log))
		return EXIT_FAILURE;
	if (damaged > 0)
		return fail(EX_DATAERR, "%s: %llu %s of the log left out: damaged",
			address_text(&log->address, text), damaged,
			damaged == 1 ? "line" : "lines");
	return EX_OK;
}

static int run(struct log *log)
{
	static const int list[] = {SIGNALS_LEAVE, 0};
	int error;

	log->signal_fd = signals_open(list);
	if (log->signal_fd < 0)
		return fail_errno(log->signal_fd, "signals");
	output_init(&log->out, log->signal_fd);
	error = print_all(log);
	return error < 0 ? fail_errno(error, "log") : conclude(log);
}

static void close_all(struct log *log)
{
	logfile_close(log->file);
	if (log->has_regex)
		regfree(&log->regex);
	if (log->signal_fd >= 0)
		close(log->signal_fd);
	buffer_fini(&log->text);
	html_fini(&log->html);
	output_fini(&log->out);
}

int log_run(const struct options *options)
{
	struct log log = {
		.options = options, .since = INT64_MIN, .until = INT64_MAX, .signal_fd = -1};
	int64_t now_us = clock_time_us();
	int status;

	if (options->json && options->export_as != NULL)
		return fail(EX_USAGE, "log: --json and --export exclude each other");
	status = read_time(options->since_time, now_us, &log.since);
	if (status == EX_OK)
		status = read_time(options->until_time, now_us, &log.until);
	if (status == EX_OK)
		status = compile(&log, options->grep);
	if (status == EX_OK)
		status = open_log(&log);
	if (status == EX_OK)
		status = run(&log);
	close_all(&log);
	return status;
}
