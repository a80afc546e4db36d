/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "app/relay.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/funnel.h"
#include "core/utf8.h"

/* A longer line does not wait for its end. */
#define REST_MAX 4096

void relay_init(struct relay *relay, int fd, int stop, bool raw)
{
	*relay = (struct relay){.terminal = !raw && isatty(fd) == 1};
	output_init_fd(&relay->output, fd, stop);
}

void relay_fini(struct relay *relay)
{
	output_fini(&relay->output);
	buffer_fini(&relay->rest);
}

/* Shows n bytes of the rest, but for the beginning of a character at their end, unless final. */
static int show(struct relay *relay, size_t n, bool final)
{
	char *text = malloc(UTF8_REPAIR_GROWTH * n + 1);
	size_t len, done;
	int error;

	if (text == NULL)
		return -ENOMEM;
	done = utf8_repair(relay->rest.data, n, final, text, &len);
	error = funnel_append(&relay->output.bytes, text, len, "");
	free(text);
	if (error == 0)
		buffer_consume(&relay->rest, done);
	return error;
}

int relay_add(struct relay *relay, const char *bytes, size_t len, bool more)
{
	const struct buffer *rest = &relay->rest;
	const char *newline = NULL;

	if (!relay->terminal)
		return buffer_append(&relay->output.bytes, bytes, len);
	if (buffer_append(&relay->rest, bytes, len) < 0)
		return -ENOMEM;
	/* A mark and its base are shown together, so a line is not cut where it need not be. */
	if (!more || rest->len > REST_MAX)
		return show(relay, rest->len, false);
	newline = memrchr(rest->data, '\n', rest->len);
	return newline == NULL ? 0 : show(relay, (size_t)(newline + 1 - rest->data), false);
}

int relay_end(struct relay *relay)
{
	return relay->rest.len > 0 ? show(relay, relay->rest.len, true) : 0;
}
