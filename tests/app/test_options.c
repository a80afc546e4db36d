/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "app/options.h"

#include <stdio.h>
#include <string.h>
#include <sysexits.h>
#include <unistd.h>

#include "tests/app/capture.h"
#include "tests/ipc/scene.h"

#define ARGUMENTS_MAX 8

static const struct command peer = {"peer", "PEER-USAGE", "Peer summary.",
	OPTION_CHAT | OPTION_NICK | OPTION_STAY | OPTION_KEEP, 1, NULL};
static const struct command tail = {"tail", "TAIL-USAGE", "Tail summary.",
	OPTION_CHAT | OPTION_FOLLOW | OPTION_LINES | OPTION_JSON, 1, NULL};
static const struct command view = {
	"view", "VIEW-USAGE", "View summary.", OPTION_CHAT | OPTION_ROOM | OPTION_GROUP, 2, NULL};
static const struct command send = {"send", "SEND-USAGE", "Send summary.",
	OPTION_CHAT | OPTION_WITH | OPTION_ROOM | OPTION_GROUP | OPERANDS_TEXT, 1, NULL};
static const struct command ask = {"ask", "ASK-USAGE", "Ask summary.",
	OPERAND_ROOM | OPERAND_VERB | OPTION_GROUP | OPTION_JSON | OPTION_TIMEOUT, 0, NULL};
static const struct command clean = {"clean", "CLEAN-USAGE", "Clean summary.",
	OPTION_CHAT | OPTION_GROUP | OPTION_DRY_RUN, 0, NULL};

#define SIXTY_FOUR "0123456789012345678901234567890123456789012345678901234567890123"

/* What the options say, all of it, as describe() writes it. */
static const struct {
	const struct command *command;
	const char *arguments[ARGUMENTS_MAX];
	const char *options;
} good[] = {
	{&peer, {NULL}, "chat=main"},
	{&peer, {"A"}, "chat=main seats=A"},
	{&peer, {"b"}, "chat=main seats=B"},
	{&peer, {"-c", "work"}, "chat=work given"},
	{&peer, {"-cwork", "B"}, "chat=work given seats=B"},
	{&peer, {"--chat", "work"}, "chat=work given"},
	{&peer, {"--chat=work"}, "chat=work given"},
	{&peer, {"-c", "a", "-c", "b"}, "chat=b given"},
	{&peer, {"-c", SIXTY_FOUR}, "chat=" SIXTY_FOUR " given"},
	{&peer, {"-c", "büro 日本"}, "chat=büro 日本 given"},
	{&peer, {"--nick", "ann lee"}, "chat=main nick=ann lee"},
	{&peer, {"--nick=" SIXTY_FOUR}, "chat=main nick=" SIXTY_FOUR},
	{&peer, {"--stay", "--keep"}, "chat=main stay keep"},
	{&peer, {"A", "--stay"}, "chat=main stay seats=A"},
	{&peer, {"--", "A"}, "chat=main seats=A"},
	{&tail, {"-f"}, "chat=main follow"},
	{&tail, {"--follow", "--json"}, "chat=main follow json"},
	{&tail, {"-n", "5", "A"}, "chat=main lines=5 seats=A"},
	{&tail, {"-n0"}, "chat=main lines=0"},
	{&tail, {"-n", "+1"}, "chat=main lines=+1"},
	{&tail, {"--lines=+7"}, "chat=main lines=+7"},
	{&tail, {"-fn", "3"}, "chat=main follow lines=3"},
	{&tail, {"-n", "18446744073709551615"}, "chat=main lines=18446744073709551615"},
	{&view, {"A", "B"}, "chat=main seats=AB"},
	{&view, {"B", "A"}, "chat=main seats=BA"},
	{&view, {"--room", "team"}, "chat=team room seats=R"},
	{&view, {"--room=büro 日本"}, "chat=büro 日本 room seats=R"},
	{&view, {"--room", "a", "--room", "b"}, "chat=b room seats=R"},
	{&view, {"--room", SIXTY_FOUR}, "chat=" SIXTY_FOUR " room seats=R"},
	{&view, {"--group", "0", "--room", "team"}, "chat=team room group=0 seats=R"},
	{&view, {"--room", "team", "--group", "root"}, "chat=team room group=0 seats=R"},
	{&view, {"--room", "team", "--group", "4294967294"},
		"chat=team room group=4294967294 seats=R"},
	/* It has no seats, so all of it is text. */
	{&send, {"--room", "team", "A", "b"}, "chat=team room seats=R words=2"},
	{&ask, {"calc", "add"}, "chat=calc room seats=R"},
	{&ask, {"--json", "calc", "add", "2"}, "chat=calc json room seats=R words=1"},
	{&ask, {"calc", "add", "--json", "--", "-x", ""}, "chat=calc room seats=R words=4"},
	{&ask, {"--", "calc", "add", "--"}, "chat=calc room seats=R words=1"},
	{&send, {"A", "b"}, "chat=main seats=A words=1"},
	/* The highest number is nobody's name, and the other side's seat is B. */
	{&send, {"--with", "4294967294"}, "chat=with-uid-4294967294 with=4294967294 seats=A"},
	{&send, {"--with=uid-4294967294", "A", "b"},
		"chat=with-uid-4294967294 with=4294967294 seats=A words=2"},
	{&clean, {"--group", "7"}, "chat=main group=7"},
	{&clean, {"-n"}, "chat=main dry"},
	{&clean, {"--dry-run", "-c", "x"}, "chat=x given dry"},
};

static const struct {
	const struct command *command;
	const char *arguments[ARGUMENTS_MAX];
	const char *why;
} bad[] = {
	{&peer, {"C"}, "'C' is no seat; there are A and B"},
	{&peer, {""}, "'' is no seat; there are A and B"},
	{&peer, {"AB"}, "'AB' is no seat; there are A and B"},
	{&peer, {"A", "B"}, "'B' is one argument too many"},
	{&view, {"A", "B", "A"}, "'A' is one argument too many"},
	{&clean, {"A"}, "'A' is one argument too many"},
	{&peer, {"-x"}, "unknown option '-x'"},
	{&peer, {"A", "-x"}, "unknown option '-x'"},
	{&peer, {"--stay", "-x"}, "unknown option '-x'"},
	{&peer, {"-xc", "work"}, "unknown option '-x'"},
	{&peer, {"--stay", "-xc", "work"}, "unknown option '-x'"},
	{&tail, {"--json", "-fx"}, "unknown option '-x'"},
	{&peer, {"-f"}, "unknown option '-f'"},
	{&peer, {"--follow"}, "option '--follow' is unknown or takes no value"},
	{&peer, {"--nonsense=1"}, "option '--nonsense=1' is unknown or takes no value"},
	{&peer, {"--stay=1"}, "option '--stay=1' is unknown or takes no value"},
	{&peer, {"--help=1"}, "option '--help=1' is unknown or takes no value"},
	{&tail, {"--follow=1"}, "option '--follow=1' is unknown or takes no value"},
	{&peer, {"-c"}, "option '-c' needs a value"},
	{&peer, {"--nick"}, "option '--nick' needs a value"},
	{&tail, {"A", "-n"}, "option '-n' needs a value"},
	{&peer, {"-c", ""}, "'' can't be the name of a chat"},
	{&peer, {"-c", ".x"}, "'.x' can't be the name of a chat"},
	{&peer, {"-c", "a/b"}, "'a/b' can't be the name of a chat"},
	{&peer, {"-c", ".."}, "'..' can't be the name of a chat"},
	{&peer, {"-c", SIXTY_FOUR "x"}, "'" SIXTY_FOUR "x' can't be the name of a chat"},
	{&peer, {"-c", "a\033[b"}, "'a^[[b' can't be the name of a chat"},
	{&peer, {"-c", "a\nb"}, "'a^Jb' can't be the name of a chat"},
	{&peer, {"-c", "a\xff"}, "'a\ufffd' can't be the name of a chat"},
	{&view, {"--room", ""}, "'' can't be the name of a room"},
	{&view, {"--room", "a/b"}, "'a/b' can't be the name of a room"},
	{&view, {"--room", SIXTY_FOUR "x"}, "'" SIXTY_FOUR "x' can't be the name of a room"},
	{&view, {"--room"}, "option '--room' needs a value"},
	{&view, {"--room", "team", "-c", "main"}, "--room and -c exclude each other"},
	{&view, {"-c", "main", "--room", "team"}, "--room and -c exclude each other"},
	{&send, {"-c", "main", "--room", "team", "hello"}, "--room and -c exclude each other"},
	{&view, {"--room", "team", "A"}, "'A': a room has no seats"},
	{&view, {"b", "--room", "team"}, "'b': a room has no seats"},
	{&view, {"--room", "team", "--group", ""}, "'' is no group"},
	{&view, {"--room", "team", "--group", "no such group"}, "'no such group' is no group"},
	{&view, {"--room", "team", "--group", "4294967295"}, "'4294967295' is no group"},
	{&view, {"--room", "team", "--group", "-1"}, "'-1' is no group"},
	{&view, {"--group", "0"}, "--group is for a room; say which with --room"},
	{&ask, {NULL}, "which room?"},
	{&ask, {"calc"}, "which verb?"},
	{&ask, {"a/b", "add"}, "'a/b' can't be the name of a room"},
	{&ask, {"calc", ""}, "'' can't be a verb"},
	{&ask, {"--max", "2", "calc", "add"}, "option '--max' is unknown or takes no value"},
	{&send, {"--with", "no such account"}, "'no such account' is no account of this machine"},
	{&send, {"--with", "4294967295"}, "'4294967295' is no account of this machine"},
	{&send, {"--with", ""}, "'' is no account of this machine"},
	{&send, {"--with"}, "option '--with' needs a value"},
	{&send, {"--with", "4294967294", "-c", "main"}, "--with and -c exclude each other"},
	{&send, {"--with", "4294967294", "--room", "team"}, "--with and --room exclude each other"},
	{&peer, {"--with", "0"}, "option '--with' is unknown or takes no value"},
	{&peer, {"--room", "team"}, "option '--room' is unknown or takes no value"},
	{&peer, {"--nick", ""}, "'' can't be a nick"},
	{&peer, {"--nick", SIXTY_FOUR "x"}, "'" SIXTY_FOUR "x' can't be a nick"},
	{&peer, {"--nick", "a\tb"}, "'a^Ib' can't be a nick"},
	{&peer, {"--nick", "a\u202eb"}, "'ab' can't be a nick"},
	{&peer, {"--nick", "a\xc3"}, "'a\ufffd' can't be a nick"},
	{&tail, {"-n", ""}, "'' is not a number of lines"},
	{&tail, {"-n", "+"}, "'+' is not a number of lines"},
	{&tail, {"-n", "-1"}, "'-1' is not a number of lines"},
	{&tail, {"-n", " 1"}, "' 1' is not a number of lines"},
	{&tail, {"-n", "++1"}, "'++1' is not a number of lines"},
	{&tail, {"-n", "1x"}, "'1x' is not a number of lines"},
	{&tail, {"-n", "18446744073709551616"}, "'18446744073709551616' is not a number of lines"},
};

/* getopt_long(3) changes the order of argv, so it gets one of its own. */
static int parse(
	const struct command *command, const char *const *arguments, struct options *options)
{
	char *argv[ARGUMENTS_MAX + 2] = {(char *)command->name};
	int argc = 1;

	for (; argc <= ARGUMENTS_MAX && arguments[argc - 1] != NULL; argc++)
		argv[argc] = (char *)arguments[argc - 1];
	options_init(options);
	return options_parse(command, argc, argv, options);
}

static void describe(const struct options *options, char *out, size_t size)
{
	int n = snprintf(out, size, "chat=%s%s%s%s%s%s%s%s%s", options->chat,
		options->chat_given ? " given" : "", options->nick[0] != '\0' ? " nick=" : "",
		options->nick, options->stay ? " stay" : "", options->keep ? " keep" : "",
		options->follow ? " follow" : "", options->json ? " json" : "",
		options->dry_run ? " dry" : "");

	if (options->lines_given)
		n += snprintf(out + n, size - (size_t)n, " lines=%s%llu",
			options->lines_from_start ? "+" : "", (unsigned long long)options->lines);
	if (options->room != NULL)
		n += snprintf(out + n, size - (size_t)n, " room");
	if (options->has_with)
		n += snprintf(out + n, size - (size_t)n, " with=%lu", (unsigned long)options->with);
	if (options->has_group)
		n += snprintf(
			out + n, size - (size_t)n, " group=%lu", (unsigned long)options->group);
	if (options->seat_count > 0)
		n += snprintf(out + n, size - (size_t)n, " seats=");
	for (int i = 0; i < options->seat_count; i++)
		n += snprintf(out + n, size - (size_t)n, "%c", name_seat_letter(options->seats[i]));
	if (options->word_count > 0)
		snprintf(out + n, size - (size_t)n, " words=%d", options->word_count);
}

START_TEST(test_options_with_oneself)
{
	char own[32];
	const char *const arguments[] = {"--with", own, NULL};
	struct options options;
	struct capture capture;

	snprintf(own, sizeof(own), "%lu", (unsigned long)geteuid());
	capture_begin(&capture, STDERR_FILENO);
	ck_assert_int_eq(parse(&send, arguments, &options), EX_USAGE);
	ck_assert_ptr_nonnull(strstr(capture_end(&capture), "another account than one's own"));
}
END_TEST

START_TEST(test_options_good)
{
	struct options options;
	struct capture capture;
	char text[512];

	capture_begin(&capture, STDERR_FILENO);
	ck_assert_int_eq(parse(good[_i].command, good[_i].arguments, &options), EX_OK);
	ck_assert_str_eq(capture_end(&capture), "");
	describe(&options, text, sizeof(text));
	ck_assert_str_eq(text, good[_i].options);
}
END_TEST

START_TEST(test_options_bad)
{
	const struct command *command = bad[_i].command;
	struct options options;
	struct capture capture;
	char line[1024];

	capture_begin(&capture, STDERR_FILENO);
	ck_assert_int_eq(parse(command, bad[_i].arguments, &options), EX_USAGE);
	snprintf(line, sizeof(line), "shmooze: %s: %s; usage: shmooze %s %s\n", command->name,
		bad[_i].why, command->name, command->usage);
	ck_assert_str_eq(capture_end(&capture), line);
}
END_TEST

START_TEST(test_options_help_and_version)
{
	static const char *const helps[][ARGUMENTS_MAX] = {
		{"--help"}, {"-h"}, {"-h", "--nonsense"}, {"-f", "-h", "C"}};
	static const char *const versions[][ARGUMENTS_MAX] = {{"--version"}, {"-V"}, {"-V", "-x"}};
	struct options options;
	struct capture capture;
	const char *text;

	for (int i = 0; i < COUNT(helps); i++) {
		capture_begin(&capture, STDOUT_FILENO);
		ck_assert_int_eq(parse(&tail, helps[i], &options), -1);
		text = capture_end(&capture);
		ck_assert_int_eq(
			strncmp(text, "usage: shmooze tail TAIL-USAGE\nTail summary.\n", 45), 0);
		ck_assert_ptr_nonnull(strstr(text, "--follow"));
		ck_assert_ptr_nonnull(strstr(text, "--lines"));
		/* Those of other commands are not its. */
		ck_assert_ptr_null(strstr(text, "--nick"));
		ck_assert_ptr_null(strstr(text, "--dry-run"));
	}
	for (int i = 0; i < COUNT(versions); i++) {
		capture_begin(&capture, STDOUT_FILENO);
		ck_assert_int_eq(parse(&peer, versions[i], &options), -1);
		ck_assert_str_eq(capture_end(&capture), PACKAGE_STRING "\n");
	}
}
END_TEST

static int set_chat(const char *name)
{
	struct options options;

	options_init(&options);
	return options_set_chat(&options, name);
}

START_TEST(test_options_set_chat)
{
	ck_assert_int_eq(set_chat("work"), EX_OK);
	ck_assert_int_eq(set_chat(""), EX_USAGE);
	ck_assert_int_eq(set_chat("../x"), EX_USAGE);
}
END_TEST

/* What stood before the command's name stays, unless it is said anew. */
START_TEST(test_options_keep_what_is_set)
{
	char *argv[] = {(char *)"tail", (char *)"-f", NULL};
	struct options options;

	options_init(&options);
	ck_assert_int_eq(options_set_chat(&options, "work"), EX_OK);
	ck_assert_int_eq(options_parse(&tail, 2, argv, &options), EX_OK);
	ck_assert_str_eq(options.chat, "work");
	ck_assert(options.chat_given && options.follow);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("options");
	TCase *tcase = tcase_create("options");

	tcase_add_test(tcase, test_options_with_oneself);
	tcase_add_loop_test(tcase, test_options_good, 0, COUNT(good));
	tcase_add_loop_test(tcase, test_options_bad, 0, COUNT(bad));
	tcase_add_test(tcase, test_options_help_and_version);
	tcase_add_test(tcase, test_options_set_chat);
	tcase_add_test(tcase, test_options_keep_what_is_set);
	suite_add_tcase(suite, tcase);
	return suite_run(suite);
}
