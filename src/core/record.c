/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "core/record.h"

#include <errno.h>
#include <stdbool.h>
#include <string.h>

#include "core/bytes.h"
#include "core/copy.h"
#include "core/utf8.h"

/*
 * An encoded record has a head, then the nick, then the text. The head of most records is the short
 * one, so that more of them fit into a board: their numbers are small, and nobody waits for them by
 * a number.
 *
 *      short      long
 *   0  u32        u32    what there is, see below
 *   4  u64        u64    time
 *  12  u32     12 u64    seq
 *  16  u32     20 u64    wire
 *              28 u64    post
 *              36 u32    member
 *              40 u32    uid
 *
 * What there is, from the lowest bit on: 20 bits, length of the text; 7 bits, length of the nick; 2
 * bits, dir; 2 bits, kind; 1 bit, whether the head is long.
 */
#define HEAD_SHORT 20
#define HEAD_LONG  44

#define FROM_SHIFT 20
#define DIR_SHIFT  27
#define KIND_SHIFT 29
#define LONG_SHIFT 31

static bool needs_long_head(const struct record *record)
{
	return ((record->seq | record->wire) >> 32 | record->post | record->member | record->uid) !=
	       0;
}

static size_t head_size(const struct record *record)
{
	return needs_long_head(record) ? HEAD_LONG : HEAD_SHORT;
}

size_t record_size(const struct record *record)
{
	return head_size(record) + record->from_len + record->text_len;
}

static void put_head(const struct record *record, unsigned char *p, bool is_long)
{
	bytes_put32(p, (uint32_t)record->text_len | (uint32_t)record->from_len << FROM_SHIFT |
			       (uint32_t)record->dir << DIR_SHIFT |
			       (uint32_t)record->kind << KIND_SHIFT |
			       (uint32_t)is_long << LONG_SHIFT);
	bytes_put64(p + 4, (uint64_t)record->time_us);
	if (!is_long) {
		bytes_put32(p + 12, (uint32_t)record->seq);
		bytes_put32(p + 16, (uint32_t)record->wire);
		return;
	}
	bytes_put64(p + 12, record->seq);
	bytes_put64(p + 20, record->wire);
	bytes_put64(p + 28, record->post);
	bytes_put32(p + 36, record->member);
	bytes_put32(p + 40, record->uid);
}

int record_encode(const struct record *record, void *out, size_t size)
{
	size_t from_len = record->from_len, text_len = record->text_len;
	bool is_long = needs_long_head(record);
	size_t head = is_long ? HEAD_LONG : HEAD_SHORT;
	unsigned char *p = out;

	if (from_len > RECORD_FROM_MAX || text_len > RECORD_TEXT_MAX ||
		head + from_len + text_len > size)
		return -EMSGSIZE;
	put_head(record, p, is_long);
	p += head;
	copy_short(p, record->from, from_len);
	copy_short(p + from_len, record->text, text_len);
	return (int)(head + from_len + text_len);
}

/* Reads the rest of a head, of which all bytes are there. */
static void get_head(const unsigned char *p, struct record *record, bool is_long)
{
	record->time_us = (int64_t)bytes_get64(p + 4);
	record->seq = is_long ? bytes_get64(p + 12) : bytes_get32(p + 12);
	record->wire = is_long ? bytes_get64(p + 20) : bytes_get32(p + 16);
	record->post = is_long ? bytes_get64(p + 28) : 0;
	record->member = is_long ? bytes_get32(p + 36) : 0;
	record->uid = is_long ? bytes_get32(p + 40) : 0;
}

int record_decode(const void *bytes, size_t size, struct record *record)
{
	const unsigned char *p = bytes;
	uint32_t what = size < sizeof(what) ? 0 : bytes_get32(p);
	size_t text_len = what & ((1u << FROM_SHIFT) - 1), from_len = what >> FROM_SHIFT & 0x7f;
	bool is_long = what >> LONG_SHIFT != 0;
	size_t head = is_long ? HEAD_LONG : HEAD_SHORT;

	record->kind = what >> KIND_SHIFT & 3;
	record->dir = what >> DIR_SHIFT & 3;
	if (record->kind < RECORD_MESSAGE || record->kind > RECORD_NOTE)
		return -EBADMSG;
	if (record->dir < RECORD_IN || record->dir > RECORD_ABOUT)
		return -EBADMSG;
	if (from_len > RECORD_FROM_MAX || text_len > RECORD_TEXT_MAX ||
		head + from_len + text_len != size)
		return -EBADMSG;
	get_head(p, record, is_long);
	record->from = (const char *)p + head;
	record->from_len = from_len;
	record->text = record->from + from_len;
	record->text_len = text_len;
	/* Nick and text in one go, and no character lies across their boundary. */
	if (text_len > 0 && utf8_continues(record->text[0]))
		return -EBADMSG;
	return utf8_valid(record->from, from_len + text_len) ? 0 : -EBADMSG;
}
