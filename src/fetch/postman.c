/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "fetch/postman.h"

#include <stdlib.h>

#include "base/errors/base.h"
#include "base/errors/fetch.h"
#include "base/memory.h"
#include "fetch/limits.h"
#include "fetch/mail_line.h"
#include "fetch/mail_options.h"

struct tr_postman {
	struct tr_mail_line line;
};

trien_rc
tr_postman_start(const char *path, const struct tr_mail_server *server, struct tr_postman **out, struct trien_err *err)
{
	struct tr_postman *p = tr_mem_zeroed(1, sizeof(*p));

	if (p == NULL)
		return TR_ERR(err, NO_MEMORY, TR_U("want", sizeof(*p)));
	const trien_rc rc = tr_mail_line_start(&p->line, path, server, NULL, err);
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
	return tr_mail_line_ask(&p->line, tr_buf_view(&head), m->mail, 0, NULL, err);
}

void
tr_postman_stop(struct tr_postman *p)
{
	if (p == NULL)
		return;
	tr_mail_line_stop(&p->line);
	free(p);
}
