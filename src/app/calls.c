/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "app/calls.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "app/fail.h"
#include "app/worker.h"

/* What the command is told, besides its arguments. */
enum { OF_ROOM, OF_NICK, OF_UID, VARIABLES };

struct call {
	struct calls *calls;
	uint64_t number;
	struct buffer arguments;
	char **argv; /* NULL: it runs already */
	char *variables[VARIABLES + 1];
	bool runs;
	struct worker worker; /* if it runs */
};

void calls_init(struct calls *calls, struct loop *loop, struct membership *membership,
	char *const *words, int word_count, unsigned max)
{
	*calls = (struct calls){.loop = loop,
		.membership = membership,
		.words = words,
		.word_count = word_count,
		.max = max};
}

/* --- One call --- */

static void forget_words(struct call *call)
{
	for (int i = 0; i < VARIABLES; i++) {
		free(call->variables[i]);
		call->variables[i] = NULL;
	}
	free(call->argv);
	call->argv = NULL;
	buffer_fini(&call->arguments);
}

static void free_call(struct call *call)
{
	struct call **list = call->calls->list;

	for (int i = 0; i < CALLS_MAX; i++) {
		if (list[i] == call)
			list[i] = NULL;
	}
	if (call->runs)
		worker_fini(&call->worker);
	forget_words(call);
	free(call);
}

void calls_fini(struct calls *calls)
{
	for (int i = 0; i < CALLS_MAX; i++) {
		if (calls->list[i] != NULL)
			free_call(calls->list[i]);
	}
}

/* The words of the command, and behind them the arguments of the call. */
static int copy_argv(struct call *call, const struct request_call *request)
{
	const struct calls *calls = call->calls;
	size_t count = (size_t)calls->word_count;
	const char *argument;

	if (buffer_append(&call->arguments, request->arguments, request->arguments_len) < 0)
		return -1;
	call->argv = calloc(count + request->count + 1, sizeof(*call->argv));
	if (call->argv == NULL)
		return -1;
	memcpy(call->argv, calls->words, count * sizeof(*call->argv));
	argument = call->arguments.data;
	for (size_t i = 0; i < request->count; i++) {
		call->argv[count + i] = (char *)argument;
		argument += strlen(argument) + 1;
	}
	return 0;
}

static char *variable(const char *name, const char *value)
{
	char *text;

	return asprintf(&text, "%s=%s", name, value) < 0 ? NULL : text;
}

static int copy_variables(struct call *call, const struct request_call *request)
{
	char uid[16];

	snprintf(uid, sizeof(uid), "%" PRIu32, request->uid);
	call->variables[OF_ROOM] = variable("SHMOOZE_ROOM", call->calls->membership->address.chat);
	call->variables[OF_NICK] = variable("SHMOOZE_NICK", request->nick);
	call->variables[OF_UID] = variable("SHMOOZE_UID", uid);
	for (int i = 0; i < VARIABLES; i++) {
		if (call->variables[i] == NULL)
			return -1;
	}
	return 0;
}

static struct call *new_call(
	struct calls *calls, uint64_t number, const struct request_call *request)
{
	struct call *call = calloc(1, sizeof(*call));

	if (call == NULL)
		return NULL;
	call->calls = calls;
	call->number = number;
	if (copy_argv(call, request) == 0 && copy_variables(call, request) == 0)
		return call;
	forget_words(call);
	free(call);
	return NULL;
}

/* --- It runs --- */

static void run_waiting(struct calls *calls);

static size_t on_output(void *context, bool errors, const char *bytes, size_t len)
{
	struct call *call = context;
	struct membership *membership = call->calls->membership;
	ssize_t n = member_output(&membership->member, call->number, errors, bytes, len);

	membership_flush(membership);
	return n > 0 ? (size_t)n : 0;
}

/* A call that was cancelled is none any more, and its answer nobody's. */
static void answer(struct calls *calls, uint64_t number, int status)
{
	if (calls->ending)
		return;
	if (member_answer(&calls->membership->member, number, (uint32_t)status) == -ENOMEM)
		fail_say("out of memory");
	membership_flush(calls->membership);
}

static bool any(const struct calls *calls)
{
	for (int i = 0; i < CALLS_MAX; i++) {
		if (calls->list[i] != NULL)
			return true;
	}
	return false;
}

static void on_ended(void *context, int status)
{
	struct call *call = context;
	struct calls *calls = call->calls;

	answer(calls, call->number, status);
	free_call(call);
	if (!calls->ending)
		run_waiting(calls);
	else if (!any(calls))
		calls->ended(calls->context);
}

static const struct worker_handlers handlers = {.output = on_output, .ended = on_ended};

/* Says why, here and to the one who asked. */
static void answer_failure(struct calls *calls, uint64_t number, int error)
{
	struct buffer text = {0};

	fail_errno(error, calls->words[0]);
	if (buffer_printf(&text, "%s: %s\n", calls->words[0], strerror(-error)) == 0)
		member_output(&calls->membership->member, number, true, text.data, text.len);
	buffer_fini(&text);
	answer(calls, number, worker_failure(error));
}

static void run(struct call *call)
{
	struct calls *calls = call->calls;
	int error = worker_start(
		&call->worker, calls->loop, call->argv, call->variables, &handlers, call);

	call->runs = error == 0;
	forget_words(call);
	if (error == 0)
		return;
	answer_failure(calls, call->number, error);
	free_call(call);
}

/* The next one that waits, if there is a place for it: numbers are given in order. */
static struct call *next_waiting(const struct calls *calls)
{
	struct call *next = NULL;
	unsigned running = 0;

	for (int i = 0; i < CALLS_MAX; i++) {
		struct call *call = calls->list[i];

		if (call == NULL)
			continue;
		running += call->runs;
		if (!call->runs && (next == NULL || call->number < next->number))
			next = call;
	}
	return running < calls->max ? next : NULL;
}

static void run_waiting(struct calls *calls)
{
	struct call *call;

	while ((call = next_waiting(calls)) != NULL)
		run(call);
}

/* --- What the hub says --- */

void calls_add(struct calls *calls, uint64_t number, const struct request_call *request)
{
	struct call *call = NULL;
	int i = 0;

	while (i < CALLS_MAX && calls->list[i] != NULL)
		i++;
	if (i < CALLS_MAX)
		call = new_call(calls, number, request);
	if (call == NULL) {
		answer_failure(calls, number, -ENOMEM);
		return;
	}
	calls->list[i] = call;
	run_waiting(calls);
}

static void cancel(struct call *call)
{
	if (call->runs)
		worker_cancel(&call->worker);
	else
		free_call(call);
}

void calls_cancel(struct calls *calls, uint64_t number)
{
	for (int i = 0; i < CALLS_MAX; i++) {
		if (calls->list[i] != NULL && calls->list[i]->number == number)
			cancel(calls->list[i]);
	}
}

void calls_resume(struct calls *calls)
{
	for (int i = 0; i < CALLS_MAX; i++) {
		if (calls->list[i] != NULL && calls->list[i]->runs)
			worker_resume(&calls->list[i]->worker);
	}
}

bool calls_cancel_all(struct calls *calls)
{
	bool again = calls->ending;

	calls->ending = true;
	for (int i = 0; i < CALLS_MAX; i++) {
		struct call *call = calls->list[i];

		if (call != NULL && again && call->runs)
			worker_kill(&call->worker);
		else if (call != NULL)
			cancel(call);
	}
	return any(calls);
}
