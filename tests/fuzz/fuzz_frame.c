/* SPDX-License-Identifier: ISC */
/*
 * The decoder of frames. The first two bytes tell in which pieces the others come.
 *
 * Whatever the pieces: all bytes are of a frame, skipped, or still held; a frame is what stands in
 * the input, and the same frames come out as when all bytes come at once.
 */
#include "config.h"

#include "core/bytes.h"
#include "core/frame.h"
#include "tests/fuzz/fuzz.h"

/* What came out. */
struct outcome {
	size_t frames, bytes;
	uint64_t sum;
};

static void count(struct outcome *outcome, const struct frame *frame)
{
	unsigned char again[FRAME_SIZE_MAX];
	int n = frame_encode(frame, again, sizeof(again));

	FUZZ_MUST(n == FRAME_HEAD + frame->length && n <= FRAME_SIZE_MAX);
	FUZZ_MUST(memcmp(again + 3, frame->body - FRAME_HEAD + 3, (size_t)n - 3) == 0);
	outcome->frames++;
	outcome->bytes += (size_t)n;
	for (int i = 3; i < n; i++)
		outcome->sum = outcome->sum * 31 + again[i];
}

/* What is held is the start of a frame, and not all of one. */
static void check_held(const struct frame_decoder *decoder)
{
	const unsigned char *p = decoder->bytes + decoder->start;
	size_t held = decoder->end - decoder->start;

	FUZZ_MUST(held == 0 || p[0] == 's');
	FUZZ_MUST(held < 2 || p[1] == 'h');
	if (held >= FRAME_HEAD)
		FUZZ_MUST(bytes_get16(p + 6) <= FRAME_BODY_MAX &&
			  held < FRAME_HEAD + (size_t)bytes_get16(p + 6));
}

static void decode(struct frame_decoder *decoder, const uint8_t *data, size_t size, size_t piece,
	size_t change, struct outcome *outcome)
{
	struct frame frame;
	size_t done = 0;

	*outcome = (struct outcome){0};
	frame_decoder_init(decoder);
	while (done < size) {
		size_t room, n = piece < size - done ? piece : size - done;
		unsigned char *to = frame_decoder_room(decoder, &room);

		FUZZ_MUST(room >= FRAME_SIZE_MAX);
		n = n < room ? n : room;
		memcpy(to, data + done, n);
		frame_decoder_fed(decoder, n);
		done += n;
		while (frame_decoder_next(decoder, &frame))
			count(outcome, &frame);
		FUZZ_MUST(
			outcome->bytes + decoder->skipped + decoder->end - decoder->start == done);
		check_held(decoder);
		piece = 1 + (piece + change) % 997;
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct frame_decoder decoder;
	struct fuzz fuzz = {data, size};
	size_t piece = 1 + fuzz_byte(&fuzz), change = fuzz_byte(&fuzz), held;
	struct outcome whole, pieces;

	decode(&decoder, fuzz.at, fuzz.left, fuzz.left, 0, &whole);
	held = decoder.end - decoder.start;
	decode(&decoder, fuzz.at, fuzz.left, piece, change, &pieces);
	FUZZ_MUST(memcmp(&whole, &pieces, sizeof(whole)) == 0);
	FUZZ_MUST(decoder.end - decoder.start == held);
	while (frame_decoder_skip(&decoder)) {
		struct frame frame;

		while (frame_decoder_next(&decoder, &frame))
			count(&pieces, &frame);
	}
	FUZZ_MUST(pieces.bytes + decoder.skipped == fuzz.left);
	return 0;
}
