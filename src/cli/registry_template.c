/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* trien registry template: a spreadsheet to be filled in and imported. */
#include "base/errors/cli.h"
#include "cli/registry_run.h"
#include "exchange/template.h"

/* Not a book: the table of a folder of certificate files. */
#define OF_FILES "certificate-files"

trien_rc
tr_registry_template(struct tr_registry_run *r, struct trien_err *err)
{
	TR_AUTO_BUF out = {0};

	if (r->w->out == NULL)
		return TR_ERR(err, CLI_OPTION_WANTED, TR_S("option", "-o"));
	const bool of_files = strcmp(r->rest.items[0], OF_FILES) == 0;
	TR_TRY(tr_registry_book_of(of_files ? "certificate" : r->rest.items[0], &r->book, err));
	TR_TRY(of_files ? tr_template_write_files(r->cli->lang, &out, err) : tr_template_write(r->book, r->cli->lang, &out, err));
	TR_TRY(tr_registry_write_out(r, tr_buf_view(&out), err));
	if (r->cli->json)
		tr_cli_print_json(json_pack("{s:s, s:s, s:n}", "book", r->rest.items[0], "out", r->w->out, "error"));
	else
		tr_cli_printf(r->cli, "Đã tạo mẫu nhập sổ “%s”: %s\n", "Made a template of the book \"%s\": %s\n", tr_say(r->cli, r->book->vi, r->book->en),
				r->w->out);
	return TRIEN_OK;
}
