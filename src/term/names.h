/* SPDX-License-Identifier: ISC */
/*
 * The names under which terminfo has what keys send: terminfo(5), and those that user_caps(5)
 * describes for keys with modifiers.
 */
#ifndef TERM_NAMES_H
#define TERM_NAMES_H

#include <stdbool.h>
#include <stddef.h>

#include "ui/keymap.h"

#define NAMES_SIZE 8

/* Stores the name of an index from 0 on, and its key. Returns false from the last one on. */
bool names_get(size_t index, char name[NAMES_SIZE], struct key *key);

#endif
