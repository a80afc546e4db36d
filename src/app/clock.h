/* SPDX-License-Identifier: ISC */
/*
 * What time it is.
 */
#ifndef APP_CLOCK_H
#define APP_CLOCK_H

#include <stdint.h>

/* Milliseconds of a clock that is never set, for what has to happen after a while. */
int64_t clock_ms(void);

/* The same in microseconds. */
int64_t clock_us(void);

/* Microseconds since 1970, for people. */
int64_t clock_time_us(void);

#endif
