/* SPDX-License-Identifier: ISC */
/*
 * Names that people give: of chats and of seats.
 */
#ifndef CORE_NAME_H
#define CORE_NAME_H

#include <stdbool.h>

#define NAME_CHAT_MAX     64
#define NAME_CHAT_DEFAULT "main"

/*
 * Where somebody publishes. A chat has the seats A and B, which peers take and which are opposite
 * each other; there are SEAT_COUNT of them. R is that of a room: its hub holds it, nobody is
 * opposite, and no operand names it. It has a board, a log and cursors like the others, so what
 * lists, sweeps or clears takes all SEAT_ALL_COUNT.
 */
enum seat { SEAT_A, SEAT_B, SEAT_COUNT, SEAT_ROOM = SEAT_COUNT, SEAT_ALL_COUNT };

/*
 * Whether name may name a chat. It becomes the name of a directory and stands on screens: 1 to
 * NAME_CHAT_MAX bytes of valid UTF-8, no slash, no leading dot, and nothing that a terminal must
 * not be given.
 */
bool name_chat_valid(const char *name);

/*
 * Whether nick may be a nick: 1 to RECORD_FROM_MAX bytes of valid UTF-8 without anything that a
 * terminal must not be given, and not of blanks alone.
 */
bool name_nick_valid(const char *nick);

/* Reads A, B, a or b: a seat that a peer takes. Returns whether it was one. */
bool name_seat_parse(const char *name, enum seat *seat);

/* 'A', 'B' or 'R'. */
char name_seat_letter(enum seat seat);

/* The seat opposite; a room has none. */
enum seat name_seat_other(enum seat seat);

#endif
