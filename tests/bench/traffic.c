/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "tests/bench/traffic.h"

#include <errno.h>
#include <inttypes.h>
#include <sched.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>

#include "tests/bench/actors.h"
#include "tests/bench/bench.h"

#define LAST    UINT64_MAX /* the number of the message behind which there is none */
#define STUCK_S 20         /* then it is said that a mechanism hangs */

/* What sender and receiver tell each other besides the messages. */
struct outcome {
	_Atomic int ready;
	_Atomic uint64_t count; /* messages that the receiver got */
	double end;             /* when it had them all */
	_Atomic int error;      /* what a system call said to it, or -EBADMSG for a wrong message */
};

/* How this process was. */
struct before {
	cpu_set_t processors;
	sigset_t signals;
};

static struct channel there, back; /* zeroed: not open */
static struct outcome *outcome;
static pid_t owner;
static cpu_set_t processors[2];
static int processor_count; /* 1 or 2 */
static struct before original;

static int open_channel(struct channel *channel, const struct channel_kind *kind, size_t size)
{
	int error;

	*channel = (struct channel){.size = size};
	channel->kind = kind;
	error = kind->open(channel);
	if (error < 0)
		channel->kind = NULL;
	return error;
}

static void close_channel(struct channel *channel)
{
	if (channel->kind)
		channel->kind->close(channel);
	channel->kind = NULL;
}

static void close_left(void)
{
	if (getpid() != owner)
		return;
	close_channel(&there);
	close_channel(&back);
}

static void write_number(char *message, size_t size, uint64_t number)
{
	memcpy(message, &number, sizeof(number));
	memcpy(message + size - sizeof(number), &number, sizeof(number));
}

/* The number of a message; *torn if its end is of another one. */
static uint64_t read_number(const char *message, size_t size, bool *torn)
{
	uint64_t first, last;

	memcpy(&first, message, sizeof(first));
	memcpy(&last, message + size - sizeof(last), sizeof(last));
	*torn = first != last;
	return first;
}

static int send_number(struct channel *channel, char *message, uint64_t number)
{
	write_number(message, channel->size, number);
	return channel->kind->send(channel, message);
}

/* Returns 0, 1 behind the last one, or a negative errno. */
static int receive_number(struct channel *channel, char *message, uint64_t wanted)
{
	int error = channel->kind->receive(channel, message);
	uint64_t number;
	bool torn;

	if (error < 0)
		return error;
	number = read_number(message, channel->size, &torn);
	if (torn || (number != LAST && number != wanted))
		return -EBADMSG;
	return number == LAST;
}

static void block_signal(sigset_t *before)
{
	sigset_t set;

	sigemptyset(&set);
	sigaddset(&set, channel_signal());
	sigprocmask(SIG_BLOCK, &set, before);
}

/* The receiver's process. It answers each message by one of its number, if it has to. */
static void act(void *context)
{
	static char message[TRAFFIC_SIZE_MOST];
	const struct traffic *traffic = context;
	uint64_t count = 0;
	int got = 0;

	block_signal(NULL);
	if (traffic->apart)
		sched_setaffinity(0, sizeof(processors[1]), &processors[1]);
	back.receiver = getppid();
	outcome->ready = 1;
	while ((got = receive_number(&there, message, count)) == 0) {
		if (traffic->returns && (got = send_number(&back, message, count)) < 0)
			break;
		count++;
	}
	outcome->end = bench_now();
	outcome->count = count;
	outcome->error = got < 0 ? got : 0;
}

static pid_t start_receiver(const struct traffic *traffic)
{
	pid_t pid;

	*outcome = (struct outcome){0};
	pid = actors_fork(act, (void *)traffic);
	there.receiver = pid;
	while (!outcome->ready) {
		bench_obey();
		nanosleep(&(struct timespec){.tv_nsec = 50000}, NULL);
	}
	alarm(STUCK_S);
	return pid;
}

static void end_receiver(pid_t pid, uint64_t sent, int error)
{
	if (error >= 0)
		actors_await(pid);
	else
		actors_end(pid);
	alarm(0);
	if (error < 0)
		bench_wrong("%s, %zu bytes: sending: %s", there.kind->name, there.size,
			strerror(-error));
	else if (outcome->error != 0)
		bench_wrong("%s, %zu bytes: behind %" PRIu64 " messages: %s", there.kind->name,
			there.size, outcome->count, strerror(-outcome->error));
	else if (outcome->count != sent)
		bench_wrong("%s, %zu bytes: %" PRIu64 " messages came of %" PRIu64,
			there.kind->name, there.size, outcome->count, sent);
}

/* For as long as that, the clock being looked at now and then. */
static void stream(const struct traffic *traffic, struct samples *samples)
{
	static char message[TRAFFIC_SIZE_MOST];
	pid_t pid = start_receiver(traffic);
	double begin = bench_now();
	uint64_t sent = 0;
	int error = 0;

	while (error == 0 && (sent % 16 != 0 || bench_now() < begin + traffic->ms)) {
		error = send_number(&there, message, sent);
		sent += error == 0;
	}
	if (error == 0)
		error = send_number(&there, message, LAST);
	end_receiver(pid, sent, error);
	samples_add(samples, (double)sent * 1000 / (outcome->end - begin));
}

/* The median of this run is one sample. */
static void go_and_return(const struct traffic *traffic, struct samples *samples)
{
	static char message[TRAFFIC_SIZE_MOST];
	struct samples run = {0};
	pid_t pid = start_receiver(traffic);
	double begin = bench_now(), before = begin, now = begin;
	uint64_t sent = 0;
	int error = 0;

	while (error == 0 && now < begin + traffic->ms) {
		error = send_number(&there, message, sent);
		if (error == 0)
			error = receive_number(&back, message, sent);
		now = bench_now();
		samples_add(&run, (now - before) * 1000);
		before = now;
		sent++;
	}
	if (error == 0)
		error = send_number(&there, message, LAST);
	end_receiver(pid, sent, error);
	samples_add(samples, samples_quantile(&run, 0.5));
	samples_fini(&run);
}

/* The first two processors that we may use. */
static void choose_processors(void)
{
	int found = 0;

	sched_getaffinity(0, sizeof(original.processors), &original.processors);
	for (int i = 0; i < CPU_SETSIZE && found < 2; i++) {
		if (!CPU_ISSET(i, &original.processors))
			continue;
		CPU_ZERO(&processors[found]);
		CPU_SET(i, &processors[found++]);
	}
	processor_count = found;
	if (found > 0)
		sched_setaffinity(0, sizeof(processors[0]), &processors[0]);
}

void traffic_open(void)
{
	outcome = mmap(
		NULL, sizeof(*outcome), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (outcome == MAP_FAILED)
		bench_die("shared memory: %s", strerror(errno));
	owner = getpid();
	atexit(close_left);
	block_signal(&original.signals);
	choose_processors();
}

void traffic_close(void)
{
	sched_setaffinity(0, sizeof(original.processors), &original.processors);
	sigprocmask(SIG_SETMASK, &original.signals, NULL);
	munmap(outcome, sizeof(*outcome));
}

bool traffic_can_be_apart(void)
{
	return processor_count == 2;
}

int traffic_measure(const struct traffic *traffic, struct samples *samples)
{
	int error = open_channel(&there, traffic->kind, traffic->size);

	if (error == 0 && traffic->returns)
		error = open_channel(&back, traffic->kind, traffic->size);
	if (error == 0 && traffic->returns)
		go_and_return(traffic, samples);
	else if (error == 0)
		stream(traffic, samples);
	close_left();
	return error;
}
