/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* A plan as a whole: its rows, its letters, its mark. Requirement: R6.1 R14.3 */
#include "registry/plan.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/errors/registry.h"
#include "registry/list.h"
#include "registry/plan_parts.h"
#include "registry/value.h"
#include "store/hex.h"
#include "store/note.h"

#define DIGEST_TEXT 24u /* of the mark; nobody signs with it */

void
tr_plan_free(struct tr_plan *p)
{
	free(p->entries);
	free(p->changes);
	tr_arena_free(&p->arena);
	*p = (struct tr_plan){0};
}

static const char *const verbs[TR_PLAN_VERB_COUNT] = {[TR_PLAN_MERGE] = "merge", [TR_PLAN_UNITE] = "unite", [TR_PLAN_SPLIT] = "split",
	[TR_PLAN_RENAME] = "rename", [TR_PLAN_MOVE] = "move", [TR_PLAN_RETIRE] = "retire", [TR_PLAN_TRANSFER] = "transfer", [TR_PLAN_CHANGE] = "change"};

const char *
tr_plan_verb_word(enum tr_plan_verb verb)
{
	return verbs[verb];
}

bool
tr_plan_verb_of(const char *word, enum tr_plan_verb *out)
{
	for (unsigned i = 0; i < TR_PLAN_VERB_COUNT; i++)
		if (strcmp(verbs[i], word) == 0) {
			*out = (enum tr_plan_verb)i;
			return true;
		}
	return false;
}

const struct tr_rules_word *
tr_plan_does_word(enum tr_plan_does does)
{
	static const struct tr_rules_word words[] = {
#define TR_PLAN_DOES(symbol, word, vi, en) {word, vi, en},
#include "registry/plan.def"
	};
	return &words[does];
}

/* ---- rows ---- */

static trien_rc
copy_text(struct tr_planning *p, struct tr_bytes b, const char **out, struct trien_err *err)
{
	char *text;

	TR_TRY(tr_arena_take(&p->plan->arena, b.n + 1, &text, err));
	if (b.n > 0)
		memcpy(text, b.p, b.n);
	text[b.n] = '\0';
	*out = text;
	return TRIEN_OK;
}

/* By what people know a row. */
static struct tr_bytes
name_of(const struct tr_record *r)
{
	const struct tr_book *b = r->book;
	const size_t column = b->named >= 0 ? (size_t)b->named : b == &tr_books[TR_BOOK_device] ? TR_device_serial : TR_post_title;

	return b == &tr_books[TR_BOOK_letter] || r->v[column].null ? TR_BYTES("", 0) : r->v[column].b;
}

static trien_rc
find_code(struct tr_planning *p, const struct tr_record *r, const char **out, struct trien_err *err)
{
	static const char sql[] = "SELECT code FROM agency WHERE id = $1";
	const size_t column = tr_book_column(r->book, "agency");
	TR_AUTO_ROWS rows = {0};

	if (column == r->book->count) /* it is an agency itself */
		return copy_text(p, r->v[TR_agency_code].b, out, err);
	TR_TRY(tr_sql_ask(p->d.a->db, sql, TR_SQL_IN(TR_SQL_I(tr_ref(r, column))), &rows, err));
	return copy_text(p, rows.count > 0 ? tr_sql_cell(&rows, 0, 0)->b : TR_BYTES("", 0), out, err);
}

static trien_rc
make_room(struct tr_plan *plan, struct trien_err *err)
{
	if (plan->count == TR_PLAN_ENTRIES_MAX)
		return TR_ERR(err, REGISTRY_PLAN_LIMIT, TR_U("max", TR_PLAN_ENTRIES_MAX));
	if (plan->count < plan->room)
		return TRIEN_OK;
	const size_t room = plan->room == 0 ? 64 : 2 * plan->room;
	struct tr_plan_entry *more = tr_mem_resize(plan->entries, room * sizeof(*more));
	if (more == NULL)
		return TR_ERR(err, NO_MEMORY, TR_U("want", room * sizeof(*more)));
	plan->entries = more;
	plan->room = room;
	return TRIEN_OK;
}

trien_rc
tr_plan_add(struct tr_planning *p, enum tr_plan_does does, const struct tr_record *of, const char *clause, struct tr_plan_entry **out,
		struct trien_err *err)
{
	struct tr_plan *plan = p->plan;
	struct tr_plan_entry e = {.does = does, .book = of->book, .id = of->id, .version = of->version, .clause = clause, .letter = SIZE_MAX};

	TR_TRY(make_room(plan, err));
	TR_TRY(copy_text(p, name_of(of), &e.name, err));
	TR_TRY(find_code(p, of, &e.agency, err));
	plan->entries[plan->count] = e;
	*out = &plan->entries[plan->count++];
	return TRIEN_OK;
}

trien_rc
tr_plan_set(struct tr_planning *p, struct tr_plan_entry *e, size_t column, struct tr_sql_value value, struct trien_err *err)
{
	struct tr_plan_set *set = &e->sets[e->set_count];
	TR_AUTO_BUF text = {0};
	const char *copy;

	*set = (struct tr_plan_set){column, value, NULL};
	if (value.type == TR_SQL_TEXT && !value.null) {
		TR_TRY(copy_text(p, value.b, &copy, err));
		set->value.b = TR_BYTES(copy, value.b.n);
	}
	TR_TRY(tr_value_write_key(p->d.a->db, &e->book->columns[column], &value, &text, err));
	TR_TRY(copy_text(p, tr_buf_view(&text), &set->text, err));
	e->set_count++;
	return TRIEN_OK;
}

/* ---- who may ---- */

trien_rc
tr_plan_may(struct tr_planning *p, int64_t agency, struct trien_err *err)
{
	const enum tr_rules_scope scope = tr_rules_access(p->ask->role, TR_OBJECT_PLAN, TR_VERB_ENTER);

	for (size_t i = 0; i < p->allowed_count; i++)
		if (p->allowed[i] == agency)
			return TRIEN_OK;
	TR_TRY(tr_deed_may(&p->d, scope, &tr_books[TR_BOOK_agency], agency, err));
	if (p->allowed_count == p->allowed_room) {
		const size_t room = p->allowed_room == 0 ? 16 : 2 * p->allowed_room;
		int64_t *more = tr_mem_resize(p->allowed, room * sizeof(*more));
		if (more == NULL)
			return TR_ERR(err, NO_MEMORY, TR_U("want", room * sizeof(*more)));
		p->allowed = more;
		p->allowed_room = room;
	}
	p->allowed[p->allowed_count++] = agency;
	return TRIEN_OK;
}

static trien_rc
find_row(struct tr_planning *p, size_t book, size_t column, const char *key, struct tr_record *out, struct trien_err *err)
{
	struct tr_record as = tr_record_of(&tr_books[book]);

	TR_TRY(tr_value_read(p->d.a->db, &as, column, key, err));
	return tr_record_load(p->d.a->db, tr_book_find(tr_books[book].columns[column].of), as.v[column].i, out, err);
}

/* What is out of reach is answered as what there is none of. */
static trien_rc
may_name(struct tr_planning *p, int64_t agency, const struct tr_column *column, const char *key, struct trien_err *err)
{
	const trien_rc rc = tr_plan_may(p, agency, err);

	return rc != TRIEN_E_REGISTRY_SCOPE ? rc : TR_ERR(err, REGISTRY_KEY_UNKNOWN, TR_S("column", column->name), TR_S("book", column->of), TR_B("got", key, strlen(key)));
}

trien_rc
tr_plan_agency(struct tr_planning *p, const char *key, struct tr_record *out, struct trien_err *err)
{
	TR_TRY(find_row(p, TR_BOOK_person, TR_person_agency, key, out, err));
	TR_TRY(may_name(p, out->id, &tr_books[TR_BOOK_person].columns[TR_person_agency], key, err));
	return tr_record_is(out, TR_agency_state, "active") ? TRIEN_OK : TR_ERR(err, REGISTRY_PLAN_AGENCY, TR_B("got", key, strlen(key)));
}

bool
tr_plan_names(const struct tr_planning *p, const struct tr_record *r)
{
	static const unsigned does = TR_BIT(TR_PLAN_PERSON_MOVES) | TR_BIT(TR_PLAN_PERSON_LEAVES) | TR_BIT(TR_PLAN_CHANGES);

	for (size_t i = 0; i < p->plan->count; i++)
		if (p->plan->entries[i].book == r->book && p->plan->entries[i].id == r->id && (does & TR_BIT(p->plan->entries[i].does)))
			return true;
	return false;
}

trien_rc
tr_plan_person(struct tr_planning *p, const char *key, struct tr_record *out, struct trien_err *err)
{
	TR_TRY(find_row(p, TR_BOOK_post, TR_post_person, key, out, err));
	TR_TRY(may_name(p, tr_ref(out, TR_person_agency), &tr_books[TR_BOOK_post].columns[TR_post_person], key, err));
	return tr_record_is(out, TR_person_state, "active") && !tr_plan_names(p, out) ? TRIEN_OK : TR_ERR(err, REGISTRY_PLAN_PERSON, TR_B("got", key, strlen(key)));
}

/* ---- letters ---- */

static trien_rc
add_letter(struct tr_planning *p, const struct tr_plan_entry *request, size_t *index, struct trien_err *err)
{
	const struct tr_plan_entry like = *request; /* the rows may move */
	struct tr_record row = tr_record_of(&tr_books[TR_BOOK_letter]);
	struct tr_plan_entry *letter;

	tr_record_set_int(&row, TR_letter_agency, like.part.agency);
	TR_TRY(tr_plan_add(p, TR_PLAN_LETTER, &row, NULL, &letter, err));
	*index = p->plan->count - 1;
	letter->part = like.part;
	letter->kind = like.kind;
	letter->recipient = like.recipient;
	TR_TRY(tr_plan_set(p, letter, TR_letter_agency, TR_SQL_I(like.part.agency), err));
	TR_TRY(tr_plan_set(p, letter, TR_letter_receiver, TR_SQL_T(like.recipient == TR_BODY_DEPARTMENT ? "department" : "authority"), err));
	return tr_plan_set(p, letter, TR_letter_state, TR_SQL_T("draft"), err);
}

/* One letter for what may stand in one: of one recipient, one form, one managing agency. */
static trien_rc
find_letter(struct tr_planning *p, size_t request, size_t requests, struct trien_err *err)
{
	struct tr_plan *plan = p->plan;
	size_t index = requests;

	while (index < plan->count && !tr_rules_letter_fits(p->d.law, &plan->entries[index].part, &plan->entries[request].part))
		index++;
	if (index == plan->count)
		TR_TRY(add_letter(p, &plan->entries[request], &index, err));
	plan->entries[request].letter = index;
	return TRIEN_OK;
}

static trien_rc
count_rows(struct tr_planning *p, struct trien_err *err)
{
	struct tr_plan *plan = p->plan;
	const size_t rows = plan->count;

	for (size_t i = 0; i < rows; i++) {
		const struct tr_plan_entry *e = &plan->entries[i];
		const bool refused = e->refused.code != TRIEN_OK;
		plan->refused += refused;
		plan->blocking += e->blocks;
		if (e->does != TR_PLAN_REQUEST || refused)
			continue;
		plan->requests++;
		TR_TRY(find_letter(p, i, rows, err));
	}
	plan->letters = plan->count - rows;
	return TRIEN_OK;
}

/* ---- the mark ---- */

static trien_rc
add_row(const struct tr_plan_entry *e, struct tr_buf *line, struct trien_err *err)
{
	tr_buf_clear(line);
	TR_TRY(tr_buf_addf(line, err, "%s %s:%lld %lld %s %u %u %s %lld %zu", tr_plan_does_word(e->does)->word, e->book->name, (long long)e->id,
			(long long)e->version, tr_rules_kind_word(e->kind)->word, (unsigned)e->reason, (unsigned)e->recipient,
			trien_err_id(e->refused.code), (long long)e->part.agency, e->letter));
	for (size_t i = 0; i < e->set_count; i++)
		TR_TRY(tr_buf_addf(line, err, " %s=%zu:%s", e->book->columns[e->sets[i].column].name, strlen(e->sets[i].text), e->sets[i].text));
	return tr_buf_add_byte(line, '\n', err);
}

static trien_rc
hash_rows(const struct tr_plan *plan, struct tr_hash *hash, uint8_t digest[TR_DIGEST_MAX], struct trien_err *err)
{
	TR_AUTO_BUF line = {0};
	size_t n;

	for (size_t i = 0; i < plan->count; i++) {
		TR_TRY(add_row(&plan->entries[i], &line, err));
		TR_TRY(tr_hash_add(hash, tr_buf_view(&line), err));
	}
	return tr_hash_done(hash, digest, &n, err);
}

static trien_rc
mark(struct tr_planning *p, struct trien_err *err)
{
	uint8_t digest[TR_DIGEST_MAX];
	char hex[TR_HEX256 + 1];
	struct tr_hash *hash;

	TR_TRY(tr_hash_new(TR_SHA256, &hash, err));
	const trien_rc rc = hash_rows(p->plan, hash, digest, err);
	tr_hash_free(hash);
	if (rc != TRIEN_OK)
		return rc;
	tr_hex(TR_BYTES(digest, 32), hex);
	snprintf(p->plan->mark, sizeof(p->plan->mark), "%lld-%lld-%.*s", (long long)(p->d.a->id - 1), (long long)p->d.a->act->effective_at,
			(int)DIGEST_TEXT, hex);
	return TRIEN_OK;
}

static bool
read_number(const char *from, const char *to, int64_t *out)
{
	uint64_t number;

	if (to == NULL || !tr_decimal_read(TR_BYTES(from, (size_t)(to - from)), &number) || number > INT64_MAX)
		return false;
	*out = (int64_t)number;
	return true;
}

static trien_rc
read_mark(const char *mark, int64_t *since, int64_t *effective_at, struct trien_err *err)
{
	const char *first = strchr(mark, '-'), *second = first == NULL ? NULL : strchr(first + 1, '-');

	if (second != NULL && strlen(second + 1) == DIGEST_TEXT && read_number(mark, first, since) && read_number(first + 1, second, effective_at))
		return TRIEN_OK;
	return TR_ERR(err, REGISTRY_PLAN_MARK, TR_B("got", mark, strlen(mark)));
}

static trien_rc
check_mark(struct tr_planning *p, struct trien_err *err)
{
	const char *want = p->ask->mark;
	int64_t since, effective_at;

	if (want == NULL)
		return TRIEN_OK;
	TR_TRY(read_mark(want, &since, &effective_at, err));
	if (strcmp(strchr(want, '-'), strchr(p->plan->mark, '-')) == 0)
		return TRIEN_OK;
	TR_TRY(tr_plan_tell_changes(p, since, err));
	return TR_ERR(err, REGISTRY_PLAN_CHANGED, TR_B("got", want, strlen(want)), TR_S("want", p->plan->mark));
}

/* ---- the whole ---- */

struct work {
	const struct tr_plan_ask *ask;
	const struct tr_rules_law *law;
	struct tr_plan *plan;
	bool dry;
};

static trien_rc
make(struct tr_planning *p, struct trien_err *err)
{
	static trien_rc (*const makers[])(struct tr_planning *, struct trien_err *) = {[TR_PLAN_MERGE] = tr_plan_merge, [TR_PLAN_UNITE] = tr_plan_merge,
		[TR_PLAN_SPLIT] = tr_plan_table, [TR_PLAN_RENAME] = tr_plan_rename, [TR_PLAN_MOVE] = tr_plan_move, [TR_PLAN_RETIRE] = tr_plan_leave, [TR_PLAN_TRANSFER] = tr_plan_leave,
		[TR_PLAN_CHANGE] = tr_plan_table};

	TR_TRY(makers[p->ask->verb](p, err));
	TR_TRY(count_rows(p, err));
	return mark(p, err);
}

/* What is typed and does not come through tr_value_read(). */
static trien_rc
check_letters(const struct tr_plan_ask *ask, struct trien_err *err)
{
	TR_TRY(tr_value_letters(&tr_books[TR_BOOK_agency], TR_agency_name, ask->name, err));
	TR_TRY(tr_value_letters(&tr_books[TR_BOOK_post], TR_post_title, ask->title, err));
	return tr_value_letters(&tr_books[TR_BOOK_post], TR_post_decision, ask->decision, err);
}

static trien_rc
make_and_do(struct tr_planning *p, bool dry, struct trien_err *err)
{
	TR_TRY(make(p, err));
	TR_TRY(check_mark(p, err));
	if (p->plan->blocking > 0) /* a dry run tells all the rows */
		return dry ? TRIEN_OK : TR_ERR(err, REGISTRY_PLAN_BLOCKED, TR_U("count", p->plan->blocking));
	return tr_plan_apply(p, err);
}

static trien_rc
work(struct tr_acting *a, void *context, struct trien_err *err)
{
	const struct work *k = context;
	struct tr_deed_done done = {0};
	/* The deed of its steps: nothing is handed in, so it is none that takes anything. */
	const struct tr_deed deed = {.act = TR_ACT_REQUEST_RETURN, .role = k->ask->role, .person = k->ask->person};
	struct tr_planning p = {.d = {a, &deed, k->law, &done}, .ask = k->ask, .plan = k->plan};

	tr_plan_free(k->plan);
	const trien_rc rc = make_and_do(&p, k->dry, err);
	free(p.allowed);
	return rc;
}

/* Nothing was kept: what was made has no number. */
static void
forget_made(struct tr_plan *plan)
{
	plan->act = 0;
	for (size_t i = 0; i < plan->count; i++)
		plan->entries[i].made = 0;
}

trien_rc
tr_plan_run(struct tr_sql *db, const struct tr_act *act, enum tr_act_mode mode, const struct tr_plan_ask *ask, struct tr_plan *out,
		struct trien_err *err)
{
	struct tr_profile *profile = NULL;
	const bool dry = mode == TR_ACT_DRY_RUN || ask->tried;
	struct tr_act whole = *act;
	char actor[TR_OBJECT_TEXT], what[TR_OBJECT_TEXT];
	int64_t since;

	snprintf(actor, sizeof(actor), "person:%lld", (long long)ask->person);
	snprintf(what, sizeof(what), "plan.%s", verbs[ask->verb]);
	whole.actor = actor;
	whole.role = tr_rules_role_word(ask->role)->word;
	whole.what = what;
	whole.decided = true;
	TR_TRY(check_letters(ask, err));
	if (ask->mark != NULL)
		TR_TRY(read_mark(ask->mark, &since, &whole.effective_at, err));
	if (dry && whole.effective_at > act->at)
		whole.at = whole.effective_at; /* what lies ahead is judged as of then */
	TR_TRY(tr_profile_for_time(whole.at, &profile, err));
	const struct tr_rules_law law = tr_rules_law_of(profile, whole.at);
	struct work k = {ask, &law, out, dry};
	const trien_rc rc = tr_act_do(db, &whole, mode, work, &k, &out->act, err);
	tr_profile_free(profile);
	if (dry || rc != TRIEN_OK)
		forget_made(out);
	return rc;
}
