/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Requirement: R10.1 R10.2 R10.3 */
/* A document comes, or is judged again. */
#include "base/errors/office.h"
#include "base/errors/registry.h"
#include "office/enclosure.h"
#include "office/delivery.h"
#include "office/incoming_parts.h"
#include "office/message_parts.h"
#include "registry/custody.h"

struct arriving {
	const struct tr_office_coming *new;
	const struct tr_office_judgement *judgement; /* NULL: it is on paper */
	int64_t arrival;                             /* to be judged again; 0: it comes */
	const struct tr_office_judgement *given;     /* of that */
	struct tr_office_came came;
};

/* ---- what came ---- */

/* The one that gives way is one of this agency's. */
static trien_rc
check_replaced(const struct tr_officing *o, const struct tr_office_coming *c, struct trien_err *err)
{
	TR_AUTO_ROWS rows = {0};

	if (c->replaces == 0)
		return TRIEN_OK;
	TR_TRY(tr_sql_ask(o->a->db, "SELECT id FROM arrival WHERE id = $1 AND agency = $2", TR_SQL_IN(TR_SQL_I(c->replaces), TR_SQL_I(c->agency)), &rows, err));
	return rows.count > 0 ? TRIEN_OK : TR_ERR(err, REGISTRY_NOT_FOUND, TR_S("book", "arrival"), TR_I("id", c->replaces));
}

static trien_rc
check_coming(const struct tr_officing *o, const struct tr_office_coming *c, char code[TR_OFFICE_CODE_MAX + 1], struct trien_err *err)
{
	struct tr_office_kind kind = {0};

	code[0] = '\0';
	if (c->sender == NULL || c->sender[0] == '\0')
		return TR_ERR0(err, OFFICE_SENDER);
	if ((c->hash == NULL) != (c->judgement == NULL))
		return TR_ERR0(err, OFFICE_FILE_WANTED);
	TR_TRY(tr_enclosures_check(c, err));
	TR_TRY(check_replaced(o, c, err));
	if (c->kind == NULL)
		return TRIEN_OK;
	TR_TRY(tr_office_kind_find(o->profile, o->a->act->at, c->kind, &kind, err));
	memcpy(code, kind.code, sizeof(kind.code));
	return TRIEN_OK;
}

static trien_rc
set_copy(struct tr_record *r, size_t column, const char *text, struct trien_err *err)
{
	const uint8_t *copy;

	if (text == NULL || text[0] == '\0')
		return TRIEN_OK;
	TR_TRY(tr_arena_copy(&r->arena, text, strlen(text) + 1, &copy, err));
	tr_record_set_text(r, column, (const char *)copy);
	return TRIEN_OK;
}

static trien_rc
fill_line(const struct tr_office_coming *c, const char *code, struct tr_record *line, struct trien_err *err)
{
	*line = tr_record_of(&tr_books[TR_BOOK_incoming]);
	tr_record_set_text(line, TR_incoming_author, c->sender);
	tr_record_set_text(line, TR_incoming_symbol, c->symbol);
	TR_TRY(set_copy(line, TR_incoming_kind, code, err));
	tr_record_set_text(line, TR_incoming_subject, c->subject);
	tr_record_set_text(line, TR_incoming_urgency, c->urgency == NULL ? "normal" : c->urgency);
	tr_record_set_text(line, TR_incoming_receiver, c->receiver);
	tr_record_set_text(line, TR_incoming_note, c->note);
	if (c->dated_at != 0)
		tr_record_set_int(line, TR_incoming_dated_at, c->dated_at);
	return TRIEN_OK;
}

static void
fill_arrival(const struct tr_officing *o, const struct tr_office_coming *c, struct tr_record *a)
{
	*a = tr_record_of(&tr_books[TR_BOOK_arrival]);
	tr_record_set_int(a, TR_arrival_agency, c->agency);
	tr_record_set_text(a, TR_arrival_sender, c->sender);
	tr_record_set_text(a, TR_arrival_contact, c->contact);
	tr_record_set_text(a, TR_arrival_medium, c->hash == NULL ? "paper" : "electronic");
	tr_record_set_text(a, TR_arrival_channel, c->channel);
	tr_record_set_int(a, TR_arrival_arrived_at, o->a->act->at);
	tr_record_set_text(a, TR_arrival_hash, c->hash);
	tr_record_set_int(a, TR_arrival_tries, 0);
	if (c->replaces != 0)
		tr_record_set_int(a, TR_arrival_replaces, c->replaces);
}

static trien_rc
find_arrival(const struct tr_officing *o, const struct tr_office_coming *c, int64_t *id, struct trien_err *err)
{
	static const char sql[] = "SELECT id FROM arrival WHERE agency = $1 AND hash = $2 AND sender = $3";
	TR_AUTO_ROWS rows = {0};

	*id = 0;
	if (c->hash == NULL)
		return TRIEN_OK;
	TR_TRY(tr_sql_ask(o->a->db, sql, TR_SQL_IN(TR_SQL_I(c->agency), TR_SQL_T(c->hash), TR_SQL_T(c->sender)), &rows, err));
	*id = rows.count > 0 ? tr_sql_int(&rows, 0, 0) : 0;
	return TRIEN_OK;
}

/* ---- what is known of it ---- */

/* The very file from somebody else; the same number of the same sender in another file. A document that gives way is no double. */
static trien_rc
find_double(const struct tr_officing *o, const struct tr_record *a, const struct tr_record *line, const char **word, struct trien_err *err)
{
	static const char same_file[] = "SELECT id FROM arrival WHERE agency = $1 AND hash = $2 AND sender <> $3 AND id <> $4 "
					"AND state IN ('registered', 'assigned', 'done') LIMIT 1";
	static const char same_symbol[] = "SELECT i.id FROM incoming i JOIN arrival a ON a.id = i.arrival WHERE i.agency = $1 AND i.symbol = $2 AND i.author = $3 "
					  "AND COALESCE(i.dated_at, 0) = $4 AND a.id <> $5 AND a.state IN ('registered', 'assigned', 'done') LIMIT 1";
	const int64_t given_way = a->v[TR_arrival_replaces].null ? 0 : a->v[TR_arrival_replaces].i;
	TR_AUTO_ROWS files = {0};
	TR_AUTO_ROWS symbols = {0};

	*word = NULL;
	if (!a->v[TR_arrival_hash].null)
		TR_TRY(tr_sql_ask(o->a->db, same_file, TR_SQL_IN(a->v[TR_arrival_agency], a->v[TR_arrival_hash], a->v[TR_arrival_sender], TR_SQL_I(given_way)),
				&files, err));
	if (files.count > 0) {
		*word = "same-file";
		return TRIEN_OK;
	}
	if (line->v[TR_incoming_symbol].null)
		return TRIEN_OK;
	TR_TRY(tr_sql_ask(o->a->db, same_symbol, TR_SQL_IN(a->v[TR_arrival_agency], line->v[TR_incoming_symbol], line->v[TR_incoming_author],
			TR_SQL_I(line->v[TR_incoming_dated_at].null ? 0 : line->v[TR_incoming_dated_at].i), TR_SQL_I(given_way)), &symbols, err));
	if (symbols.count > 0)
		*word = "same-symbol";
	return TRIEN_OK;
}

static trien_rc
add_word(struct tr_buf *all, const char *word, struct trien_err *err)
{
	if (word == NULL)
		return TRIEN_OK;
	if (all->n > 0)
		TR_TRY(tr_buf_add_byte(all, ' ', err));
	return tr_buf_add(all, word, strlen(word), err);
}

trien_rc
tr_incoming_check_findings(const char *findings, struct trien_err *err)
{
	for (const char *word = findings; word != NULL && *word != '\0'; word += strcspn(word, " "), word += *word == ' ')
		if (tr_incoming_why(TR_BYTES(word, strcspn(word, " "))) == NULL)
			return TR_ERR(err, OFFICE_FINDINGS, TR_B("got", word, strcspn(word, " ")));
	return TRIEN_OK;
}

static trien_rc
set_findings(const struct tr_officing *o, struct tr_record *a, const struct tr_record *line, const struct tr_office_judgement *j, struct trien_err *err)
{
	const char *twice;
	TR_AUTO_BUF all = {0};

	if (j != NULL) {
		TR_TRY(tr_incoming_check_findings(j->findings, err));
		TR_TRY(add_word(&all, j->findings, err));
		if (tr_record_is(a, TR_arrival_control, "no"))
			TR_TRY(add_word(&all, "not-kept", err));
	}
	TR_TRY(find_double(o, a, line, &twice, err));
	TR_TRY(add_word(&all, twice, err));
	if (all.n == 0) {
		tr_record_set_null(a, TR_arrival_findings);
		return TRIEN_OK;
	}
	TR_TRY(tr_buf_add_byte(&all, 0, err));
	return set_copy(a, TR_arrival_findings, (const char *)all.p, err);
}

static trien_rc
set_judgement(const struct tr_officing *o, struct tr_record *a, const struct tr_office_judgement *j, struct trien_err *err)
{
	enum tr_file_answer control;

	TR_TRY(tr_file_signers_control(o->a->db, j->signers, j->signer_count, &control, err));
	tr_record_set_text(a, TR_arrival_verdict, tr_incoming_verdicts[j->verdict]);
	tr_record_set_text(a, TR_arrival_rightness, tr_incoming_rights[j->right]);
	tr_record_set_text(a, TR_arrival_control, tr_file_answer_word(control));
	tr_record_set_text(a, TR_arrival_seal, j->seal);
	tr_record_set_int(a, TR_arrival_judged_at, o->a->act->at);
	tr_record_set_int(a, TR_arrival_tries, a->v[TR_arrival_tries].i + 1);
	return TRIEN_OK;
}

/* ---- what becomes of it ---- */

/* What waits is kept with its file and its card. */
static trien_rc
put_waiting(const struct tr_officing *o, const struct arriving *w, struct tr_record *a, const struct tr_record *line, bool again, struct trien_err *err)
{
	const int64_t pause = (int64_t)tr_profile_number(o->profile, TR_PROFILE_INCOMING_RETRY_HOURS, o->a->act->at) * 3600;
	char name[TR_HEX256 + 1];
	TR_AUTO_BUF card = {0};

	tr_record_set_null(a, TR_arrival_retry_at);
	if (again)
		tr_record_set_int(a, TR_arrival_retry_at, o->a->act->at + pause);
	if (w->new != NULL && a->v[TR_arrival_file].null) {
		tr_record_set_text(a, TR_arrival_file, w->new->file);
		tr_record_set_text(a, TR_arrival_evidence, w->new->evidence);
	}
	if (a->v[TR_arrival_card].null) {
		if (o->a->act->blobs == NULL)
			return TR_ERR(err, REGISTRY_NO_BLOBS, TR_S("column", "card"));
		TR_TRY(tr_record_content(line, &card, err));
		TR_TRY(tr_blob_put(o->a->act->blobs, tr_buf_view(&card), name, err));
		TR_TRY(set_copy(a, TR_arrival_card, name, err));
	}
	return tr_acting_put(o->a, a, err);
}

/* The one whose place it takes. */
static trien_rc
replace(const struct tr_officing *o, int64_t replaced, struct trien_err *err)
{
	struct tr_incoming_decision d;
	TR_AUTO_RECORD old = {0};

	TR_TRY(tr_record_load(o->a->db, &tr_books[TR_BOOK_arrival], replaced, &old, err));
	struct tr_incoming_facts facts = tr_incoming_facts_of(o, &old);
	facts.replacer_registered = true;
	TR_TRY(tr_incoming_decide_row(o, &old, TR_INCOMING_ACT_REPLACE, &facts, &d, err));
	return tr_acting_put(o->a, &old, err);
}

static trien_rc
put_registered(const struct tr_officing *o, struct arriving *w, struct tr_record *a, struct tr_record *line, struct trien_err *err)
{
	if (w->new != NULL && a->v[TR_arrival_file].null) {
		tr_record_set_text(a, TR_arrival_file, w->new->file);
		tr_record_set_text(a, TR_arrival_evidence, w->new->evidence);
	}
	/* A file that is registered is one that is kept. */
	if (!a->v[TR_arrival_hash].null && a->v[TR_arrival_file].null)
		return TR_ERR0(err, OFFICE_FILE_WANTED);
	TR_TRY(tr_incoming_number(o, a, line, w->new == NULL ? 0 : w->new->day, &w->came, err));
	return a->v[TR_arrival_replaces].null ? TRIEN_OK : replace(o, a->v[TR_arrival_replaces].i, err);
}

/* Nothing new is known of one that a person has to decide on, or has decided on. */
static bool
is_settled(const struct tr_incoming_facts *f, enum tr_incoming_act act)
{
	if (f->state == TR_INCOMING_WAITING)
		return act == TR_INCOMING_ACT_HOLD || act == TR_INCOMING_ACT_WAIT;
	return f->state == TR_INCOMING_REFUSED && act != TR_INCOMING_ACT_REGISTER;
}

static trien_rc
become(const struct tr_officing *o, struct arriving *w, struct tr_record *a, struct tr_record *line, struct trien_err *err)
{
	struct tr_incoming_decision d;

	if (w->judgement != NULL)
		TR_TRY(set_judgement(o, a, w->judgement, err));
	TR_TRY(set_findings(o, a, line, w->judgement, err));
	struct tr_incoming_facts facts = tr_incoming_facts_of(o, a);
	const enum tr_incoming_act act = tr_incoming_outcome(&facts);
	w->came.from = w->came.to = facts.state;
	w->came.arrival = a->id;
	w->came.again = is_settled(&facts, act);
	if (w->came.again)
		return TRIEN_OK;
	TR_TRY(tr_incoming_decide_row(o, a, act, &facts, &d, err));
	w->came.to = d.to;
	TR_TRY(d.to == TR_INCOMING_REGISTERED ? put_registered(o, w, a, line, err)
			: d.forgets ? tr_incoming_put_refused(o, a, err)
				    : put_waiting(o, w, a, line, d.to == TR_INCOMING_RETRY, err));
	w->came.arrival = a->id;
	return TRIEN_OK;
}

/* What came is one: it is not better than the worst of its files. */
static trien_rc
weigh(struct arriving *w, const struct tr_office_enclosed *all, size_t count, struct tr_office_judgement *worst, struct tr_buf *findings, struct trien_err *err)
{
	const char *own = w->judgement != NULL && w->judgement->findings != NULL ? w->judgement->findings : "";

	if (!tr_office_enclosed_failed(all, count))
		return TRIEN_OK;
	TR_TRY(tr_buf_addf(findings, err, "%s%senclosure-failed%c", own, own[0] == '\0' ? "" : " ", 0));
	*worst = *w->judgement;
	worst->verdict = TR_VERDICT_FAILED;
	worst->findings = (const char *)findings->p;
	w->judgement = worst;
	return TRIEN_OK;
}

/* What has a number keeps it. */
static trien_rc
tell_again(const struct tr_officing *o, struct arriving *w, const struct tr_record *a, struct trien_err *err)
{
	TR_AUTO_RECORD line = {0};

	TR_TRY(tr_incoming_load_line(o, a->id, &line, err));
	w->came = (struct tr_office_came){.arrival = a->id, .entry = line.id, .year = line.v[TR_incoming_year].i, .number = line.v[TR_incoming_number].i,
		.from = tr_incoming_state_of(a->v[TR_arrival_state].b), .to = tr_incoming_state_of(a->v[TR_arrival_state].b), .again = true};
	return TRIEN_OK;
}

static bool
is_open(const struct tr_record *a)
{
	return tr_record_is(a, TR_arrival_state, "retry") || tr_record_is(a, TR_arrival_state, "waiting") || tr_record_is(a, TR_arrival_state, "refused");
}

static trien_rc
take_in(struct tr_officing *o, struct arriving *w, struct trien_err *err)
{
	char code[TR_OFFICE_CODE_MAX + 1];
	int64_t there;
	struct tr_office_judgement worst;
	TR_AUTO_BUF findings = {0};
	TR_AUTO_RECORD a = {0};
	TR_AUTO_RECORD line = {0};

	TR_TRY(check_coming(o, w->new, code, err));
	TR_TRY(weigh(w, w->new->enclosed, w->new->enclosed_count, &worst, &findings, err));
	TR_TRY(fill_line(w->new, code, &line, err));
	TR_TRY(find_arrival(o, w->new, &there, err));
	if (there == 0) {
		fill_arrival(o, w->new, &a);
		return become(o, w, &a, &line, err);
	}
	TR_TRY(tr_record_load(o->a->db, &tr_books[TR_BOOK_arrival], there, &a, err));
	return is_open(&a) ? become(o, w, &a, &line, err) : tell_again(o, w, &a, err);
}

static trien_rc
arrive(struct tr_officing *o, void *context, struct trien_err *err)
{
	struct arriving *w = context;
	bool known;

	w->came = (struct tr_office_came){0};
	TR_TRY(tr_office_may(o, w->new->agency, TR_VERB_ENTER, err));
	TR_TRY(tr_message_known(o, w->new, &known, err));
	w->judgement = w->new->judgement;
	TR_TRY(take_in(o, w, err));
	TR_TRY(tr_enclosures_put(o, w->came.arrival, w->new, err));
	if (w->new->delivery != 0)
		TR_TRY(tr_delivery_received(o->a, w->new->delivery, w->came.arrival, err));
	return w->new->message == NULL || known ? TRIEN_OK : tr_message_put_in(o, w->new, w->came.arrival, err);
}

static trien_rc
judge_again(struct tr_officing *o, void *context, struct trien_err *err)
{
	struct arriving *w = context;
	const struct tr_office_judgement *j = w->given;
	struct tr_office_judgement worst;
	TR_AUTO_BUF findings = {0};
	TR_AUTO_RECORD a = {0};
	TR_AUTO_RECORD line = {0};

	w->came = (struct tr_office_came){0};
	w->judgement = j;
	TR_TRY(tr_record_load(o->a->db, &tr_books[TR_BOOK_arrival], w->arrival, &a, err));
	TR_TRY(tr_office_may(o, a.v[TR_arrival_agency].i, TR_VERB_ENTER, err));
	TR_TRY(tr_enclosures_judged(o, a.id, j, err));
	if (!is_open(&a))
		return tell_again(o, w, &a, err);
	if (a.v[TR_arrival_file].null)
		return TR_ERR0(err, OFFICE_FILE_WANTED);
	TR_TRY(weigh(w, j->enclosed, j->enclosed_count, &worst, &findings, err));
	TR_TRY(tr_incoming_load_card(o, &a, &line, err));
	return become(o, w, &a, &line, err);
}

/* ---- as acts ---- */

trien_rc
tr_office_arrive(struct tr_sql *db, const struct tr_act *act, enum tr_act_mode mode, const struct tr_office_who *who, const struct tr_office_coming *c,
		struct tr_office_came *out, struct trien_err *err)
{
	struct arriving w = {.new = c};
	int64_t id = 0;

	TR_TRY(tr_office_act(db, act, mode, who, "arrival.enter", arrive, &w, &id, err));
	*out = w.came;
	out->act = id;
	return TRIEN_OK;
}

trien_rc
tr_office_judge_again(struct tr_sql *db, const struct tr_act *act, enum tr_act_mode mode, const struct tr_office_who *who, int64_t arrival,
		const struct tr_office_judgement *j, struct tr_office_came *out, struct trien_err *err)
{
	struct arriving w = {.given = j, .arrival = arrival};
	int64_t id = 0;

	TR_TRY(tr_office_act(db, act, mode, who, "arrival.judge", judge_again, &w, &id, err));
	*out = w.came;
	out->act = id;
	return TRIEN_OK;
}

trien_rc
tr_office_due_again(struct tr_sql *db, int64_t agency, int64_t now, int64_t after, struct tr_sql_rows *out, struct trien_err *err)
{
	static const char sql[] = "SELECT id, file, sender FROM arrival WHERE agency = $1 AND state = 'retry' AND retry_at <= $2 AND id > $3 "
				  "UNION SELECT a.id, a.file, a.sender FROM enclosure e JOIN arrival a ON a.id = e.arrival WHERE e.verdict = 'open' AND e.file IS NOT NULL AND a.agency = $1 "
				  "AND a.id > $3 AND a.arrived_at > $5 AND a.file IS NOT NULL AND a.state IN ('waiting', 'registered', 'assigned') ORDER BY id LIMIT $4";
	struct tr_profile *profile;

	TR_TRY(tr_profile_for_time(now, &profile, err));
	const double hours = tr_profile_number(profile, TR_PROFILE_INCOMING_RETRY_HOURS, now) * (tr_profile_number(profile, TR_PROFILE_INCOMING_RETRIES, now) + 1);
	tr_profile_free(profile);
	return tr_sql_ask(db, sql, TR_SQL_IN(TR_SQL_I(agency), TR_SQL_I(now), TR_SQL_I(after), TR_SQL_I(TR_OFFICE_PAGE), TR_SQL_I(now - (int64_t)(hours * 3600))), out, err);
}
