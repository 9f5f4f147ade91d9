/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "desk.h"

#include <stdio.h>

/* ---- people and certificates ---- */

static void
enter_certificate(struct desk *d, const char *fingerprint, const char *holder, const char *agency, const char *person, const char *device)
{
	const char *blob = blob_of(&d->b, "a certificate");

	PUT(d->b.c, "certificate.enter", "certificate", 0, "fingerprint", fingerprint, "serial", fingerprint, "issuer", "CA Mẫu", "subject_name", "Mẫu", "subject",
			"Mẫu", "holder", holder, "agency", agency, "person", person, "device", device, "not_before", "1", "not_after", "4000000000", "key_name",
			"RSA 2048", "blob", blob, "chain", "trusted", "state", "active", "state_from", "1", "renewals", "0");
}

static void
enter_device(struct desk *d, const char *serial, const char *agency, const char *keeper)
{
	char id[24];
	const int64_t device = PUT(d->b.c, "device.enter", "device", 0, "kind", "token", "serial", serial, "agency", agency, "state", "assigned", "state_from", "1");

	snprintf(id, sizeof(id), "%lld", (long long)device);
	PUT(d->b.c, "custody.enter", "custody", 0, "device", id, "keeper", keeper, "decision", "01/QĐ-MẪU", "decided_at", "1", "from_at", "1", "taker_at", "1");
}

void
open_desk(struct desk *d, struct contract *c)
{
	open_bureau(&d->b, c);
	d->staff = (struct tr_office_who){5, TR_ROLE_SUBSCRIBER};
	d->colleague = (struct tr_office_who){6, TR_ROLE_SUBSCRIBER};
	PUT(c, "person.enter", "person", 0, "code", "CB6", "name", "Lê Văn Mẫu", "agency", "1", "email", "cb6@mau.example", "state", "active");
	PUT(c, "person.change", "person", 5, "email", "cb5@mau.example");
	enter_device(d, "T1", "1", "1");
	enter_device(d, "T2", "2", "4");
	use_blobs(d->b.blobs);
	enter_certificate(d, "d1", "agency", "1", "-", "1");
	enter_certificate(d, "d2", "agency", "2", "-", "2");
	enter_certificate(d, "p2", "person", "1", "2", "-");
	enter_certificate(d, "p3", "person", "1", "3", "-");
	enter_certificate(d, "p5", "person", "1", "5", "-");
	enter_certificate(d, "p6", "person", "1", "6", "-");
	use_blobs(NULL);
}

void
close_desk(struct desk *d)
{
	close_bureau(&d->b);
}

/* ---- drafts ---- */

int64_t
draft_ok(struct desk *d, enum tr_procedure p, const char *content)
{
	struct tr_office_new n = decision(content == NULL ? NULL : blob_of(&d->b, content));
	struct trien_err err = {0};
	int64_t tried, document;

	n.signed_file = false;
	n.signer = NULL;
	assert_ok(tr_submission_draft(d->b.c->db, &d->b.act, TR_ACT_DRY_RUN, &d->staff, &n, p, true, &tried, &err), &err);
	assert_ok(tr_submission_draft(d->b.c->db, &d->b.act, TR_ACT_DO, &d->staff, &n, p, true, &document, &err), &err);
	assert_int_equal(tried, document);
	say(d->b.c, "document:%lld drafted\n", (long long)document);
	return document;
}

static void
say_done(struct desk *d, const char *what, const struct tr_submission_done *done)
{
	assert_true(done->act > 0);
	say(d->b.c, "document:%lld %s: %s -> %s\n", (long long)done->document, what, tr_submission_state_word(done->from)->word,
			tr_submission_state_word(done->to)->word);
}

void
submit_ok(struct desk *d, int64_t document, const struct tr_submission_step *steps, size_t count)
{
	struct tr_submission_done done;
	struct trien_err err = {0};

	assert_ok(tr_submission_submit(d->b.c->db, &d->b.act, TR_ACT_DRY_RUN, &d->staff, document, steps, count, &done, &err), &err);
	assert_ok(tr_submission_submit(d->b.c->db, &d->b.act, TR_ACT_DO, &d->staff, document, steps, count, &done, &err), &err);
	say_done(d, "submit", &done);
}

/* Nothing was written. */
static void
refused(struct desk *d, const char *error, int64_t changes)
{
	assert_int_equal(ask_one(d->b.c->db, "SELECT COUNT(*) FROM change"), changes);
	say(d->b.c, "%s\n", error);
}

static int64_t
count_changes(struct desk *d)
{
	return ask_one(d->b.c->db, "SELECT COUNT(*) FROM change");
}

void
submit_refused(struct desk *d, const char *error, struct tr_office_who who, int64_t document, const struct tr_submission_step *steps, size_t count)
{
	const int64_t changes = count_changes(d);
	struct tr_submission_done done;
	struct trien_err err = {0};

	assert_refused(tr_submission_submit(d->b.c->db, &d->b.act, TR_ACT_DO, &who, document, steps, count, &done, &err), error);
	refused(d, error, changes);
}

void
say_ok(struct desk *d, struct tr_office_who who, int64_t document, enum tr_submission_act what)
{
	struct tr_submission_done done;
	struct trien_err err = {0};

	assert_ok(tr_submission_do(d->b.c->db, &d->b.act, TR_ACT_DO, &who, document, what, &done, &err), &err);
	say_done(d, tr_submission_act_word(what)->word, &done);
}

void
say_refused(struct desk *d, const char *error, struct tr_office_who who, int64_t document, enum tr_submission_act what)
{
	const int64_t changes = count_changes(d);
	struct tr_submission_done done;
	struct trien_err err = {0};

	assert_refused(tr_submission_do(d->b.c->db, &d->b.act, TR_ACT_DO, &who, document, what, &done, &err), error);
	refused(d, error, changes);
}

void
revise_ok(struct desk *d, int64_t document, const char *content)
{
	const struct tr_submission_version v = {.file = blob_of(&d->b, content), .note = "sửa theo ý kiến", .bare = true};
	struct tr_submission_done done;
	struct trien_err err = {0};

	assert_ok(tr_submission_revise(d->b.c->db, &d->b.act, TR_ACT_DO, &d->staff, document, &v, &done, &err), &err);
	say_done(d, "revise", &done);
}

/* ---- signatures ---- */

struct tr_session
begin_ok(struct desk *d, struct tr_office_who who, int64_t document, const char *certificate)
{
	const struct tr_session_new n = {document, certificate};
	struct trien_err err = {0};
	struct tr_session s;

	assert_ok(tr_session_begin(d->b.c->db, &d->b.act, TR_ACT_DO, &who, &n, &s, &err), &err);
	assert_true(s.act > 0 && s.id > 0 && s.ends_at == d->b.act.at + TR_SESSION_SECONDS);
	assert_string_equal(s.certificate, certificate);
	return s;
}

void
begin_refused(struct desk *d, const char *error, struct tr_office_who who, int64_t document, const char *certificate)
{
	const struct tr_session_new n = {document, certificate};
	const int64_t changes = count_changes(d);
	struct trien_err err = {0};
	struct tr_session s;

	assert_refused(tr_session_begin(d->b.c->db, &d->b.act, TR_ACT_DO, &who, &n, &s, &err), error);
	refused(d, error, changes);
}

const char *
signed_file(struct desk *d, const struct tr_session *s, const char *more)
{
	TR_AUTO_BUF content = {.max = 1 << 20};
	struct trien_err err = {0};

	assert_ok(tr_blob_get(d->b.blobs, s->base, &content, &err), &err);
	assert_ok(tr_buf_addf(&content, &err, " + %s", more), &err);
	assert_ok(tr_buf_add_byte(&content, 0, &err), &err);
	return blob_of(&d->b, (const char *)content.p);
}

size_t
signatures_of(struct desk *d, int64_t document)
{
	char sql[200];

	snprintf(sql, sizeof(sql), "SELECT COUNT(*) FROM step t JOIN submission s ON s.document = t.document AND s.round = t.round WHERE t.document = %lld "
		"AND t.certificate IS NOT NULL", (long long)document);
	return (size_t)ask_one(d->b.c->db, sql);
}

void
finish_ok(struct desk *d, struct tr_office_who who, const struct tr_session *s)
{
	const struct tr_session_result r = {.file = signed_file(d, s, s->certificate), .signer = s->certificate, .signatures = signatures_of(d, s->document) + 1, .good = true, .shows_number = true};
	struct tr_submission_done done;
	struct trien_err err = {0};

	assert_ok(tr_session_finish(d->b.c->db, &d->b.act, TR_ACT_DO, &who, s->id, &r, &done, &err), &err);
	say_done(d, "signed", &done);
}

void
finish_refused(struct desk *d, const char *error, struct tr_office_who who, int64_t session, const struct tr_session_result *r)
{
	const int64_t changes = count_changes(d);
	struct tr_submission_done done;
	struct trien_err err = {0};

	assert_refused(tr_session_finish(d->b.c->db, &d->b.act, TR_ACT_DO, &who, session, r, &done, &err), error);
	refused(d, error, changes);
}

void
sign_ok(struct desk *d, struct tr_office_who who, int64_t document, const char *certificate)
{
	const struct tr_session s = begin_ok(d, who, document, certificate);
	finish_ok(d, who, &s);
}
