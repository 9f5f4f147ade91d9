/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* trien office send: an issued document to a receiver in the document exchange. It waits in the book until `trien office exchange` gives it to the exchange. Requirement: R9.2 */
#include <stdio.h>

#include "cli/office_run.h"
#include "office/message.h"

trien_rc
tr_registry_office_send(struct tr_registry_run *r, struct trien_err *err)
{
	const struct tr_office_words *o = r->w->office;
	struct tr_message_new n = {.organ = o->to, .name = o->name, .from = o->organ};
	struct tr_office_who who;
	int64_t id;

	TR_TRY(tr_office_object(r->rest.items[0], &tr_books[TR_BOOK_document], &n.document, err));
	TR_TRY(tr_office_wanted(o->to, "--to", err));
	TR_TRY(tr_office_wanted(o->organ, "--organ", err));
	TR_TRY(tr_office_who_of(r, "document.send", &who, err));
	TR_TRY(tr_message_send(r->db, &r->act, tr_registry_mode(r), &who, &n, &id, err));
	if (r->cli->json)
		tr_cli_print_json(json_pack("{s:I, s:b, s:n}", "message", (json_int_t)id, "dry_run", (int)r->w->dry_run, "error"));
	else
		tr_cli_printf(r->cli, "message:%lld: chờ gửi lên trục liên thông%s\n", "message:%lld: waits to be given to the exchange%s\n", (long long)id,
				r->w->dry_run ? tr_say(r->cli, " (thử, không ghi)", " (tried, nothing written)") : "");
	return TRIEN_OK;
}
