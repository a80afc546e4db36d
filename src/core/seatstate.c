/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "core/seatstate.h"

#include <errno.h>
#include <inttypes.h>
#include <jansson.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#define VERSION 1

void seatstate_format(const struct seatstate *state, char out[SEATSTATE_SIZE])
{
	int n = snprintf(out, SEATSTATE_SIZE,
		"{\"version\":%d,\"epoch\":\"%016" PRIx64 "\",\"seq\":%" PRIu64 ",\"said\":%" PRIu64
		",\"delivered\":%" PRIu64 ",\"read\":%" PRIu64 ",\"other\":\"%016" PRIx64
		"\",\"received\":%" PRIu64 ",\"incoming\":%" PRIu64 ",\"seen\":%" PRIu64 "}",
		VERSION, state->epoch, state->seq, state->said, state->delivered, state->read,
		state->other, state->received, state->incoming, state->seen);

	/* Nine numbers of at most twenty digits fit by far. */
	memset(out + n, ' ', (size_t)(SEATSTATE_SIZE - n));
	out[SEATSTATE_SIZE - 1] = '\n';
}

static bool get_number(const json_t *object, const char *name, uint64_t *number)
{
	const json_t *member = json_object_get(object, name);

	if (!json_is_integer(member) || json_integer_value(member) < 0)
		return false;
	*number = (uint64_t)json_integer_value(member);
	return true;
}

static bool get_epoch(const json_t *object, const char *name, uint64_t *epoch)
{
	const char *text = json_string_value(json_object_get(object, name));
	int end = 0;

	return text != NULL && strlen(text) == 16 && strspn(text, "0123456789abcdef") == 16 &&
	       sscanf(text, "%16" SCNx64 "%n", epoch, &end) == 1 && end == 16;
}

static bool get_all(const json_t *object, struct seatstate *state)
{
	return get_epoch(object, "epoch", &state->epoch) &&
	       get_epoch(object, "other", &state->other) &&
	       get_number(object, "seq", &state->seq) && get_number(object, "said", &state->said) &&
	       get_number(object, "delivered", &state->delivered) &&
	       get_number(object, "read", &state->read) &&
	       get_number(object, "received", &state->received) &&
	       get_number(object, "incoming", &state->incoming) &&
	       get_number(object, "seen", &state->seen);
}

static bool is_sound(const struct seatstate *state)
{
	return state->epoch != 0 && state->delivered <= state->said && state->read <= state->said &&
	       state->seen <= state->incoming;
}

static int read_object(const json_t *object, struct seatstate *state)
{
	uint64_t version;

	if (!get_number(object, "version", &version))
		return -EBADMSG;
	if (version != VERSION)
		return -EPROTONOSUPPORT;
	return get_all(object, state) && is_sound(state) ? 0 : -EBADMSG;
}

int seatstate_parse(const char *bytes, size_t n, struct seatstate *state)
{
	json_t *object = json_loadb(bytes, n, JSON_REJECT_DUPLICATES, NULL);
	int error = object != NULL ? read_object(object, state) : -EBADMSG;

	json_decref(object);
	return error;
}

void seatstate_advance(struct seatstate *state, const struct record *record)
{
	if (record->seq <= state->seq)
		return;
	state->seq = record->seq;
	if (record->kind != RECORD_MESSAGE)
		return;
	if (record->dir == RECORD_OUT && record->wire > state->said)
		state->said = record->wire;
	if (record->dir == RECORD_IN && record->wire > state->incoming) {
		state->received += record->wire - state->incoming;
		state->incoming = record->wire;
	}
}
