/* SPDX-License-Identifier: ISC */
#include "ui/style.h"

static const unsigned short attrs[STYLE_ROLES] = {
	[STYLE_TIME] = STYLE_DIM,
	[STYLE_OWN] = STYLE_BOLD,
	[STYLE_NOTE] = STYLE_DIM,
	[STYLE_DAY] = STYLE_DIM,
	[STYLE_BORDER] = STYLE_DIM,
	[STYLE_STATUS] = STYLE_UNDERLINE,
	[STYLE_STATUS_FOCUS] = STYLE_REVERSE,
	[STYLE_NEW] = STYLE_REVERSE | STYLE_BOLD,
	[STYLE_UNREAD] = STYLE_BOLD,
	[STYLE_DELIVERY] = STYLE_DIM,
	[STYLE_LINK] = STYLE_UNDERLINE,
	[STYLE_MATCH] = STYLE_REVERSE,
	[STYLE_CURRENT] = STYLE_REVERSE | STYLE_BOLD | STYLE_UNDERLINE,
	[STYLE_TITLE] = STYLE_BOLD,
	[STYLE_PROMPT] = STYLE_BOLD,
	[STYLE_MESSAGE] = STYLE_REVERSE,
};

struct style style_of(enum style_role role)
{
	return (struct style){.fg = STYLE_DEFAULT, .bg = STYLE_DEFAULT, .attrs = attrs[role]};
}

bool style_equal(struct style a, struct style b)
{
	return a.fg == b.fg && a.bg == b.bg && a.attrs == b.attrs;
}
