/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* trien office begin, finish, abandon: a signature on a document, made wherever the key is. Requirement: R5.3 R9.2 R9.3 X1 */
#include <stdio.h>
#include <string.h>

#include "base/env.h"
#include "base/errors/cli.h"
#include "base/time.h"
#include "cli/office_run.h"
#include "desk/beside.h"
#include "office/session.h"

/* ---- beginning ---- */

struct looking {
	int64_t certificate;
	char fingerprint[TR_HEX256 + 1];
};

static trien_rc
look_up(struct tr_sql *db, void *context, struct trien_err *err)
{
	struct looking *l = context;
	TR_AUTO_RECORD r = {0};

	TR_TRY(tr_record_load(db, &tr_books[TR_BOOK_certificate], l->certificate, &r, err));
	snprintf(l->fingerprint, sizeof(l->fingerprint), "%.*s", (int)r.v[TR_certificate_fingerprint].b.n, (const char *)r.v[TR_certificate_fingerprint].b.p);
	return TRIEN_OK;
}

/* A fingerprint, or a row of the book. */
static trien_rc
read_certificate(struct tr_registry_run *r, struct looking *l, struct trien_err *err)
{
	const char *text = r->w->office->certificate;

	TR_TRY(tr_office_wanted(text, "--certificate", err));
	if (tr_hex_is_256(text)) {
		snprintf(l->fingerprint, sizeof(l->fingerprint), "%s", text);
		return TRIEN_OK;
	}
	TR_TRY(tr_office_object(text, &tr_books[TR_BOOK_certificate], &l->certificate, err));
	return tr_sql_transact(r->db, TR_SQL_READ, look_up, l, err);
}

static void
print_begun(const struct tr_registry_run *r, const struct tr_session *s)
{
	char until[TR_TIME_TEXT_MAX];

	tr_time_iso(s->ends_at, TR_ZONE_VIETNAM, until);
	if (r->cli->json)
		tr_cli_print_json(json_pack("{s:I, s:I, s:s, s:s, s:s, s:b, s:n}", "signing", (json_int_t)s->id, "document", (json_int_t)s->document, "purpose",
				s->purpose == TR_SESSION_SEAL ? "seal" : "step", "base", s->base, "until", until, "dry_run", (int)r->w->dry_run, "error"));
	else
		tr_cli_printf(r->cli, "signing:%lld: hãy ký tệp %s rồi ghi lại trước %s\n", "signing:%lld: sign the file %s, then record it before %s\n",
				(long long)s->id, r->w->out, until);
}

trien_rc
tr_registry_office_begin(struct tr_registry_run *r, struct trien_err *err)
{
	TR_AUTO_BUF base = {.max = TR_BLOB_MAX};
	struct looking l = {0};
	struct tr_session_new n = {.certificate = l.fingerprint};
	struct tr_office_who who;
	struct tr_session s;

	TR_TRY(tr_office_wanted(r->w->out, "-o", err));
	TR_TRY(tr_office_object(r->rest.items[0], &tr_books[TR_BOOK_document], &n.document, err));
	TR_TRY(tr_office_who_of(r, "document.begin", &who, err));
	TR_TRY(read_certificate(r, &l, err));
	TR_TRY(tr_session_begin(r->db, &r->act, TR_ACT_DRY_RUN, &who, &n, &s, err));
	/* The file first: a session without its file would only be in the way. */
	TR_TRY(tr_blob_get(r->act.blobs, s.base, &base, err));
	if (!r->w->dry_run) {
		TR_TRY(tr_registry_write_out(r, tr_buf_view(&base), err));
		TR_TRY(tr_session_begin(r->db, &r->act, TR_ACT_DO, &who, &n, &s, err));
	}
	print_begun(r, &s);
	return TRIEN_OK;
}

/* ---- ending ---- */

struct holding {
	struct tr_office_who who;
	int64_t session, now;
	struct tr_session s;
	struct tr_office_taken taken;
};

/* The number that a seal's file must show. */
static trien_rc
hold(struct tr_sql *db, void *context, struct trien_err *err)
{
	struct holding *h = context;

	TR_TRY(tr_session_find(db, &h->who, h->session, h->now, &h->s, err));
	return tr_office_taken(db, h->s.document, &h->taken, err);
}

static void
print_finished(const struct tr_registry_run *r, const struct tr_submission_done *d, enum tr_session_purpose purpose, bool before)
{
	const bool seal = purpose == TR_SESSION_SEAL;
	const struct tr_rules_word *to = seal ? tr_document_state_word(TR_DOCUMENT_ISSUED) : tr_submission_state_word(d->to);

	if (r->cli->json)
		tr_cli_print_json(json_pack("{s:I, s:I, s:s, s:b, s:b, s:n}", "act", (json_int_t)d->act, "document", (json_int_t)d->document, "to", to->word,
				"done_before", (int)before, "dry_run", (int)r->w->dry_run, "error"));
	else if (before)
		tr_cli_printf(r->cli, "document:%lld: chữ ký này đã nhận từ trước, không ghi lại; %s\n",
				"document:%lld: this signature was recorded before, nothing was written; %s\n", (long long)d->document, tr_say(r->cli, to->vi, to->en));
	else
		tr_cli_printf(r->cli, "document:%lld: đã nhận chữ ký; %s%s\n", "document:%lld: the signature is recorded; %s%s\n", (long long)d->document,
				tr_say(r->cli, to->vi, to->en), r->w->dry_run ? tr_say(r->cli, " (thử, không ghi)", " (tried, nothing written)") : "");
}

trien_rc
tr_registry_office_finish(struct tr_registry_run *r, struct trien_err *err)
{
	struct tr_desk_file *f = &r->w->office->file;
	struct tr_office_receivers to;
	struct tr_session_result result = {.signer = f->signer, .signatures = f->signatures, .to = to.ids};
	struct holding h = {.now = r->act.at};
	struct tr_submission_done done;
	char file[TR_HEX256 + 1], evidence[TR_HEX256 + 1] = "";
	size_t bytes;

	TR_TRY(tr_office_object(r->rest.items[0], &tr_books[TR_BOOK_signing], &h.session, err));
	TR_TRY(tr_office_who_of(r, "document.finish", &h.who, err));
	TR_TRY(tr_sql_transact(r->db, TR_SQL_READ, hold, &h, err));
	TR_TRY(tr_blob_continued(r->act.blobs, h.s.base, tr_buf_view(&f->content), &bytes, err));
	result.continues = bytes > 0 ? h.s.base : "";
	if (bytes > 0)
		TR_TRY(tr_desk_look_beside(f, bytes, r->act.at, h.s.purpose == TR_SESSION_SEAL, err)); /* number and day come with the seal */
	/* A person's signature may wait for what its responder has not said yet; the agency's is issued. */
	result.good = h.s.purpose == TR_SESSION_SEAL ? f->good : f->intact && f->covered;
	result.shows_number = tr_desk_shows_number(f, h.taken.number, h.taken.day);
	TR_TRY(tr_office_read_receivers(r, &to, err));
	result.to_count = to.count;
	if (h.s.purpose == TR_SESSION_SEAL)
		TR_TRY(tr_office_issuing(r, evidence, err));
	result.evidence = evidence[0] != '\0' ? evidence : NULL;
	TR_TRY(tr_blob_put(r->act.blobs, tr_buf_view(&f->content), file, err));
	result.file = file;
	TR_TRY(tr_session_finish(r->db, &r->act, tr_registry_mode(r), &h.who, h.session, &result, &done, err));
	print_finished(r, &done, h.s.purpose, strcmp(h.s.file, file) == 0 || (done.act == 0 && !r->w->dry_run)); /* before, or by another process meanwhile */
	return TRIEN_OK;
}

trien_rc
tr_registry_office_abandon(struct tr_registry_run *r, struct trien_err *err)
{
	struct tr_office_who who;
	int64_t session;

	TR_TRY(tr_office_object(r->rest.items[0], &tr_books[TR_BOOK_signing], &session, err));
	TR_TRY(tr_office_who_of(r, "document.abandon", &who, err));
	TR_TRY(tr_session_abandon(r->db, &r->act, tr_registry_mode(r), &who, session, err));
	tr_cli_printf(r->cli, "signing:%lld: đã bỏ, văn bản giữ nguyên%s\n", "signing:%lld: abandoned, the document is as it was%s\n", (long long)session,
			r->w->dry_run ? tr_say(r->cli, " (thử, không ghi)", " (tried, nothing written)") : "");
	return TRIEN_OK;
}
