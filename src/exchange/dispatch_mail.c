/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Requirement: R9.2 */
#include "exchange/dispatch_mail.h"

#include <stdlib.h>

#include "exchange/mail.h"

static trien_rc
load(struct tr_blobs *blobs, const struct tr_dispatch_letter *l, struct tr_mail_file *files, struct tr_buf *contents, struct trien_err *err)
{
	for (size_t i = 0; i < l->files.count; i++) {
		contents[i].max = TR_BLOB_MAX;
		TR_TRY(tr_blob_get(blobs, tr_sql_text(&l->files, i, 2), &contents[i], err));
		files[i] = (struct tr_mail_file){tr_sql_text(&l->files, i, 1), tr_buf_view(&contents[i])};
	}
	return TRIEN_OK;
}

static trien_rc
write_mail(const struct tr_dispatch_letter *l, const struct tr_notice_sender *sender, const struct tr_mail_file *files, struct tr_buf *out, struct trien_err *err)
{
	char id[TR_MAIL_ID_MAX];

	TR_TRY(tr_mail_id_of(sender->site, l->key, id, err));
	const struct tr_mail m = {.from_name = sender->name, .from = sender->address, .to_name = (const char *)l->name.p, .to = (const char *)l->to.p,
		.subject = (const char *)l->subject.p, .id = id, .date = l->date, .text = {(const char *)l->text.p, l->text.n}, .files = files, .file_count = l->files.count};
	return tr_mail_write(&m, out, err);
}

trien_rc
tr_dispatch_mail_write(struct tr_blobs *blobs, const struct tr_dispatch_letter *l, const struct tr_notice_sender *sender, struct tr_buf *out, struct trien_err *err)
{
	struct tr_mail_file *files = tr_mem_zeroed(l->files.count + 1, sizeof(*files));
	struct tr_buf *contents = tr_mem_zeroed(l->files.count + 1, sizeof(*contents));
	trien_rc rc = files != NULL && contents != NULL ? load(blobs, l, files, contents, err) : TR_ERR(err, NO_MEMORY, TR_U("want", l->files.count * sizeof(*files)));

	if (rc == TRIEN_OK)
		rc = write_mail(l, sender, files, out, err);
	for (size_t i = 0; contents != NULL && i < l->files.count; i++)
		tr_buf_free(&contents[i]);
	free(contents);
	free(files);
	return rc;
}
