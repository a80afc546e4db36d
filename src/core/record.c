/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "core/record.h"

#include <errno.h>
#include <string.h>

#include "core/bytes.h"
#include "core/utf8.h"

/*
 * An encoded record:
 *
 *   0  u64  seq
 *   8  u64  time
 *  16  u64  wire
 *  24  u64  post
 *  32  u8   kind
 *  33  u8   dir
 *  34  u16  length of the nick
 *  36  u32  length of the text
 *  40  u32  member
 *  44  u32  uid
 *  48       nick, text
 */
#define HEAD 48

size_t record_size(const struct record *record)
{
	return HEAD + record->from_len + record->text_len;
}

int record_encode(const struct record *record, void *out, size_t size)
{
	unsigned char *p = out;

	if (record->from_len > RECORD_FROM_MAX || record->text_len > RECORD_TEXT_MAX ||
		record_size(record) > size)
		return -EMSGSIZE;
	bytes_put64(p, record->seq);
	bytes_put64(p + 8, (uint64_t)record->time_us);
	bytes_put64(p + 16, record->wire);
	bytes_put64(p + 24, record->post);
	p[32] = (unsigned char)record->kind;
	p[33] = (unsigned char)record->dir;
	bytes_put16(p + 34, (uint16_t)record->from_len);
	bytes_put32(p + 36, (uint32_t)record->text_len);
	bytes_put32(p + 40, record->member);
	bytes_put32(p + 44, record->uid);
	if (record->from_len > 0)
		memcpy(p + HEAD, record->from, record->from_len);
	if (record->text_len > 0)
		memcpy(p + HEAD + record->from_len, record->text, record->text_len);
	return (int)record_size(record);
}

int record_decode(const void *bytes, size_t size, struct record *record)
{
	const unsigned char *p = bytes;

	if (size < HEAD)
		return -EBADMSG;
	record->seq = bytes_get64(p);
	record->time_us = (int64_t)bytes_get64(p + 8);
	record->wire = bytes_get64(p + 16);
	record->post = bytes_get64(p + 24);
	record->kind = p[32];
	record->dir = p[33];
	record->from_len = bytes_get16(p + 34);
	record->text_len = bytes_get32(p + 36);
	record->member = bytes_get32(p + 40);
	record->uid = bytes_get32(p + 44);
	record->from = (const char *)p + HEAD;
	if (record->kind < RECORD_MESSAGE || record->kind > RECORD_NOTE)
		return -EBADMSG;
	if (record->dir < RECORD_IN || record->dir > RECORD_ABOUT)
		return -EBADMSG;
	if (record->from_len > RECORD_FROM_MAX || record->text_len > RECORD_TEXT_MAX ||
		record_size(record) != size)
		return -EBADMSG;
	record->text = record->from + record->from_len;
	if (!utf8_valid(record->from, record->from_len) ||
		!utf8_valid(record->text, record->text_len))
		return -EBADMSG;
	return 0;
}
