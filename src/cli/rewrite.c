/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * qpdf sees a read-only system, one file and nothing else: no network, no home,
 * bounded memory, time and output. What it writes is read by our own core like any file.
 */
#include "cli/rewrite.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "pdf/limits.h"

#define BWRAP "/usr/bin/bwrap"
#define QPDF "/usr/bin/qpdf"
#define BWRAP_FAILED 1 /* exit status of bubblewrap for itself; qpdf has 0, 2 and 3 */
#define REWRITE_SECONDS 60
#define REWRITE_MEMORY ((rlim_t)2 << 30)

bool
tr_rewrite_may_help(trien_rc why)
{
	const char *cls = trien_err_class(why), *id = trien_err_id(why);
	return strcmp(cls, "input") == 0 && strncmp(id, "pdf.", 4) == 0 && strcmp(id, "pdf.encrypted-write") != 0;
}

/* A byte search, no parsing: better to refuse too often than to break a signature. */
static bool
may_be_signed(struct tr_bytes file)
{
	return memmem(file.p, file.n, "/ByteRange", 10) != NULL;
}

static void
set_limit(int what, rlim_t value)
{
	struct rlimit r = {value, value};
	setrlimit((__rlimit_resource_t)what, &r);
}

static _Noreturn void
run_qpdf(const struct tr_source *in, int out)
{
	char file[64];
	const char *argv[] = {BWRAP, "--unshare-all", "--die-with-parent", "--new-session", "--clearenv", "--ro-bind",
		"/usr", "/usr", "--symlink", "usr/lib", "/lib", "--symlink", "usr/lib64", "/lib64", "--symlink",
		"usr/bin", "/bin", "--dev", "/dev", "--tmpfs", "/tmp", "--ro-bind", file, "/in.pdf", "--chdir", "/tmp",
		QPDF, "--warning-exit-0", "--", "/in.pdf", "-", NULL};
	int null = open("/dev/null", O_RDWR | O_CLOEXEC);

	snprintf(file, sizeof(file), "/proc/self/fd/%d", in->fd);
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	signal(SIGPIPE, SIG_DFL);
	signal(SIGXFSZ, SIG_DFL);
	fcntl(in->fd, F_SETFD, 0);
	dup2(null, 0);
	dup2(out, 1);
	dup2(null, 2);
	set_limit(RLIMIT_AS, REWRITE_MEMORY);
	set_limit(RLIMIT_CPU, REWRITE_SECONDS);
	set_limit(RLIMIT_FSIZE, (rlim_t)TR_PDF_FILE_MAX);
	set_limit(RLIMIT_CORE, 0);
	execv(argv[0], (char *const *)(uintptr_t)argv);
	_exit(127);
}

static int
wait_bounded(pid_t pid)
{
	int status = 0, handle = (int)syscall(SYS_pidfd_open, pid, 0);
	struct pollfd p = {.fd = handle, .events = POLLIN};

	if (handle >= 0 && poll(&p, 1, REWRITE_SECONDS * 1000) == 0)
		kill(pid, SIGKILL);
	while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
		continue;
	if (handle >= 0)
		close(handle);
	return status;
}

static trien_rc
check_programs(struct trien_err *err)
{
	if (access(BWRAP, X_OK) != 0)
		return TR_ERR(err, CLI_REWRITE_PROGRAM, TR_S("program", "bubblewrap"));
	if (access(QPDF, X_OK) != 0)
		return TR_ERR(err, CLI_REWRITE_PROGRAM, TR_S("program", "qpdf"));
	return TRIEN_OK;
}

trien_rc
tr_rewrite(struct tr_source *damaged, struct tr_source *out, struct trien_err *err)
{
	TR_TRY(tr_source_map(damaged, err));
	if (may_be_signed(damaged->bytes))
		return TR_ERR(err, CLI_REWRITE_SIGNED, TR_S("file", damaged->path));
	TR_TRY(check_programs(err));
	struct tr_source s = {.path = damaged->path, .fd = open("/tmp", O_TMPFILE | O_RDWR | O_CLOEXEC, 0600)};
	if (s.fd < 0)
		return TR_ERR(err, CLI_REWRITE_FAILED, TR_S("why", strerror(errno)));
	pid_t pid = fork();
	if (pid == 0)
		run_qpdf(damaged, s.fd);
	int status = pid > 0 ? wait_bounded(pid) : -1;
	if (pid > 0 && WIFEXITED(status) && WEXITSTATUS(status) == BWRAP_FAILED) {
		close(s.fd);
		return TR_ERR0(err, CLI_REWRITE_SANDBOX);
	}
	if (status != 0 || fstat(s.fd, &s.st) != 0 || s.st.st_size == 0) {
		close(s.fd);
		return TR_ERR(err, CLI_REWRITE_FAILED, TR_S("why", "qpdf"));
	}
	*out = s;
	return TRIEN_OK;
}
