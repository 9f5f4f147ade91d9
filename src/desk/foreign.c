/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "desk/foreign.h"

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
#define BWRAP_FAILED 1 /* exit status of bubblewrap for itself; qpdf has 0, 2 and 3 */
#define MEMORY ((rlim_t)2 << 30)

static const char *const sandbox[] = {"bwrap", "--unshare-all", "--die-with-parent", "--new-session", "--clearenv",
	"--setenv", "OMP_THREAD_LIMIT", "1", "--ro-bind", "/usr", "/usr", "--symlink", "usr/lib", "/lib", "--symlink",
	"usr/lib64", "/lib64", "--symlink", "usr/bin", "/bin", "--dev", "/dev", "--tmpfs", "/tmp", "--chdir", "/tmp"};
#define SANDBOX_WORDS (sizeof(sandbox) / sizeof(*sandbox))

const char *
tr_foreign_missing(const char *path, const char *package)
{
	if (access(BWRAP, X_OK) != 0)
		return "bubblewrap";
	return access(path, X_OK) == 0 ? NULL : package;
}

static void
set_limit(int what, rlim_t value)
{
	struct rlimit r = {value, value};
	setrlimit((__rlimit_resource_t)what, &r);
}

static _Noreturn void
become(const struct tr_foreign *f)
{
	char file[64];
	const char *argv[SANDBOX_WORDS + 3 + TR_FOREIGN_ARGUMENTS_MAX + 1];
	size_t n = SANDBOX_WORDS;
	int null = open("/dev/null", O_RDWR | O_CLOEXEC);

	memcpy(argv, sandbox, sizeof(sandbox));
	snprintf(file, sizeof(file), "/proc/self/fd/%d", f->in);
	if (f->in_has_name) {
		argv[n++] = "--ro-bind";
		argv[n++] = file;
		argv[n++] = "/in";
	}
	for (size_t i = 0; f->argv[i] != NULL && i < TR_FOREIGN_ARGUMENTS_MAX; i++)
		argv[n++] = f->argv[i];
	argv[n] = NULL;
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	signal(SIGPIPE, SIG_DFL);
	signal(SIGXFSZ, SIG_DFL);
	fcntl(f->in, F_SETFD, 0);
	dup2(f->in, 0);
	dup2(f->out, 1);
	dup2(null, 2);
	set_limit(RLIMIT_AS, MEMORY);
	set_limit(RLIMIT_CPU, f->seconds);
	set_limit(RLIMIT_FSIZE, (rlim_t)TR_PDF_FILE_MAX);
	set_limit(RLIMIT_CORE, 0);
	execv(BWRAP, (char *const *)(uintptr_t)argv);
	_exit(127);
}

enum tr_foreign_end
tr_foreign_run(const struct tr_foreign *f)
{
	int status = 0;
	const pid_t pid = fork();

	if (pid == 0)
		become(f);
	if (pid < 0)
		return TR_FOREIGN_FAILED;
	const int handle = (int)syscall(SYS_pidfd_open, pid, 0);
	struct pollfd p = {.fd = handle, .events = POLLIN};
	if (handle >= 0 && poll(&p, 1, (int)f->seconds * 1000) == 0)
		kill(pid, SIGKILL);
	while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
		continue;
	if (handle >= 0)
		close(handle);
	if (WIFEXITED(status) && WEXITSTATUS(status) == BWRAP_FAILED)
		return TR_FOREIGN_NO_SANDBOX;
	return status == 0 ? TR_FOREIGN_DONE : TR_FOREIGN_FAILED;
}
