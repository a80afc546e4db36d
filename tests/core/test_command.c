/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "core/command.h"

#include <string.h>

#include "core/buffer.h"
#include "core/utf8.h"
#include "tests/suite.h"

#define COUNT(table) (int)(sizeof(table) / sizeof((table)[0]))

static const struct {
	const char *line;
	enum command_kind kind;
	const char *name; /* of the entry, or NULL */
	const char *text;
	int choice;
} table[] = {
	/* text */
	{"", COMMAND_IS_TEXT, NULL, "", -1},
	{"hello", COMMAND_IS_TEXT, NULL, "hello", -1},
	{" /quit", COMMAND_IS_TEXT, NULL, " /quit", -1},
	{"a\n/quit", COMMAND_IS_TEXT, NULL, "a\n/quit", -1},
	{"\n/quit", COMMAND_IS_TEXT, NULL, "\n/quit", -1},
	{"//", COMMAND_IS_TEXT, NULL, "/", -1},
	{"//quit now", COMMAND_IS_TEXT, NULL, "/quit now", -1},
	{"///", COMMAND_IS_TEXT, NULL, "//", -1},
	{"\uff0fquit", COMMAND_IS_TEXT, NULL, "\uff0fquit", -1},
	/* commands */
	{"/quit", COMMAND_IS_COMMAND, "quit", "", -1},
	{"/quit \n ", COMMAND_IS_COMMAND, "quit", "", -1},
	{"/QuIt", COMMAND_IS_COMMAND, "quit", "", -1},
	{"/me waves  twice ", COMMAND_IS_COMMAND, "me", "waves  twice", -1},
	{"/me\twaves", COMMAND_IS_COMMAND, "me", "waves", -1},
	{"/me waves\n/quit", COMMAND_IS_COMMAND, "me", "waves\n/quit", -1},
	{"/nick \u65e5\u672c", COMMAND_IS_COMMAND, "nick", "\u65e5\u672c", -1},
	{"/help", COMMAND_IS_COMMAND, "help", "", -1},
	{"/help /set", COMMAND_IS_COMMAND, "help", "/set", -1},
	{"/away", COMMAND_IS_COMMAND, "away", "", -1},
	{"/set bell = all", COMMAND_IS_COMMAND, "set", "bell = all", -1},
	{"/split", COMMAND_IS_COMMAND, "split", "", -1},
	{"/split below", COMMAND_IS_COMMAND, "split", "below", 1},
	{"/focus left", COMMAND_IS_COMMAND, "focus", "left", 0},
	{"/focus PREVIOUS", COMMAND_IS_COMMAND, "focus", "PREVIOUS", 5},
	{"/notify all", COMMAND_IS_COMMAND, "notify", "all", 2},
	/* the start of a name, if it is that of one */
	{"/qu", COMMAND_IS_COMMAND, "quit", "", -1},
	{"/ni ann", COMMAND_IS_COMMAND, "nick", "ann", -1},
	{"/se", COMMAND_IS_COMMAND, "set", "", -1},
	{"/co 2", COMMAND_IS_COMMAND, "copy", "2", -1},
	{"/q", COMMAND_IS_UNKNOWN, "quit", "q", -1},
	{"/s", COMMAND_IS_UNKNOWN, "save", "s", -1},
	{"/me", COMMAND_IS_MISUSED, "me", "", -1},
	/* misused */
	{"/nick  ", COMMAND_IS_MISUSED, "nick", "", -1},
	{"/save", COMMAND_IS_MISUSED, "save", "", -1},
	{"/quit now", COMMAND_IS_MISUSED, "quit", "now", -1},
	{"/split above", COMMAND_IS_MISUSED, "split", "above", -1},
	{"/split bel", COMMAND_IS_MISUSED, "split", "bel", -1},
	{"/split below x", COMMAND_IS_MISUSED, "split", "below x", -1},
	{"/notify mentions", COMMAND_IS_MISUSED, "notify", "mentions", -1},
	/* unknown */
	{"/qiut", COMMAND_IS_UNKNOWN, "quit", "qiut", -1},
	{"/halp me", COMMAND_IS_UNKNOWN, "help", "halp", -1},
	{"/NCIK x", COMMAND_IS_UNKNOWN, "nick", "NCIK", -1},
	{"/quits", COMMAND_IS_UNKNOWN, "quit", "quits", -1},
	{"/", COMMAND_IS_UNKNOWN, NULL, "", -1},
	{"/ quit", COMMAND_IS_UNKNOWN, NULL, "", -1},
	{"/etc/passwd is there", COMMAND_IS_UNKNOWN, NULL, "etc/passwd", -1},
	{"/xyzzy", COMMAND_IS_UNKNOWN, NULL, "xyzzy", -1},
	{"/\u65e5\u672c", COMMAND_IS_UNKNOWN, NULL, "\u65e5\u672c", -1},
	{"/quit\u00a0now", COMMAND_IS_UNKNOWN, NULL, "quit\u00a0now", -1},
};

START_TEST(test_command_parse)
{
	struct command_line parsed;

	command_parse(table[_i].line, strlen(table[_i].line), &parsed);
	ck_assert_int_eq(parsed.kind, table[_i].kind);
	ck_assert_uint_eq(parsed.len, strlen(table[_i].text));
	ck_assert_mem_eq(parsed.text, table[_i].text, parsed.len);
	ck_assert_int_eq(parsed.choice, table[_i].choice);
	if (table[_i].name == NULL)
		ck_assert_ptr_null(parsed.entry);
	else
		ck_assert_str_eq(parsed.entry->name, table[_i].name);
}
END_TEST

START_TEST(test_command_parse_reads_no_further)
{
	struct command_line parsed;

	command_parse("/quitnow", 5, &parsed);
	ck_assert_int_eq(parsed.kind, COMMAND_IS_COMMAND);
	command_parse("//x", 1, &parsed);
	ck_assert_int_eq(parsed.kind, COMMAND_IS_UNKNOWN);
	command_parse(NULL, 0, &parsed);
	ck_assert_int_eq(parsed.kind, COMMAND_IS_TEXT);
	ck_assert_uint_eq(parsed.len, 0);
	command_parse("/help\0x", 7, &parsed);
	ck_assert_int_eq(parsed.kind, COMMAND_IS_UNKNOWN);
}
END_TEST

/* The table is in order, each name runs its own entry, and no help is more than a line. */
START_TEST(test_command_table)
{
	const struct command_entry *entry = command_entry((enum command_id)_i);
	struct command_line parsed;
	char line[32] = "/";

	ck_assert_int_eq(entry->id, _i);
	if (_i > 0)
		ck_assert_str_lt(command_entry((enum command_id)(_i - 1))->name, entry->name);
	ck_assert_uint_gt(strlen(entry->help), 0);
	ck_assert_uint_le(strlen(entry->name) + strlen(entry->argument), 44);
	ck_assert_uint_le(strlen(entry->help), 66);
	ck_assert_int_eq(entry->need == COMMAND_NO_ARGUMENT, entry->argument[0] == '\0');
	ck_assert_int_eq(entry->need == COMMAND_MAY_HAVE,
		entry->argument[0] == '[' && entry->argument[strlen(entry->argument) - 1] == ']');
	ck_assert_int_eq(entry->what == COMMAND_WHAT_CHOICE, entry->choices[0] != NULL);
	for (int i = 0; entry->choices[i] != NULL; i++)
		ck_assert_ptr_nonnull(strstr(entry->argument, entry->choices[i]));
	strcat(line, entry->name);
	command_parse(line, strlen(line), &parsed);
	ck_assert_ptr_eq(parsed.entry, entry);
	ck_assert(parsed.kind == COMMAND_IS_COMMAND || parsed.kind == COMMAND_IS_MISUSED);
}
END_TEST

static const struct {
	const char *line, *answer;
} answers[] = {
	{"/qiut", "no command /qiut; did you mean /quit? (// sends a line that begins with /)"},
	{"/etc/passwd x",
		"no command /etc/passwd; /help lists them (// sends a line that begins with /)"},
	{"/", "no command /; /help lists them (// sends a line that begins with /)"},
	{"/nick", "usage: /nick NICK"},
	{"/quit now", "/quit takes no argument"},
	{"/split x", "usage: /split [right|below]"},
	{"/aaaaaaaaaabbbbbbbbbbccccccccccdddddddd\u65e5\u672c",
		"no command /aaaaaaaaaabbbbbbbbbbccccccccccdddddddd...; /help lists them "
		"(// sends a line that begins with /)"},
	{"/quit", ""},
	{"hello", ""},
};

START_TEST(test_command_answer)
{
	struct command_line parsed;
	struct buffer out = {0};

	command_parse(answers[_i].line, strlen(answers[_i].line), &parsed);
	ck_assert_int_eq(command_answer(&out, &parsed), 0);
	ck_assert_int_eq(buffer_append(&out, "", 1), 0);
	ck_assert_str_eq(out.data, answers[_i].answer);
	buffer_fini(&out);
}
END_TEST

typedef const struct command_entry *finder(
	const struct command_entry *after, const char *text, size_t n);

static void check_found(finder *find, const char *text, const char *names)
{
	const struct command_entry *entry = NULL;
	char found[512] = "";

	while ((entry = find(entry, text, strlen(text))) != NULL) {
		strcat(found, entry->name);
		strcat(found, " ");
	}
	ck_assert_str_eq(found, names);
}

START_TEST(test_command_complete)
{
	check_found(command_complete, "n", "nick notify ");
	check_found(command_complete, "NO", "notify ");
	check_found(command_complete, "s", "save set split stop ");
	check_found(command_complete, "set", "set ");
	check_found(command_complete, "sets", "");
	check_found(command_complete, "x", "");
	check_found(command_complete, "",
		"away close copy even find focus help ignore info me nick notify open pane ping "
		"quit save set split stop theme topic who zoom ");
}
END_TEST

START_TEST(test_command_search)
{
	check_found(command_search, "link", "copy open ");
	check_found(command_search, "NAME", "nick theme ");
	check_found(command_search, "previous", "focus ");
	check_found(command_search, "colours", "theme ");
	check_found(command_search, "qui", "quit ");
	check_found(command_search, "no such word", "");
	check_found(command_search, "\xff", "");
}
END_TEST

static const struct {
	const char *line;
	enum command_what what;
	const char *name; /* of the entry, or NULL */
	size_t start;
} words[] = {
	{"", COMMAND_WHAT_NICK, NULL, 0},
	{"hello an", COMMAND_WHAT_NICK, NULL, 6},
	{"hello\nan", COMMAND_WHAT_NICK, NULL, 6},
	{"//ni", COMMAND_WHAT_NICK, NULL, 0},
	{"/", COMMAND_WHAT_NAME, NULL, 1},
	{"/ni", COMMAND_WHAT_NAME, NULL, 1},
	{"/quit", COMMAND_WHAT_NAME, NULL, 1},
	{"/nosuch x", COMMAND_WHAT_TEXT, NULL, 8},
	{"/quit ", COMMAND_WHAT_TEXT, "quit", 6},
	{"/help se", COMMAND_WHAT_NAME, "help", 6},
	{"/help se t", COMMAND_WHAT_TEXT, "help", 9},
	{"/ignore ", COMMAND_WHAT_NICK, "ignore", 8},
	{"/save  a file.t", COMMAND_WHAT_FILE, "save", 7},
	{"/pane in", COMMAND_WHAT_PANE, "pane", 6},
	{"/th d", COMMAND_WHAT_THEME, "theme", 4},
	{"/split be", COMMAND_WHAT_CHOICE, "split", 7},
	{"/set be", COMMAND_WHAT_KEY, "set", 5},
	{"/set bell ", COMMAND_WHAT_VALUE, "set", 10},
	{"/set bell=al", COMMAND_WHAT_VALUE, "set", 10},
	{"/set bell = al", COMMAND_WHAT_VALUE, "set", 12},
};

START_TEST(test_command_word)
{
	struct command_word word = command_word(words[_i].line, strlen(words[_i].line));

	ck_assert_int_eq(word.what, words[_i].what);
	ck_assert_uint_eq(word.start, words[_i].start);
	if (words[_i].name == NULL)
		ck_assert_ptr_null(word.entry);
	else
		ck_assert_str_eq(word.entry->name, words[_i].name);
}
END_TEST

/* Any bytes, each in memory that ends with them. */
START_TEST(test_command_random)
{
	static const char bytes[] = "///  \tnickquitsavme=\n\xff\0\xe6";
	unsigned seed = 3;

	for (int i = 0; i < 50000; i++) {
		struct command_line parsed;
		struct command_word word;
		struct buffer out = {0};
		char line[9];

		for (size_t j = 0; j < sizeof(line); j++) {
			seed = seed * 1103515245u + 12345u;
			line[j] = bytes[(seed >> 16) % (sizeof(bytes) - 1)];
		}
		if (i % 2 == 0)
			line[0] = '/';
		command_parse(line, sizeof(line), &parsed);
		ck_assert(parsed.text >= line && parsed.text + parsed.len <= line + sizeof(line));
		ck_assert_int_eq(parsed.kind == COMMAND_IS_TEXT, line[0] != '/' || line[1] == '/');
		ck_assert_int_eq(command_answer(&out, &parsed), 0);
		ck_assert_int_eq(out.len > 0,
			parsed.kind == COMMAND_IS_UNKNOWN || parsed.kind == COMMAND_IS_MISUSED);
		word = command_word(line, sizeof(line));
		ck_assert_uint_le(word.start, sizeof(line));
		buffer_fini(&out);
	}
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("command");
	TCase *tcase = tcase_create("command");

	tcase_add_loop_test(tcase, test_command_parse, 0, COUNT(table));
	tcase_add_test(tcase, test_command_parse_reads_no_further);
	tcase_add_loop_test(tcase, test_command_table, 0, COMMAND_COUNT);
	tcase_add_loop_test(tcase, test_command_answer, 0, COUNT(answers));
	tcase_add_test(tcase, test_command_complete);
	tcase_add_test(tcase, test_command_search);
	tcase_add_loop_test(tcase, test_command_word, 0, COUNT(words));
	tcase_add_test(tcase, test_command_random);
	suite_add_tcase(suite, tcase);
	return suite_run(suite);
}
