/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "fetch/mail_line.h"

#include "base/errors/fetch.h"
#include "base/memory.h"
#include "base/message.h"
#include "fetch/limits.h"
#include "fetch/mail_options.h"

#define START_MILLISECONDS 10000
#define MORE_MILLISECONDS 10000 /* than the server has, for what is asked and for its answer to the farewell */

static trien_rc
failed(struct tr_mail_line *l, const char *why, struct trien_err *err)
{
	bool missing = false;

	tr_helper_see_off(&l->helper, &missing);
	return missing ? TR_ERR0(err, FETCH_MAIL_PROGRAM) : TR_ERR(err, FETCH_PROGRAM_FAILED, TR_S("why", why));
}

/* What the program says to a frame: READY, an answer, or an error. */
static trien_rc
hear(struct tr_mail_line *l, int patience, size_t max, struct tr_buf *answer, struct trien_err *err)
{
	TR_AUTO_BUF in = {.max = max + TR_FRAME_ROOM};
	enum tr_frame_kind kind;

	const enum tr_frame_end end = tr_frame_read(l->helper.line, patience, max + TR_FRAME_ROOM, &kind, &in);
	if (end == TR_FRAME_GOOD && kind == TR_FRAME_READY && answer == NULL)
		return TRIEN_OK;
	if (end == TR_FRAME_GOOD && kind == TR_FRAME_ANSWER && answer != NULL)
		return tr_buf_add_bytes(answer, tr_buf_view(&in), err);
	if (end == TR_FRAME_GOOD && kind == TR_FRAME_ERROR) {
		const trien_rc code = tr_message_read_error(tr_buf_view(&in), err);
		if (code != TRIEN_OK)
			return code;
	}
	return failed(l, end == TR_FRAME_TOO_LATE ? "too late" : "no answer", err);
}

trien_rc
tr_mail_line_start(struct tr_mail_line *l, const char *path, const struct tr_mail_server *server, const char *box, struct trien_err *err)
{
	const unsigned total = server->total_milliseconds ? server->total_milliseconds : TR_MAIL_TOTAL_MILLISECONDS;
	TR_AUTO_SECRET b = {0};

	*l = (struct tr_mail_line){.helper = {.line = -1}, .patience = 2 * (int)(total < TR_FETCH_TIMEOUT_MAX ? total : TR_FETCH_TIMEOUT_MAX) + MORE_MILLISECONDS};
	TR_TRY(tr_helper_start(&(struct tr_helper_program){.name = "trien-mail", .path = path, .more = -1}, &l->helper, err));
	TR_TRY(tr_mail_server_write(server, box, &b, err));
	if (!tr_frame_write(l->helper.line, TR_FRAME_OPTIONS, tr_buf_view(&b), TR_BYTES(NULL, 0)))
		return failed(l, "gone", err);
	return hear(l, START_MILLISECONDS, 0, NULL, err);
}

trien_rc
tr_mail_line_ask(struct tr_mail_line *l, struct tr_bytes head, struct tr_bytes body, size_t max, struct tr_buf *answer, struct trien_err *err)
{
	if (l->helper.line < 0 || !tr_frame_write(l->helper.line, TR_FRAME_FETCH, head, body))
		return failed(l, "gone", err);
	return hear(l, l->patience, max, answer, err);
}

void
tr_mail_line_stop(struct tr_mail_line *l)
{
	bool missing;

	tr_helper_see_off(&l->helper, &missing);
}
