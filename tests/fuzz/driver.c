/* SPDX-License-Identifier: ISC */
/*
 * Runs a fuzz target without libFuzzer, the same in each run: with each file of its corpus
 * (tests/fuzz/corpus/NAME), then with inputs made of those by changes that are drawn from a fixed
 * seed. It finds little that is new; that what was found once stays mended is what it is for.
 *
 * SHMOOZE_FUZZ_MUTATIONS tells how many inputs are made. With arguments each is a file, and no
 * input is made: that is how a finding is looked at. Results are told as TAP. A target stops by
 * abort(), so each input runs in a child, which tells the number of the last one.
 */
#include "config.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <limits.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/core/prng.h"
#include "tests/fuzz/fuzz.h"

#define MUTATIONS  20000
#define FILES_MAX  1000
#define INPUT_MAX  4096
#define SEED       20261122
#define FOLDER_MAX 4000

struct file {
	uint8_t *bytes;
	size_t size;
};

static struct file files[FILES_MAX];
static size_t file_count;

/* What a child was doing, for its parent to tell. */
struct progress {
	uint64_t input;
	size_t size;
	uint8_t bytes[INPUT_MAX];
};

static void die(const char *what, const char *name)
{
	printf("Bail out! %s %s: %s\n", what, name, strerror(errno));
	exit(1);
}

static void load_file(const char *name)
{
	struct file *file = &files[file_count];
	int fd = open(name, O_RDONLY | O_CLOEXEC);
	struct stat stat;

	if (fd < 0 || fstat(fd, &stat) < 0)
		die("can't open", name);
	if (file_count == FILES_MAX || !S_ISREG(stat.st_mode)) {
		close(fd);
		return;
	}
	file->size = (size_t)stat.st_size;
	/* Of just this size: whatever is read behind the end is noticed. */
	file->bytes = malloc(file->size > 0 ? file->size : 1);
	if (file->bytes == NULL || read(fd, file->bytes, file->size) != (ssize_t)file->size)
		die("can't read", name);
	close(fd);
	file_count++;
}

static int is_visible(const struct dirent *entry)
{
	return entry->d_name[0] != '.';
}

/* In the order of their names, so that each run is the same. */
static void load_folder(const char *folder)
{
	struct dirent **entries;
	int n = scandir(folder, &entries, is_visible, alphasort);
	char name[FOLDER_MAX + 1 + NAME_MAX + 1];

	if (n <= 0)
		die("no corpus in", folder);
	for (int i = 0; i < n; i++) {
		snprintf(name, sizeof(name), "%s/%s", folder, entries[i]->d_name);
		load_file(name);
		free(entries[i]);
	}
	free(entries);
}

/* Copies a piece of an input, or of another, over or into the one that is being made. */
static size_t copy_piece(struct prng *prng, uint8_t *bytes, size_t size)
{
	const struct file *from = &files[prng_below(prng, (unsigned)file_count)];
	size_t start, n, at = size > 0 ? prng_below(prng, (unsigned)size) : 0;

	if (from->size == 0)
		return size;
	start = prng_below(prng, (unsigned)from->size);
	n = 1 + prng_below(prng, (unsigned)(from->size - start));
	if (n > INPUT_MAX - size)
		n = INPUT_MAX - size;
	if (prng_chance(prng, 50)) {
		memmove(bytes + at + n, bytes + at, size - at);
		size += n;
	} else if (n > size - at) {
		n = size - at;
	}
	memcpy(bytes + at, from->bytes + start, n);
	return size;
}

static size_t change(struct prng *prng, uint8_t *bytes, size_t size)
{
	static const uint8_t special[] = {0, 1, 0x1b, '\n', ' ', '"', '\\', 0x7f, 0x80, 0xc2, 0xff};
	size_t at = size > 0 ? prng_below(prng, (unsigned)size) : 0, n;

	if (size == 0)
		return copy_piece(prng, bytes, size);
	switch (prng_below(prng, 6)) {
	case 0:
		bytes[at] ^= (uint8_t)(1u << prng_below(prng, 8));
		break;
	case 1:
		bytes[at] = (uint8_t)prng_next(prng);
		break;
	case 2:
		bytes[at] = special[prng_below(prng, sizeof(special))];
		break;
	case 3:
		n = 1 + prng_below(prng, (unsigned)(size - at));
		memmove(bytes + at, bytes + at + n, size - at - n);
		return size - n;
	case 4:
		bytes[at] = (uint8_t)(bytes[at] + prng_below(prng, 17) - 8);
		break;
	default:
		return copy_piece(prng, bytes, size);
	}
	return size;
}

/* Makes an input of a file by a few changes. Returns its size. */
static size_t make_input(struct prng *prng, uint8_t *bytes)
{
	const struct file *from = &files[prng_below(prng, (unsigned)file_count)];
	size_t size = from->size < INPUT_MAX ? from->size : INPUT_MAX;

	if (size > 0)
		memcpy(bytes, from->bytes, size);
	for (unsigned n = 1 + prng_below(prng, 6); n > 0; n--)
		size = change(prng, bytes, size);
	return size;
}

static void run_files(struct progress *progress)
{
	for (size_t i = 0; i < file_count; i++) {
		progress->input = i;
		progress->size = files[i].size < INPUT_MAX ? files[i].size : INPUT_MAX;
		memcpy(progress->bytes, files[i].bytes, progress->size);
		LLVMFuzzerTestOneInput(files[i].bytes, files[i].size);
	}
}

static void run_mutations(struct progress *progress, uint64_t count)
{
	struct prng prng = {SEED};

	for (uint64_t i = 0; i < count; i++) {
		uint8_t *bytes;

		progress->input = i;
		progress->size = make_input(&prng, progress->bytes);
		bytes = malloc(progress->size > 0 ? progress->size : 1);
		if (bytes == NULL)
			die("no memory for", "an input");
		memcpy(bytes, progress->bytes, progress->size);
		LLVMFuzzerTestOneInput(bytes, progress->size);
		free(bytes);
	}
}

/* Tells the input that the target stopped at, as text that printf(1) turns back into bytes. */
static void tell_input(const struct progress *progress)
{
	printf("# input %" PRIu64 ", as of printf(1): '", progress->input);
	for (size_t i = 0; i < progress->size; i++)
		printf("\\%03o", progress->bytes[i]);
	printf("'\n");
}

/* One result: all files, or so many inputs made of them. */
static bool run(int number, const char *what, uint64_t mutations)
{
	struct progress *progress = mmap(
		NULL, sizeof(*progress), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	int status = 0;
	pid_t child;
	bool ok;

	if (progress == MAP_FAILED)
		die("no memory for", what);
	fflush(stdout);
	child = fork();
	if (child == 0) {
		if (mutations > 0)
			run_mutations(progress, mutations);
		else
			run_files(progress);
		exit(0);
	}
	ok = child > 0 && waitpid(child, &status, 0) == child && status == 0;
	printf("%sok %d - %s\n", ok ? "" : "not ", number, what);
	if (!ok)
		tell_input(progress);
	munmap(progress, sizeof(*progress));
	return ok;
}

/* The target's name: fuzz_NAME of the path of this program. */
static const char *target_name(const char *path)
{
	const char *name = strrchr(path, '/');

	name = name != NULL ? name + 1 : path;
	return strncmp(name, "fuzz_", 5) == 0 ? name + 5 : name;
}

static uint64_t mutations_wanted(void)
{
	const char *number = getenv("SHMOOZE_FUZZ_MUTATIONS");

	return number != NULL && *number != '\0' ? strtoull(number, NULL, 10) : MUTATIONS;
}

int main(int argc, char **argv)
{
	const char *srcdir = getenv("srcdir");
	char folder[FOLDER_MAX], what[80];
	uint64_t mutations = argc > 1 ? 0 : mutations_wanted();
	bool ok;

	for (int i = 1; i < argc; i++)
		load_file(argv[i]);
	if (argc <= 1) {
		snprintf(folder, sizeof(folder), "%s/tests/fuzz/corpus/%s",
			srcdir != NULL ? srcdir : ".", target_name(argv[0]));
		load_folder(folder);
	}
	printf("1..%d\n", mutations > 0 ? 2 : 1);
	snprintf(what, sizeof(what), "%zu inputs that are kept", file_count);
	ok = run(1, what, 0);
	snprintf(what, sizeof(what), "%" PRIu64 " inputs made of them", mutations);
	if (mutations > 0)
		ok = run(2, what, mutations) && ok;
	for (size_t i = 0; i < file_count; i++)
		free(files[i].bytes);
	return ok ? 0 : 1;
}
