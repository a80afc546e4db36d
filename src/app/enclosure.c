/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "app/enclosure.h"

#include <limits.h>
#include <time.h>

#include "app/options.h"
#include "app/places.h"
#include "ipc/confine.h"

void enclosure_enter(const struct address *addresses, int count)
{
	char folders[OPTIONS_SEATS_MAX][PATH_MAX], folder[ADDRESS_FOLDER_SIZE];
	const char *beneath[OPTIONS_SEATS_MAX];
	size_t known = 0;

	/* The file of the time zone is read now: later it could not be. */
	tzset();
	for (int i = 0; i < count && i < OPTIONS_SEATS_MAX; i++) {
		address_folder(&addresses[i], folder);
		if (places_state(folder, "", folders[known], PATH_MAX) == 0) {
			beneath[known] = folders[known];
			known++;
		}
	}
	confine(beneath, known);
}
