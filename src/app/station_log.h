/* SPDX-License-Identifier: ISC */
/*
 * A station's log, for app/station.c; the third part is station_commit() of its header.
 */
#ifndef APP_STATION_LOG_H
#define APP_STATION_LOG_H

#include <stdint.h>

#include "app/station.h"

/*
 * Opens the log, and has the status say what an earlier peer left. Without one, be it that none is
 * wanted or that none can be had, which is told in station->complaints, the numbers begin anew,
 * with this epoch.
 */
void station_log_open(
	struct station *station, const struct station_options *options, uint64_t epoch);

/* Puts the newest records of the log on the board: what a viewer shows of yesterday. */
void station_log_restore(struct station *station);

#endif
