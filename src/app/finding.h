/* SPDX-License-Identifier: ISC */
/*
 * What a check of this machine has found: how it is, and what helps if it is not well.
 */
#ifndef APP_FINDING_H
#define APP_FINDING_H

#include <limits.h>
#include <stddef.h>

enum finding_result {
	FINDING_OK,
	FINDING_WARNING, /* something is lost, and the rest goes on without */
	FINDING_FAULT,   /* no chat is possible */
};

#define FINDING_TEXT_SIZE (PATH_MAX + 256)

/* A zeroed one is FINDING_OK. The texts may have any bytes that paths have. */
struct finding {
	enum finding_result result;
	char detail[FINDING_TEXT_SIZE]; /* how it is; a text that is too long is cut */
	char remedy[FINDING_TEXT_SIZE]; /* empty with FINDING_OK */
};

/* Sets what is the case. */
void finding_tell(struct finding *finding, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/*
 * Says that it is not well, and what helps. The worse of two results stays, with its remedy, and of
 * two that are as bad the first.
 */
void finding_object(struct finding *finding, enum finding_result result, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

/* "ok", "warning" or "fault". */
const char *finding_name(enum finding_result result);

#endif
