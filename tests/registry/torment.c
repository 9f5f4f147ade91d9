/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * kill -9 in the middle of acts, on both back ends: torment ROUNDS. A child writes documents, rows of two books with their history, jobs and leaves as fast as
 * it can, moves MOVERS people from one agency to another and back as one bulk act, and is killed; on PostgreSQL the server is, too, every few rounds. After
 * each round an act is there whole or not at all.
 * Requirement: X4
 */
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "registry/act.h"
#include "registry/history.h"
#include "registry/plan.h"
#include "store/audit.h"
#include "store/file.h"
#include "store/job.h"
#include "torment.h"

#define PLAN_AT 1790000000 /* 2026-09-21 */
#define MOVERS 10
#define PLAN_EVERY 4 /* acts */

/* ---- the child ---- */

struct one {
	struct tr_blobs *blobs;
	const char *name;
};

static trien_rc
put_agency(struct tr_acting *a, const char *code, int64_t parent, struct trien_err *err)
{
	struct tr_record r = tr_record_of(&tr_books[TR_BOOK_agency]);

	tr_record_set_text(&r, TR_agency_code, code);
	tr_record_set_text(&r, TR_agency_name, "UBND tỉnh Mẫu");
	tr_record_set_text(&r, TR_agency_kind, "province");
	tr_record_set_text(&r, TR_agency_state, "active");
	if (parent != 0)
		tr_record_set_int(&r, TR_agency_parent, parent);
	return tr_acting_put(a, &r, err);
}

static const char *const movers[MOVERS] = {"M0", "M1", "M2", "M3", "M4", "M5", "M6", "M7", "M8", "M9"};

static trien_rc
put_person(struct tr_acting *a, const char *code, int64_t agency, struct trien_err *err)
{
	struct tr_record r = tr_record_of(&tr_books[TR_BOOK_person]);

	tr_record_set_text(&r, TR_person_code, code);
	tr_record_set_text(&r, TR_person_name, "Nguyễn Văn Mẫu");
	tr_record_set_int(&r, TR_person_agency, agency);
	tr_record_set_text(&r, TR_person_state, "active");
	return tr_acting_put(a, &r, err);
}

/* The province, two agencies, the manager of all, and those who will move. */
static trien_rc
put_office(struct tr_acting *a, void *context, struct trien_err *err)
{
	struct tr_record post = tr_record_of(&tr_books[TR_BOOK_post]);

	(void)context;
	TR_TRY(put_agency(a, "H00", 0, err));
	TR_TRY(put_agency(a, "H01", 1, err));
	TR_TRY(put_agency(a, "H02", 1, err));
	TR_TRY(put_person(a, "QL", 1, err));
	for (size_t i = 0; i < MOVERS; i++)
		TR_TRY(put_person(a, movers[i], 2, err));
	tr_record_set_int(&post, TR_post_person, 1);
	tr_record_set_int(&post, TR_post_agency, 1);
	tr_record_set_text(&post, TR_post_title, "Mẫu");
	tr_record_set_text(&post, TR_post_role, "manager");
	tr_record_set_int(&post, TR_post_from_at, 1);
	return tr_acting_put(a, &post, err);
}

static trien_rc
move_all(struct tr_sql *db, const char *to, struct trien_err *err)
{
	const struct tr_plan_ask ask = {.verb = TR_PLAN_MOVE, .person = 1, .role = TR_ROLE_MANAGER, .agency = to, .objects = movers, .count = MOVERS, .title = "Mẫu"};
	const struct tr_act act = {.reason = "mẫu", .at = PLAN_AT, .effective_at = PLAN_AT};
	TR_AUTO_PLAN plan = {0};

	return tr_plan_run(db, &act, TR_ACT_DO, &ask, &plan, err);
}

/* A ticket with a document, and a class: two rows of one act. */
static trien_rc
put_rows(struct tr_acting *a, void *context, struct trien_err *err)
{
	const struct one *o = context;
	struct tr_record ticket = tr_record_of(&tr_books[TR_BOOK_ticket]), class = tr_record_of(&tr_books[TR_BOOK_training_class]);

	tr_record_set_int(&ticket, TR_ticket_agency, 1);
	tr_record_set_text(&ticket, TR_ticket_subject, o->name);
	tr_record_set_text(&ticket, TR_ticket_report, o->name);
	tr_record_set_text(&ticket, TR_ticket_state, "open");
	tr_record_set_int(&ticket, TR_ticket_asked_at, 1);
	TR_TRY(tr_acting_put(a, &ticket, err));
	tr_record_set_int(&class, TR_training_class_agency, 1);
	tr_record_set_int(&class, TR_training_class_year, 2026);
	tr_record_set_text(&class, TR_training_class_topic, o->name);
	tr_record_set_text(&class, TR_training_class_state, "planned");
	return tr_acting_put(a, &class, err);
}

static trien_rc
do_act(struct tr_sql *db, void *context, struct trien_err *err)
{
	struct one *o = context;
	const struct tr_job_new job = {.kind = "torment", .payload = {o->name, strlen(o->name)}};
	const struct tr_act act = {.actor = "system", .role = "admin", .what = "torment", .at = 1, .effective_at = 1, .blobs = o->blobs};
	int64_t id;

	TR_TRY(tr_job_put(db, &job, &id, err));
	return tr_act_within(db, &act, put_rows, o, NULL, err);
}

static void
act_until_killed(unsigned round, int begun)
{
	struct trien_err err = {0};
	struct tr_sql *db = torment_open();
	struct one o = {.blobs = torment_open_blobs()};

	torment_check(write(begun, "", 1) == 1, "pipe");
	for (unsigned i = 0;; i++) {
		char content[64], name[TR_HEX256 + 1];
		snprintf(content, sizeof(content), "document %u of round %u", i, round);
		torment_must(tr_blob_put(o.blobs, TR_BYTES(content, strlen(content)), name, &err), &err, "put");
		o.name = name;
		if (tr_sql_transact(db, TR_SQL_WRITE, do_act, &o, &err) != TRIEN_OK)
			_exit(2); /* the server is gone */
		if (i % PLAN_EVERY == 0 && move_all(db, (round + i / PLAN_EVERY) % 2 == 0 ? "H02" : "H01", &err) != TRIEN_OK)
			_exit(2);
	}
}

/* ---- the parent ---- */

struct counts {
	int64_t jobs, refs, blobs, leaves, size, acts, changes, tickets, classes, all, plans, places, posts, moved;
};

static trien_rc
count(struct tr_sql *db, void *context, struct trien_err *err)
{
	static const char sql[] = "SELECT (SELECT COUNT(*) FROM job), (SELECT CAST(COALESCE(SUM(refs), 0) AS bigint) FROM blob), "
				  "(SELECT COUNT(*) FROM blob), (SELECT COUNT(*) FROM audit_leaf), (SELECT size FROM audit_log), (SELECT COUNT(*) FROM act WHERE what = 'torment'), "
				  "(SELECT COUNT(*) FROM change c JOIN act a ON a.id = c.act WHERE a.what = 'torment'), (SELECT COUNT(*) FROM ticket), "
				  "(SELECT COUNT(*) FROM training_class), (SELECT COUNT(*) FROM act), (SELECT COUNT(*) FROM act WHERE what = 'plan.move'), "
				  "(SELECT COUNT(DISTINCT agency) FROM person WHERE id > 1), (SELECT COUNT(*) FROM post WHERE person > 1 AND to_at IS NULL), "
				  "(SELECT COUNT(*) FROM change c JOIN act a ON a.id = c.act WHERE a.what = 'plan.move' AND c.book = 'person')";
	struct counts *c = context;
	TR_AUTO_ROWS rows = {0};

	TR_TRY(tr_sql_ask(db, sql, NULL, 0, &rows, err));
	*c = (struct counts){tr_sql_int(&rows, 0, 0), tr_sql_int(&rows, 0, 1), tr_sql_int(&rows, 0, 2), tr_sql_int(&rows, 0, 3),
		tr_sql_int(&rows, 0, 4), tr_sql_int(&rows, 0, 5), tr_sql_int(&rows, 0, 6), tr_sql_int(&rows, 0, 7), tr_sql_int(&rows, 0, 8), tr_sql_int(&rows, 0, 9),
		tr_sql_int(&rows, 0, 10), tr_sql_int(&rows, 0, 11), tr_sql_int(&rows, 0, 12), tr_sql_int(&rows, 0, 13)};
	return TRIEN_OK;
}

static int64_t
check_acts(void)
{
	struct trien_err err = {0};
	struct tr_sql *db = torment_open();
	struct counts c;

	torment_must(tr_sql_transact(db, TR_SQL_READ, count, &c, &err), &err, "count");
	tr_sql_close(db);
	/* The first leaf is that of the log's opening, the second and the first act that of the office. */
	torment_check(c.jobs == c.refs && c.jobs == c.blobs && c.all == c.leaves - 1 && c.leaves == c.size && c.jobs == c.acts && c.all == c.acts + c.plans + 1 &&
			c.changes == 2 * c.jobs && c.tickets == c.jobs && c.classes == c.jobs, "half an act");
	/* All who move are in one torment.place, and have one post as soon as they have moved. */
	torment_check(c.places == 1 && c.posts == (c.plans == 0 ? 0 : MOVERS) && c.moved == c.plans * MOVERS, "half a bulk act");
	return c.jobs;
}

static int64_t
count_plans(struct tr_sql *db)
{
	struct trien_err err = {0};
	struct counts c;

	torment_must(tr_sql_transact(db, TR_SQL_READ, count, &c, &err), &err, "count");
	return c.plans;
}

static void
check_end(unsigned rounds)
{
	struct trien_err err = {0};
	struct tr_sql *db = torment_open();
	struct tr_note_signer signer;
	struct tr_checkpoint c;
	struct tr_audit_count verified;
	struct tr_registry_count books;
	const unsigned orphans = torment_sweep(db, rounds);
	bool now;
	int dir;

	torment_must(tr_folder_open(AT_FDCWD, torment.folder, &dir, &err), &err, "folder");
	torment_must(tr_note_signer_new("torment.example/mau", TR_NOTE_LOG, &tr_env_system, &signer, &err), &err, "key");
	const struct tr_audit_signing s = {.dir = dir, .memory_dir = dir, .memory = "last", .signer = &signer};
	torment_must(tr_audit_sign(db, &s, &c, &now, &err), &err, "sign");
	torment_must(tr_audit_verify(db, 1, dir, &c, NULL, NULL, &verified, &err), &err, "verify");
	torment_check(verified.faults == 0 && verified.signed_leaves == c.size, "the trail does not verify");
	torment_must(tr_registry_verify(db, NULL, NULL, &books, &err), &err, "books");
	torment_check(books.faults == 0 && books.acts == c.size - 1, "the books are not what the trail says");
	printf("  %llu leaves, %llu records, %lld bulk acts, %u orphans swept\n", (unsigned long long)c.size, (unsigned long long)books.rows,
			(long long)count_plans(db), orphans);
	close(dir);
	tr_sql_close(db);
}

static void
run(unsigned rounds)
{
	const struct tr_act first = {.actor = "system", .role = "admin", .what = "agency.enter", .at = 1, .effective_at = 1};
	struct trien_err err = {0};
	struct tr_sql *db = torment_make(1);
	int64_t acts = 0;

	torment_must(tr_act_do(db, &first, TR_ACT_DO, put_office, NULL, NULL, &err), &err, "office");
	tr_sql_close(db);
	for (unsigned round = 0; round < rounds; round++) {
		torment_kill(round, act_until_killed, 500000);
		const int64_t more = check_acts();
		torment_check(more >= acts, "acts are lost");
		acts = more;
	}
	torment_check(acts > 0, "nothing was done");
	printf("%u kills\n", rounds);
	check_end(rounds);
}

int
main(int argc, char **argv)
{
	return torment_main(argc, argv, run);
}
