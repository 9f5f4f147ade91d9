/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "server.h"

#include <fcntl.h>
#include <glob.h>
#include <libpq-fe.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define NOBODY 65534

static void
must(bool good, const char *what)
{
	if (good)
		return;
	fprintf(stderr, "the test's PostgreSQL: %s\n", what);
	exit(1);
}

/* The newest that is installed; Debian does not put it on the PATH. */
static bool
find_program(const char *name, char *out, size_t size)
{
	char pattern[128];
	glob_t found;

	snprintf(pattern, sizeof(pattern), "/usr/lib/postgresql/*/bin/%s", name);
	const bool good = glob(pattern, 0, NULL, &found) == 0 && found.gl_pathc > 0;
	if (good)
		snprintf(out, size, "%s", found.gl_pathv[found.gl_pathc - 1]);
	globfree(&found);
	return good;
}

/* Neither initdb nor postgres run as root. */
static pid_t
start(const struct server *s, char *const argv[])
{
	const pid_t pid = fork();

	if (pid != 0)
		return pid;
	setpgid(0, 0);
	const int log = open("/dev/null", O_RDWR);
	if (dup2(log, 0) < 0 || dup2(log, 1) < 0 || dup2(log, 2) < 0 || chdir(s->dir) != 0)
		_exit(126);
	if (getuid() == 0 && (setgid(NOBODY) != 0 || setuid(NOBODY) != 0))
		_exit(126);
	prctl(PR_SET_PDEATHSIG, SIGQUIT); /* with the test; after the change of user, which takes it away */
	execv(argv[0], argv);
	_exit(127);
}

static void
run(const struct server *s, char *const argv[])
{
	int status;
	const pid_t pid = start(s, argv);

	must(pid > 0 && waitpid(pid, &status, 0) == pid && WIFEXITED(status) && WEXITSTATUS(status) == 0, argv[0]);
}

static void
url_of(const struct server *s, const char *database, char *url, size_t size)
{
	snprintf(url, size, "postgresql://trien@/%s?host=%s", database, s->dir);
}

static void
serve(struct server *s)
{
	static char data[] = "data", d[] = "-D", k[] = "-k", c[] = "-c", listen[] = "listen_addresses=", sync[] = "fsync=off",
		few[] = "max_connections=40";
	char program[128], url[128];

	must(find_program("postgres", program, sizeof(program)), "postgres");
	char *const argv[] = {program, d, data, k, s->dir, c, listen, c, sync, c, few, c, s->setting, NULL};
	url_of(s, "postgres", url, sizeof(url));
	s->pid = start(s, argv);
	/* After a crash the old one's processes may hold the data for a moment still: then it ends at once, and is begun again. */
	for (unsigned i = 0; PQping(url) != PQPING_OK; i++) {
		must(i < 600 && s->pid > 0, "does not start");
		nanosleep(&(struct timespec){.tv_nsec = 50000000}, NULL);
		if (waitpid(s->pid, NULL, WNOHANG) == s->pid)
			s->pid = start(s, argv);
	}
}

bool
server_start(struct server *s)
{
	return server_start_with(s, "shared_buffers=128MB");
}

bool
server_start_with(struct server *s, const char *setting)
{
	static char d[] = "-D", data[] = "data", u[] = "-U", user[] = "trien", a[] = "-A", trust[] = "trust", n[] = "-N",
		e[] = "-E", utf8[] = "UTF8", locale[] = "--locale=C.UTF-8";
	char program[128];

	if (!find_program("initdb", program, sizeof(program)))
		return false;
	snprintf(s->setting, sizeof(s->setting), "%s", setting);
	snprintf(s->dir, sizeof(s->dir), "%s/trien-postgres-XXXXXX", getenv("TMPDIR") != NULL ? getenv("TMPDIR") : "/tmp");
	must(mkdtemp(s->dir) != NULL, "mkdtemp");
	must(getuid() != 0 || chown(s->dir, NOBODY, NOBODY) == 0, "chown");
	char *const argv[] = {program, d, data, u, user, a, trust, e, utf8, n, locale, NULL};
	run(s, argv);
	serve(s);
	return true;
}

static void
command(const char *url, const char *text)
{
	PGconn *c = PQconnectdb(url);
	PGresult *r = PQexec(c, text);

	must(PQresultStatus(r) == PGRES_COMMAND_OK, PQerrorMessage(c));
	PQclear(r);
	PQfinish(c);
}

void
server_empty(const char *url)
{
	command(url, "SET client_min_messages = warning; DROP SCHEMA public CASCADE; CREATE SCHEMA public");
}

void
server_database(const struct server *s, const char *name, char *url, size_t size)
{
	char text[128], postgres[128];

	url_of(s, "postgres", postgres, sizeof(postgres));
	snprintf(text, sizeof(text), "CREATE DATABASE %s", name);
	command(postgres, text);
	url_of(s, name, url, size);
}

void
server_crash(struct server *s)
{
	kill(-s->pid, SIGKILL);
	waitpid(s->pid, NULL, 0);
	serve(s);
}

void
server_stop(struct server *s)
{
	static char rm[] = "/bin/rm", rf[] = "-rf";
	char *const argv[] = {rm, rf, s->dir, NULL};

	kill(s->pid, SIGINT); /* fast shutdown */
	waitpid(s->pid, NULL, 0);
	const pid_t pid = fork();
	if (pid == 0) {
		execv(argv[0], argv);
		_exit(127);
	}
	waitpid(pid, NULL, 0);
}
