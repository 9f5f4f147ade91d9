/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "fetch/mailbox.h"

#include <stdlib.h>

#include "base/errors/base.h"
#include "base/errors/fetch.h"
#include "base/memory.h"
#include "fetch/mail_line.h"

struct tr_mailbox {
	struct tr_mail_line line;
};

trien_rc
tr_mailbox_open(const char *path, const struct tr_mail_server *server, const char *box, struct tr_mailbox **out, struct trien_err *err)
{
	struct tr_mailbox *m = tr_mem_zeroed(1, sizeof(*m));

	if (m == NULL)
		return TR_ERR(err, NO_MEMORY, TR_U("want", sizeof(*m)));
	const trien_rc rc = tr_mail_line_start(&m->line, path, server, box, err);
	if (rc == TRIEN_OK)
		*out = m;
	else
		tr_mailbox_close(m);
	return rc;
}

void
tr_mailbox_close(struct tr_mailbox *m)
{
	if (m == NULL)
		return;
	tr_mail_line_stop(&m->line);
	free(m);
}

static trien_rc
ask(struct tr_mailbox *m, enum tr_mailbox_ask what, uint32_t uid, size_t max, struct tr_buf *answer, struct trien_err *err)
{
	const uint8_t head[] = {(uint8_t)what, (uint8_t)(uid >> 24), (uint8_t)(uid >> 16), (uint8_t)(uid >> 8), (uint8_t)uid};

	return tr_mail_line_ask(&m->line, TR_BYTES(head, sizeof(head)), TR_BYTES(NULL, 0), max, answer, err);
}

trien_rc
tr_mailbox_list(struct tr_mailbox *m, uint32_t uids[], size_t *count, struct trien_err *err)
{
	TR_AUTO_BUF answer = {0};

	TR_TRY(ask(m, TR_MAILBOX_ASK_LIST, 0, TR_MAILBOX_MAILS_MAX * 4, &answer, err));
	struct tr_cursor c = tr_cursor_of(tr_buf_view(&answer));
	for (*count = 0; tr_cursor_left(&c) > 0 && *count < TR_MAILBOX_MAILS_MAX;)
		uids[(*count)++] = tr_cursor_u32(&c);
	return c.bad || tr_cursor_left(&c) > 0 ? TR_ERR(err, FETCH_PROGRAM_FAILED, TR_S("why", "list")) : TRIEN_OK;
}

trien_rc
tr_mailbox_get(struct tr_mailbox *m, uint32_t uid, struct tr_buf *mail, struct trien_err *err)
{
	mail->max = TR_MAILBOX_MAIL_MAX + 1;
	return ask(m, TR_MAILBOX_ASK_GET, uid, TR_MAILBOX_MAIL_MAX, mail, err);
}

trien_rc
tr_mailbox_do(struct tr_mailbox *m, uint32_t uid, enum tr_mailbox_do what, struct trien_err *err)
{
	return ask(m, what == TR_MAILBOX_KEEP ? TR_MAILBOX_ASK_KEEP : TR_MAILBOX_ASK_DELETE, uid, 0, NULL, err);
}
