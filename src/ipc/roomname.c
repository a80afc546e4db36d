/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "ipc/roomname.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#define PREFIX      "/shmooze."
#define PREFIX_SIZE (sizeof(PREFIX) - 1)

static const char *const kinds[] = {
	[ROOMNAME_SLOT] = "slot",
	[ROOMNAME_FREE] = "free",
	[ROOMNAME_KNOCK] = "knock",
	[ROOMNAME_REQUESTS] = "q",
	[ROOMNAME_RESPONSES] = "r",
};
#define KINDS ((int)(sizeof(kinds) / sizeof(kinds[0])))

static bool of_member(enum roomname_kind kind)
{
	return kind == ROOMNAME_REQUESTS || kind == ROOMNAME_RESPONSES;
}

int roomname_init(struct roomname *name, int base, const char *room)
{
	struct stat st;

	if (!name_chat_valid(room))
		return -EINVAL;
	if (fstat(base, &st) < 0)
		return -errno;
	*name = (struct roomname){.device = st.st_dev, .inode = st.st_ino};
	memcpy(name->room, room, strlen(room) + 1);
	return 0;
}

void roomname_format(
	char out[ROOMNAME_SIZE], const struct roomname *name, const struct roomname_part *part)
{
	const char *kind = kinds[part->kind];

	if (of_member(part->kind))
		snprintf(out, ROOMNAME_SIZE,
			PREFIX "%" PRIx64 "-%" PRIx64 ".%s.%ld.%016" PRIx64 ".%s", name->device,
			name->inode, name->room, (long)part->pid, part->tag, kind);
	else
		snprintf(out, ROOMNAME_SIZE, PREFIX "%" PRIx64 "-%" PRIx64 ".%s.%s", name->device,
			name->inode, name->room, kind);
}

void roomname_format_kind(
	char out[ROOMNAME_SIZE], const struct roomname *name, enum roomname_kind kind)
{
	roomname_format(out, name, &(struct roomname_part){.kind = kind});
}

/* Cuts off what stands behind the last dot; NULL where there is none. */
static const char *cut(char *text)
{
	char *dot = strrchr(text, '.');

	if (dot == NULL)
		return NULL;
	*dot = '\0';
	return dot + 1;
}

static bool parse_kind(const char *word, enum roomname_kind *kind)
{
	for (int i = 0; i < KINDS; i++) {
		if (strcmp(word, kinds[i]) == 0) {
			*kind = (enum roomname_kind)i;
			return true;
		}
	}
	return false;
}

/* From behind, since a room's name may have dots in it. */
static bool parse_part(char *text, struct roomname_part *part)
{
	const char *word = cut(text);

	*part = (struct roomname_part){0};
	if (word == NULL || !parse_kind(word, &part->kind))
		return false;
	if (!of_member(part->kind))
		return true;
	word = cut(text);
	if (word == NULL)
		return false;
	part->tag = strtoull(word, NULL, 16);
	word = cut(text);
	if (word == NULL)
		return false;
	part->pid = (pid_t)strtol(word, NULL, 10);
	return part->pid > 0;
}

static bool parse_base(const char *text, struct roomname *name)
{
	char *end;

	name->device = strtoull(text, &end, 16);
	if (*end != '-')
		return false;
	name->inode = strtoull(end + 1, &end, 16);
	if (*end != '.' || !name_chat_valid(end + 1))
		return false;
	memcpy(name->room, end + 1, strlen(end + 1) + 1);
	return true;
}

/* Numbers have many spellings: it is a name of ours only if we would make exactly it. */
bool roomname_parse(const char *text, struct roomname *name, struct roomname_part *part)
{
	char copy[ROOMNAME_SIZE], ours[ROOMNAME_SIZE];
	size_t len = strlen(text);

	if (len >= sizeof(copy) || strncmp(text, PREFIX, PREFIX_SIZE) != 0)
		return false;
	memcpy(copy, text, len + 1);
	if (!parse_part(copy + PREFIX_SIZE, part) || !parse_base(copy + PREFIX_SIZE, name))
		return false;
	roomname_format(ours, name, part);
	return strcmp(ours, text) == 0;
}

bool roomname_same_base(const struct roomname *a, const struct roomname *b)
{
	return a->device == b->device && a->inode == b->inode;
}

void roomname_path(
	char out[ROOMNAME_PATH_SIZE], const struct roomname *name, const struct roomname_part *part)
{
	char text[ROOMNAME_SIZE];
	const char *before = of_member(part->kind)         ? ROOMNAME_MQUEUE "/"
			     : part->kind == ROOMNAME_SLOT ? ROOMNAME_SHM "/"
							   : ROOMNAME_SHM "/sem.";

	roomname_format(text, name, part);
	snprintf(out, ROOMNAME_PATH_SIZE, "%s%s", before, text + 1);
}
