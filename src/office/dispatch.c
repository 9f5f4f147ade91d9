/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Requirement: R5.1 R9.2 */
#include "office/dispatch.h"

#include <stdio.h>

#include "base/env.h"
#include "base/errors/office.h"
#include "base/errors/registry.h"
#include "base/mail_address.h"
#include "base/utf8.h"
#include "office/dispatch_parts.h"
#include "office/kind.h"
#include "store/job.h"

struct sending {
	const struct tr_dispatch_new *new;
	struct tr_dispatched done;
};

/* ---- may it go ---- */

static trien_rc
check_receiver(const struct tr_dispatch_new *n, struct trien_err *err)
{
	struct tr_text text;
	const bool named = n->receiver != NULL && n->receiver[0] != '\0' && strlen(n->receiver) <= TR_DISPATCH_NAME_MAX &&
		tr_text_of(TR_BYTES(n->receiver, strlen(n->receiver)), &text, NULL) == TRIEN_OK && tr_utf8_hidden(text) == 0;

	if (!named || (n->address == NULL) == (n->token == NULL) || (n->address != NULL && !tr_is_mail_address(n->address)))
		return TR_ERR(err, OFFICE_DISPATCH_RECEIVER, TR_U("max", TR_DISPATCH_NAME_MAX));
	if (n->days < 0 || n->days > TR_DISPATCH_DAYS_MAX || n->downloads < 0 || n->downloads > TR_DISPATCH_DOWNLOADS_MAX)
		return TR_ERR(err, OFFICE_DISPATCH_LIMIT, TR_U("days", TR_DISPATCH_DAYS_MAX), TR_U("downloads", TR_DISPATCH_DOWNLOADS_MAX));
	return TRIEN_OK;
}

/* What the law keeps off the network does not go over it, whenever it was issued. */
static trien_rc
check_excluded(const struct tr_officing *o, const struct tr_record *d, struct trien_err *err)
{
	static const size_t columns[] = {TR_document_kind, TR_document_subject};
	const char *kind = NULL;

	for (size_t i = 0; i < sizeof(columns) / sizeof(*columns) && kind == NULL; i++) {
		TR_AUTO_BUF text = {0};
		TR_TRY(tr_buf_add_bytes(&text, d->v[columns[i]].b, err));
		TR_TRY(tr_buf_add_byte(&text, 0, err));
		TR_TRY(tr_office_excluded(o->profile, o->a->act->at, (const char *)text.p, &kind, err));
	}
	return kind == NULL ? TRIEN_OK : TR_ERR(err, OFFICE_KIND_EXCLUDED, TR_S("kind", kind));
}

trien_rc
tr_dispatch_files(struct tr_sql *db, int64_t document, struct tr_sql_rows *out, struct trien_err *err)
{
	static const char sql[] = "SELECT 0 AS place, 'van-ban.pdf' AS name, d.issued_file AS hash, b.size AS bytes FROM document d JOIN blob b ON b.hash = d.issued_file "
				  "WHERE d.id = $1 UNION ALL SELECT t.id, t.name, t.file, b.size FROM attachment t JOIN blob b ON b.hash = t.file WHERE t.document = $1 ORDER BY place";

	return tr_sql_ask(db, sql, TR_SQL_IN(TR_SQL_I(document)), out, err);
}

/* A mail server takes no more in one mail. */
static trien_rc
check_size(const struct tr_officing *o, int64_t document, struct trien_err *err)
{
	TR_AUTO_ROWS rows = {0};
	int64_t all = 0;

	TR_TRY(tr_dispatch_files(o->a->db, document, &rows, err));
	for (size_t i = 0; i < rows.count; i++)
		all += tr_sql_int(&rows, i, 3);
	return all <= (int64_t)TR_DISPATCH_MAIL_MAX ? TRIEN_OK : TR_ERR(err, OFFICE_DISPATCH_SIZE, TR_U("max", TR_DISPATCH_MAIL_MAX));
}

/* The mail of this address, where there is one. */
static trien_rc
find(const struct tr_officing *o, const struct tr_dispatch_new *n, int64_t *id, struct trien_err *err)
{
	static const char sql[] = "SELECT id, COALESCE(address, '') FROM dispatch WHERE document = $1 ORDER BY id";
	TR_AUTO_ROWS rows = {0};

	*id = 0;
	TR_TRY(tr_sql_ask(o->a->db, sql, TR_SQL_IN(TR_SQL_I(n->document)), &rows, err));
	for (size_t i = 0; n->address != NULL && i < rows.count && *id == 0; i++)
		if (strcmp(tr_sql_text(&rows, i, 1), n->address) == 0)
			*id = tr_sql_int(&rows, i, 0);
	return *id != 0 || rows.count < TR_OFFICE_RECEIVERS_MAX ? TRIEN_OK : TR_ERR(err, OFFICE_RECEIVER_LIMIT, TR_U("max", TR_OFFICE_RECEIVERS_MAX));
}

/* ---- sending ---- */

static trien_rc
put_mail(const struct tr_officing *o, int64_t dispatch, const char *what, struct trien_err *err)
{
	char payload[48], dedup[80];
	int64_t id;

	snprintf(payload, sizeof(payload), "%lld %s", (long long)dispatch, what);
	snprintf(dedup, sizeof(dedup), "dispatch:%s", payload);
	const struct tr_job_new n = {.kind = TR_JOB_DISPATCH, .payload = {payload, strlen(payload)}, .dedup = dedup, .ready_at = o->a->act->at, .now = o->a->act->at};
	return tr_job_put(o->a->db, &n, &id, err);
}

static trien_rc
put(const struct tr_officing *o, struct sending *s, struct trien_err *err)
{
	const struct tr_dispatch_new *n = s->new;
	struct tr_record r = tr_record_of(&tr_books[TR_BOOK_dispatch]);

	tr_record_set_int(&r, TR_dispatch_document, n->document);
	tr_record_set_text(&r, TR_dispatch_way, n->token != NULL ? "link" : "mail");
	tr_record_set_text(&r, TR_dispatch_receiver, n->receiver);
	tr_record_set_text(&r, TR_dispatch_address, n->address);
	tr_record_set_text(&r, TR_dispatch_token, n->token);
	tr_record_set_int(&r, TR_dispatch_maker, o->who->person);
	tr_record_set_int(&r, TR_dispatch_sent_at, o->a->act->at);
	if (n->token != NULL) {
		tr_record_set_int(&r, TR_dispatch_until_at, o->a->act->at + (n->days != 0 ? n->days : TR_DISPATCH_DAYS) * 86400);
		tr_record_set_int(&r, TR_dispatch_downloads, n->downloads != 0 ? n->downloads : TR_DISPATCH_DOWNLOADS);
	}
	TR_TRY(tr_acting_put(o->a, &r, err));
	s->done.dispatch = r.id;
	return n->token != NULL ? TRIEN_OK : put_mail(o, r.id, "issued", err);
}

static trien_rc
send_one(struct tr_officing *o, void *context, struct trien_err *err)
{
	struct sending *s = context;
	TR_AUTO_RECORD d = {0};

	s->done = (struct tr_dispatched){0};
	TR_TRY(check_receiver(s->new, err));
	TR_TRY(tr_record_load(o->a->db, &tr_books[TR_BOOK_document], s->new->document, &d, err));
	TR_TRY(tr_office_may(o, d.v[TR_document_agency].i, TR_VERB_FORWARD, err));
	if (!tr_record_is(&d, TR_document_state, "issued") || d.v[TR_document_issued_file].null)
		return TR_ERR(err, OFFICE_DISPATCH_STATE, TR_I("document", d.id));
	TR_TRY(check_excluded(o, &d, err));
	if (s->new->address != NULL)
		TR_TRY(check_size(o, d.id, err));
	TR_TRY(find(o, s->new, &s->done.dispatch, err));
	s->done.again = s->done.dispatch != 0;
	if (s->done.again)
		return TRIEN_OK;
	tr_acting_about(o->a, d.book, d.id);
	return put(o, s, err);
}

trien_rc
tr_dispatch_send(struct tr_sql *db, const struct tr_act *act, enum tr_act_mode mode, const struct tr_office_who *who, const struct tr_dispatch_new *n,
		struct tr_dispatched *out, struct trien_err *err)
{
	struct sending s = {.new = n};

	TR_TRY(tr_office_act(db, act, mode, who, "document.dispatch", send_one, &s, NULL, err));
	*out = s.done;
	return TRIEN_OK;
}

trien_rc
tr_dispatch_tell(const struct tr_officing *o, int64_t document, const char *what, struct trien_err *err)
{
	TR_AUTO_ROWS rows = {0};

	TR_TRY(tr_sql_ask(o->a->db, "SELECT id FROM dispatch WHERE document = $1 AND way = 'mail' AND closed_at IS NULL ORDER BY id", TR_SQL_IN(TR_SQL_I(document)), &rows, err));
	for (size_t i = 0; i < rows.count; i++)
		TR_TRY(put_mail(o, tr_sql_int(&rows, i, 0), what, err));
	return TRIEN_OK;
}

/* ---- ending a link, or a mail that cannot go ---- */

static trien_rc
is_stuck(const struct tr_officing *o, int64_t dispatch, bool *is, struct trien_err *err)
{
	static const char sql[] = "SELECT id FROM job WHERE kind = '" TR_JOB_DISPATCH "' AND state = 'dead' AND dedup IN ('dispatch:' || CAST($1 AS TEXT) || ' issued', "
				  "'dispatch:' || CAST($1 AS TEXT) || ' recalled', 'dispatch:' || CAST($1 AS TEXT) || ' replaced')";
	char number[24];
	TR_AUTO_ROWS rows = {0};

	snprintf(number, sizeof(number), "%lld", (long long)dispatch);
	TR_TRY(tr_sql_ask(o->a->db, sql, TR_SQL_IN(TR_SQL_T(number)), &rows, err));
	*is = rows.count > 0;
	return TRIEN_OK;
}

static trien_rc
close_one(struct tr_officing *o, void *context, struct trien_err *err)
{
	const int64_t *dispatch = context;
	TR_AUTO_RECORD r = {0};
	TR_AUTO_RECORD d = {0};

	TR_TRY(tr_record_load(o->a->db, &tr_books[TR_BOOK_dispatch], *dispatch, &r, err));
	TR_TRY(tr_record_load(o->a->db, &tr_books[TR_BOOK_document], r.v[TR_dispatch_document].i, &d, err));
	TR_TRY(tr_office_may(o, d.v[TR_document_agency].i, TR_VERB_FORWARD, err));
	bool ends = tr_record_is(&r, TR_dispatch_way, "link");
	if (!ends)
		TR_TRY(is_stuck(o, r.id, &ends, err));
	if (!ends || !r.v[TR_dispatch_closed_at].null)
		return TR_ERR(err, OFFICE_DISPATCH_LINK, TR_I("dispatch", r.id));
	tr_record_set_int(&r, TR_dispatch_closed_at, o->a->act->at);
	return tr_acting_put(o->a, &r, err);
}

trien_rc
tr_dispatch_close(struct tr_sql *db, const struct tr_act *act, enum tr_act_mode mode, const struct tr_office_who *who, int64_t dispatch, int64_t *id,
		struct trien_err *err)
{
	return tr_office_act(db, act, mode, who, "document.dispatch-close", close_one, &dispatch, id, err);
}

/* ---- what became of them ---- */

trien_rc
tr_dispatch_list(struct tr_sql *db, int64_t document, struct tr_sql_rows *out, struct trien_err *err)
{
	static const char sql[] = "SELECT v.id, v.way, v.receiver, COALESCE(v.address, ''), p.name, v.sent_at, v.until_at, v.downloads, v.closed_at, "
				  "COALESCE(u.downloads, 0), COALESCE(j.state, ''), COALESCE(j.reason, '') FROM dispatch v JOIN person p ON p.id = v.maker "
				  "LEFT JOIN dispatch_use u ON u.dispatch = v.id AND u.document = v.document AND u.place = 0 "
				  "LEFT JOIN job j ON j.id = (SELECT MAX(k.id) FROM job k WHERE k.kind = '" TR_JOB_DISPATCH "' AND k.dedup IN ('dispatch:' || v.id || ' issued', "
				  "'dispatch:' || v.id || ' recalled', 'dispatch:' || v.id || ' replaced')) WHERE v.document = $1 ORDER BY v.id";

	return tr_sql_ask(db, sql, TR_SQL_IN(TR_SQL_I(document)), out, err);
}
