/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "bureau.h"

#include <stdio.h>

static void
enter_people(struct contract *c)
{
	static const char *const people[][4] = {{"CB1", "1", "clerk", "Văn thư"}, {"CB2", "1", "signatory", "Phó Chủ tịch"}, {"CB3", "1", "head", "Chủ tịch"},
		{"CB4", "2", "clerk", "Văn thư"}};
	char id[24];

	for (size_t i = 0; i < 4; i++) {
		const int64_t person = PUT(c, "person.enter", "person", 0, "code", people[i][0], "name", "Nguyễn Văn Mẫu", "agency", people[i][1], "state", "active");
		snprintf(id, sizeof(id), "%lld", (long long)person);
		PUT(c, "post.enter", "post", 0, "person", id, "agency", people[i][1], "title", people[i][3], "role", people[i][2], "from_at", "1");
	}
	PUT(c, "person.enter", "person", 0, "code", "CB5", "name", "Trần Thị Mẫu", "agency", "1", "state", "active");
}

static void
enter_certificates(struct bureau *b)
{
	static const char *const certificates[][3] = {{"aa", "agency", "1"}, {"bb", "agency", "2"}, {"cc", "person", "1"}};
	const char *blob = blob_of(b, "a certificate");

	use_blobs(b->blobs);
	for (size_t i = 0; i < 3; i++)
		PUT(b->c, "certificate.enter", "certificate", 0, "fingerprint", certificates[i][0], "serial", certificates[i][0], "issuer", "CA Mẫu", "subject_name",
				"Mẫu", "subject", "Mẫu", "holder", certificates[i][1], "agency", certificates[i][2], "not_before", "1", "not_after", "4000000000",
				"key_name", "RSA 2048", "blob", blob, "chain", "trusted", "state", "active", "state_from", "1", "renewals", "0");
	use_blobs(NULL);
}

void
open_bureau(struct bureau *b, struct contract *c)
{
	struct trien_err err = {0};
	char path[300];

	*b = (struct bureau){.c = c, .clerk = {1, TR_ROLE_CLERK}, .signatory = {2, TR_ROLE_SIGNATORY}, .head = {3, TR_ROLE_HEAD}, .other = {4, TR_ROLE_CLERK},
		.nobody = {5, TR_ROLE_CLERK}};
	open_log(c);
	snprintf(path, sizeof(path), "%s/blobs", c->dir);
	assert_ok(tr_blobs_open(path, &b->blobs, &err), &err);
	PUT(c, "agency.enter", "agency", 0, "code", "H01", "name", "UBND tỉnh Mẫu", "kind", "province", "state", "active");
	PUT(c, "agency.enter", "agency", 0, "code", "H02", "name", "Sở Mẫu", "kind", "department", "state", "active", "parent", "1");
	enter_people(c);
	PUT(c, "numbering.enter", "numbering", 0, "agency", "1", "symbol", "UBND", "scheme", "kind");
	PUT(c, "numbering.enter", "numbering", 0, "agency", "2", "symbol", "SM", "scheme", "one");
	enter_certificates(b);
	b->act = act_of("set by the office");
	b->act.blobs = b->blobs;
}

void
close_bureau(struct bureau *b)
{
	assert_int_equal(say_faults(b->c), 0);
	tr_blobs_close(b->blobs);
}

void
close_bureau_quietly(struct bureau *b)
{
	struct trien_err err = {0};
	struct tr_registry_count count;

	assert_ok(tr_registry_verify(b->c->db, NULL, NULL, &count, &err), &err);
	assert_int_equal(count.faults, 0);
	tr_blobs_close(b->blobs);
}

const char *
blob_of(struct bureau *b, const char *content)
{
	static char names[64][TR_HEX256 + 1];
	static size_t used;
	char *name = names[used++ % 64];
	struct trien_err err = {0};

	assert_ok(tr_blob_put(b->blobs, TR_BYTES(content, strlen(content)), name, &err), &err);
	return name;
}

struct tr_office_new
decision(const char *file)
{
	return (struct tr_office_new){.agency = 1, .kind = "QĐ", .subject = "Về việc mẫu", .signer = "Nguyễn Văn Mẫu", .paper = file == NULL, .file = file,
		.signed_file = file != NULL};
}

int64_t
register_ok(struct bureau *b, const struct tr_office_new *n, const struct tr_office_wish *w)
{
	static const struct tr_office_wish none;
	const struct tr_office_who *who = n->agency == 1 ? &b->clerk : &b->other;
	const int64_t acts = ask_one(b->c->db, "SELECT COUNT(*) FROM act");
	struct tr_office_number tried = {0}, number = {0};
	struct trien_err err = {0};

	assert_ok(tr_office_register(b->c->db, &b->act, TR_ACT_DRY_RUN, who, n, w == NULL ? &none : w, &tried, &err), &err);
	assert_int_equal(ask_one(b->c->db, "SELECT COUNT(*) FROM act"), acts);
	assert_ok(tr_office_register(b->c->db, &b->act, TR_ACT_DO, who, n, w == NULL ? &none : w, &number, &err), &err);
	assert_int_equal(ask_one(b->c->db, "SELECT COUNT(*) FROM act"), acts + !number.again);
	assert_true((number.act == 0) == number.again);
	assert_string_equal((char *)tried.text.p, (char *)number.text.p);
	say(b->c, "%s of %lld%s\n", (char *)number.text.p, (long long)number.year, number.again ? " again" : "");
	const int64_t document = number.document;
	tr_office_number_free(&tried);
	tr_office_number_free(&number);
	return document;
}

void
register_refused(struct bureau *b, const char *error, const struct tr_office_new *n, const struct tr_office_wish *w)
{
	static const struct tr_office_wish none;
	const int64_t changes = ask_one(b->c->db, "SELECT COUNT(*) FROM change");
	struct tr_office_number number = {0};
	struct trien_err err = {0};

	assert_refused(tr_office_register(b->c->db, &b->act, TR_ACT_DO, n->agency == 1 ? &b->clerk : &b->other, n, w == NULL ? &none : w, &number, &err), error);
	assert_int_equal(ask_one(b->c->db, "SELECT COUNT(*) FROM change"), changes);
	say(b->c, "%s\n", error);
}

void
do_ok(struct bureau *b, struct tr_office_who who, int64_t document, enum tr_document_act what, const struct tr_office_given *given)
{
	static const struct tr_office_given none;
	struct tr_office_done tried, done;
	struct trien_err err = {0};

	given = given == NULL ? &none : given;
	assert_ok(tr_office_do(b->c->db, &b->act, TR_ACT_DRY_RUN, &who, document, what, given, &tried, &err), &err);
	assert_ok(tr_office_do(b->c->db, &b->act, TR_ACT_DO, &who, document, what, given, &done, &err), &err);
	assert_int_equal(tried.to, done.to);
	say(b->c, "document:%lld %s -> %s\n", (long long)document, tr_document_state_word(done.from)->word, tr_document_state_word(done.to)->word);
}

void
do_refused(struct bureau *b, const char *error, struct tr_office_who who, int64_t document, enum tr_document_act what, const struct tr_office_given *given)
{
	static const struct tr_office_given none;
	const int64_t changes = ask_one(b->c->db, "SELECT COUNT(*) FROM change");
	struct tr_office_done done;
	struct trien_err err = {0};

	assert_refused(tr_office_do(b->c->db, &b->act, TR_ACT_DO, &who, document, what, given == NULL ? &none : given, &done, &err), error);
	assert_int_equal(ask_one(b->c->db, "SELECT COUNT(*) FROM change"), changes);
	say(b->c, "%s\n", error);
}

void
is(struct bureau *b, const char *sql)
{
	if (ask_one(b->c->db, sql) != 1)
		fail_msg("not 1: %s", sql);
}

static trien_rc
limit_pages(struct tr_sql *db, void *context, struct trien_err *err)
{
	TR_AUTO_ROWS rows = {0};
	return tr_sql_ask(db, context, NULL, 0, &rows, err);
}

void
limit(struct contract *c, const char *pragma)
{
	struct trien_err err = {0};
	assert_ok(tr_sql_transact(c->db, TR_SQL_READ, limit_pages, (void *)(uintptr_t)pragma, &err), &err);
}
