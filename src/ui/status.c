/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "ui/status.h"

#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "core/cluster.h"
#include "core/decimal.h"
#include "core/funnel.h"

/* The parts in the order of the line. */
enum part {
	PART_SEAT,
	PART_CHAT,
	PART_PRESENCE,
	PART_TOPIC,
	PART_QUEUED,
	PART_UNREAD,
	PART_FIND,
	PART_AWAY,
	PART_MESSAGES,
	PART_VIEWERS,
	PARTS
};

/* Bytes shown of what is searched for. */
#define FIND_BYTES 60

struct parts {
	char text[PARTS][256];
	bool shown[PARTS];
};

static const char *separator(enum part part)
{
	return part == PART_SEAT || part == PART_CHAT ? " " : " | ";
}

static int width(const char *text)
{
	return (int)funnel_columns(text, strlen(text));
}

/* Of every repaint, as are those below: snprintf(3) takes ten times as long. */
static size_t append(char *out, size_t size, size_t len, const char *text)
{
	size_t n = strlen(text);

	if (n >= size - len)
		n = size - len - 1;
	memcpy(out + len, text, n);
	out[len + n] = '\0';
	return len + n;
}

static bool is_room(const struct status *status)
{
	return status->seat == 'R';
}

static void write_presence(char *out, size_t size, const struct status *status)
{
	const char *away = status->other_away ? status->other_away : "";
	char other = status->seat == 'A' ? 'B' : 'A';

	if (status->ended)
		snprintf(out, size, "ended: %s", status->ended);
	else if (is_room(status))
		snprintf(out, size, "%" PRIu64 " member%s", status->members,
			status->members == 1 ? "" : "s");
	else if (!status->other && status->with)
		snprintf(out, size, "waiting for %s", status->with);
	else if (!status->other)
		snprintf(out, size, "waiting for %c", other);
	else if (status->typing)
		snprintf(out, size, "%s is typing", status->other);
	else if (status->with)
		snprintf(out, size, "with %s%s%s", status->other, away[0] != '\0' ? ", away: " : "",
			away);
	else
		snprintf(out, size, "%c is %s%s%s", other, status->other,
			away[0] != '\0' ? ", away: " : "", away);
}

/* "12 messages", nothing of none. */
static void write_count(char *out, size_t size, uint64_t count, const char *one, const char *many)
{
	size_t len;

	if (count == 0)
		return;
	len = decimal_write(count, out);
	len = append(out, size, len, " ");
	append(out, size, len, count == 1 ? one : many);
}

static void write_find(char *out, size_t size, const struct find *find)
{
	static const char *const results[] = {
		[FIND_FOUND] = "", [FIND_WRAPPED] = " wrapped", [FIND_MISSING] = " not found"};

	if (find && find->result != FIND_NOTHING)
		snprintf(out, size, "\"%.*s\"%s",
			(int)cluster_cut(find->match.text, find->match.n, FIND_BYTES),
			find->match.text, results[find->result]);
}

static void write_parts(
	struct parts *parts, const struct status *status, const struct status_view *view)
{
	const size_t size = sizeof(parts->text[0]);

	memset(parts, 0, sizeof(*parts));
	if (is_room(status))
		snprintf(parts->text[PART_SEAT], size, "room %s", status->chat ? status->chat : "");
	else
		parts->text[PART_SEAT][0] = status->seat;
	if (is_room(status) && status->topic)
		append(parts->text[PART_TOPIC], size, 0, status->topic);
	if (status->chat && !is_room(status))
		append(parts->text[PART_CHAT], size, 0, status->chat);
	write_presence(parts->text[PART_PRESENCE], size, status);
	write_count(parts->text[PART_QUEUED], size, status->queued, "byte queued", "bytes queued");
	write_count(parts->text[PART_UNREAD], size, view->unread, "unread", "unread");
	write_find(parts->text[PART_FIND], size, view->find);
	if (status->away && status->away[0] != '\0')
		append(parts->text[PART_AWAY], size, 0, "you are away");
	append(parts->text[PART_MESSAGES], size, 0, "0 messages");
	write_count(parts->text[PART_MESSAGES], size, status->messages, "message", "messages");
	if (status->viewers >= 0)
		append(parts->text[PART_VIEWERS], size, 0, "0 viewers");
	if (status->viewers > 0)
		write_count(parts->text[PART_VIEWERS], size, (uint64_t)status->viewers, "viewer",
			"viewers");
}

/* Shows as many parts as there is room for, the most important first. */
static void choose_parts(struct parts *parts, int room)
{
	static const enum part order[PARTS] = {
		PART_SEAT,
		PART_PRESENCE,
		PART_FIND,
		PART_QUEUED,
		PART_UNREAD,
		PART_TOPIC,
		PART_CHAT,
		PART_AWAY,
		PART_MESSAGES,
		PART_VIEWERS,
	};

	for (int i = 0; i < PARTS; i++) {
		enum part part = order[i];
		int need = (int)strlen(separator(part)) + width(parts->text[part]);

		if (parts->text[part][0] == '\0')
			continue;
		if (need > room && part != PART_SEAT && part != PART_PRESENCE)
			break;
		parts->shown[part] = true;
		room -= need;
	}
}

static void join_parts(const struct parts *parts, char *out, size_t size)
{
	size_t len = 0;

	out[0] = '\0';
	for (int i = 0; i < PARTS; i++) {
		if (!parts->shown[i])
			continue;
		len = append(out, size, len, separator((enum part)i));
		len = append(out, size, len, parts->text[i]);
	}
}

/* "3 new below", in short where it would take more than half of the line. */
static void write_below(char *out, size_t size, uint64_t below, int columns)
{
	out[0] = '\0';
	if (below > 0)
		snprintf(out, size, " %" PRIu64 " new below ", below);
	if (width(out) > columns / 2)
		snprintf(out, size, " +%" PRIu64 " ", below);
	if (width(out) > columns / 2)
		out[0] = '\0';
}

void status_compose(const struct status *status, const struct status_view *view, int columns,
	struct status_line *line)
{
	struct parts parts;

	write_below(line->right, sizeof(line->right), view->below, columns);
	write_parts(&parts, status, view);
	choose_parts(&parts, columns - width(line->right) - 1);
	join_parts(&parts, line->left, sizeof(line->left));
}
