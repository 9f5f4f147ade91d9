/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Requirement: R6.1 R7 R11 */
/*
 * Letters of many requests: POST /api/v1/letters makes one of requests that are confirmed, POST /api/v1/acts/{act}/letters/{id} does an act for all of them, or says of
 * each what became of it (registry/letter.h). A dry run tells of each request what the rules would say, also where one is refused.
 */
#include <stdio.h>
#include <stdlib.h>

#include "base/errors/registry.h"
#include "base/errors/service.h"
#include "registry/letter.h"
#include "service/gate.h"
#include "service/handed.h"
#include "service/query.h"
#include "service/reply.h"
#include "service/route.h"
#include "service/who.h"

/* ---- what is told ---- */

static json_t *
lines_of(const struct tr_letter_done *done)
{
	json_t *all = json_array();

	for (size_t i = 0; i < done->count; i++) {
		const struct tr_letter_row *row = &done->rows[i];
		const bool refused = row->refused.code != TRIEN_OK;
		char text[TR_REPLY_WORDS_MAX] = "", en[TR_REPLY_WORDS_MAX] = "";
		if (refused) {
			tr_reply_words(&row->refused, TRIEN_LANG_VI, text, sizeof(text));
			tr_reply_words(&row->refused, TRIEN_LANG_EN, en, sizeof(en));
		}
		json_array_append_new(all, json_pack("{s:I, s:s, s:s?, s:s?, s:s?, s:s?, s:s?, s:b}", "request", (json_int_t)row->request, "act", tr_rules_act_word(row->act)->word,
				"from", refused ? NULL : tr_rules_state_word(row->from)->word, "to", refused ? NULL : tr_rules_state_word(row->to)->word, "refused",
				refused ? trien_err_id(row->refused.code) : NULL, "message", refused ? text : NULL, "message_en", refused ? en : NULL, "deadline_unsure", (int)row->deadline_unsure));
	}
	return all;
}

/* What is tried is rolled back whatever was answered: then each refusal is told by itself. */
static bool
is_told(const struct tr_office_call *o, trien_rc rc)
{
	return rc == TRIEN_OK || (o->mode == TR_ACT_DRY_RUN && rc == TRIEN_E_REGISTRY_LETTER_REFUSED);
}

/* ---- a new one ---- */

#define MAKE_WANTED "{\"requests\": [7, 8], \"number\", " TR_SAID_WANTED "}"

enum { REQUESTS, NUMBER };

struct making {
	struct tr_office_call *o;
	int64_t requests[TR_LETTER_REQUESTS_MAX];
	size_t count;
};

static const struct tr_json_member make_letter_members[] = {
	[REQUESTS] = {"requests", TR_JSON_IDS, TR_JSON_MUST, TR_LETTER_REQUESTS_MAX, NULL},
	[NUMBER] = {"number", TR_JSON_TEXT, TR_JSON_MAY, TR_VALUE_MAX, NULL},
};
TR_BODY(make_letter, "MakeLetter", MAKE_WANTED, TR_BODY_OF_OFFICE);

static trien_rc
answer_made(struct tr_doing *d, const struct making *m, struct tr_letter_made *made, struct trien_err *err)
{
	const bool dry = m->o->mode == TR_ACT_DRY_RUN;
	char object[TR_OBJECT_TEXT];

	snprintf(object, sizeof(object), "letter:%lld", (long long)made->letter);
	return tr_call_answer_json(d->c, json_pack("{s:I, s:b, s:s, s:o}", "act", (json_int_t)(dry ? 0 : made->done.act), "dry_run", (int)dry, "object", object, "data",
			lines_of(&made->done)), err);
}

static trien_rc
make_work(struct tr_doing *d, void *context, struct trien_err *err)
{
	const struct making *m = context;
	const struct tr_letter_new n = {.role = d->who.role, .person = d->who.person, .requests = m->requests, .count = m->count, .number = tr_said_text(m->o, NUMBER)};
	struct tr_letter_made made = {0};
	struct trien_err refused = {0};

	d->act.reason = tr_office_call_reason(m->o);
	trien_rc rc = tr_letter_make(d->db, &d->act, TR_ACT_WITHIN, &n, &made, &refused);
	if (is_told(m->o, rc))
		rc = answer_made(d, m, &made, err);
	else
		*err = refused;
	tr_letter_done_free(&made.done);
	return rc;
}

trien_rc
tr_route_make_letter(struct tr_call *c, struct trien_err *err)
{
	TR_AUTO_OFFICE_CALL o = {.c = c};
	struct making m = {.o = &o};

	TR_TRY(tr_office_call_read(c, &tr_body_make_letter, &o, err));
	m.count = tr_office_call_ids(&o, REQUESTS, m.requests);
	return tr_office_call_do(&o, tr_rules_act_word(TR_ACT_REQUEST_CONSOLIDATE)->word, make_work, &m, err);
}

/* ---- an act on all of one ---- */

#define ACT_WANTED "{\"given\": {...}, \"results\": [{\"request\": 7, \"refused\": true, \"certificate\": \"#5\"}], \"file\": \"answer_blob\", " TR_SAID_WANTED "}"
#define GIVEN_MAX 8u

enum { GIVEN, RESULTS, FILE_COLUMN };

struct acting {
	struct tr_office_call *o;
	struct tr_handed handed;
	enum tr_rules_act act;
	int64_t letter;
	struct tr_deed_given given[GIVEN_MAX + TR_HANDED_MAX];
	size_t given_count;
	struct tr_letter_result results[TR_LETTER_REQUESTS_MAX];
	size_t result_count;
};

static const struct tr_json_member letter_result_members[] = {{"request", TR_JSON_NUMBER, TR_JSON_MUST, 0, NULL}, {"refused", TR_JSON_FLAG, TR_JSON_MAY, 0, NULL},
	{"certificate", TR_JSON_TEXT, TR_JSON_MAY, TR_VALUE_MAX, NULL}};
TR_BODY(letter_result, "LetterResult", ACT_WANTED, TR_BODY_PLAIN);

static const struct tr_json_more the_results = {.items = &tr_body_letter_result};
static const struct tr_json_member letter_act_members[] = {
	[GIVEN] = {"given", TR_JSON_TEXTS, TR_JSON_MAY, TR_VALUE_MAX, NULL},
	[RESULTS] = {"results", TR_JSON_LIST, TR_JSON_MAY, TR_LETTER_REQUESTS_MAX, &the_results},
	[FILE_COLUMN] = {"file", TR_JSON_TEXT, TR_JSON_MAY, TR_OBJECT_TEXT, NULL},
};
TR_BODY(letter_act, "LetterAct", ACT_WANTED, TR_BODY_OF_OFFICE);

static trien_rc
add_given(struct acting *a, const char *name, const char *value, bool file, struct trien_err *err)
{
	const struct tr_book *book;
	const struct tr_column *column = tr_deed_takes(a->act, name, &book);

	if (column == NULL || (column->kind == TR_COLUMN_BLOB) != file)
		return TR_ERR(err, REGISTRY_NOT_TAKEN, TR_S("act", tr_rules_act_word(a->act)->word), TR_S("got", name));
	a->given[a->given_count++] = (struct tr_deed_given){name, value};
	return TRIEN_OK;
}

static trien_rc
read_result(struct acting *a, json_t *item, struct trien_err *err)
{
	json_t *v[3];

	if (!json_is_object(item))
		return TR_ERR(err, SERVICE_JSON, TR_S("want", ACT_WANTED));
	TR_TRY(tr_json_body(item, &tr_body_letter_result, v, err));
	const bool refused = json_is_true(v[1]) && a->act == TR_ACT_REQUEST_COMPLETE;
	a->results[a->result_count++] = (struct tr_letter_result){json_integer_value(v[0]), refused ? TR_ACT_REQUEST_REFUSE : a->act, json_string_value(v[2])};
	return TRIEN_OK;
}

static trien_rc
read_body(struct acting *a, struct trien_err *err)
{
	json_t *given = tr_said(a->o, GIVEN), *value, *item;
	const char *name;
	size_t i;

	if (json_object_size(given) > GIVEN_MAX)
		return TR_ERR(err, SERVICE_JSON, TR_S("want", ACT_WANTED));
	json_object_foreach(given, name, value)
		TR_TRY(add_given(a, name, json_string_value(value), false, err));
	TR_TRY(tr_handed_read(a->o, tr_said_text(a->o, FILE_COLUMN), ACT_WANTED, &a->handed, err));
	for (i = 0; i < a->handed.count; i++)
		TR_TRY(add_given(a, a->handed.files[i].column, a->handed.files[i].name, true, err));
	json_array_foreach(tr_said(a->o, RESULTS), i, item)
		TR_TRY(read_result(a, item, err));
	return TRIEN_OK;
}

static trien_rc
act_work(struct tr_doing *d, void *context, struct trien_err *err)
{
	struct acting *a = context;
	const struct tr_letter_deed l = {{.act = a->act, .object = a->letter, .role = d->who.role, .person = d->who.person, .given = a->given, .given_count = a->given_count},
		a->result_count > 0 ? a->results : NULL, a->result_count};
	const bool dry = a->o->mode == TR_ACT_DRY_RUN;
	const struct tr_book *book = &tr_books[TR_BOOK_letter];
	struct tr_letter_done done = {0};
	struct trien_err refused = {0};
	struct tr_viewer v;

	TR_TRY(tr_door_viewer(&d->who, book, TR_VERB_SEE, &v, err));
	TR_TRY(tr_who_reaches(d->db, &d->who, &v, book, a->letter, err));
	d->act.reason = tr_office_call_reason(a->o);
	tr_handed_give(&a->handed, &d->act);
	trien_rc rc = tr_letter_do(d->db, &d->act, TR_ACT_WITHIN, &l, &done, &refused);
	if (is_told(a->o, rc))
		rc = tr_call_answer_json(d->c, json_pack("{s:I, s:b, s:o, s:o}", "act", (json_int_t)(dry ? 0 : done.act), "dry_run", (int)dry, "data", lines_of(&done), "files",
				tr_handed_json(&a->handed)), err);
	else
		*err = refused;
	tr_letter_done_free(&done);
	return rc;
}

/* Those that a letter carries its requests through: who asked, who confirmed, each did alone. */
static bool
is_of_letters(enum tr_rules_act act)
{
	return act == TR_ACT_REQUEST_SEND || act == TR_ACT_REQUEST_ACCEPT || act == TR_ACT_REQUEST_COMPLETE || act == TR_ACT_REQUEST_REFUSE || act == TR_ACT_REQUEST_RELEASE ||
	       act == TR_ACT_REQUEST_CLOSE;
}

static trien_rc
do_act(struct acting *a, struct trien_err *err)
{
	struct tr_call *c = a->o->c;
	const char *word = (const char *)c->parameters[0].p;

	if (!tr_rules_act_of(word, &a->act) || !is_of_letters(a->act))
		return TR_ERR0(err, SERVICE_NOT_FOUND);
	TR_TRY(tr_query_id(c->parameters[1], &a->letter, err));
	TR_TRY(tr_office_call_read(c, &tr_body_letter_act, a->o, err));
	TR_TRY(read_body(a, err));
	TR_TRY(tr_handed_take(a->o, &a->handed, err));
	return tr_office_call_do(a->o, word, act_work, a, err);
}

trien_rc
tr_route_letter_act(struct tr_call *c, struct trien_err *err)
{
	TR_AUTO_OFFICE_CALL o = {.c = c, .takes_files = true};
	struct acting *a = tr_mem_zeroed(1, sizeof(*a));

	if (a == NULL)
		return TR_ERR(err, NO_MEMORY, TR_U("want", sizeof(*a)));
	a->o = &o;
	const trien_rc rc = do_act(a, err);
	free(a);
	return rc;
}
