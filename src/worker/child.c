/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "worker/child.h"

#include <errno.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/errors/worker.h"
#include "base/message.h"

/* The file became shorter while it was mapped. */
static void
on_bus_error(int signal)
{
	(void)signal;
	_exit(TR_CHILD_FILE_CHANGED);
}

static trien_rc
map_file(int fd, struct tr_bytes *out, struct trien_err *err)
{
	struct stat st;
	if (fstat(fd, &st) != 0 || !S_ISREG(st.st_mode))
		return TR_ERR(err, WORKER_DOCUMENT, TR_S("why", "not a regular file"));
	*out = TR_BYTES(NULL, 0);
	if (st.st_size == 0)
		return TRIEN_OK;
	void *p = mmap(NULL, (size_t)st.st_size, PROT_READ, MAP_PRIVATE, fd, 0);
	if (p == MAP_FAILED)
		return TR_ERR(err, WORKER_DOCUMENT, TR_S("why", strerror(errno)));
	*out = TR_BYTES(p, (size_t)st.st_size);
	return TRIEN_OK;
}

static trien_rc
run(const struct tr_child *child, const struct tr_worker_job *job, int answer_fd, struct tr_buf *answer, struct trien_err *err)
{
	struct tr_worker_input in = {.request = job->request, .file_count = job->file_count, .fonts = child->fonts, .primed = child->primed};
	size_t mapped = 0;

	if (!child->sandbox->ready)
		TR_TRY(tr_sandbox_prepare(child->sandbox, err));
	TR_TRY(map_file(job->document, &in.document, err));
	mapped += in.document.n;
	for (size_t i = 0; i < job->file_count; i++) {
		TR_TRY(map_file(job->files[i], &in.files[i], err));
		mapped += in.files[i].n;
	}
	TR_TRY(tr_sandbox_enter(child->sandbox, job->document, answer_fd, mapped, err));
	return child->task(&in, answer, err);
}

void
tr_child_run(const struct tr_child *child, const struct tr_worker_job *job, int answer_fd)
{
	const struct sigaction on_bus = {.sa_handler = on_bus_error};
	struct tr_buf answer = {.max = TR_WORKER_ANSWER_MAX};
	struct tr_buf said = {0};
	struct trien_err err = {0}, ignored;

	prctl(PR_SET_PDEATHSIG, SIGKILL);
	sigaction(SIGBUS, &on_bus, NULL);
	uint8_t kind = TR_ANSWER_OK;
	if (run(child, job, answer_fd, &answer, &err) != TRIEN_OK) {
		kind = TR_ANSWER_ERROR;
		if (tr_message_write_error(&said, &err, &ignored) != TRIEN_OK)
			_exit(TR_CHILD_SILENT);
	}
	const struct tr_buf *out = kind == TR_ANSWER_OK ? &answer : &said;
	bool told = tr_write_all(answer_fd, &kind, 1) && tr_write_all(answer_fd, out->p, out->n);
	/* No clean-up and no exit handlers: the process ends here. */
	_exit(told ? TR_CHILD_DONE : TR_CHILD_SILENT);
}
