/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "fetch/postman.h"

#include <stdlib.h>

#include "base/errors/base.h"
#include "base/errors/fetch.h"
#include "base/memory.h"
#include "base/message.h"
#include "fetch/frame.h"
#include "fetch/helper.h"
#include "fetch/limits.h"
#include "fetch/mail_options.h"

#define START_MILLISECONDS 10000
#define MORE_MILLISECONDS 10000 /* than the server has, for the mail and for its answer to QUIT */

struct tr_postman {
	struct tr_helper helper;
	int patience; /* milliseconds for one mail */
};

static trien_rc
failed(struct tr_postman *p, const char *why, struct trien_err *err)
{
	bool missing = false;

	tr_helper_see_off(&p->helper, &missing);
	return missing ? TR_ERR0(err, FETCH_MAIL_PROGRAM) : TR_ERR(err, FETCH_PROGRAM_FAILED, TR_S("why", why));
}

/* What the program says to a frame: READY, or an error. */
static trien_rc
hear(struct tr_postman *p, int patience, struct trien_err *err)
{
	enum tr_frame_kind kind;
	TR_AUTO_BUF in = {0};

	const enum tr_frame_end end = tr_frame_read(p->helper.line, patience, TR_FRAME_ROOM, &kind, &in);
	if (end == TR_FRAME_GOOD && kind == TR_FRAME_READY)
		return TRIEN_OK;
	if (end == TR_FRAME_GOOD && kind == TR_FRAME_ERROR) {
		const trien_rc code = tr_message_read_error(tr_buf_view(&in), err);
		if (code != TRIEN_OK)
			return code;
	}
	return failed(p, end == TR_FRAME_TOO_LATE ? "too late" : "no answer", err);
}

static trien_rc
send_options(struct tr_postman *p, const struct tr_mail_server *s, struct trien_err *err)
{
	TR_AUTO_SECRET b = {0};

	TR_TRY(tr_mail_server_write(s, &b, err));
	if (!tr_frame_write(p->helper.line, TR_FRAME_OPTIONS, tr_buf_view(&b), TR_BYTES(NULL, 0)))
		return failed(p, "gone", err);
	return hear(p, START_MILLISECONDS, err);
}

trien_rc
tr_postman_start(const char *path, const struct tr_mail_server *server, struct tr_postman **out, struct trien_err *err)
{
	const unsigned total = server->total_milliseconds ? server->total_milliseconds : TR_MAIL_TOTAL_MILLISECONDS;
	struct tr_postman *p = tr_mem_zeroed(1, sizeof(*p));

	if (p == NULL)
		return TR_ERR(err, NO_MEMORY, TR_U("want", sizeof(*p)));
	*p = (struct tr_postman){.helper = {.line = -1}, .patience = 2 * (int)(total < TR_FETCH_TIMEOUT_MAX ? total : TR_FETCH_TIMEOUT_MAX) + MORE_MILLISECONDS};
	trien_rc rc = tr_helper_start("trien-mail", path, &p->helper, err);
	if (rc == TRIEN_OK)
		rc = send_options(p, server, err);
	if (rc == TRIEN_OK)
		*out = p;
	else
		tr_postman_stop(p);
	return rc;
}

trien_rc
tr_postman_send(struct tr_postman *p, const struct tr_mail_item *m, struct trien_err *err)
{
	TR_AUTO_BUF head = {0};

	if (m->mail.n > TR_MAIL_SIZE_MAX)
		return TR_ERR(err, FETCH_MAIL_SIZE, TR_U("got", m->mail.n), TR_U("max", TR_MAIL_SIZE_MAX));
	TR_TRY(tr_mail_item_write(m, &head, err));
	if (p->helper.line < 0 || !tr_frame_write(p->helper.line, TR_FRAME_FETCH, tr_buf_view(&head), m->mail))
		return failed(p, "gone", err);
	return hear(p, p->patience, err);
}

void
tr_postman_stop(struct tr_postman *p)
{
	bool missing;

	if (p == NULL)
		return;
	tr_helper_see_off(&p->helper, &missing);
	free(p);
}
