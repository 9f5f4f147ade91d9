/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "worker/foreign.h"

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
#include <time.h>
#include <unistd.h>

#define BWRAP "/usr/bin/bwrap"
#define BWRAP_FAILED 1 /* exit status of bubblewrap for itself; qpdf has 0, 2 and 3 */

static const char *const sandbox[] = {"bwrap", "--unshare-all", "--die-with-parent", "--new-session", "--cap-drop", "ALL", "--clearenv",
	"--setenv", "OMP_THREAD_LIMIT", "1", "--setenv", "HOME", "/tmp", "--setenv", "LANG", "C.UTF-8", "--ro-bind", "/usr", "/usr", "--symlink", "usr/lib", "/lib",
	"--symlink", "usr/lib64", "/lib64", "--symlink", "usr/bin", "/bin", "--dev", "/dev"};

/* The words of its command line, and the texts of numbers among them. */
struct words {
	const char *item[sizeof(sandbox) / sizeof(*sandbox) + TR_FOREIGN_ARGUMENTS_MAX + 3 * (TR_FOREIGN_FOLDERS_MAX + TR_FOREIGN_FILES_MAX) + 16];
	char text[TR_FOREIGN_FILES_MAX + 3][32];
	size_t count, texts;
};

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

static void
add(struct words *w, const char *word)
{
	w->item[w->count++] = word;
}

static void
add_number(struct words *w, const char *form, size_t number)
{
	char *text = w->text[w->texts++];

	snprintf(text, sizeof(w->text[0]), "%s%zu", form, number);
	add(w, text);
}

/* A descriptor that bubblewrap reads, from its beginning, and closes. */
static void
add_open(struct words *w, const char *option, int fd)
{
	lseek(fd, 0, SEEK_SET);
	add(w, option);
	add_number(w, "", (size_t)fcntl(fd, F_DUPFD, 3));
}

static void
put_words(struct words *w, const struct tr_foreign *f, int filter)
{
	for (size_t i = 0; i < sizeof(sandbox) / sizeof(*sandbox); i++)
		add(w, sandbox[i]);
	add(w, "--size");
	add_number(w, "", TR_FOREIGN_SCRATCH_MAX);
	add(w, "--tmpfs");
	add(w, "/tmp");
	for (size_t i = 0; i < TR_FOREIGN_FOLDERS_MAX && f->folders[i] != NULL; i++) {
		add(w, "--ro-bind-try");
		add(w, f->folders[i]);
		add(w, f->folders[i]);
	}
	for (size_t i = 0; i < f->file_count && i < TR_FOREIGN_FILES_MAX; i++) {
		add_open(w, "--file", f->files[i].fd);
		add(w, f->files[i].path);
	}
	if (f->in_has_name) {
		add(w, "--ro-bind");
		add_number(w, "/proc/self/fd/", (size_t)fcntl(f->in, F_DUPFD, 3));
		add(w, "/in");
	}
	add_open(w, "--seccomp", filter);
	add(w, "--chdir");
	add(w, "/tmp");
	for (size_t i = 0; f->argv[i] != NULL && i < TR_FOREIGN_ARGUMENTS_MAX; i++)
		add(w, f->argv[i]);
	add(w, NULL);
}

static _Noreturn void
become(const struct tr_foreign *f, int filter)
{
	struct words w = {.count = 0};
	const int null = open("/dev/null", O_RDWR | O_CLOEXEC);

	prctl(PR_SET_PDEATHSIG, SIGKILL);
	signal(SIGPIPE, SIG_DFL);
	signal(SIGXFSZ, SIG_DFL);
	/* Nothing that this process has open goes along but what is named here. */
	close_range(3, ~0u, CLOSE_RANGE_CLOEXEC);
	put_words(&w, f, filter);
	dup2(f->in, 0);
	dup2(f->out, 1);
	dup2(null, 2);
	set_limit(RLIMIT_AS, f->memory > 0 ? f->memory : TR_FOREIGN_MEMORY_MAX);
	set_limit(RLIMIT_CPU, f->seconds);
	set_limit(RLIMIT_FSIZE, f->out_max);
	set_limit(RLIMIT_CORE, 0);
	execv(BWRAP, (char *const *)(uintptr_t)w.item);
	_exit(127);
}

static int64_t
milliseconds(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

/* False where it has not ended in time. */
static bool
ends_within(pid_t pid, unsigned seconds)
{
	const int64_t end = milliseconds() + (int64_t)seconds * 1000;
	struct pollfd p = {.fd = (int)syscall(SYS_pidfd_open, pid, 0), .events = POLLIN};
	int ready = 0;

	if (p.fd < 0) /* what cannot be waited for with a limit is not waited for */
		return false;
	for (int64_t left; ready <= 0 && (left = end - milliseconds()) > 0;) {
		ready = poll(&p, 1, (int)left);
		if (ready < 0 && errno != EINTR)
			break;
	}
	close(p.fd);
	return ready > 0;
}

enum tr_foreign_end
tr_foreign_run(const struct tr_foreign *f)
{
	int status = 0;
	const int filter = tr_foreign_filter();
	const pid_t pid = filter < 0 ? -1 : fork();

	if (pid == 0)
		become(f, filter);
	if (filter >= 0)
		close(filter);
	if (pid < 0)
		return TR_FOREIGN_FAILED;
	const bool in_time = ends_within(pid, f->seconds);
	if (!in_time)
		kill(pid, SIGKILL); /* and with it, by --die-with-parent, the first process of its namespace, and so all others */
	while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
		continue;
	if (!in_time)
		return TR_FOREIGN_TIMEOUT;
	if (WIFEXITED(status) && WEXITSTATUS(status) == BWRAP_FAILED)
		return TR_FOREIGN_NO_SANDBOX;
	return status == 0 ? TR_FOREIGN_DONE : TR_FOREIGN_FAILED;
}
