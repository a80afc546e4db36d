/* SPDX-License-Identifier: ISC */
/*
 * The enclosure of a viewer: it has opened boards, terminal and settings, and from then on needs no
 * more than to read logs. See ipc/confine.h.
 */
#ifndef APP_ENCLOSURE_H
#define APP_ENCLOSURE_H

#include "core/address.h"

/*
 * Confines this process for good; the logs of these addresses can be read on, for a reader that is
 * lapped looks there for what it has missed. Where the machine can't, nothing happens.
 */
void enclosure_enter(const struct address *addresses, int count);

#endif
