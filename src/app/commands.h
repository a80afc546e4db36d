/* SPDX-License-Identifier: ISC */
/*
 * The commands, one file each. A command runs to its end and returns the status to exit with.
 */
#ifndef APP_COMMANDS_H
#define APP_COMMANDS_H

#include "app/options.h"

int chat_run(const struct options *options);
int peer_run(const struct options *options);
int view_run(const struct options *options);
int tail_run(const struct options *options);
int send_run(const struct options *options);
int recv_run(const struct options *options);
int unread_run(const struct options *options);
int status_run(const struct options *options);
int log_run(const struct options *options);
int mail_send_run(const struct options *options);
int mail_recv_run(const struct options *options);
int mail_ls_run(const struct options *options);
int mail_rm_run(const struct options *options);
int room_run(const struct options *options);
int join_run(const struct options *options);
int ask_run(const struct options *options);
int serve_run(const struct options *options);
int ls_run(const struct options *options);
int clean_run(const struct options *options);
int doctor_run(const struct options *options);
int bench_run(const struct options *options);

#endif
