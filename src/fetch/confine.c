/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "fetch/confine.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/landlock.h>
#include <seccomp.h>
#include <stddef.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "base/errors/fetch.h"

#define MEMORY ((rlim_t)1 << 30)
#define FILES 64

#define READ_RIGHTS (LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_READ_DIR)
#define CACHE_RIGHTS (READ_RIGHTS | LANDLOCK_ACCESS_FS_WRITE_FILE | LANDLOCK_ACCESS_FS_MAKE_REG | LANDLOCK_ACCESS_FS_REMOVE_FILE)
#define FILE_RIGHTS (LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_WRITE_FILE) /* all that a rule about a file may say */

/* Resolver, its modules, and the authorities of TLS. */
static const char *const readable[] = {"/etc/resolv.conf", "/etc/hosts", "/etc/host.conf", "/etc/nsswitch.conf", "/etc/gai.conf",
	"/etc/services", "/etc/localtime", "/etc/ssl/certs", "/etc/ssl/openssl.cnf", "/etc/ld.so.cache", "/usr/share/ca-certificates",
	"/usr/local/share/ca-certificates", "/usr/lib", "/usr/lib64", "/lib", "/lib64", "/run/systemd/resolve", "/run/resolvconf",
	"/dev/urandom"};

static void
allow(int rules, int fd, uint64_t rights)
{
	struct landlock_path_beneath_attr rule = {.allowed_access = rights, .parent_fd = fd};

	/* A file knows fewer rights than a folder. */
	if (syscall(SYS_landlock_add_rule, rules, LANDLOCK_RULE_PATH_BENEATH, &rule, 0) == 0 || errno != EINVAL)
		return;
	rule.allowed_access &= FILE_RIGHTS;
	syscall(SYS_landlock_add_rule, rules, LANDLOCK_RULE_PATH_BENEATH, &rule, 0);
}

static void
leave_files(int cache)
{
	const struct landlock_ruleset_attr all = {.handled_access_fs = (LANDLOCK_ACCESS_FS_MAKE_SYM << 1) - 1};
	int rules = (int)syscall(SYS_landlock_create_ruleset, &all, sizeof(all), 0);

	if (rules < 0)
		return;
	for (size_t i = 0; i < sizeof(readable) / sizeof(*readable); i++) {
		int fd = open(readable[i], O_PATH | O_CLOEXEC);
		if (fd < 0)
			continue;
		allow(rules, fd, READ_RIGHTS);
		close(fd);
	}
	if (cache >= 0)
		allow(rules, cache, CACHE_RIGHTS);
	syscall(SYS_landlock_restrict_self, rules, 0);
	close(rules);
}

static trien_rc
refuse_calls(struct trien_err *err)
{
	static const int calls[] = {SCMP_SYS(execve), SCMP_SYS(execveat), SCMP_SYS(ptrace), SCMP_SYS(process_vm_readv),
		SCMP_SYS(process_vm_writev), SCMP_SYS(kill), SCMP_SYS(mount), SCMP_SYS(umount2), SCMP_SYS(pivot_root),
		SCMP_SYS(chroot), SCMP_SYS(unshare), SCMP_SYS(setns), SCMP_SYS(bpf), SCMP_SYS(keyctl), SCMP_SYS(add_key),
		SCMP_SYS(request_key), SCMP_SYS(userfaultfd), SCMP_SYS(open_by_handle_at), SCMP_SYS(init_module),
		SCMP_SYS(finit_module), SCMP_SYS(kexec_load), SCMP_SYS(pidfd_getfd), SCMP_SYS(listen), SCMP_SYS(accept),
		SCMP_SYS(accept4)};
	scmp_filter_ctx filter = seccomp_init(SCMP_ACT_ALLOW);
	int rc = filter ? 0 : -ENOMEM;

	for (size_t i = 0; rc == 0 && i < sizeof(calls) / sizeof(*calls); i++)
		rc = seccomp_rule_add(filter, SCMP_ACT_KILL_PROCESS, calls[i], 0);
	if (rc == 0)
		rc = seccomp_load(filter);
	seccomp_release(filter);
	return rc == 0 ? TRIEN_OK : TR_ERR(err, FETCH_PROGRAM_FAILED, TR_S("why", strerror(-rc)));
}

static void
lower_limit(int what, rlim_t value)
{
	struct rlimit r;

	if (getrlimit((__rlimit_resource_t)what, &r) != 0)
		return;
	r.rlim_max = value < r.rlim_max ? value : r.rlim_max;
	r.rlim_cur = r.rlim_max;
	setrlimit((__rlimit_resource_t)what, &r);
}

trien_rc
tr_fetch_confine(int cache, struct trien_err *err)
{
	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0 || prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) != 0)
		return TR_ERR(err, FETCH_PROGRAM_FAILED, TR_S("why", strerror(errno)));
	leave_files(cache);
	lower_limit(RLIMIT_CORE, 0);
	lower_limit(RLIMIT_NOFILE, FILES);
#ifndef TRIEN_SANITIZED /* the sanitizer's shadow alone is terabytes of address space */
	lower_limit(RLIMIT_AS, MEMORY);
#endif
	return refuse_calls(err);
}
