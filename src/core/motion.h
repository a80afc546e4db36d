/* SPDX-License-Identifier: ISC */
/*
 * Where a movement within a text leads: by words, by lines, by columns.
 *
 * Text is valid UTF-8 of n bytes and may have several lines; positions are byte offsets of
 * boundaries between grapheme clusters, and so are results. A word is a run of clusters that begin
 * with a letter, a mark or a number. Each takes time in proportion to n at worst.
 */
#ifndef CORE_MOTION_H
#define CORE_MOTION_H

#include <stdbool.h>
#include <stddef.h>

/* The start of the word that pos is in or behind; 0 where there is none. */
size_t motion_word_left(const char *text, size_t n, size_t pos);

/* The end of the word that pos is in or before; n where there is none. */
size_t motion_word_right(const char *text, size_t n, size_t pos);

/* As motion_word_left(), for words that only white space divides. */
size_t motion_blank_left(const char *text, size_t n, size_t pos);

/* Does white space begin at text, which is not empty? */
bool motion_is_blank(const char *text, size_t n);

/* The start of the line that pos is in, and its end, before the newline. */
size_t motion_line_start(const char *text, size_t pos);
size_t motion_line_end(const char *text, size_t n, size_t pos);

/* The columns from the start of the line to pos (see funnel_columns()). */
size_t motion_column(const char *text, size_t pos);

/* The last place of the line that begins at start which is at most so many columns into it. */
size_t motion_at_column(const char *text, size_t n, size_t start, size_t column);

#endif
