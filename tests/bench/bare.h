/* SPDX-License-Identifier: ISC */
/*
 * The modes of the bare program, see bare.c. Each returns a status to exit with.
 */
#ifndef TESTS_BENCH_BARE_H
#define TESTS_BENCH_BARE_H

/* On a terminal: bare_terminal.c */
int bare_echo(char **arguments);
int bare_repaint(char **arguments);
int bare_hello(char **arguments);

/* The hops of a chain: bare_chain.c */
int bare_say(char **arguments);
int bare_publish(char **arguments);
int bare_watch(char **arguments);

#endif
