/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * kill -9 in the middle of the procedures, and two at once on one document, on both back ends: torment ROUNDS. A child takes documents from the draft to their
 * issue (submit, begin, finish, number, begin, finish) as fast as it can, and is killed; after each round every step, session, number and file is there
 * whole or not at all, and the document that was under way is taken to its end.
 * Requirement: R5.3 R9.3 X4
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "office/session.h"
#include "registry/history.h"
#include "registry/value.h"
#include "torment.h"

#define NOW 1790000000 /* 2026-09-21 */
#define RACES 6

/* Persons: 1 the clerk, 2 and 3 leaders, 4 drafts. */
static const struct tr_office_who clerk = {1, TR_ROLE_CLERK}, head = {2, TR_ROLE_HEAD}, signatory = {3, TR_ROLE_SIGNATORY}, drafter = {4, TR_ROLE_SUBSCRIBER};

/* ---- a small office ---- */

/* A row by words: column and value in turn, as registry/value.h reads them. */
static trien_rc
put(struct tr_acting *a, size_t book, const char *const *words, struct trien_err *err)
{
	TR_AUTO_RECORD r = tr_record_of(&tr_books[book]);

	for (; words[0] != NULL; words += 2)
		TR_TRY(tr_value_read(a->db, &r, tr_book_column(r.book, words[0]), words[1], err));
	return tr_acting_put(a, &r, err);
}
#define PUT(a, book, ...) TR_TRY(put(a, TR_BOOK_##book, (const char *const[]){__VA_ARGS__, NULL}, err))

static trien_rc
put_person(struct tr_acting *a, const char *code, const char *role, struct trien_err *err)
{
	PUT(a, person, "code", code, "name", "Nguyễn Văn Mẫu", "agency", "H01", "state", "active");
	if (role != NULL)
		PUT(a, post, "person", code, "agency", "H01", "title", "Mẫu", "role", role, "from_at", "2020-01-01");
	return TRIEN_OK;
}

static trien_rc
put_certificate(struct tr_acting *a, const char *fingerprint, const char *person, struct trien_err *err)
{
	struct tr_record r = tr_record_of(&tr_books[TR_BOOK_certificate]);
	char blob[TR_HEX256 + 1];

	TR_TRY(tr_blob_put(a->act->blobs, TR_BYTES_LIT("a certificate"), blob, err));
	tr_record_set_text(&r, TR_certificate_fingerprint, fingerprint);
	tr_record_set_text(&r, TR_certificate_serial, fingerprint);
	tr_record_set_text(&r, TR_certificate_issuer, "CA Mẫu");
	tr_record_set_text(&r, TR_certificate_subject_name, "Mẫu");
	tr_record_set_text(&r, TR_certificate_subject, "Mẫu");
	tr_record_set_text(&r, TR_certificate_holder, person == NULL ? "agency" : "person");
	tr_record_set_int(&r, TR_certificate_agency, 1);
	if (person != NULL)
		tr_record_set_int(&r, TR_certificate_person, person[0] - '0');
	else
		tr_record_set_int(&r, TR_certificate_device, 1);
	tr_record_set_int(&r, TR_certificate_not_before, 1);
	tr_record_set_int(&r, TR_certificate_not_after, 4000000000);
	tr_record_set_text(&r, TR_certificate_key_name, "RSA 2048");
	tr_record_set_text(&r, TR_certificate_blob, blob);
	tr_record_set_text(&r, TR_certificate_chain, "trusted");
	tr_record_set_text(&r, TR_certificate_state, "active");
	tr_record_set_int(&r, TR_certificate_state_from, 1);
	tr_record_set_int(&r, TR_certificate_renewals, 0);
	return tr_acting_put(a, &r, err);
}

static trien_rc
put_office(struct tr_acting *a, void *context, struct trien_err *err)
{
	(void)context;
	PUT(a, agency, "code", "H01", "name", "UBND tỉnh Mẫu", "kind", "province", "state", "active");
	TR_TRY(put_person(a, "CB1", "clerk", err));
	TR_TRY(put_person(a, "CB2", "head", err));
	TR_TRY(put_person(a, "CB3", "signatory", err));
	TR_TRY(put_person(a, "CB4", NULL, err));
	PUT(a, numbering, "agency", "H01", "symbol", "UBND", "scheme", "kind");
	PUT(a, device, "kind", "token", "serial", "T1", "agency", "H01", "state", "assigned", "state_from", "2020-01-01");
	PUT(a, custody, "device", "token/T1", "keeper", "CB1", "decision", "01/QĐ-MẪU", "decided_at", "2020-01-01", "from_at", "2020-01-01", "taker_at", "2020-01-01");
	TR_TRY(put_certificate(a, "d1", NULL, err));
	TR_TRY(put_certificate(a, "p2", "2", err));
	return put_certificate(a, "p3", "3", err);
}

/* ---- one document on its way ---- */

struct office {
	struct tr_sql *db;
	struct tr_act act;
};

static struct office
open_office(void)
{
	struct office o = {.db = torment_open(), .act = {.at = NOW, .effective_at = NOW, .reason = "thử"}};

	o.act.blobs = torment_open_blobs();
	return o;
}

static void
close_office(struct office *o)
{
	tr_blobs_close(o->act.blobs);
	tr_sql_close(o->db);
}

static trien_rc
draft(struct office *o, const char *content, int64_t *document, struct trien_err *err)
{
	char file[TR_HEX256 + 1];
	const struct tr_office_new n = {.agency = 1, .kind = "QĐ", .subject = "Mẫu", .file = file};

	TR_TRY(tr_blob_put(o->act.blobs, TR_BYTES(content, strlen(content)), file, err));
	return tr_submission_draft(o->db, &o->act, TR_ACT_DO, &drafter, &n, TR_PROCEDURE_MANY, true, document, err);
}

static trien_rc
submit(struct office *o, int64_t document, struct trien_err *err)
{
	static const struct tr_submission_step steps[] = {{1, 2, TR_STEP_SIGN}, {1, 3, TR_STEP_SIGN}};
	struct tr_submission_done done;

	return tr_submission_submit(o->db, &o->act, TR_ACT_DO, &drafter, document, steps, 2, &done, err);
}

static trien_rc
begin(struct office *o, const struct tr_office_who *who, int64_t document, struct tr_session *s, struct trien_err *err)
{
	static const char *const certificates[] = {"", "d1", "p2", "p3"};
	const struct tr_session_new n = {document, certificates[who->person]};

	return tr_session_begin(o->db, &o->act, TR_ACT_DO, who, &n, s, err);
}

/* What a good signature leaves: the base and a little more. signatures: that are in it then. */
static trien_rc
finish(struct office *o, const struct tr_office_who *who, const struct tr_session *s, const char *more, size_t signatures, int64_t *act, struct trien_err *err)
{
	TR_AUTO_BUF content = {.max = TR_BLOB_MAX};
	char file[TR_HEX256 + 1];
	struct tr_session_result r = {.file = file, .signer = s->certificate, .signatures = signatures, .good = true, .shows_number = true};
	struct tr_submission_done done;

	TR_TRY(tr_blob_get(o->act.blobs, s->base, &content, err));
	TR_TRY(tr_buf_add(&content, more, strlen(more), err));
	TR_TRY(tr_blob_put(o->act.blobs, tr_buf_view(&content), file, err));
	if (s->purpose == TR_SESSION_SEAL)
		r.evidence = file;
	TR_TRY(tr_session_finish(o->db, &o->act, TR_ACT_DO, who, s->id, &r, &done, err));
	*act = done.act;
	return TRIEN_OK;
}

struct standing {
	int64_t document;
	char submission[16], state[16];
	size_t signatures;
	bool waits[4]; /* by person */
};

static trien_rc
ask_standing(struct tr_sql *db, void *context, struct trien_err *err)
{
	struct standing *s = context;
	TR_AUTO_ROWS rows = {0};
	TR_AUTO_ROWS steps = {0};

	TR_TRY(tr_sql_ask(db, "SELECT s.state, d.state FROM submission s JOIN document d ON d.id = s.document WHERE d.id = $1", TR_SQL_IN(TR_SQL_I(s->document)),
			&rows, err));
	TR_TRY(tr_sql_ask(db, "SELECT person, state FROM step WHERE document = $1", TR_SQL_IN(TR_SQL_I(s->document)), &steps, err));
	*s = (struct standing){.document = s->document};
	snprintf(s->submission, sizeof(s->submission), "%s", tr_sql_text(&rows, 0, 0));
	snprintf(s->state, sizeof(s->state), "%s", tr_sql_text(&rows, 0, 1));
	for (size_t i = 0; i < steps.count; i++) {
		const bool waits = strcmp(tr_sql_text(&steps, i, 1), "waiting") == 0;
		s->waits[tr_sql_int(&steps, i, 0)] = waits;
		s->signatures += !waits;
	}
	return TRIEN_OK;
}

static trien_rc
sign(struct office *o, const struct tr_office_who *who, const struct standing *s, struct trien_err *err)
{
	struct tr_session session;
	int64_t act;

	TR_TRY(begin(o, who, s->document, &session, err));
	return finish(o, who, &session, session.certificate, s->signatures + 1, &act, err);
}

/* The next act that the document waits for. */
static trien_rc
go_on(struct office *o, const struct standing *s, struct trien_err *err)
{
	const struct tr_office_wish wish = {0};
	struct tr_office_number n = {0};

	if (strcmp(s->submission, "drafting") == 0)
		return submit(o, s->document, err);
	if (strcmp(s->submission, "submitted") == 0)
		return sign(o, s->waits[2] ? &head : &signatory, s, err);
	if (strcmp(s->state, "numbered") == 0)
		return sign(o, &clerk, s, err);
	const trien_rc rc = tr_office_take(o->db, &o->act, TR_ACT_DO, &clerk, s->document, &wish, &n, err);
	tr_office_number_free(&n);
	return rc;
}

static trien_rc
to_the_end(struct office *o, int64_t document, struct trien_err *err)
{
	struct standing s = {.document = document};

	for (unsigned i = 0; i < 6; i++) {
		TR_TRY(tr_sql_transact(o->db, TR_SQL_READ, ask_standing, &s, err));
		if (strcmp(s.state, "issued") == 0)
			return TRIEN_OK;
		TR_TRY(go_on(o, &s, err));
	}
	TR_TRY(tr_sql_transact(o->db, TR_SQL_READ, ask_standing, &s, err));
	torment_check(strcmp(s.state, "issued") == 0, "a document does not get to its end");
	return TRIEN_OK;
}

/* ---- killed ---- */

static void
work_until_killed(unsigned round, int begun)
{
	struct office o = open_office();
	struct trien_err err = {0};

	torment_check(write(begun, "", 1) == 1, "pipe");
	for (unsigned i = 0;; i++) {
		char content[64];
		int64_t document;
		snprintf(content, sizeof(content), "draft %u of round %u", i, round);
		if (draft(&o, content, &document, &err) != TRIEN_OK || to_the_end(&o, document, &err) != TRIEN_OK)
			_exit(2); /* the server is gone */
	}
}

static trien_rc
count_broken(struct tr_sql *db, void *context, struct trien_err *err)
{
	static const char *const never[] = {
		"SELECT COUNT(*) FROM step s WHERE s.state = 'done' AND NOT EXISTS (SELECT 1 FROM signing g WHERE g.step = s.id AND g.state = 'done' AND g.file = s.file)",
		"SELECT COUNT(*) FROM signing g JOIN step s ON s.id = g.step WHERE g.state = 'done' AND (s.state <> 'done' OR s.file <> g.file)",
		"SELECT COUNT(*) FROM signing g JOIN document d ON d.id = g.document WHERE g.purpose = 'seal' AND g.state = 'done' AND (d.state <> 'issued' OR d.issued_file <> g.file)",
		"SELECT COUNT(*) FROM document d WHERE d.state = 'issued' AND NOT EXISTS (SELECT 1 FROM signing g WHERE g.document = d.id AND g.purpose = 'seal' AND g.state = 'done')",
		"SELECT COUNT(*) FROM signing a JOIN signing b ON b.document = a.document AND b.id > a.id AND a.state = 'open' AND b.state = 'open'",
		"SELECT COUNT(*) FROM document d WHERE (d.state IN ('numbered', 'issued')) <> EXISTS (SELECT 1 FROM outgoing o WHERE o.document = d.id)",
		"SELECT COUNT(*) FROM document d WHERE (d.state = 'issued') <> EXISTS (SELECT 1 FROM evidence e WHERE e.document = d.id)",
		"SELECT COUNT(*) FROM submission s WHERE (s.state = 'signed') <> ((SELECT COUNT(*) FROM step t WHERE t.document = s.document AND t.state = 'done') = 2)",
		"SELECT COUNT(*) FROM submission s WHERE s.state IN ('submitted', 'signed') AND (SELECT COUNT(*) FROM step t WHERE t.document = s.document AND t.state <> 'over') <> 2",
		"SELECT COUNT(*) FROM document d WHERE NOT EXISTS (SELECT 1 FROM submission s WHERE s.document = d.id)",
		"SELECT COUNT(*) FROM (SELECT number FROM outgoing GROUP BY number HAVING COUNT(*) > 1) x",
	};

	(void)context;
	for (size_t i = 0; i < sizeof(never) / sizeof(*never); i++) {
		TR_AUTO_ROWS rows = {0};
		TR_TRY(tr_sql_ask(db, never[i], NULL, 0, &rows, err));
		torment_check(tr_sql_int(&rows, 0, 0) == 0, never[i]);
	}
	return TRIEN_OK;
}

/* Nothing is half, and what was under way goes on, as soon as the session of who was killed is over. */
static void
check_round(void)
{
	static const char last[] = "SELECT COALESCE(MAX(id), 0) FROM document";
	struct office o = open_office();
	struct trien_err err = {0};

	torment_must(tr_sql_transact(o.db, TR_SQL_READ, count_broken, NULL, &err), &err, "count");
	const int64_t document = torment_ask(o.db, last);
	o.act.at = o.act.effective_at = NOW + TR_SESSION_SECONDS;
	if (document != 0)
		torment_must(to_the_end(&o, document, &err), &err, "to the end");
	torment_must(tr_sql_transact(o.db, TR_SQL_READ, count_broken, NULL, &err), &err, "count");
	close_office(&o);
}

/* ---- two at once ---- */

struct race {
	int64_t document;
	struct tr_session session;
	unsigned who; /* 0 and 1 */
};
/* 0: done; 1: done before; 2: refused. */
typedef int (*racer)(struct office *o, const struct race *r);

static int
told(trien_rc rc, const struct trien_err *err, const char *refused)
{
	if (rc != TRIEN_OK && strcmp(trien_err_id(err->code), refused) != 0)
		torment_must(rc, err, "two at once");
	return rc == TRIEN_OK ? 0 : 2;
}

/* Two signers of one stage. */
static int
begin_both(struct office *o, const struct race *r)
{
	struct trien_err err = {0};
	struct tr_session s;

	return told(begin(o, r->who == 0 ? &head : &signatory, r->document, &s, &err), &err, "office.session-open");
}

/* The same file by two processes: a retry that has overtaken. */
static int
finish_same(struct office *o, const struct race *r)
{
	struct trien_err err = {0};
	int64_t act = -1;

	torment_must(finish(o, &head, &r->session, "p2", 1, &act, &err), &err, "finish twice");
	return act == 0 ? 1 : 0;
}

static int
finish_other(struct office *o, const struct race *r)
{
	struct trien_err err = {0};
	int64_t act;

	return told(finish(o, &head, &r->session, r->who == 0 ? "p2" : "p2 anew", 1, &act, &err), &err, "office.session-over");
}

/* One refuses while the other's signature ends. */
static int
finish_or_refuse(struct office *o, const struct race *r)
{
	struct trien_err err = {0};
	struct tr_submission_done done;
	int64_t act;

	if (r->who == 0)
		return told(finish(o, &head, &r->session, "p2", 1, &act, &err), &err, "rules.state");
	return told(tr_submission_do(o->db, &o->act, TR_ACT_DO, &signatory, r->document, TR_SUBMISSION_ACT_REFUSE, &done, &err), &err, "-");
}

/* Both start together, each with a connection of its own; how many ended in each way. */
static void
race_both(const struct race *r, racer run, unsigned ended[3])
{
	int go[2];
	pid_t child[2];

	torment_check(pipe(go) == 0, "pipe");
	for (unsigned i = 0; i < 2; i++) {
		child[i] = fork();
		torment_check(child[i] >= 0, "fork");
		if (child[i] != 0)
			continue;
		struct race mine = *r;
		struct office o = open_office();
		char byte;
		mine.who = i;
		close(go[1]);
		torment_check(read(go[0], &byte, 1) == 0, "start");
		const int is = run(&o, &mine);
		close_office(&o);
		_exit(10 + is);
	}
	close(go[0]);
	close(go[1]);
	ended[0] = ended[1] = ended[2] = 0;
	for (unsigned i = 0; i < 2; i++) {
		int status = 0;
		torment_check(waitpid(child[i], &status, 0) == child[i] && WIFEXITED(status) && WEXITSTATUS(status) >= 10, "a racer");
		ended[WEXITSTATUS(status) - 10]++;
	}
}

/* A document that waits for its two leaders; where a session is wanted, the head's is open. */
static struct race
ready(unsigned round, const char *what, bool begun)
{
	struct office o = open_office();
	struct trien_err err = {0};
	struct race r = {0};
	char content[64];

	snprintf(content, sizeof(content), "race %s %u", what, round);
	torment_must(draft(&o, content, &r.document, &err), &err, "draft");
	torment_must(submit(&o, r.document, &err), &err, "submit");
	if (begun)
		torment_must(begin(&o, &head, r.document, &r.session, &err), &err, "begin");
	close_office(&o);
	return r;
}

static void
races(void)
{
	unsigned n[3], overtaken = 0;

	for (unsigned i = 0; i < RACES; i++) {
		struct race r = ready(i, "begin", false);
		race_both(&r, begin_both, n);
		torment_check(n[0] == 1 && n[2] == 1, "two began at once");
		r = ready(i, "same", true);
		race_both(&r, finish_same, n);
		torment_check(n[0] == 1 && n[1] == 1, "one file was recorded twice");
		r = ready(i, "other", true);
		race_both(&r, finish_other, n);
		torment_check(n[0] == 1 && n[2] == 1, "two files ended one session");
		r = ready(i, "refuse", true);
		race_both(&r, finish_or_refuse, n);
		torment_check(n[0] + n[2] == 2 && n[0] >= 1, "refused and signed");
		overtaken += n[2];
	}
	struct office o = open_office();
	struct trien_err err = {0};
	struct tr_registry_count books;
	torment_must(tr_registry_verify(o.db, NULL, NULL, &books, &err), &err, "books");
	torment_check(books.faults == 0, "the books are not what the trail says");
	torment_check(torment_ask(o.db, "SELECT COUNT(*) FROM submission WHERE state = 'refused'") == RACES, "a refusal was lost");
	printf("  %u races of two, %u of %d refusals came before the signature; %lld issued, %u orphans swept\n", 4 * RACES, overtaken, RACES,
			(long long)torment_ask(o.db, "SELECT COUNT(*) FROM document WHERE state = 'issued'"), torment_sweep(o.db, 1000));
	close_office(&o);
}

static void
run(unsigned rounds)
{
	struct tr_sql *db = torment_make(1);
	struct tr_act first = {.actor = "system", .role = "admin", .what = "agency.enter", .at = NOW, .effective_at = NOW, .blobs = torment_open_blobs()};
	struct trien_err err = {0};

	torment_must(tr_act_do(db, &first, TR_ACT_DO, put_office, NULL, NULL, &err), &err, "office");
	tr_blobs_close(first.blobs);
	tr_sql_close(db);
	for (unsigned round = 0; round < rounds; round++) {
		torment_kill(round, work_until_killed, 1000000);
		check_round();
	}
	printf("%u kills\n", rounds);
	races();
}

int
main(int argc, char **argv)
{
	return torment_main(argc, argv, run);
}
