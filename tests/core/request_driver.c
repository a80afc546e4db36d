/* SPDX-License-Identifier: ISC */
/*
 * Runs tests/fuzz/fuzz_request.c without libFuzzer: with its corpus, and with inputs made of that
 * by changes drawn from a fixed seed.
 */
#include "config.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/core/prng.h"
#include "tests/suite.h"

#define INPUTS     2000
#define FILES_MAX  64
#define SIZE_LIMIT 8192

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static struct {
	uint8_t bytes[SIZE_LIMIT];
	size_t size;
} files[FILES_MAX];
static unsigned count;

static void load(const char *folder, const char *name)
{
	char path[4096];
	FILE *file;

	snprintf(path, sizeof(path), "%s/%s", folder, name);
	file = fopen(path, "r");
	ck_assert_ptr_nonnull(file);
	files[count].size = fread(files[count].bytes, 1, SIZE_LIMIT, file);
	fclose(file);
	count++;
}

static int visible(const struct dirent *entry)
{
	return entry->d_name[0] != '.';
}

static void load_all(void)
{
	const char *source = getenv("srcdir");
	struct dirent **entries;
	char folder[2048];
	int n;

	snprintf(folder, sizeof(folder), "%s/tests/fuzz/corpus/request",
		source != NULL ? source : ".");
	n = scandir(folder, &entries, visible, alphasort);
	ck_assert_msg(n > 0 && n <= FILES_MAX, "no corpus in %s", folder);
	for (int i = 0; i < n; i++) {
		load(folder, entries[i]->d_name);
		free(entries[i]);
	}
	free(entries);
}

/* A copy of exactly its length. */
static void run(const uint8_t *bytes, size_t size)
{
	uint8_t *copy = malloc(size > 0 ? size : 1);

	ck_assert_ptr_nonnull(copy);
	memcpy(copy, bytes, size);
	LLVMFuzzerTestOneInput(copy, size);
	free(copy);
}

/* The beginning of one file and the end of another, with some bytes changed. */
static void run_made(struct prng *prng)
{
	static uint8_t bytes[2 * SIZE_LIMIT];
	unsigned a = prng_below(prng, count), b = prng_below(prng, count);
	size_t head = prng_below(prng, (unsigned)files[a].size + 1);
	size_t tail = prng_below(prng, (unsigned)files[b].size + 1);
	size_t size = head + tail;

	memcpy(bytes, files[a].bytes, head);
	memcpy(bytes + head, files[b].bytes + files[b].size - tail, tail);
	for (unsigned i = prng_below(prng, 6); i > 0 && size > 0; i--)
		bytes[prng_below(prng, (unsigned)size)] = (uint8_t)prng_next(prng);
	run(bytes, size);
}

START_TEST(test_fuzz_request_corpus)
{
	load_all();
	for (unsigned i = 0; i < count; i++)
		run(files[i].bytes, files[i].size);
}
END_TEST

START_TEST(test_fuzz_request_made)
{
	struct prng prng = {.state = 1};

	load_all();
	for (int i = 0; i < INPUTS; i++)
		run_made(&prng);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("fuzz_request");
	TCase *tcase = tcase_create("fuzz_request");

	tcase_add_test(tcase, test_fuzz_request_corpus);
	tcase_add_test(tcase, test_fuzz_request_made);
	suite_add_tcase(suite, tcase);
	return suite_run(suite);
}
