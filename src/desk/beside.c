/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "desk/beside.h"

#include <unistd.h>

#include "base/errors/base.h"
#include "base/errors/office.h"
#include "base/time.h"
#include "worker/task_network.h"
#include "worker/tasks.h"

trien_rc
tr_desk_check_beside(const struct tr_desk_file *f, bool may_fill, struct trien_err *err)
{
	if (f->other[0] != '\0')
		return TR_ERR(err, OFFICE_SIGNED_OTHER, TR_S("kind", f->other));
	return may_fill || !f->fills ? TRIEN_OK : TR_ERR(err, OFFICE_SIGNED_OTHER, TR_S("kind", "form-filled"));
}

/* Of the verdict only that is read: what the signatures are worth was judged before, with anchors. */
static trien_rc
look(struct tr_worker *w, int fd, size_t bytes, int64_t now, struct tr_desk_file *f, struct trien_err *err)
{
	const struct tr_judge_request request = {.as_of = now, .zone_minutes = TR_ZONE_VIETNAM, .revocation = TR_REVOCATION_SKIP, .file_name = TR_BYTES_LIT("-"), .since_bytes = bytes,
		.detail = TR_JUDGE_FACTS};
	TR_AUTO_BUF text = {.max = TR_WORKER_ANSWER_MAX};

	TR_TRY(tr_task_verify(w, fd, &request, -1, &text, err));
	json_t *verdict = json_loadb((const char *)text.p, text.n, 0, NULL);
	if (verdict == NULL)
		return TR_ERR(err, NO_MEMORY, TR_U("want", text.n));
	tr_desk_read_since(verdict, f);
	json_decref(verdict);
	return TRIEN_OK;
}

trien_rc
tr_desk_look_beside(struct tr_desk_file *f, size_t bytes, int64_t now, bool may_fill, struct trien_err *err)
{
	const int fd = tr_worker_memory_file(tr_buf_view(&f->content));
	struct tr_worker *w = NULL;

	trien_rc rc = fd >= 0 ? tr_tasks_start(&w, err) : TR_ERR(err, NO_MEMORY, TR_U("want", f->content.n));
	if (rc == TRIEN_OK)
		rc = look(w, fd, bytes, now, f, err);
	tr_worker_stop(w);
	if (fd >= 0)
		close(fd);
	TR_TRY(rc);
	return tr_desk_check_beside(f, may_fill, err);
}
