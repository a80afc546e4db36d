/* SPDX-License-Identifier: ISC */
/*
 * What Tab completes in the window.
 */
#include "config.h"

#include "app/chat.h"
#include "app/complete.h"

/* Who may be meant: of a room all who are there, else the two of the chat. */
static const char *const *find_nicks(const struct chat *chat, const char *two[3])
{
	if (chat->target == NULL)
		return two;
	if (chat->target->poster.membership != NULL)
		return roll_nicks(&chat->room.roll);
	two[0] = chat->target->feed.watch.status.other_nick;
	two[1] = chat->target->feed.watch.status.nick;
	if (two[0][0] == '\0')
		two[0] = two[1], two[1] = NULL;
	return two;
}

void chat_complete(struct chat *chat)
{
	struct edit *edit = &chat->compose.edit;
	const char *nicks[] = {NULL, NULL, NULL}, *themes[16] = {NULL};
	static const char *const panes[] = {"A", "B", "room", "info", "help", NULL};
	struct complete_names names = {
		.nicks = find_nicks(chat, nicks), .panes = panes, .themes = themes};
	struct completion completion;

	for (size_t i = 0; i < 15 && theme_name(i) != NULL; i++)
		themes[i] = theme_name(i);
	/* A terminated copy of what the edit holds. */
	if (buffer_reserve(&edit->text, 1) < 0)
		return;
	edit->text.data[edit->text.len] = '\0';
	if (complete_word(&names, edit->text.data, edit->cursor, &completion) == 0 &&
		completion.count > 0)
		edit_replace(edit, completion.start, edit->cursor, completion.word.data,
			completion.word.len);
	if (completion.count > 1)
		chat_say(chat, "%.*s", (int)completion.choices.len, completion.choices.data);
	completion_fini(&completion);
	chat_text_changed(chat);
}

void chat_begin_completion(struct chat *chat)
{
	const struct edit *edit = &chat->compose.edit;
	bool nick = edit->text.len > 0 &&
		    command_word(edit->text.data, edit->cursor).what == COMMAND_WHAT_NICK;

	if (!nick || chat->target == NULL || chat->target->poster.membership == NULL ||
		!chat_room_completes(chat))
		chat_complete(chat);
}
