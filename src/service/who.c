/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "service/who.h"

#include <stdlib.h>

#include "base/errors/registry.h"
#include "service/limits.h"

json_t *
tr_call_time_json(int64_t at)
{
	char text[TR_TIME_TEXT_MAX];

	tr_time_iso(at, TR_ZONE_VIETNAM, text);
	return json_string(text);
}

trien_rc
tr_call_answer_json(struct tr_call *c, json_t *value, struct trien_err *err)
{
	char *text = value != NULL ? json_dumps(value, JSON_COMPACT) : NULL;

	json_decref(value);
	tr_buf_clear(&c->reply.body);
	const trien_rc rc = text != NULL ? tr_buf_addf(&c->reply.body, err, "%s\n", text) : TR_ERR(err, NO_MEMORY, TR_U("want", 1));
	free(text);
	return rc;
}

trien_rc
tr_who_open(struct tr_call *c, struct tr_sql *db, struct tr_who *out, struct trien_err *err)
{
	TR_TRY(tr_call_foresee(c, db, "who", err));
	return tr_door_open(db, &c->caller, tr_call_now(c), out, err);
}

trien_rc
tr_who_reaches(struct tr_sql *db, const struct tr_who *who, const struct tr_viewer *v, const struct tr_book *book, int64_t id, struct trien_err *err)
{
	const trien_rc rc = tr_door_row(db, who, v, book, id, err);

	return rc == TRIEN_E_REGISTRY_SCOPE ? TR_ERR(err, REGISTRY_NOT_FOUND, TR_S("book", book->name), TR_I("id", id)) : rc;
}

static trien_rc
put_roles(struct tr_sql *db, const struct tr_who *w, json_t *all, struct trien_err *err)
{
	for (size_t i = 0; i < w->posts; i++) {
		TR_AUTO_ROWS rows = {0};
		const struct tr_rules_word *role = tr_rules_role_word(w->post[i].role);
		TR_TRY(tr_sql_ask(db, "SELECT name FROM agency WHERE id = $1", TR_SQL_IN(TR_SQL_I(w->post[i].agency)), &rows, err));
		json_array_append_new(all, json_pack("{s:s, s:s, s:s, s:I, s:s}", "role", role->word, "role_vi", role->vi, "role_en", role->en, "agency",
				(json_int_t)w->post[i].agency, "agency_name", rows.count > 0 ? tr_sql_text(&rows, 0, 0) : ""));
	}
	return TRIEN_OK;
}

trien_rc
tr_who_write(struct tr_call *c, struct tr_sql *db, struct trien_err *err)
{
	const struct tr_visit *s = &c->session;
	const int64_t now = tr_call_now(c), fresh = s->confirmed_at + TR_VISIT_FRESH_SECONDS - now, rest = s->made_at + TR_VISIT_SECONDS - now;
	TR_AUTO_ROWS rows = {0};
	struct tr_who w;

	TR_TRY(tr_who_open(c, db, &w, err));
	TR_TRY(tr_sql_ask(db, "SELECT name FROM person WHERE id = $1", TR_SQL_IN(TR_SQL_I(w.person)), &rows, err));
	json_t *roles = json_array();
	const trien_rc rc = put_roles(db, &w, roles, err);
	if (rc != TRIEN_OK) {
		json_decref(roles);
		return rc;
	}
	return tr_call_answer_json(c, json_pack("{s:I, s:s, s:s, s:I, s:s, s:o, s:s, s:I, s:I, s:I}", "account", (json_int_t)s->account, "kind", s->kind, "name", s->name, "person",
			(json_int_t)w.person, "person_name", rows.count > 0 ? tr_sql_text(&rows, 0, 0) : "", "roles", roles, "csrf", c->csrf, "idle_seconds",
			(json_int_t)TR_VISIT_IDLE_SECONDS, "seconds", (json_int_t)rest, "confirmed_seconds", (json_int_t)(fresh > 0 ? fresh : 0)), err);
}
