/* SPDX-License-Identifier: ISC */
/*
 * Addresses for tests.
 */
#ifndef TESTS_APP_ADDRESSES_H
#define TESTS_APP_ADDRESSES_H

#include "core/address.h"

/* A pointer to the address of a seat; name is a string literal. */
#define ADDRESS(name, letter) (&(const struct address){.chat = name, .seat = letter})

#endif
