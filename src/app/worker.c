/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "app/worker.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "app/signals.h"
#include "ipc/process.h"

/* How often it is looked whether a group has ended that was told to. */
#define TICK_MS 20
/* As shells do: what is not there, and what can't be run. */
#define STATUS_NOT_FOUND 127
#define STATUS_NOT_RUN   126
#define STATUS_SIGNAL    128

/* --- The child --- */

/* Its ends of the pipes: output, errors, and why execve(2) failed, which it closes otherwise. */
enum { END_OUTPUT, END_ERRORS, END_REASON, ENDS };

static int become(char *const argv[], char *const variables[], const int ends[ENDS], pid_t parent)
{
	int null = open("/dev/null", O_RDONLY | O_CLOEXEC);

	if (null < 0 || dup2(null, STDIN_FILENO) < 0 || dup2(ends[END_OUTPUT], STDOUT_FILENO) < 0 ||
		dup2(ends[END_ERRORS], STDERR_FILENO) < 0 || setpgid(0, 0) < 0 ||
		prctl(PR_SET_PDEATHSIG, SIGTERM) < 0)
		return errno;
	/* Who ended before that call does not tell any more. */
	if (getppid() != parent)
		return ESRCH;
	for (size_t i = 0; variables[i] != NULL; i++) {
		if (putenv(variables[i]) != 0)
			return ENOMEM;
	}
	signals_restore();
	execvp(argv[0], argv);
	return errno;
}

static _Noreturn void run_child(
	char *const argv[], char *const variables[], const int ends[ENDS], pid_t parent)
{
	int error = become(argv, variables, ends, parent);
	ssize_t n = write(ends[END_REASON], &error, sizeof(error));

	(void)n; /* a parent that has ended does not want to know */
	_exit(STATUS_NOT_FOUND);
}

/* --- Its end --- */

static void close_stream(struct worker_stream *stream)
{
	loop_event_free(stream->event);
	stream->event = NULL;
	if (stream->fd >= 0)
		close(stream->fd);
	stream->fd = -1;
	stream->at = stream->len = stream->left = 0;
}

void worker_fini(struct worker *worker)
{
	if (worker->loop == NULL)
		return;
	for (int i = 0; i < 2; i++)
		close_stream(&worker->streams[i]);
	loop_event_free(worker->ended_event);
	loop_event_free(worker->tick_event);
	worker->ended_event = worker->tick_event = NULL;
	if (worker->pidfd >= 0)
		close(worker->pidfd);
	worker->pidfd = -1;
	worker->pid = 0;
}

/*
 * A number is not given to a new process as long as a group has it, and numbers go round: so soon
 * behind the group's end nobody else has this one.
 */
static bool group_lives(const struct worker *worker)
{
	return kill(-worker->pid, 0) == 0 || errno == EPERM;
}

static bool is_over(const struct worker *worker)
{
	if (!worker->ended)
		return false;
	if (worker->cancelled)
		return worker->grace_ms <= 0 || !group_lives(worker);
	for (int i = 0; i < 2; i++) {
		if (worker->streams[i].len > 0 || worker->streams[i].left > 0)
			return false;
	}
	return true;
}

/* The handler may give the worker back, so this is the last thing that is done with it. */
static void conclude(struct worker *worker)
{
	if (!is_over(worker))
		return;
	for (int i = 0; i < 2; i++)
		close_stream(&worker->streams[i]);
	loop_timer_clear(worker->tick_event);
	worker->handlers->ended(worker->context, worker->status);
}

/* What others of its group will still write into the pipes is none of its answer. */
static void on_ended(void *context)
{
	struct worker *worker = context;
	int status = 0;

	loop_event_enable(worker->ended_event, false);
	waitpid(worker->pid, &status, 0);
	worker->ended = true;
	worker->status =
		WIFSIGNALED(status) ? STATUS_SIGNAL + WTERMSIG(status) : WEXITSTATUS(status);
	for (int i = 0; i < 2; i++) {
		struct worker_stream *stream = &worker->streams[i];
		int n = 0;

		if (stream->fd >= 0 && ioctl(stream->fd, FIONREAD, &n) == 0 && n > 0)
			stream->left = (size_t)n;
	}
	conclude(worker);
}

/* --- What it writes --- */

static void hand_over(struct worker_stream *stream)
{
	struct worker *worker = stream->worker;

	if (worker->cancelled)
		stream->at = stream->len;
	else if (stream->at < stream->len)
		stream->at +=
			worker->handlers->output(worker->context, stream == &worker->streams[1],
				stream->bytes + stream->at, stream->len - stream->at);
	if (stream->at == stream->len)
		stream->at = stream->len = 0;
	if (stream->event != NULL)
		loop_event_enable(
			stream->event, stream->len == 0 && (!worker->ended || stream->left > 0));
}

static void on_readable(void *context)
{
	struct worker_stream *stream = context;
	struct worker *worker = stream->worker;
	size_t size = sizeof(stream->bytes);
	ssize_t n;

	if (worker->ended && stream->left < size)
		size = stream->left;
	n = read(stream->fd, stream->bytes, size);
	if (n < 0 && (errno == EINTR || errno == EAGAIN))
		return;
	if (n <= 0) {
		close_stream(stream);
	} else {
		stream->len = (size_t)n;
		stream->left -= worker->ended ? (size_t)n : 0;
		hand_over(stream);
	}
	conclude(worker);
}

void worker_resume(struct worker *worker)
{
	for (int i = 0; i < 2; i++)
		hand_over(&worker->streams[i]);
	conclude(worker);
}

/* --- Nobody waits for it --- */

static void on_tick(void *context)
{
	struct worker *worker = context;

	if (worker->grace_ms > 0) {
		worker->grace_ms -= TICK_MS;
		if (worker->grace_ms <= 0)
			kill(-worker->pid, SIGKILL);
		else
			loop_timer_set(worker->tick_event, TICK_MS);
	}
	conclude(worker);
}

/* Of one that has ended only what it wrote is left, and its number may be another's by now. */
static void end_group(struct worker *worker, int signal, int grace_ms)
{
	worker->cancelled = true;
	worker->grace_ms = worker->ended ? 0 : grace_ms;
	for (int i = 0; i < 2; i++)
		hand_over(&worker->streams[i]);
	if (!worker->ended) {
		kill(-worker->pid, signal);
		/* A stopped one could not end by what it was told. */
		kill(-worker->pid, SIGCONT);
	}
	loop_timer_set(worker->tick_event, TICK_MS);
}

void worker_cancel(struct worker *worker)
{
	if (!worker->cancelled)
		end_group(worker, SIGTERM, WORKER_GRACE_MS);
}

void worker_kill(struct worker *worker)
{
	end_group(worker, SIGKILL, 0);
}

/* --- Its beginning --- */

/* Pipes of which ours are *from and theirs *to. */
static int make_pipes(int from[ENDS], int to[ENDS])
{
	for (int i = 0; i < ENDS; i++) {
		int pair[2];

		if (pipe2(pair, O_CLOEXEC) < 0)
			return -errno;
		from[i] = pair[0];
		to[i] = pair[1];
	}
	return 0;
}

static void close_all(const int fds[ENDS])
{
	for (int i = 0; i < ENDS; i++) {
		if (fds[i] >= 0)
			close(fds[i]);
	}
}

/* Waits until it runs the command, or has told why it does not. */
static int await_start(int reason)
{
	int error = 0;
	ssize_t n;

	do
		n = read(reason, &error, sizeof(error));
	while (n < 0 && errno == EINTR);
	return n == (ssize_t)sizeof(error) ? -error : 0;
}

static int spawn(
	struct worker *worker, char *const argv[], char *const variables[], const int to[ENDS])
{
	pid_t parent = getpid();

	worker->pid = fork();
	if (worker->pid == 0)
		run_child(argv, variables, to, parent);
	if (worker->pid < 0) {
		worker->pid = 0;
		return -errno;
	}
	worker->pidfd = process_open(worker->pid);
	return worker->pidfd < 0 ? worker->pidfd : 0;
}

static int listen_to(struct worker *worker)
{
	worker->ended_event = loop_add_fd(worker->loop, worker->pidfd, LOOP_READ, on_ended, worker);
	worker->tick_event = loop_add_timer(worker->loop, on_tick, worker);
	for (int i = 0; i < 2; i++) {
		struct worker_stream *stream = &worker->streams[i];

		stream->event =
			loop_add_fd(worker->loop, stream->fd, LOOP_READ, on_readable, stream);
		if (stream->event == NULL)
			return -ENOMEM;
	}
	if (worker->ended_event == NULL || worker->tick_event == NULL)
		return -ENOMEM;
	loop_event_enable(worker->ended_event, true);
	for (int i = 0; i < 2; i++)
		loop_event_enable(worker->streams[i].event, true);
	return 0;
}

static void give_up(struct worker *worker)
{
	if (worker->pid > 0) {
		kill(worker->pid, SIGKILL);
		waitpid(worker->pid, NULL, 0);
	}
	worker_fini(worker);
}

int worker_start(struct worker *worker, struct loop *loop, char *const argv[],
	char *const variables[], const struct worker_handlers *handlers, void *context)
{
	int from[ENDS] = {-1, -1, -1}, to[ENDS] = {-1, -1, -1}, error;

	*worker = (struct worker){
		.loop = loop, .handlers = handlers, .context = context, .pidfd = -1};
	error = make_pipes(from, to);
	for (int i = 0; i < 2; i++) {
		worker->streams[i].worker = worker;
		worker->streams[i].fd = from[i];
	}
	if (error == 0)
		error = spawn(worker, argv, variables, to);
	close_all(to);
	if (error == 0)
		error = await_start(from[END_REASON]);
	if (from[END_REASON] >= 0)
		close(from[END_REASON]);
	if (error == 0)
		error = listen_to(worker);
	if (error < 0)
		give_up(worker);
	return error;
}

int worker_failure(int error)
{
	return error == -ENOENT || error == -ENOTDIR ? STATUS_NOT_FOUND : STATUS_NOT_RUN;
}
