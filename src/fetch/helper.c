/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "fetch/helper.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/errors/fetch.h"
#include "base/program.h"
#include "fetch/frame.h"

#define PROGRAM_MISSING 127

/* A copy that stands in nobody's place. */
static int
out_of_the_way(int fd)
{
	return fcntl(fd, F_DUPFD_CLOEXEC, TR_HELPER_MORE_FD + 1);
}

static _Noreturn void
become_program(const struct tr_helper_program *p, int line)
{
	char *const nothing[] = {NULL}, *const argv[] = {(char *)(uintptr_t)(p->path != NULL ? p->path : p->name), NULL};
	const int line_copy = out_of_the_way(line), more_copy = p->more >= 0 ? out_of_the_way(p->more) : -1;

	prctl(PR_SET_PDEATHSIG, SIGKILL);
	signal(SIGINT, SIG_IGN); /* a terminal's interrupt is the parent's business */
	if (dup2(line_copy, TR_FETCH_PROGRAM_FD) == TR_FETCH_PROGRAM_FD && (p->more < 0 || dup2(more_copy, TR_HELPER_MORE_FD) == TR_HELPER_MORE_FD))
		tr_program_become_in(argv, p->environment != NULL ? p->environment : nothing);
	_exit(PROGRAM_MISSING);
}

trien_rc
tr_helper_start(const struct tr_helper_program *p, struct tr_helper *out, struct trien_err *err)
{
	int pair[2];

	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair) != 0)
		return TR_ERR(err, FETCH_PROGRAM_FAILED, TR_S("why", strerror(errno)));
	const pid_t pid = fork();
	if (pid == 0)
		become_program(p, pair[1]);
	const int why = errno;
	close(pair[1]);
	if (pid < 0) {
		close(pair[0]);
		return TR_ERR(err, FETCH_PROGRAM_FAILED, TR_S("why", strerror(why)));
	}
	*out = (struct tr_helper){pair[0], pid};
	return TRIEN_OK;
}

void
tr_helper_see_off(struct tr_helper *h, bool *missing)
{
	int status = 0;

	if (h->line >= 0)
		close(h->line);
	h->line = -1;
	if (h->pid <= 0)
		return;
	kill(h->pid, SIGKILL); /* it holds nothing that could be left half done */
	while (waitpid(h->pid, &status, 0) < 0 && errno == EINTR)
		continue;
	h->pid = 0;
	*missing = WIFEXITED(status) && WEXITSTATUS(status) == PROGRAM_MISSING;
}
