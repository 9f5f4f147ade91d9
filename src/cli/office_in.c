/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* trien office in, in-retry: documents come, are judged, and get their number. Requirement: R10.1 R10.2 R10.3 X1 */
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/env.h"
#include "base/errors/cli.h"
#include "base/errors/office.h"
#include "base/time.h"
#include "base/utf8.h"
#include "cli/evidence_of.h"
#include "cli/file.h"
#include "cli/office_in.h"
#include "registry/column_words.h"
#include "worker/task_network.h"

#define EVIDENCE_MAX ((size_t)60 << 20)

/* ---- what the options say ---- */

static trien_rc
read_day(const char *text, int64_t *out, struct trien_err *err)
{
	*out = 0;
	if (text == NULL)
		return TRIEN_OK;
	const struct tr_bytes t = TR_BYTES(text, strlen(text));
	return tr_time_read_day(t, TR_ZONE_VIETNAM, out, NULL) == TRIEN_OK ? TRIEN_OK : tr_time_read_iso(t, TR_ZONE_VIETNAM, out, err);
}

trien_rc
tr_in_read_options(struct tr_registry_run *r, struct tr_office_coming *out, struct trien_err *err)
{
	const struct tr_office_words *o = r->w->office;

	*out = (struct tr_office_coming){.sender = o->in.sender, .contact = o->in.contact, .symbol = o->in.symbol, .kind = o->kind, .subject = o->subject,
		.urgency = o->urgency, .receiver = o->in.receiver, .note = o->note, .channel = "upload"};
	TR_TRY(tr_office_agency(r, &out->agency, err));
	if (o->in.senders == NULL)
		TR_TRY(tr_office_wanted(o->in.sender, "--sender", err));
	TR_TRY(read_day(o->in.dated, &out->dated_at, err));
	TR_TRY(read_day(r->w->on, &out->day, err));
	return o->replaces == NULL ? TRIEN_OK : tr_office_object(o->replaces, &tr_books[TR_BOOK_arrival], &out->replaces, err);
}

/* ---- the evidence of receipt ---- */

static trien_rc
read_evidence(struct tr_in_desk *d, const char *path, const struct tr_in_file *f, struct tr_buf *record, struct trien_err *err)
{
	TR_TRY(tr_file_read(path, EVIDENCE_MAX, record, err));
	return tr_cli_evidence_of(d->worker, tr_buf_view(record), f->hash, err);
}

static trien_rc
make_evidence(struct tr_in_desk *d, const struct tr_in_file *f, struct tr_buf *record, struct trien_err *err)
{
	const struct tr_evidence_said said = {.received = true, .policy = -1};
	const int fd = tr_worker_memory_file(tr_buf_view(&f->content));

	if (fd < 0)
		return TR_ERR(err, NO_MEMORY, TR_U("want", f->content.n));
	const trien_rc rc = tr_evidence_work_make(&d->evidence, &said, fd, record, err);
	close(fd);
	return rc;
}

/* Of what is refused, or has no signature, nothing is kept; and what is only tried costs no stamp. */
static bool
wants_stamp(const struct tr_in_desk *d, const struct tr_in_file *f)
{
	return d->evidence.worker != NULL && f->judgement.verdict != TR_VERDICT_FAILED && f->judgement.verdict != TR_VERDICT_NOTHING && !d->r->w->dry_run;
}

trien_rc
tr_in_put_evidence(struct tr_in_desk *d, struct tr_in_file *f, struct tr_office_coming *c, struct trien_err *err)
{
	const char *path = d->r->w->office->in.evidence;
	TR_AUTO_BUF record = {.max = EVIDENCE_MAX + 1};

	if (path != NULL)
		TR_TRY(read_evidence(d, path, f, &record, err));
	else if (!wants_stamp(d, f) || make_evidence(d, f, &record, &f->unstamped) != TRIEN_OK)
		return TRIEN_OK;
	if (f->judgement.verdict == TR_VERDICT_FAILED)
		return TRIEN_OK;
	TR_TRY(tr_blob_put(d->r->act.blobs, tr_buf_view(&record), f->evidence, err));
	c->evidence = f->evidence;
	return TRIEN_OK;
}

/* ---- what comes with it ---- */

/* A name that can stand in the books; a path is none. */
static void
name_of(const char *given, size_t place, char out[TR_ENCLOSED_NAME_MAX + 1])
{
	const char *slash = strrchr(given, '/'), *name = slash != NULL ? slash + 1 : given;
	struct tr_text text;
	const bool good = name[0] != '\0' && strlen(name) <= TR_ENCLOSED_NAME_MAX && tr_text_of(TR_BYTES(name, strlen(name)), &text, NULL) == TRIEN_OK && tr_utf8_hidden(text) == 0;

	if (good)
		snprintf(out, TR_ENCLOSED_NAME_MAX + 1, "%s", name);
	else
		snprintf(out, TR_ENCLOSED_NAME_MAX + 1, "tep-kem-%zu.pdf", place);
}

trien_rc
tr_in_enclose(struct tr_in_desk *d, struct tr_in_file *file, const char *name, struct tr_bytes content, const char *sender, struct trien_err *err)
{
	struct tr_in_file **last = &file->with;
	size_t place = 1;

	for (; *last != NULL; last = &(*last)->with)
		place++;
	if (place > TR_OFFICE_ENCLOSED_MAX)
		return TR_ERR(err, OFFICE_ENCLOSED_LIMIT, TR_U("max", TR_OFFICE_ENCLOSED_MAX));
	*last = tr_mem_zeroed(1, sizeof(**last));
	if (*last == NULL)
		return TR_ERR(err, NO_MEMORY, TR_U("want", sizeof(**last)));
	name_of(name, place, (*last)->name);
	return tr_in_desk_judge_bytes(d, content, sender, *last, err);
}

/* all: room for TR_OFFICE_ENCLOSED_MAX; borrows from the files. */
static void
list_enclosed(const struct tr_in_file *f, struct tr_office_enclosed *all, struct tr_office_coming *c)
{
	c->enclosed = all;
	c->enclosed_count = 0;
	for (const struct tr_in_file *w = f->with; w != NULL; w = w->with)
		all[c->enclosed_count++] = (struct tr_office_enclosed){.name = w->name, .hash = w->hash, .verdict = w->judgement.verdict, .findings = w->judgement.findings};
}

/* ---- taking in ---- */

static trien_rc
put(struct tr_registry_run *r, const struct tr_in_file *f, struct trien_err *err)
{
	char name[TR_HEX256 + 1];

	return tr_blob_put(r->act.blobs, tr_buf_view(&f->content), name, err);
}

/* What is refused at once is never written down: nothing of it, whichever of its files is invalid. */
static trien_rc
put_all(struct tr_registry_run *r, const struct tr_in_file *f, struct tr_office_enclosed *all, struct tr_office_coming *c, struct trien_err *err)
{
	size_t i = 0;

	c->hash = f->hash;
	c->judgement = &f->judgement;
	c->file = NULL;
	list_enclosed(f, all, c);
	if (f->judgement.verdict == TR_VERDICT_FAILED || tr_office_enclosed_failed(all, c->enclosed_count))
		return TRIEN_OK;
	TR_TRY(put(r, f, err));
	c->file = f->hash;
	for (const struct tr_in_file *w = f->with; w != NULL; w = w->with, i++) {
		TR_TRY(put(r, w, err));
		all[i].file = w->hash;
	}
	return TRIEN_OK;
}

/* Neither a file that was not taken in, nor its evidence, lies about; where this does not work, the next call does it. */
static trien_rc
forget(struct tr_registry_run *r, const struct tr_in_file *f, const char *evidence, struct trien_err *err)
{
	for (; f != NULL; f = f->with)
		TR_TRY(tr_office_forget(r->db, r->act.blobs, f->hash, err));
	return evidence == NULL ? TRIEN_OK : tr_office_forget(r->db, r->act.blobs, evidence, err);
}

trien_rc
tr_in_take(struct tr_registry_run *r, const struct tr_office_who *who, struct tr_office_coming *c, struct tr_in_file *f, struct tr_office_came *out,
		struct trien_err *err)
{
	struct tr_office_enclosed all[TR_OFFICE_ENCLOSED_MAX];

	if (f != NULL)
		TR_TRY(put_all(r, f, all, c, err));
	trien_rc rc = tr_office_arrive(r->db, &r->act, tr_registry_mode(r), who, c, out, err);
	const bool kept = rc == TRIEN_OK && out->to != TR_INCOMING_REFUSED;
	if (kept && (!out->again || c->evidence == NULL))
		return TRIEN_OK;
	struct trien_err why = {0};
	const trien_rc gone = forget(r, kept ? NULL : f, c->evidence, &why);
	if (rc == TRIEN_OK && gone != TRIEN_OK) {
		*err = why;
		rc = gone;
	}
	return rc;
}

/* The files behind the first. */
static trien_rc
judge_others(struct tr_in_desk *desk, const struct tr_office_coming *c, struct tr_in_file *f, struct trien_err *err)
{
	const struct tr_registry_run *r = desk->r;

	for (size_t i = 1; i < r->rest.count; i++) {
		TR_AUTO_BUF content = {.max = TR_BLOB_MAX + 1};
		TR_TRY(tr_file_read(r->rest.items[i], TR_BLOB_MAX, &content, err));
		TR_TRY(tr_in_enclose(desk, f, r->rest.items[i], tr_buf_view(&content), c->sender, err));
	}
	return TRIEN_OK;
}

static trien_rc
take_file(struct tr_registry_run *r, const struct tr_office_who *who, struct tr_office_coming *c, struct tr_in_file *f, struct tr_office_came *came,
		struct trien_err *err)
{
	struct tr_in_desk desk;

	TR_TRY(tr_in_desk_open(r, &desk, err));
	trien_rc rc = tr_in_desk_judge(&desk, r->rest.items[0], c->sender, f, err);
	if (rc == TRIEN_OK)
		rc = judge_others(&desk, c, f, err);
	if (rc == TRIEN_OK)
		rc = tr_in_put_evidence(&desk, f, c, err);
	if (rc == TRIEN_OK)
		rc = tr_in_take(r, who, c, f, came, err);
	tr_in_desk_close(&desk);
	return rc;
}

trien_rc
tr_registry_office_in(struct tr_registry_run *r, struct trien_err *err)
{
	const struct tr_office_words *o = r->w->office;
	struct tr_office_came came = {0};
	struct tr_office_coming c;
	struct tr_office_who who;
	struct tr_in_file *f;

	if (o->in.mailbox != NULL)
		return tr_in_mailbox(r, err);
	if (o->in.folder != NULL)
		return tr_in_folder(r, err);
	TR_TRY(tr_office_who_of(r, "arrival.enter", &who, err));
	TR_TRY(tr_in_read_options(r, &c, err));
	TR_TRY(tr_office_wanted(c.subject, "--subject", err));
	if ((r->rest.count == 0) != o->paper)
		return TR_ERR(err, CLI_OPTION_VALUE, TR_S("option", "--paper"), TR_S("got", r->rest.count == 0 ? "" : r->rest.items[0]), TR_S("want", "FILE | --paper"));
	if (o->paper)
		c.channel = "paper";
	f = tr_mem_zeroed(1, sizeof(*f));
	if (f == NULL)
		return TR_ERR(err, NO_MEMORY, TR_U("want", sizeof(*f)));
	const trien_rc rc = o->paper ? tr_in_take(r, &who, &c, NULL, &came, err) : take_file(r, &who, &c, f, &came, err);
	if (rc == TRIEN_OK && r->cli->json)
		tr_cli_print_json(tr_in_json(r, o->paper ? NULL : r->rest.items[0], o->paper ? NULL : f, &came));
	else if (rc == TRIEN_OK)
		tr_in_print(r, o->paper ? NULL : r->rest.items[0], o->paper ? NULL : f, &came);
	tr_in_file_free(f);
	free(f);
	return rc;
}

/* ---- one more, of one that is there ---- */

struct enclosing {
	struct tr_registry_run *r;
	int64_t arrival, id;
	char sender[TR_VALUE_MAX + 1];
};

static trien_rc
read_sender(struct tr_sql *db, void *context, struct trien_err *err)
{
	struct enclosing *e = context;
	struct tr_viewer viewer;
	TR_AUTO_ROWS rows = {0};

	TR_TRY(tr_registry_see(e->r, db, &tr_books[TR_BOOK_arrival], TR_VERB_SEE, &viewer, err));
	TR_TRY(tr_door_row(db, &e->r->who, &viewer, &tr_books[TR_BOOK_arrival], e->arrival, err));
	TR_TRY(tr_sql_ask(db, "SELECT sender FROM arrival WHERE id = $1", TR_SQL_IN(TR_SQL_I(e->arrival)), &rows, err));
	snprintf(e->sender, sizeof(e->sender), "%s", tr_sql_text(&rows, 0, 0));
	return TRIEN_OK;
}

static trien_rc
enclose(struct enclosing *e, const struct tr_office_who *who, struct tr_in_file *f, struct trien_err *err)
{
	struct tr_registry_run *r = e->r;
	struct tr_office_enclosed n = {.name = f->name, .hash = f->hash, .annex = r->w->office->annex, .verdict = f->judgement.verdict,
		.findings = f->judgement.findings};

	name_of(r->w->office->name != NULL ? r->w->office->name : r->rest.items[1], 1, f->name);
	if (n.verdict != TR_VERDICT_FAILED) {
		TR_TRY(put(r, f, err));
		n.file = f->hash;
	}
	const trien_rc rc = tr_office_enclose(r->db, &r->act, tr_registry_mode(r), who, e->arrival, &n, &e->id, err);
	struct trien_err why = {0};
	if (rc != TRIEN_OK && forget(r, f, NULL, &why) != TRIEN_OK)
		return rc; /* the next call does it */
	return rc;
}

trien_rc
tr_registry_office_in_enclose(struct tr_registry_run *r, struct trien_err *err)
{
	struct enclosing e = {.r = r};
	struct tr_office_who who;
	struct tr_in_desk desk;
	struct tr_in_file *f;

	TR_TRY(tr_office_who_of(r, "arrival.enter", &who, err));
	TR_TRY(tr_office_object(r->rest.items[0], &tr_books[TR_BOOK_arrival], &e.arrival, err));
	TR_TRY(tr_sql_transact(r->db, TR_SQL_READ, read_sender, &e, err));
	TR_TRY(tr_in_desk_open(r, &desk, err));
	f = tr_mem_zeroed(1, sizeof(*f));
	trien_rc rc = f != NULL ? tr_in_desk_judge(&desk, r->rest.items[1], e.sender, f, err) : TR_ERR(err, NO_MEMORY, TR_U("want", sizeof(*f)));
	if (rc == TRIEN_OK)
		rc = enclose(&e, &who, f, err);
	if (rc == TRIEN_OK && r->cli->json)
		tr_cli_print_json(json_pack("{s:I, s:s, s:s, s:s, s:b, s:n}", "enclosure", (json_int_t)e.id, "sha256", f->hash, "verdict",
				tr_incoming_verdict_word(f->judgement.verdict), "findings", f->found.findings, "dry_run", (int)r->w->dry_run, "error"));
	else if (rc == TRIEN_OK)
		printf("enclosure:%lld%s\n", (long long)e.id, r->w->dry_run ? tr_say(r->cli, " (thử, không ghi)", " (tried, nothing written)") : "");
	tr_in_desk_close(&desk);
	if (f != NULL)
		tr_in_file_free(f);
	free(f);
	return rc;
}

/* ---- judged again ---- */

struct due {
	struct tr_registry_run *r;
	int64_t agency, after, one; /* one: this arrival alone; 0: all that are due */
	size_t judged;
	struct tr_sql_rows rows;
};

static trien_rc
read_due(struct tr_sql *db, void *context, struct trien_err *err)
{
	static const char one[] = "SELECT id, COALESCE(file, ''), sender FROM arrival WHERE id = $1";
	struct due *d = context;
	struct tr_viewer viewer;

	tr_sql_rows_free(&d->rows);
	TR_TRY(tr_registry_see(d->r, db, &tr_books[TR_BOOK_arrival], TR_VERB_SEE, &viewer, err));
	if (d->one == 0)
		return tr_office_due_again(db, d->agency, d->r->act.at, d->after, &d->rows, err);
	TR_TRY(tr_door_row(db, &d->r->who, &viewer, &tr_books[TR_BOOK_arrival], d->one, err));
	return tr_sql_ask(db, one, TR_SQL_IN(TR_SQL_I(d->one)), &d->rows, err);
}

struct opened {
	int64_t arrival;
	struct tr_sql_rows rows;
};

static trien_rc
read_opened(struct tr_sql *db, void *context, struct trien_err *err)
{
	struct opened *p = context;

	tr_sql_rows_free(&p->rows);
	return tr_office_enclosed_open(db, p->arrival, &p->rows, err);
}

/* Files that came with it and could not be decided, behind it. */
static trien_rc
judge_open(struct tr_in_desk *desk, int64_t arrival, const char *sender, struct tr_in_file *f, struct trien_err *err)
{
	struct opened p = {.arrival = arrival};
	struct tr_in_file **last = &f->with;

	trien_rc rc = tr_sql_transact(desk->r->db, TR_SQL_READ, read_opened, &p, err);
	for (size_t i = 0; rc == TRIEN_OK && i < p.rows.count && i < TR_OFFICE_ENCLOSED_MAX; i++, last = &(*last)->with) {
		if ((*last = tr_mem_zeroed(1, sizeof(**last))) == NULL) {
			rc = TR_ERR(err, NO_MEMORY, TR_U("want", sizeof(**last)));
			break;
		}
		snprintf((*last)->name, sizeof((*last)->name), "%.12s", tr_sql_text(&p.rows, i, 0)); /* as the book shows it */
		rc = tr_in_desk_judge_stored(desk, tr_sql_text(&p.rows, i, 0), sender, *last, err);
	}
	tr_sql_rows_free(&p.rows);
	return rc;
}

static trien_rc
judge_row(struct tr_in_desk *desk, const struct tr_office_who *who, const struct due *d, size_t row, json_t *all, struct trien_err *err)
{
	struct tr_registry_run *r = d->r;
	struct tr_in_file *f = tr_mem_zeroed(1, sizeof(*f));
	struct tr_office_came came;

	if (f == NULL)
		return TR_ERR(err, NO_MEMORY, TR_U("want", sizeof(*f)));
	struct tr_office_enclosed with[TR_OFFICE_ENCLOSED_MAX];
	const char *sender = tr_sql_text(&d->rows, row, 2);
	trien_rc rc = tr_in_desk_judge_stored(desk, tr_sql_text(&d->rows, row, 1), sender, f, err);
	if (rc == TRIEN_OK)
		rc = judge_open(desk, tr_sql_int(&d->rows, row, 0), sender, f, err);
	if (rc == TRIEN_OK) {
		struct tr_office_coming c = {0};
		list_enclosed(f, with, &c);
		f->judgement.enclosed = with;
		f->judgement.enclosed_count = c.enclosed_count;
	}
	if (rc == TRIEN_OK)
		rc = tr_office_judge_again(r->db, &r->act, tr_registry_mode(r), who, tr_sql_int(&d->rows, row, 0), &f->judgement, &came, err);
	if (rc == TRIEN_OK && r->cli->json)
		json_array_append_new(all, tr_in_json(r, NULL, f, &came));
	else if (rc == TRIEN_OK)
		tr_in_print(r, NULL, f, &came);
	tr_in_file_free(f);
	free(f);
	return rc;
}

static trien_rc
judge_due(struct due *d, const struct tr_office_who *who, struct tr_in_desk *desk, json_t *all, struct trien_err *err)
{
	for (bool more = true; more;) {
		TR_TRY(tr_sql_transact(d->r->db, TR_SQL_READ, read_due, d, err));
		for (size_t i = 0; i < d->rows.count; i++, d->judged++)
			TR_TRY(judge_row(desk, who, d, i, all, err));
		more = d->one == 0 && d->rows.count == TR_OFFICE_PAGE;
		if (d->rows.count > 0)
			d->after = tr_sql_int(&d->rows, d->rows.count - 1, 0);
	}
	return tr_office_forget(d->r->db, d->r->act.blobs, NULL, err);
}

/* Those that are due, or one; and what an interrupted refusal has left is taken off the disk. */
trien_rc
tr_registry_office_in_retry(struct tr_registry_run *r, struct trien_err *err)
{
	struct due d = {.r = r};
	struct tr_office_who who;
	struct tr_in_desk desk;
	json_t *all;

	TR_TRY(tr_office_who_of(r, "arrival.enter", &who, err));
	if (r->rest.count > 0)
		TR_TRY(tr_office_object(r->rest.items[0], &tr_books[TR_BOOK_arrival], &d.one, err));
	else
		TR_TRY(tr_office_agency(r, &d.agency, err));
	TR_TRY(tr_in_desk_open(r, &desk, err));
	all = json_array();
	const trien_rc rc = judge_due(&d, &who, &desk, all, err);
	tr_in_desk_close(&desk);
	tr_sql_rows_free(&d.rows);
	if (rc == TRIEN_OK && r->cli->json)
		tr_cli_print_json(json_pack("{s:O, s:n}", "judged", all, "error"));
	else if (rc == TRIEN_OK && d.judged == 0)
		puts(tr_say(r->cli, "Không có văn bản nào đến lúc xét lại.", "Nothing is to be judged again now."));
	json_decref(all);
	return rc;
}

/* ---- what is told ---- */

static json_t *
enclosed_json(const struct tr_in_file *f)
{
	json_t *all = json_array();

	for (const struct tr_in_file *w = f->with; w != NULL; w = w->with)
		json_array_append_new(all, json_pack("{s:o, s:s, s:s, s:s}", "name", tr_cli_json_text(w->name), "sha256", w->hash, "verdict",
				tr_incoming_verdict_word(w->judgement.verdict), "findings", w->found.findings));
	return all;
}

json_t *
tr_in_json(const struct tr_registry_run *r, const char *file, const struct tr_in_file *f, const struct tr_office_came *c)
{
	json_t *o = json_pack("{s:s, s:s, s:I, s:I, s:I, s:I, s:b, s:b}", "from", tr_incoming_state_word(c->from)->word, "state",
			tr_incoming_state_word(c->to)->word, "arrival", (json_int_t)c->arrival, "number", (json_int_t)c->number, "year", (json_int_t)c->year, "act",
			(json_int_t)c->act, "again", (int)c->again, "dry_run", (int)r->w->dry_run);

	if (file != NULL)
		json_object_set_new(o, "file", tr_cli_json_text(file));
	if (f != NULL) {
		json_object_set_new(o, "sha256", json_string(f->hash));
		json_object_set_new(o, "findings", json_string(f->found.findings));
		json_object_set_new(o, "enclosed", enclosed_json(f));
		json_object_set_new(o, "evidence", f->evidence[0] != '\0' ? json_string(f->evidence) : json_null());
		json_object_set_new(o, "evidence_error", f->unstamped.code != TRIEN_OK ? json_string(trien_err_id(f->unstamped.code)) : json_null());
	}
	json_object_set_new(o, "error", json_null());
	return o;
}

static void
print_findings(const struct tr_registry_run *r, const char *findings)
{
	for (const char *w = findings; *w != '\0'; w += strcspn(w, " "), w += *w == ' ') {
		const struct tr_rules_word *why = tr_incoming_why(TR_BYTES(w, strcspn(w, " ")));
		if (why != NULL)
			printf("  - %s (%s)\n", tr_say(r->cli, why->vi, why->en), why->word);
	}
}

static void
print_enclosed(const struct tr_registry_run *r, const struct tr_in_file *f)
{
	const struct tr_book *book = &tr_books[TR_BOOK_enclosure];

	for (const struct tr_in_file *w = f->with; w != NULL; w = w->with) {
		fputs(tr_say(r->cli, "  kèm theo: ", "  with it: "), stdout);
		tr_cli_print_safe(stdout, w->name);
		printf(": %s\n", tr_column_says(book, &book->columns[TR_enclosure_verdict], tr_incoming_verdict_word(w->judgement.verdict), r->cli->lang));
	}
}

/* Why there is none, and who brings it. */
static void
print_unstamped(const struct tr_registry_run *r, const struct tr_in_file *f)
{
	char why[1024] = "";

	fputs(tr_say(r->cli, "  Chưa có dấu thời gian khi nhận: trien jobs run --tsa … sẽ lấy.", "  There is no time stamp of receipt yet: trien jobs run --tsa … brings it."), stdout);
	if (f->unstamped.code != TRIEN_OK) {
		tr_cli_error_text(r->cli, &f->unstamped, why, sizeof(why));
		printf(" [%s] ", trien_err_id(f->unstamped.code));
		tr_cli_print_safe(stdout, why);
	}
	putchar('\n');
}

void
tr_in_print(const struct tr_registry_run *r, const char *file, const struct tr_in_file *f, const struct tr_office_came *c)
{
	const struct tr_rules_word *to = tr_incoming_state_word(c->to);

	if (file != NULL) {
		tr_cli_print_safe(stdout, file);
		fputs(": ", stdout);
	}
	if (c->number != 0)
		tr_cli_printf(r->cli, "số đến %02lld/%lld, ", "arrival number %02lld/%lld, ", (long long)c->number, (long long)c->year);
	printf("%s (arrival:%lld)%s%s\n", tr_say(r->cli, to->vi, to->en), (long long)c->arrival,
			c->again ? tr_say(r->cli, ", đã nhận từ trước", ", received before") : "",
			r->w->dry_run ? tr_say(r->cli, ", thử, không ghi", ", tried, nothing written") : "");
	if (f == NULL)
		return;
	print_findings(r, f->found.findings);
	print_enclosed(r, f);
	if (c->to == TR_INCOMING_REFUSED && file != NULL && r->w->office->in.folder == NULL && r->w->office->in.mailbox == NULL)
		puts(tr_say(r->cli, "  Không giữ bản nào trong kho. Tệp đã đưa vào vẫn ở chỗ cũ: hãy xóa (Quy chế Điều 10.2).",
				"  The store keeps no copy. The file that was given is still where it was: delete it (the Regulation Article 10.2)."));
	if (c->to == TR_INCOMING_REGISTERED && !c->again && f->evidence[0] == '\0')
		print_unstamped(r, f);
}
