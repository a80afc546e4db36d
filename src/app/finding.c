/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "app/finding.h"

#include <stdarg.h>
#include <stdio.h>

void finding_tell(struct finding *finding, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	vsnprintf(finding->detail, sizeof(finding->detail), format, args);
	va_end(args);
}

void finding_object(struct finding *finding, enum finding_result result, const char *format, ...)
{
	va_list args;

	if (result <= finding->result)
		return;
	finding->result = result;
	va_start(args, format);
	vsnprintf(finding->remedy, sizeof(finding->remedy), format, args);
	va_end(args);
}

const char *finding_name(enum finding_result result)
{
	static const char *const names[] = {"ok", "warning", "fault"};

	return names[result];
}
