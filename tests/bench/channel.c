/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "tests/bench/channel.h"

#include <errno.h>

#include "tests/bench/bench.h"

const struct channel_kind *const channel_kinds[] = {
	&channel_pipe,
	&channel_fifo,
	&channel_socket,
	&channel_sysv,
	&channel_posix,
	&channel_inotify,
	&channel_bell_fifo,
	&channel_eventfd,
	&channel_futex,
	&channel_sysv_semaphore,
	&channel_posix_semaphore,
	&channel_sigqueue,
};
const size_t channel_kind_count = sizeof(channel_kinds) / sizeof(channel_kinds[0]);

bool channel_interrupted(ssize_t result)
{
	if (result >= 0 || errno != EINTR)
		return false;
	bench_obey();
	return true;
}
