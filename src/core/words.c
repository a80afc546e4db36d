/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "core/words.h"

#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "core/buffer.h"

static bool is_space(char c)
{
	return c == ' ' || (c >= '\t' && c <= '\r');
}

/*
 * Copies the word at *text, without what quotes it and terminated, to *out, and moves both behind
 * it. The copy, with its NUL, is no longer than the word and the byte behind it. Returns 0 or
 * -EINVAL.
 */
static int take_word(const char **text, char **out)
{
	const char *in = *text;
	char *to = *out, quote = '\0';

	for (; *in != '\0' && (quote != '\0' || !is_space(*in)); in++) {
		if (quote != '\0' && *in == quote) {
			quote = '\0';
		} else if (quote == '\0' && (*in == '\'' || *in == '"')) {
			quote = *in;
		} else if (*in == '\\' && quote != '\'' &&
			   (quote == '\0' || in[1] == '"' || in[1] == '\\')) {
			if (*++in == '\0')
				return -EINVAL;
			*to++ = *in;
		} else {
			*to++ = *in;
		}
	}
	*to++ = '\0';
	*text = in;
	*out = to;
	return quote == '\0' ? 0 : -EINVAL;
}

/* Reads the words to out, one behind the other. Returns their number or a negative errno. */
static int take_words(const char *text, char *out)
{
	int count = 0, error;

	for (;;) {
		while (is_space(*text))
			text++;
		if (*text == '\0')
			return count;
		if (count++ == WORDS_MAX)
			return -E2BIG;
		error = take_word(&text, &out);
		if (error < 0)
			return error;
	}
}

int words_parse(struct words *words, const char *text)
{
	size_t size = strlen(text) + 1;
	char **list = malloc((WORDS_MAX + 1) * sizeof(*list) + size), *bytes;
	int count;

	if (list == NULL)
		return -ENOMEM;
	bytes = (char *)(list + WORDS_MAX + 1);
	count = take_words(text, bytes);
	if (count < 0) {
		free(list);
		return count;
	}
	for (int i = 0; i < count; i++, bytes += strlen(bytes) + 1)
		list[i] = bytes;
	list[count] = NULL;
	words_fini(words);
	*words = (struct words){list, (size_t)count};
	return 0;
}

void words_fini(struct words *words)
{
	free(words->list);
	*words = (struct words){0};
}

/* May the word stand without quotes? */
static bool is_plain(const char *word)
{
	if (*word == '\0')
		return false;
	for (; *word != '\0'; word++) {
		if (is_space(*word) || strchr("'\"\\", *word) != NULL)
			return false;
	}
	return true;
}

static int format_word(struct buffer *out, const char *word)
{
	int error;

	if (is_plain(word))
		return buffer_append_string(out, word);
	error = buffer_append(out, "\"", 1);
	for (; *word != '\0' && error == 0; word++) {
		if (*word == '"' || *word == '\\')
			error = buffer_append(out, "\\", 1);
		if (error == 0)
			error = buffer_append(out, word, 1);
	}
	return error == 0 ? buffer_append(out, "\"", 1) : error;
}

int words_format(struct buffer *out, const struct words *words)
{
	int error = 0;

	for (size_t i = 0; i < words->count && error == 0; i++) {
		if (i > 0)
			error = buffer_append(out, " ", 1);
		if (error == 0)
			error = format_word(out, words->list[i]);
	}
	return error;
}
