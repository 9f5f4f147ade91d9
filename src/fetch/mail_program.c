/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * trien-mail: has the network and the password of one mail server, and nothing else. Started by tr_postman_start() and by nobody else, with one end
 * of a socket pair as descriptor 3. It reads its options, then mails; it answers each with READY (the server has it) or an error, and ends with its parent. Where the options name a
 * mailbox it is asked about that instead.
 */
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/message.h"
#include "fetch/confine.h"
#include "fetch/frame.h"
#include "fetch/imap.h"
#include "fetch/limits.h"
#include "fetch/mail_options.h"
#include "fetch/smtp.h"

#define EXIT_BY_HAND 114
#define EXIT_NO_PARENT 1

static void
answer(trien_rc rc, const struct trien_err *why)
{
	TR_AUTO_BUF b = {0};

	const bool told = rc == TRIEN_OK || tr_message_write_error(&b, why, NULL) == TRIEN_OK;
	if (!told || !tr_frame_write(TR_FETCH_PROGRAM_FD, rc == TRIEN_OK ? TR_FRAME_READY : TR_FRAME_ERROR, tr_buf_view(&b), TR_BYTES(NULL, 0)))
		_exit(EXIT_NO_PARENT);
}

static void
answer_bytes(struct tr_bytes bytes)
{
	if (!tr_frame_write(TR_FETCH_PROGRAM_FD, TR_FRAME_ANSWER, bytes, TR_BYTES(NULL, 0)))
		_exit(EXIT_NO_PARENT);
}

/* A question about the mailbox (fetch/mailbox.h). */
static void
ask_box(struct tr_imap *m, struct tr_bytes in)
{
	struct tr_cursor c = tr_cursor_of(in);
	const uint8_t what = tr_cursor_u8(&c);
	const uint32_t uid = tr_cursor_u32(&c);
	TR_AUTO_BUF out = {0};
	struct trien_err err = {0};
	trien_rc rc;

	if (c.bad || tr_cursor_left(&c) > 0)
		_exit(EXIT_NO_PARENT);
	switch (what) {
	case TR_MAILBOX_ASK_LIST:
		rc = tr_imap_list(m, &out, &err);
		break;
	case TR_MAILBOX_ASK_GET:
		rc = tr_imap_get(m, uid, &out, &err);
		break;
	case TR_MAILBOX_ASK_KEEP:
		answer(tr_imap_keep(m, uid, &err), &err);
		return;
	case TR_MAILBOX_ASK_DELETE:
		answer(tr_imap_delete(m, uid, &err), &err);
		return;
	default:
		_exit(EXIT_NO_PARENT);
	}
	if (rc == TRIEN_OK)
		answer_bytes(tr_buf_view(&out));
	else
		answer(rc, &err);
}

static void
send_one(struct tr_smtp *s, struct tr_bytes in)
{
	struct tr_mail_item m;
	struct trien_err err = {0};
	char *from, *to;

	if (!tr_mail_item_read(in, &m, &from, &to))
		_exit(EXIT_NO_PARENT);
	const trien_rc rc = tr_smtp_send(s, &m, &err);
	answer(rc, &err);
	free(from);
	free(to);
}

int
main(void)
{
	struct tr_mail_server server;
	struct tr_smtp *s = NULL;
	struct tr_imap *box = NULL;
	const char *name = NULL;
	struct trien_err err = {0};
	enum tr_frame_kind kind;
	TR_AUTO_BUF options = {0};
	TR_AUTO_BUF in = {0};

	if (tr_frame_read(TR_FETCH_PROGRAM_FD, -1, TR_MAIL_OPTIONS_MAX, &kind, &options) != TR_FRAME_GOOD || kind != TR_FRAME_OPTIONS ||
			!tr_mail_server_read(tr_buf_view(&options), &server, &name)) {
		fputs("trien-mail: trien\n", stderr);
		return EXIT_BY_HAND;
	}
	trien_rc rc = name != NULL ? tr_imap_new(&server, name, &box, &err) : tr_smtp_new(&server, &s, &err);
	if (rc == TRIEN_OK)
		rc = tr_fetch_confine(-1, &err);
	answer(rc, &err);
	while (rc == TRIEN_OK && tr_frame_read(TR_FETCH_PROGRAM_FD, -1, TR_MAIL_SIZE_MAX + TR_FRAME_ROOM, &kind, &in) == TR_FRAME_GOOD &&
			kind == TR_FRAME_FETCH) {
		if (box != NULL)
			ask_box(box, tr_buf_view(&in));
		else
			send_one(s, tr_buf_view(&in));
	}
	/* No clean-up: what it has goes with it. */
	_exit(0);
}
