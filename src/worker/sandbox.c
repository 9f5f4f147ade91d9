/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "worker/sandbox.h"

#include <errno.h>
#include <linux/landlock.h>
#include <seccomp.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "base/errors/worker.h"
#include "worker/worker.h"

static trien_rc
unavailable(const char *what, int code, struct trien_err *err)
{
	return TR_ERR(err, WORKER_SANDBOX_UNAVAILABLE, TR_S("what", what), TR_S("why", strerror(code)));
}

static void
close_others(int a, int b)
{
	unsigned low = (unsigned)(a < b ? a : b), high = (unsigned)(a < b ? b : a);
	if (low > 0)
		close_range(0, low - 1, 0);
	if (high > low + 1)
		close_range(low + 1, high - 1, 0);
	close_range(high + 1, ~0u, 0);
}

/* Bytes of address space in use now: libraries and what the parent had. */
static size_t
address_space(void)
{
	unsigned long pages = 0;
	FILE *f = fopen("/proc/self/statm", "r");
	if (f == NULL)
		return (size_t)64 << 20;
	if (fscanf(f, "%lu", &pages) != 1)
		pages = ((size_t)64 << 20) / (size_t)sysconf(_SC_PAGESIZE);
	fclose(f);
	return (size_t)pages * (size_t)sysconf(_SC_PAGESIZE);
}

/* What the caller's own limit forbids already stays forbidden. */
static trien_rc
lower_limit(int what, rlim_t value, rlim_t last, struct trien_err *err)
{
	struct rlimit r;

	if (getrlimit((__rlimit_resource_t)what, &r) != 0)
		return unavailable("getrlimit", errno, err);
	r.rlim_max = last < r.rlim_max ? last : r.rlim_max;
	r.rlim_cur = value < r.rlim_max ? value : r.rlim_max;
	return setrlimit((__rlimit_resource_t)what, &r) == 0 ? TRIEN_OK : unavailable("setrlimit", errno, err);
}

static trien_rc
lower_limits(size_t used, struct trien_err *err)
{
	const struct {
		int what;
		rlim_t value;
		rlim_t last; /* past which there is no signal that says why */
	} limits[] = {
#ifndef TRIEN_SANITIZED /* the sanitizer's shadow alone is terabytes of address space */
		{RLIMIT_AS, used + TR_WORKER_MEMORY_MAX, used + TR_WORKER_MEMORY_MAX},
#endif
		{RLIMIT_CPU, TR_WORKER_SECONDS_MAX, TR_WORKER_SECONDS_MAX + 1},
		{RLIMIT_CORE, 0, 0},
		{RLIMIT_NOFILE, 0, 0},
		{RLIMIT_FSIZE, 0, 0},
		{RLIMIT_NPROC, 0, 0},
	};
	(void)used;
	for (size_t i = 0; i < sizeof(limits) / sizeof(*limits); i++)
		TR_TRY(lower_limit(limits[i].what, limits[i].value, limits[i].last, err));
	return TRIEN_OK;
}

static scmp_filter_ctx
make_filter(int *rc)
{
	/*
	 * What malloc, OpenSSL (fork check, random numbers), qsort(3) (sysinfo: it asks how much memory there is) and
	 * the answer need; nothing takes a path.
	 */
	static const int calls[] = {SCMP_SYS(read), SCMP_SYS(write), SCMP_SYS(close), SCMP_SYS(lseek),
		SCMP_SYS(fstat), SCMP_SYS(munmap), SCMP_SYS(mremap), SCMP_SYS(madvise), SCMP_SYS(brk),
		SCMP_SYS(futex), SCMP_SYS(clock_gettime), SCMP_SYS(gettimeofday), SCMP_SYS(getrandom),
		SCMP_SYS(getpid), SCMP_SYS(gettid), SCMP_SYS(sysinfo), SCMP_SYS(sched_yield), SCMP_SYS(rt_sigreturn),
		SCMP_SYS(rt_sigprocmask), SCMP_SYS(sigaltstack), SCMP_SYS(exit), SCMP_SYS(exit_group)};
	static const int mapping[] = {SCMP_SYS(mmap), SCMP_SYS(mprotect)};
	scmp_filter_ctx filter = seccomp_init(SCMP_ACT_KILL_PROCESS);

	*rc = filter != NULL ? 0 : -ENOMEM;
	for (size_t i = 0; *rc == 0 && i < sizeof(calls) / sizeof(*calls); i++)
		*rc = seccomp_rule_add(filter, SCMP_ACT_ALLOW, calls[i], 0);
	for (size_t i = 0; *rc == 0 && i < sizeof(mapping) / sizeof(*mapping); i++)
		*rc = seccomp_rule_add(filter, SCMP_ACT_ALLOW, mapping[i], 1,
				SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_EXEC, 0));
	return filter;
}

/* The filter as the kernel wants it: working it out takes longer than most tasks. */
static trien_rc
write_filter(struct tr_sandbox *s, struct trien_err *err)
{
	int rc;
	const scmp_filter_ctx filter = make_filter(&rc);
	const int fd = rc == 0 ? memfd_create("filter", MFD_CLOEXEC) : -1;

	if (rc == 0 && fd < 0)
		rc = -errno;
	if (rc == 0)
		rc = seccomp_export_bpf(filter, fd);
	seccomp_release(filter);
	const off_t n = rc == 0 ? lseek(fd, 0, SEEK_END) : 0;
	if (rc == 0 && (n <= 0 || n > (off_t)sizeof(s->filter) || pread(fd, s->filter, (size_t)n, 0) != n))
		rc = -EOVERFLOW;
	if (fd >= 0)
		close(fd);
	s->filter_n = (unsigned short)((size_t)n / sizeof(s->filter[0]));
	return rc == 0 ? TRIEN_OK : unavailable("seccomp", -rc, err);
}

trien_rc
tr_sandbox_prepare(struct tr_sandbox *out, struct trien_err *err)
{
	const struct landlock_ruleset_attr all = {.handled_access_fs = (LANDLOCK_ACCESS_FS_MAKE_SYM << 1) - 1};

	TR_TRY(write_filter(out, err));
	out->rules = (int)syscall(SYS_landlock_create_ruleset, &all, sizeof(all), 0);
	out->used = address_space();
	out->ready = true;
	return TRIEN_OK;
}

static trien_rc
load_filter(const struct tr_sandbox *s, struct trien_err *err)
{
	const struct sock_fprog program = {s->filter_n, (struct sock_filter *)(uintptr_t)s->filter};

	return prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) == 0 ? TRIEN_OK : unavailable("seccomp", errno, err);
}

trien_rc
tr_sandbox_enter(const struct tr_sandbox *s, int document_fd, int answer_fd, size_t mapped, struct trien_err *err)
{
	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0)
		return unavailable("no_new_privs", errno, err);
	/* No right to any file, where the kernel knows Landlock; seccomp alone suffices where it does not. */
	if (s->rules >= 0)
		syscall(SYS_landlock_restrict_self, s->rules, 0);
	close_others(document_fd, answer_fd);
	TR_TRY(lower_limits(s->used + mapped, err));
	return load_filter(s, err);
}
