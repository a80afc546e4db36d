/* SPDX-License-Identifier: ISC */
/*
 * shmooze recv: what came in and was not received yet.
 *
 * Under the cursor's lock the records behind the cursor are printed, and then the cursor is
 * advanced: a process that ends in between leaves it where it was, so its successor repeats what
 * was printed, and skips nothing. Who finds no message gives the lock back before he waits; when
 * one comes he takes the lock and reads the cursor again, for another process may have been
 * quicker.
 *
 * With a peer the records come from its board, without one from the log.
 */
#include "config.h"

#include <signal.h>

#include "app/clock.h"
#include "app/commands.h"
#include "app/fail.h"
#include "app/receiver.h"
#include "app/refuse.h"
#include "app/seatlog.h"

static int receive_logged(struct receiver *receiver, const struct seatlog *seatlog)
{
	struct logfile *log = seatlog->log;
	struct record record;
	int error = logfile_seek(log, receiver->at.seq), n = 1;
	/* Those found while seeking are not of what is received. */
	uint64_t damaged = logfile_damaged(log);

	while (error == 0 && !receiver_enough(receiver) && (n = logfile_next(log, &record)) > 0) {
		if (receiver_is_new(receiver, &record))
			receiver_take(receiver, &record);
	}
	if (error < 0 || n < 0)
		return fail_errno(error < 0 ? error : n, "log");
	receiver_pass_over(receiver, logfile_damaged(log) - damaged);
	return receiver_finish(receiver, seatlog->state.seq, seatlog->state.incoming);
}

static int receive_from_log(struct receiver *receiver)
{
	struct seatlog seatlog;
	int status = seatlog_open(&seatlog, &receiver->address);

	if (status != EX_OK)
		return status;
	status = receiver_place(receiver, seatlog.state.epoch, seatlog.state.seq);
	if (status == EX_OK)
		status = receive_logged(receiver, &seatlog);
	seatlog_close(&seatlog);
	if (status == EX_OK && receiver->count == 0 && receiver->options->wait)
		status = refuse_no_peer(&receiver->address);
	return status;
}

static int receive_round(struct receiver *receiver)
{
	struct source source;
	bool there;
	int status = receiver_lock(receiver);

	receiver->again = false;
	if (status == EX_OK)
		status = source_open_if_there(&source, &receiver->address, &there);
	if (status == EX_OK)
		status = there ? receiver_board(receiver, &source) : receive_from_log(receiver);
	receiver_unlock(receiver);
	return status;
}

int recv_run(const struct options *options)
{
	struct receiver receiver = {.options = options, .lock = -1, .end_ms = -1};
	struct address addresses[OPTIONS_SEATS_MAX];
	int count, status = source_find(options, addresses, &count);

	if (status != EX_OK)
		return status;
	signal(SIGPIPE, SIG_IGN);
	signal(SIGXFSZ, SIG_IGN);
	receiver.address = addresses[0];
	receiver.cursor_name = options->cursor != NULL ? options->cursor : CURSOR_NAME_DEFAULT;
	if (options->wait && options->wait_ms >= 0)
		receiver.end_ms = clock_ms() + options->wait_ms;
	output_init(&receiver.out, -1);
	receiver.loop = loop_new();
	if (receiver.loop == NULL)
		status = refuse_loop();
	do {
		if (status == EX_OK)
			status = receive_round(&receiver);
	} while (status == EX_OK && receiver.again);
	receiver_say_missing(&receiver, status);
	output_fini(&receiver.out);
	loop_free(receiver.loop);
	return status;
}
