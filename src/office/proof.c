/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Requirement: X1 */
#include "office/proof.h"

#include <stdio.h>
#include <string.h>

#include "base/errors/office.h"
#include "office/limits.h"

#define RENEWS " renew"

/* ---- jobs ---- */

static void
name_of(const struct tr_book *book, int64_t id, char out[TR_OBJECT_TEXT])
{
	snprintf(out, TR_OBJECT_TEXT, "%s:%lld", book->name, (long long)id);
}

static trien_rc
put_job(struct tr_sql *db, const char *payload, const char *dedup, int64_t ready_at, int64_t now, struct trien_err *err)
{
	const struct tr_job_new n = {.kind = TR_JOB_EVIDENCE, .payload = {payload, strlen(payload)}, .dedup = dedup, .ready_at = ready_at, .now = now};
	int64_t id;

	return tr_job_put(db, &n, &id, err);
}

trien_rc
tr_proof_begin(struct tr_acting *a, const struct tr_book *book, int64_t id, struct trien_err *err)
{
	char name[TR_OBJECT_TEXT];

	name_of(book, id, name);
	return put_job(a->db, name, name, a->act->at, a->act->at, err);
}

int64_t
tr_proof_renew_at(int64_t now, int64_t until)
{
	const int64_t left = until > now ? until - now : 0, before = until - TR_PROOF_MARGIN_SECONDS, late = now + left / 3 * 2;

	return before > late ? before : late;
}

/* Each end has its own job: a stamp that is kept twice, by a job that was killed behind its commit, has one successor. */
static trien_rc
put_next(struct tr_sql *db, const struct tr_proof *p, int64_t renew_at, int64_t now, struct trien_err *err)
{
	char name[TR_OBJECT_TEXT], payload[TR_OBJECT_TEXT + sizeof(RENEWS)], dedup[TR_OBJECT_TEXT + 24];

	name_of(p->book, p->id, name);
	snprintf(payload, sizeof(payload), "%s" RENEWS, name);
	snprintf(dedup, sizeof(dedup), "%s %lld", name, (long long)renew_at);
	return put_job(db, payload, dedup, renew_at, now, err);
}

/* The next stamp's job is known by when it is due. */
trien_rc
tr_proof_end(struct tr_acting *a, const struct tr_book *book, int64_t id, struct trien_err *err)
{
	static const char jobs[] = "UPDATE job SET state = 'dead', ended_at = $4, reason = $5 WHERE kind = '" TR_JOB_EVIDENCE "' AND state = 'ready' AND (dedup = $1 OR "
				   "dedup = (SELECT $1 || ' ' || renew_at FROM proof WHERE book = $2 AND object = $3))";
	char name[TR_OBJECT_TEXT];

	name_of(book, id, name);
	TR_TRY(tr_sql_run(a->db, jobs, TR_SQL_IN(TR_SQL_T(name), TR_SQL_T(book->name), TR_SQL_I(id), TR_SQL_I(a->act->at),
			TR_SQL_T(trien_err_id(TRIEN_E_OFFICE_PROOF_NOTHING))), NULL, err));
	return tr_sql_run(a->db, "DELETE FROM proof WHERE book = $1 AND object = $2", TR_SQL_IN(TR_SQL_T(book->name), TR_SQL_I(id)), NULL, err);
}

/* ---- what is to be kept ---- */

static trien_rc
find_files(struct tr_sql *db, const struct tr_book *book, int64_t id, struct tr_sql_rows *out, struct trien_err *err)
{
	static const char document[] = "SELECT COALESCE(d.issued_file, d.e_copy, ''), COALESCE(e.file, ''), COALESCE(e.id, 0) FROM document d "
				       "LEFT JOIN evidence e ON e.document = d.id WHERE d.id = $1 ORDER BY e.id DESC LIMIT 1";
	static const char arrival[] = "SELECT COALESCE(file, ''), COALESCE(evidence, ''), id FROM arrival WHERE id = $1";

	TR_TRY(tr_sql_ask(db, book == &tr_books[TR_BOOK_arrival] ? arrival : document, TR_SQL_IN(TR_SQL_I(id)), out, err));
	if (out->count == 0 || tr_sql_text(out, 0, 0)[0] == '\0')
		return TR_ERR(err, OFFICE_PROOF_NOTHING, TR_S("book", book->name), TR_I("id", id));
	return TRIEN_OK;
}

trien_rc
tr_proof_load(struct tr_sql *db, struct tr_bytes payload, struct tr_proof *out, struct trien_err *err)
{
	char text[TR_OBJECT_TEXT + sizeof(RENEWS)];
	TR_AUTO_ROWS rows = {0};
	struct tr_proof p = {0};

	snprintf(text, sizeof(text), "%.*s", (int)(payload.n < sizeof(text) ? payload.n : sizeof(text) - 1), (const char *)payload.p);
	char *renews = strstr(text, RENEWS);
	p.renews = renews != NULL;
	if (renews != NULL)
		*renews = '\0';
	TR_TRY(tr_object_read(text, &p.book, &p.id, err));
	TR_TRY(find_files(db, p.book, p.id, &rows, err));
	snprintf(p.file, sizeof(p.file), "%s", tr_sql_text(&rows, 0, 0));
	snprintf(p.evidence, sizeof(p.evidence), "%s", tr_sql_text(&rows, 0, 1));
	*out = p;
	return TRIEN_OK;
}

/* ---- keeping ---- */

struct keeping {
	const struct tr_proof *p;
	const struct tr_proof_kept *kept;
};

static trien_rc
put_arrival(struct tr_acting *a, const struct keeping *k, struct trien_err *err)
{
	TR_AUTO_RECORD r = {0};

	TR_TRY(tr_record_load(a->db, k->p->book, k->p->id, &r, err));
	tr_record_set_text(&r, TR_arrival_evidence, k->kept->evidence);
	return tr_acting_put(a, &r, err);
}

static trien_rc
put_document(struct tr_acting *a, const struct keeping *k, int64_t row, struct trien_err *err)
{
	TR_AUTO_RECORD r = tr_record_of(&tr_books[TR_BOOK_evidence]);

	if (row != 0)
		TR_TRY(tr_record_load(a->db, &tr_books[TR_BOOK_evidence], row, &r, err));
	tr_record_set_int(&r, TR_evidence_document, k->p->id);
	tr_record_set_text(&r, TR_evidence_file, k->kept->evidence);
	tr_record_set_int(&r, TR_evidence_made_at, a->act->at);
	tr_acting_about(a, k->p->book, k->p->id);
	return tr_acting_put(a, &r, err);
}

/* The evidence that was worked on must still be the document's: another run may have gone on meanwhile. */
static trien_rc
put_evidence(struct tr_acting *a, void *context, struct trien_err *err)
{
	const struct keeping *k = context;
	TR_AUTO_ROWS rows = {0};

	TR_TRY(find_files(a->db, k->p->book, k->p->id, &rows, err));
	if (strcmp(tr_sql_text(&rows, 0, 1), k->p->evidence) != 0 || strcmp(tr_sql_text(&rows, 0, 0), k->p->file) != 0)
		return TR_ERR(err, OFFICE_PROOF_CHANGED, TR_S("book", k->p->book->name), TR_I("id", k->p->id));
	if (strcmp(k->kept->evidence, k->p->evidence) == 0)
		return TRIEN_OK;
	return k->p->book == &tr_books[TR_BOOK_arrival] ? put_arrival(a, k, err) : put_document(a, k, tr_sql_int(&rows, 0, 2), err);
}

static trien_rc
put_level(struct tr_sql *db, const struct tr_proof *p, const struct tr_proof_kept *kept, int64_t renew_at, int64_t now, struct trien_err *err)
{
	static const char sql[] = "INSERT INTO proof (book, object, level, reason, stamped_at, until, renew_at, looked_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8) "
				  "ON CONFLICT (book, object) DO UPDATE SET level = $3, reason = $4, stamped_at = $5, until = $6, renew_at = $7, looked_at = $8";

	return tr_sql_run(db, sql, TR_SQL_IN(TR_SQL_T(p->book->name), TR_SQL_I(p->id), TR_SQL_T(kept->reason == NULL ? "whole" : "stamped"),
			kept->reason == NULL ? TR_SQL_NULL(TR_SQL_TEXT) : TR_SQL_T(kept->reason), TR_SQL_I(kept->stamped_at), TR_SQL_I(kept->until),
			TR_SQL_I(renew_at), TR_SQL_I(now)), NULL, err);
}

trien_rc
tr_proof_keep(struct tr_sql *db, const struct tr_act *like, const struct tr_proof *p, const struct tr_proof_kept *kept, struct trien_err *err)
{
	const bool came = p->book == &tr_books[TR_BOOK_arrival];
	const struct tr_act act = {.actor = "system", .role = tr_rules_role_word(TR_ROLE_SYSTEM)->word, .what = came ? "arrival.prove" : "document.prove",
		.at = like->at, .effective_at = like->at, .blobs = like->blobs, .decided = true};
	const int64_t renew_at = tr_proof_renew_at(like->at, kept->until);
	struct keeping k = {p, kept};

	TR_TRY(tr_act_do(db, &act, TR_ACT_WITHIN, put_evidence, &k, NULL, err));
	TR_TRY(put_level(db, p, kept, renew_at, like->at, err));
	return put_next(db, p, renew_at, like->at, err);
}

/* ---- what is not as it should be ---- */

/* The job that is to mend it: the first one until the evidence is whole, then that of the next stamp. */
#define COLUMNS(name) \
	"SELECT b.id, COALESCE(p.level, ''), COALESCE(p.reason, ''), COALESCE(p.until, 0), COALESCE(j.id, 0), COALESCE(j.state, ''), COALESCE(j.reason, ''), " \
	"COALESCE(j.ready_at, 0) FROM " name " b LEFT JOIN proof p ON p.book = '" name "' AND p.object = b.id " \
	"LEFT JOIN job j ON j.kind = '" TR_JOB_EVIDENCE "' AND j.dedup = '" name ":' || b.id || " \
	"CASE WHEN p.level = 'whole' THEN ' ' || p.renew_at ELSE '' END "
#define OPEN " AND (p.level IS NULL OR p.level <> 'whole' OR p.renew_at <= $1) AND b.id > $2 ORDER BY b.id LIMIT $3"

trien_rc
tr_proof_open(struct tr_sql *db, const struct tr_book *book, int64_t now, int64_t after, struct tr_sql_rows *out, struct trien_err *err)
{
	static const char document[] = COLUMNS("document") "WHERE COALESCE(b.issued_file, b.e_copy) IS NOT NULL" OPEN;
	static const char arrival[] = COLUMNS("arrival") "WHERE b.file IS NOT NULL AND b.verdict IN ('passed', 'open') "
				      "AND b.state IN ('registered', 'assigned', 'done', 'recalled', 'replaced')" OPEN;

	return tr_sql_ask(db, book == &tr_books[TR_BOOK_arrival] ? arrival : document,
			TR_SQL_IN(TR_SQL_I(now), TR_SQL_I(after), TR_SQL_I(TR_OFFICE_PAGE)), out, err);
}
