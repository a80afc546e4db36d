/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "app/roll.h"

#include <errno.h>
#include <stdlib.h>

#include "app/login.h"
#include "core/hub.h"

void roll_fini(struct roll *roll)
{
	free(roll->rows);
	free(roll->nicks);
	free(roll->coming);
	*roll = (struct roll){.asked = 0};
}

void roll_forget(struct roll *roll)
{
	roll->changed = true;
	roll->holds = false;
}

int roll_ask(struct roll *roll, struct membership *membership)
{
	int error;

	if (roll->asked != 0)
		return 0;
	if (membership->ended)
		return -EPIPE;
	error = member_request(&membership->member, FRAME_WHO, &roll->asked);
	if (error < 0)
		return error;
	roll->changed = false;
	roll->coming_count = 0;
	membership_flush(membership);
	return 0;
}

/* A room has no more than so many, whatever a hub says. */
static void add_row(struct roll *roll, const struct request_member *row)
{
	if ((row->flags & REQUEST_BRIEF) != 0 || roll->coming_count == HUB_MEMBERS_MAX)
		return;
	if (roll->coming == NULL)
		roll->coming = calloc(HUB_MEMBERS_MAX, sizeof(*roll->coming));
	if (roll->coming != NULL)
		roll->coming[roll->coming_count++] = *row;
}

static void list_nicks(struct roll *roll)
{
	free(roll->nicks);
	roll->nicks = calloc(roll->count + 1, sizeof(*roll->nicks));
	for (size_t i = 0; i < roll->count && roll->nicks != NULL; i++)
		roll->nicks[i] = roll->rows[i].nick;
}

static void conclude(struct roll *roll)
{
	free(roll->rows);
	roll->rows = roll->coming;
	roll->count = roll->coming_count;
	roll->coming = NULL;
	roll->coming_count = 0;
	roll->holds = !roll->changed;
	list_nicks(roll);
}

bool roll_take(struct roll *roll, const struct member_event *event)
{
	if (roll->asked == 0 || event->request != FRAME_WHO || event->number != roll->asked)
		return false;
	if (event->kind == MEMBER_ROW) {
		add_row(roll, &event->row);
		return false;
	}
	if (event->kind != MEMBER_GRANTED && event->kind != MEMBER_REFUSED)
		return false;
	roll->asked = 0;
	if (event->kind == MEMBER_GRANTED)
		conclude(roll);
	return true;
}

const char *const *roll_nicks(const struct roll *roll)
{
	static const char *const none[] = {NULL};

	return roll->nicks != NULL ? roll->nicks : none;
}

/* A newline in it would be a line of its own, which nobody vouches for. */
static int append_blanked(struct buffer *out, const char *text)
{
	size_t at = out->len;
	int error = buffer_append_string(out, text);

	for (; error == 0 && at < out->len; at++) {
		if (out->data[at] == '\n' || out->data[at] == '\t')
			out->data[at] = ' ';
	}
	return error;
}

static int format_row(
	const struct request_member *row, bool own, const char *between, struct buffer *out)
{
	char login[LOGIN_MAX + 1];
	int error = append_blanked(out, row->nick);

	if (error == 0)
		error = buffer_printf(out, "%saccount %s, process %lu%s", between,
			login_of(row->uid, login), (unsigned long)row->pid, own ? ", you" : "");
	if (error == 0 && row->away[0] != '\0')
		error = buffer_append_string(out, ", away: ");
	if (error == 0)
		error = append_blanked(out, row->away);
	return error == 0 ? buffer_append(out, "\n", 1) : error;
}

int roll_format(const struct roll *roll, uint32_t own, const char *between, struct buffer *out)
{
	int error = 0;

	for (size_t i = 0; i < roll->count && error == 0; i++)
		error = format_row(&roll->rows[i], roll->rows[i].id == own, between, out);
	return error;
}
