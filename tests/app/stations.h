/* SPDX-License-Identifier: ISC */
/*
 * Stations for tests: without a log.
 */
#ifndef TESTS_APP_STATIONS_H
#define TESTS_APP_STATIONS_H

#include "app/station.h"

static inline int stations_open(
	struct station *station, const char *chat, enum seat seat, bool any_seat, const char *nick)
{
	const struct station_options options = {
		.address = address_of(chat, seat), .any_seat = any_seat, .nick = nick};

	return station_open(station, &options);
}

#endif
