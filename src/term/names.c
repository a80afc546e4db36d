/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "term/names.h"

#include <stdio.h>

#include "term/csi.h"

static const struct {
	char name[NAMES_SIZE];
	struct key key;
} plain[] = {
	{"kcuu1", {.name = KEYMAP_UP}},
	{"kcud1", {.name = KEYMAP_DOWN}},
	{"kcub1", {.name = KEYMAP_LEFT}},
	{"kcuf1", {.name = KEYMAP_RIGHT}},
	{"kpp", {.name = KEYMAP_PAGE_UP}},
	{"knp", {.name = KEYMAP_PAGE_DOWN}},
	{"khome", {.name = KEYMAP_HOME}},
	{"kfnd", {.name = KEYMAP_HOME}},
	{"kend", {.name = KEYMAP_END}},
	{"kslt", {.name = KEYMAP_END}},
	{"kbs", {.name = KEYMAP_BACKSPACE}},
	{"kdch1", {.name = KEYMAP_DELETE}},
	{"kich1", {.name = KEYMAP_INSERT}},
	{"kcbt", {.name = KEYMAP_BACKTAB}},
	{"kf1", {.name = KEYMAP_F1}},
	{"kri", {.name = KEYMAP_UP, .mods = KEYMAP_SHIFT}},
	{"kind", {.name = KEYMAP_DOWN, .mods = KEYMAP_SHIFT}},
};
#define PLAIN (sizeof(plain) / sizeof(plain[0]))

/* With Shift by themselves; a number from 3 on behind them tells other modifiers. */
static const struct {
	char stem[NAMES_SIZE - 1];
	enum keymap_key name;
} modified[] = {
	{"kUP", KEYMAP_UP},
	{"kDN", KEYMAP_DOWN},
	{"kLFT", KEYMAP_LEFT},
	{"kRIT", KEYMAP_RIGHT},
	{"kPRV", KEYMAP_PAGE_UP},
	{"kNXT", KEYMAP_PAGE_DOWN},
	{"kHOM", KEYMAP_HOME},
	{"kEND", KEYMAP_END},
	{"kDC", KEYMAP_DELETE},
	{"kIC", KEYMAP_INSERT},
};
#define MODIFIED (sizeof(modified) / sizeof(modified[0]))

#define FIRST    2
#define LAST     8

bool names_get(size_t index, char name[NAMES_SIZE], struct key *key)
{
	size_t stem = (index - PLAIN) % MODIFIED;
	unsigned number = FIRST + (unsigned)((index - PLAIN) / MODIFIED);

	if (index < PLAIN) {
		snprintf(name, NAMES_SIZE, "%s", plain[index].name);
		*key = plain[index].key;
		return true;
	}
	if (number > LAST)
		return false;
	if (number == FIRST)
		snprintf(name, NAMES_SIZE, "%s", modified[stem].stem);
	else
		snprintf(name, NAMES_SIZE, "%s%u", modified[stem].stem, number);
	*key = (struct key){.name = modified[stem].name, .mods = csi_modifiers(number)};
	return true;
}
