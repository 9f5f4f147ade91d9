/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Requirement: R6.1 R7 */
#include "registry/expire.h"

#include "base/errors/rules.h"
#include "registry/deed.h"
#include "registry/notice_parts.h"

#define PAGE 500

struct page {
	int64_t until, after_end, after_id;
	struct tr_sql_rows rows;
};

/* By the index of those that are live: what has expired long ago is not looked at. */
static trien_rc
read_page(struct tr_sql *db, void *context, struct trien_err *err)
{
	static const char sql[] = "SELECT id, not_after FROM certificate WHERE state IN " TR_CERTIFICATE_LIVE " AND not_after < $1 "
				  "AND (not_after > $2 OR (not_after = $2 AND id > $3)) ORDER BY not_after, id LIMIT $4";
	struct page *p = context;

	tr_sql_rows_free(&p->rows);
	return tr_sql_ask(db, sql, TR_SQL_IN(TR_SQL_I(p->until), TR_SQL_I(p->after_end), TR_SQL_I(p->after_id), TR_SQL_I(PAGE)), &p->rows, err);
}

/* The rules' own refusals are this certificate's; everything else is the store's. */
static bool
is_refusal(trien_rc code)
{
	return strncmp(trien_err_id(code), "rules.", 6) == 0 || strncmp(trien_err_id(code), "registry.", 9) == 0;
}

static trien_rc
expire(struct tr_sql *db, const struct tr_act *like, enum tr_act_mode mode, const struct page *p, struct tr_expire_count *out, struct trien_err *err)
{
	/* It holds since the last moment of validity: from that day on the device is to be returned. */
	const struct tr_act act = {.at = like->at, .effective_at = p->after_end, .blobs = like->blobs};
	const struct tr_deed deed = {.act = TR_ACT_CERTIFICATE_EXPIRE, .object = p->after_id, .role = TR_ROLE_SYSTEM};
	struct tr_deed_done done;
	struct trien_err why = {0};
	const trien_rc rc = tr_deed_do(db, &act, mode, &deed, &done, &why);

	if (rc == TRIEN_OK) {
		out->expired++;
		return TRIEN_OK;
	}
	if (rc == TRIEN_E_RULES_STATE) /* ended in another way since the page was read, or by another run */
		return TRIEN_OK;
	if (!is_refusal(rc)) {
		*err = why;
		return rc;
	}
	if (out->refused++ == 0) {
		out->refused_first = p->after_id;
		out->why = why;
	}
	return TRIEN_OK;
}

trien_rc
tr_certificates_expire(struct tr_sql *db, const struct tr_act *act, enum tr_act_mode mode, int64_t until, struct tr_expire_count *out,
		struct trien_err *err)
{
	struct page p = {.until = until < act->at ? until : act->at, .after_end = INT64_MIN};
	trien_rc rc = TRIEN_OK;

	*out = (struct tr_expire_count){0};
	for (bool more = true; rc == TRIEN_OK && more;) {
		rc = tr_sql_transact(db, TR_SQL_READ, read_page, &p, err);
		for (size_t i = 0; rc == TRIEN_OK && i < p.rows.count; i++) {
			p.after_id = tr_sql_int(&p.rows, i, 0);
			p.after_end = tr_sql_int(&p.rows, i, 1);
			rc = expire(db, act, mode, &p, out, err);
		}
		more = p.rows.count == PAGE;
	}
	tr_sql_rows_free(&p.rows);
	return rc;
}
