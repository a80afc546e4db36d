/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "core/bucket.h"

#define TOKEN 1000

void bucket_init(struct bucket *bucket, uint32_t rate, uint32_t tokens, int64_t now_ms)
{
	*bucket = (struct bucket){.rate = rate,
		.capacity = (uint64_t)tokens * TOKEN,
		.level = (uint64_t)tokens * TOKEN,
		.at_ms = now_ms};
}

/* A second's tokens in thousandths are the rate for each millisecond. */
static void fill(struct bucket *bucket, int64_t now_ms)
{
	uint64_t passed = now_ms > bucket->at_ms ? (uint64_t)(now_ms - bucket->at_ms) : 0;
	uint64_t room = bucket->capacity - bucket->level;

	if (bucket->rate == 0)
		return;
	bucket->level += passed > room / bucket->rate ? room : passed * bucket->rate;
	bucket->at_ms += (int64_t)passed;
}

bool bucket_take(struct bucket *bucket, int64_t now_ms)
{
	fill(bucket, now_ms);
	if (bucket->rate == 0)
		return true;
	if (bucket->level < TOKEN)
		return false;
	bucket->level -= TOKEN;
	return true;
}

unsigned bucket_wait_ms(struct bucket *bucket, int64_t now_ms)
{
	fill(bucket, now_ms);
	if (bucket->rate == 0 || bucket->level >= TOKEN)
		return 0;
	return (unsigned)((TOKEN - bucket->level + bucket->rate - 1) / bucket->rate);
}
