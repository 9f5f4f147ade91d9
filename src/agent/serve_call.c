/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "agent/serve_call.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "agent/limits.h"
#include "base/program.h"

#define FILES_MAX (4 * TR_AGENT_ITEMS_MAX) /* of a call's folder */

/* ---- its folder ---- */

static bool
make_folder(char out[PATH_MAX])
{
	const char *runtime = getenv("XDG_RUNTIME_DIR");

	snprintf(out, PATH_MAX, "%s/trien-agent-XXXXXX", runtime != NULL && runtime[0] == '/' ? runtime : "/tmp");
	return mkdtemp(out) != NULL;
}

static void
remove_folder(const char *path)
{
	DIR *d = opendir(path);
	const struct dirent *e;

	for (size_t i = 0; d != NULL && i < FILES_MAX && (e = readdir(d)) != NULL; i++)
		if (e->d_name[0] != '.' || strncmp(e->d_name, ".trien", 6) == 0)
			unlinkat(dirfd(d), e->d_name, 0);
	if (d != NULL)
		closedir(d);
	rmdir(path);
}

/* ---- its process ---- */

/* A message is whole before anybody reads it: so nobody waits for who does not. */
static int
message_file(struct tr_bytes message)
{
	const int fd = memfd_create("message", MFD_CLOEXEC);

	if (fd >= 0 && (write(fd, message.p, message.n) != (ssize_t)message.n || lseek(fd, 0, SEEK_SET) != 0)) {
		close(fd);
		return -1;
	}
	return fd;
}

static _Noreturn void
become(const struct tr_serve_places *p, const char *folder, const char *origin, const char *action, int in, int out)
{
	const char *words[20] = {p->agent, "answer", "--origin", origin, "--action", action, "--folder", folder, "--lang", p->lang};
	sigset_t none;
	size_t n = 10;

	if (p->etc[0] != '\0') {
		words[n++] = "--etc";
		words[n++] = p->etc;
	}
	if (p->trust[0] != '\0') {
		words[n++] = "--trust";
		words[n++] = p->trust;
	}
	/* With all that it starts it is one group, which ends when the page goes. */
	setpgid(0, 0);
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
	if (dup2(in, STDIN_FILENO) == STDIN_FILENO && dup2(out, STDOUT_FILENO) == STDOUT_FILENO && close_range(STDERR_FILENO + 1, ~0u, 0) == 0)
		tr_program_become_in((char *const *)(uintptr_t)words, environ);
	_exit(127);
}

bool
tr_serve_call_start(struct tr_serve_call *c, const struct tr_serve_places *places, const char *origin, const char *action, struct tr_bytes message)
{
	int pair[2];

	*c = (struct tr_serve_call){.from = -1, .answer = {.max = TR_AGENT_SAID_MAX}};
	const int in = message_file(message);
	if (in < 0 || !make_folder(c->folder) || pipe2(pair, O_CLOEXEC) != 0) {
		if (in >= 0)
			close(in);
		rmdir(c->folder);
		return false;
	}
	c->pid = fork();
	if (c->pid == 0)
		become(places, c->folder, origin, action, in, pair[1]);
	close(in);
	close(pair[1]);
	c->from = pair[0];
	fcntl(c->from, F_SETFL, O_NONBLOCK);
	if (c->pid > 0) {
		setpgid(c->pid, c->pid); /* as it does itself: whoever is first */
		return true;
	}
	close(pair[0]);
	rmdir(c->folder);
	c->pid = 0;
	return false;
}

bool
tr_serve_call_read(struct tr_serve_call *c)
{
	char piece[4096];
	const ssize_t n = read(c->from, piece, sizeof(piece));

	if (n < 0)
		return errno == EAGAIN || errno == EINTR;
	return n > 0 && tr_buf_add(&c->answer, piece, (size_t)n, NULL) == TRIEN_OK;
}

void
tr_serve_call_end(struct tr_serve_call *c)
{
	if (c->pid <= 0)
		return;
	kill(-c->pid, SIGKILL);
	while (waitpid(c->pid, NULL, 0) < 0 && errno == EINTR)
		continue;
	remove_folder(c->folder);
	c->pid = 0;
}
