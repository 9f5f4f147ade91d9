/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What goes over the line to trien-mail: written by the postman, read by the program. */
#include "fetch/mail_options.h"

#include <stdlib.h>

#include "fetch/frame.h"

static char *
take_text(struct tr_cursor *c)
{
	const struct tr_bytes v = tr_cursor_take(c, tr_cursor_u32(c));
	return c->bad ? NULL : strndup(v.n > 0 ? (const char *)v.p : "", v.n);
}

trien_rc
tr_mail_server_write(const struct tr_mail_server *s, const char *box, struct tr_buf *out, struct trien_err *err)
{
	TR_TRY(tr_frame_add_u32(out, s->port, err));
	TR_TRY(tr_frame_add_u32(out, s->tls, err));
	TR_TRY(tr_frame_add_u32(out, s->connect_milliseconds, err));
	TR_TRY(tr_frame_add_u32(out, s->total_milliseconds, err));
	TR_TRY(tr_frame_add_text(out, s->host, err));
	TR_TRY(tr_buf_add_byte(out, s->user != NULL, err));
	TR_TRY(tr_frame_add_text(out, s->user, err));
	TR_TRY(tr_frame_add_text(out, s->password, err));
	TR_TRY(tr_buf_add_byte(out, box != NULL, err));
	TR_TRY(tr_frame_add_text(out, box, err));
	return tr_frame_add_bytes(out, s->authorities, err);
}

bool
tr_mail_server_read(struct tr_bytes in, struct tr_mail_server *out, const char **box)
{
	struct tr_cursor c = tr_cursor_of(in);

	*out = (struct tr_mail_server){.port = tr_cursor_u32(&c), .tls = (enum tr_mail_tls)tr_cursor_u32(&c)};
	out->connect_milliseconds = tr_cursor_u32(&c);
	out->total_milliseconds = tr_cursor_u32(&c);
	out->host = take_text(&c);
	const bool has_user = tr_cursor_u8(&c);
	char *user = take_text(&c), *password = take_text(&c);
	const bool has_box = tr_cursor_u8(&c);
	const char *named = take_text(&c);
	out->authorities = tr_cursor_take(&c, tr_cursor_u32(&c));
	if (has_user) {
		out->user = user;
		out->password = password;
	} else {
		free(user);
		free(password);
	}
	*box = has_box ? named : NULL;
	return !c.bad && tr_cursor_left(&c) == 0 && out->tls <= TR_MAIL_PLAIN;
}

trien_rc
tr_mail_item_write(const struct tr_mail_item *m, struct tr_buf *head, struct trien_err *err)
{
	TR_TRY(tr_frame_add_text(head, m->from, err));
	return tr_frame_add_text(head, m->to, err);
}

bool
tr_mail_item_read(struct tr_bytes in, struct tr_mail_item *out, char **from, char **to)
{
	struct tr_cursor c = tr_cursor_of(in);

	*from = take_text(&c);
	*to = take_text(&c);
	*out = (struct tr_mail_item){*from, *to, tr_cursor_take(&c, tr_cursor_left(&c))};
	return !c.bad && *from != NULL && *to != NULL;
}
