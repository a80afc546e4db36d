/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "app/external.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "app/signals.h"
#include "core/words.h"

extern char **environ;

static const char *editor(void)
{
	const char *visual = getenv("VISUAL"), *plain = getenv("EDITOR");

	if (visual != NULL && visual[0] != '\0')
		return visual;
	return plain != NULL && plain[0] != '\0' ? plain : "vi";
}

static int write_text(int fd, const char *text, size_t len)
{
	while (len > 0) {
		ssize_t n = write(fd, text, len);

		if (n < 0 && errno != EINTR)
			return -errno;
		if (n > 0) {
			text += n;
			len -= (size_t)n;
		}
	}
	return 0;
}

static int read_text(const char *path, size_t limit, struct buffer *out)
{
	FILE *file = fopen(path, "re");
	size_t before = out->len, n;
	int error = 0;

	if (file == NULL)
		return -errno;
	do {
		error = buffer_reserve(out, 4096);
		if (error < 0)
			break;
		n = fread(out->data + out->len, 1, 4096, file);
		out->len += n;
		if (ferror(file))
			error = -errno;
		else if (out->len - before > limit + 1)
			error = -EFBIG;
	} while (n > 0 && error == 0);
	fclose(file);
	if (error == 0 && out->len > before && out->data[out->len - 1] == '\n')
		out->len--;
	if (error == 0 && out->len - before > limit)
		error = -EFBIG;
	if (error < 0)
		out->len = before;
	return error;
}

/* Where the editor is stopped, by ^Z, so are we; whoever continues us continues both. */
static int wait_for(pid_t pid)
{
	int status;

	for (;;) {
		if (waitpid(pid, &status, WUNTRACED) < 0) {
			if (errno != EINTR)
				return -errno;
		} else if (WIFSTOPPED(status)) {
			signals_stop_self(STDIN_FILENO);
			kill(pid, SIGCONT);
		} else {
			return WIFEXITED(status) && WEXITSTATUS(status) == 0 ? 0 : -ECANCELED;
		}
	}
}

static int run(char *const argv[])
{
	posix_spawnattr_t attributes;
	pid_t pid;
	int error;

	posix_spawnattr_init(&attributes);
	signals_spawn(&attributes, 0);
	error = posix_spawnp(&pid, argv[0], NULL, &attributes, argv, environ);
	posix_spawnattr_destroy(&attributes);
	return error != 0 ? -error : wait_for(pid);
}

static int run_editor(char *path)
{
	struct words words = {0};
	char **argv;
	int error = words_parse(&words, editor());

	if (error < 0)
		return error;
	/* No words at all: the file would be the command. */
	if (words.count == 0) {
		words_fini(&words);
		return -EINVAL;
	}
	argv = calloc(words.count + 2, sizeof(*argv));
	if (argv != NULL) {
		memcpy(argv, words.list, words.count * sizeof(*argv));
		argv[words.count] = path;
		error = run(argv);
	} else {
		error = -ENOMEM;
	}
	free(argv);
	words_fini(&words);
	return error;
}

int external_edit(const char *text, size_t len, size_t limit, struct buffer *out)
{
	const char *tmp = getenv("TMPDIR");
	char path[PATH_MAX];
	int fd, error;

	snprintf(path, sizeof(path), "%s/shmooze-XXXXXX.txt",
		tmp != NULL && tmp[0] == '/' ? tmp : "/tmp");
	fd = mkostemps(path, 4, O_CLOEXEC);
	if (fd < 0)
		return -errno;
	error = write_text(fd, text, len);
	close(fd);
	if (error == 0)
		error = run_editor(path);
	if (error == 0)
		error = read_text(path, limit, out);
	unlink(path);
	return error;
}
