/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "core/hello.h"

#include <string.h>

#include "core/bytes.h"
#include "core/cluster.h"
#include "core/outbox.h"
#include "core/utf8.h"

#define HEAD 40

/* Bytes of a text that are looked at: enough to find the cluster boundary before the limit. */
#define SEEN(max) ((max) + UTF8_MAX)

void hello_copy_text(char *to, size_t max, const char *from, size_t n)
{
	char repaired[UTF8_REPAIR_GROWTH * SEEN(RECORD_AWAY_MAX)];
	size_t len;

	utf8_repair(from, n < SEEN(max) ? n : SEEN(max), true, repaired, &len);
	if (len > max)
		len = cluster_cut(repaired, len, max);
	memcpy(to, repaired, len);
	to[len] = '\0';
}

size_t hello_encode(const struct hello *hello, unsigned char out[HELLO_SIZE_MAX])
{
	size_t nick_len = strlen(hello->nick);

	bytes_put32(out, hello->pid);
	bytes_put32(out + 4, hello->flags);
	bytes_put64(out + 8, hello->epoch);
	bytes_put64(out + 16, hello->other_epoch);
	bytes_put64(out + 24, hello->received);
	bytes_put64(out + 32, hello->first);
	memcpy(out + HEAD, hello->nick, nick_len);
	return HEAD + nick_len;
}

bool hello_decode(const unsigned char *body, size_t n, struct hello *hello)
{
	if (n < HEAD)
		return false;
	hello->pid = bytes_get32(body);
	hello->flags = bytes_get32(body + 4);
	hello->epoch = bytes_get64(body + 8);
	hello->other_epoch = bytes_get64(body + 16);
	hello->received = bytes_get64(body + 24);
	hello->first = bytes_get64(body + 32);
	hello_copy_text(hello->nick, RECORD_FROM_MAX, (const char *)body + HEAD, n - HEAD);
	return hello->epoch != 0 && hello->first != 0 && hello->first <= OUTBOX_NUMBER_MAX;
}
