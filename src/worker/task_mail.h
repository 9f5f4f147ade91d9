/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* A mail taken apart (mime/mail.h) in the sandbox. */
#ifndef TR_WORKER_TASK_MAIL_H
#define TR_WORKER_TASK_MAIL_H

#include "mime/mail.h"
#include "worker/worker.h"

/* Contents borrow from memory, which is {0} and the caller's to free. out: large. mime.*, worker.* */
TRIEN_MUST_CHECK trien_rc tr_task_mail(struct tr_worker *w, struct tr_bytes mail, struct tr_buf *memory, struct tr_mime_mail *out, struct trien_err *err);
/* The half in the sandbox. */
TRIEN_MUST_CHECK trien_rc tr_task_mail_run(const struct tr_worker_input *in, struct tr_buf *answer, struct trien_err *err);

#endif
