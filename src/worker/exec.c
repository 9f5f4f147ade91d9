/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The child of a task that another program has: its descriptors are put where that program looks for them. */
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/message.h"
#include "base/program.h"
#include "worker/child.h"

static int
request_file(struct tr_bytes request)
{
	int fd = memfd_create("request", MFD_CLOEXEC);
	return fd >= 0 && tr_write_all(fd, request.p, request.n) && lseek(fd, 0, SEEK_SET) == 0 ? fd : -1;
}

/* fds[i] becomes TR_PROGRAM_FDS + i; by way of numbers that are nobody's target. */
static bool
place_descriptors(int *fds, int count)
{
	for (int i = 0; i < count; i++)
		if ((fds[i] = fcntl(fds[i], F_DUPFD_CLOEXEC, TR_PROGRAM_FDS + count)) < 0)
			return false;
	for (int i = 0; i < count; i++)
		if (dup2(fds[i], TR_PROGRAM_FDS + i) < 0)
			return false;
	return true;
}

void
tr_child_exec(size_t task, const struct tr_worker_job *job, int answer_fd)
{
	int fds[TR_PROGRAM_FILES + TR_WORKER_FILES_MAX] = {answer_fd, job->document, request_file(job->request)};
	char name[] = "trien-worker", number[24], count[24];
	char *argv[] = {name, number, count, NULL};

	memcpy(fds + TR_PROGRAM_FILES, job->files, job->file_count * sizeof(int));
	snprintf(number, sizeof(number), "%zu", task);
	snprintf(count, sizeof(count), "%zu", job->file_count);
	if (place_descriptors(fds, TR_PROGRAM_FILES + (int)job->file_count))
		tr_program_become(argv);
	_exit(TR_CHILD_NO_PROGRAM);
}

void
tr_nursery_exec(int socket)
{
	char name[] = "trien-worker", word[] = TR_PROGRAM_NURSERY;
	/* Names of functions are looked up once, and not by each child anew (ld.so(8)). */
	char bound[] = "LD_BIND_NOW=1";
	char *argv[] = {name, word, NULL}, *environment[] = {bound, NULL};

	if (place_descriptors(&socket, 1))
		tr_program_become_in(argv, environment);
	_exit(TR_CHILD_NO_PROGRAM);
}
