/* SPDX-License-Identifier: ISC */
#include "ui/style.h"

static const unsigned char attrs[STYLE_ROLES] = {
	[STYLE_TIME] = STYLE_DIM,
	[STYLE_OWN] = STYLE_BOLD,
	[STYLE_NOTE] = STYLE_DIM,
	[STYLE_DAY] = STYLE_DIM,
	[STYLE_BORDER] = STYLE_DIM,
	[STYLE_STATUS] = STYLE_UNDERLINE,
	[STYLE_STATUS_FOCUS] = STYLE_REVERSE,
	[STYLE_NEW] = STYLE_REVERSE | STYLE_BOLD,
};

struct style style_of(enum style_role role)
{
	return (struct style){.role = (unsigned char)role, .attrs = attrs[role]};
}
