/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* A PostgreSQL server of the test's own: on a Unix socket in a temporary folder, as a user without rights, stopped by its pid. */
#ifndef TESTS_STORE_SERVER_H
#define TESTS_STORE_SERVER_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

struct server {
	char dir[64]; /* data in dir/data, socket in dir */
	pid_t pid;
	char setting[64];
};

/* False where PostgreSQL is not installed; anything else that goes wrong ends the test program. */
bool server_start(struct server *s);
/* With a setting of its own: "NAME=VALUE". */
bool server_start_with(struct server *s, const char *setting);
/* Makes an empty database, and the URL of it. */
void server_database(const struct server *s, const char *name, char *url, size_t size);
/* Empties a database. */
void server_empty(const char *url);
/* SIGKILL to the server and all of its processes, and a new start on the same data. */
void server_crash(struct server *s);
void server_stop(struct server *s);

#endif
