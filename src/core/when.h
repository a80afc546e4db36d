/* SPDX-License-Identifier: ISC */
/*
 * Points in time as people write them:
 *
 *	2026-11-22                      the start of that day
 *	2026-11-22 10:00[:05[.5]]       also with T for the blank
 *	10:00[:05[.5]]                  today
 *	today, yesterday                the start of that day
 *	30s, 15m, 2h, 3d, 1w, 1h30m     ago
 *	2026-11-22T10:00:05[.5]+01:00   or Z: RFC 3339
 *	@1795349045[.5]                 seconds since 1970-01-01T00:00:00Z
 *
 * All but the last three are local time by TZ: of two that have the same name, for clocks were set
 * back, the first; one that clocks were set forward over is moved, as mktime(3) does.
 */
#ifndef CORE_WHEN_H
#define CORE_WHEN_H

#include <stdint.h>

/*
 * Reads a point in time; now_us is the present one, in microseconds since 1970 as is *time_us.
 * Returns 0, or -EINVAL where text is none.
 */
int when_parse(const char *text, int64_t now_us, int64_t *time_us);

#endif
