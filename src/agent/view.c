/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "agent/view.h"

#include <errno.h>
#include <fcntl.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/errors/agent.h"

static trien_rc
failed(int why, struct trien_err *err)
{
	return TR_ERR(err, AGENT_VIEW, TR_S("why", strerror(why)));
}

/* xdg-open hands over and ends; its exit code says whether there was somebody. */
static trien_rc
hand_over(const char *what, struct trien_err *err)
{
	char name[] = "xdg-open", *argv[] = {name, (char *)(uintptr_t)what, NULL};
	posix_spawn_file_actions_t actions;
	int status = 0;
	pid_t pid;

	posix_spawn_file_actions_init(&actions);
	for (int fd = 0; fd <= 2; fd++)
		posix_spawn_file_actions_addopen(&actions, fd, "/dev/null", O_RDWR, 0);
	posix_spawn_file_actions_addclosefrom_np(&actions, 3);
	const int code = posix_spawnp(&pid, name, &actions, NULL, argv, environ);
	posix_spawn_file_actions_destroy(&actions);
	if (code != 0)
		return failed(code, err);
	while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
		continue;
	return WIFEXITED(status) && WEXITSTATUS(status) == 0 ? TRIEN_OK : failed(ENOENT, err);
}

static bool
make_folder(struct tr_agent_view *v)
{
	const char *runtime = getenv("XDG_RUNTIME_DIR");

	if (v->folder[0] != '\0')
		return true;
	snprintf(v->folder, sizeof(v->folder), "%s/trien-agent-XXXXXX", runtime != NULL && runtime[0] == '/' ? runtime : "/tmp");
	if (mkdtemp(v->folder) != NULL)
		return true;
	v->folder[0] = '\0';
	return false;
}

static void
name_of(const struct tr_agent_view *v, unsigned i, char out[PATH_MAX + 32])
{
	snprintf(out, PATH_MAX + 32, "%s/van-ban-%u.pdf", v->folder, i);
}

trien_rc
tr_agent_view_open(struct tr_agent_view *v, struct tr_bytes document, struct trien_err *err)
{
	char path[PATH_MAX + 32];

	if (!make_folder(v))
		return failed(errno, err);
	name_of(v, v->count, path);
	const int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0400);
	if (fd < 0)
		return failed(errno, err);
	v->count++;
	for (ssize_t n; document.n > 0; document = tr_bytes_part(document, (size_t)n, document.n))
		if ((n = write(fd, document.p, document.n)) <= 0) {
			const int why = errno;
			close(fd);
			return failed(why, err);
		}
	close(fd);
	return hand_over(path, err);
}

void
tr_agent_view_close(struct tr_agent_view *v)
{
	char path[PATH_MAX + 32];

	for (unsigned i = 0; i < v->count; i++) {
		name_of(v, i, path);
		unlink(path);
	}
	if (v->folder[0] != '\0')
		rmdir(v->folder);
	*v = (struct tr_agent_view){0};
}

trien_rc
tr_agent_view_address(const char *address, struct trien_err *err)
{
	return hand_over(address, err);
}

bool
tr_agent_view_has(const char *program)
{
	const char *all = getenv("PATH");
	char path[PATH_MAX];

	while (all != NULL && *all != '\0') {
		const size_t n = strcspn(all, ":");
		if (snprintf(path, sizeof(path), "%.*s/%s", (int)n, all, program) < PATH_MAX && access(path, X_OK) == 0)
			return true;
		all += n + (all[n] == ':');
	}
	return false;
}

bool
tr_agent_view_is_handled(void)
{
	char name[] = "xdg-mime", query[] = "query", word[] = "default", what[] = "x-scheme-handler/trien", *argv[] = {name, query, word, what, NULL}, said[64] = "";
	posix_spawn_file_actions_t actions;
	int out[2];
	pid_t pid;

	if (pipe2(out, O_CLOEXEC) != 0)
		return false;
	posix_spawn_file_actions_init(&actions);
	posix_spawn_file_actions_adddup2(&actions, out[1], 1);
	posix_spawn_file_actions_addopen(&actions, 2, "/dev/null", O_WRONLY, 0);
	posix_spawn_file_actions_addclosefrom_np(&actions, 3);
	const int code = posix_spawnp(&pid, name, &actions, NULL, argv, environ);
	posix_spawn_file_actions_destroy(&actions);
	close(out[1]);
	const ssize_t n = code == 0 ? read(out[0], said, sizeof(said) - 1) : 0;
	close(out[0]);
	while (code == 0 && waitpid(pid, NULL, 0) < 0 && errno == EINTR)
		continue;
	return n > 0 && strncmp(said, "trien-agent.desktop", 19) == 0;
}
