/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "office.h"

#include <stdio.h>

#include "base/env.h"

char blob[TR_HEX256 + 1];
static struct tr_blobs *blobs;

/* ---- a small office ---- */

int64_t
certificate(struct contract *c, const char *fingerprint, const char *device, const char *state, int64_t not_after, const char *renews)
{
	char begin[24], end[24];

	snprintf(begin, sizeof(begin), "%lld", (long long)(NOW - 300 * DAY));
	snprintf(end, sizeof(end), "%lld", (long long)not_after);
	return PUT(c, "certificate.enter", "certificate", 0, "fingerprint", fingerprint, "serial", fingerprint, "issuer", "CA Mẫu", "subject_name",
			"Nguyễn Văn Mẫu", "subject", "Nguyễn Văn Mẫu", "holder", "person", "person", "1", "agency", "2", "device", device, "not_before", begin,
			"not_after", end, "key_name", "RSA 2048", "blob", blob, "chain", "trusted", "is_lab", "0", "state", state, "state_from", "1", "renews", renews,
			"renewals", "0");
}

void
post(struct contract *c, const char *person, const char *agency, const char *role)
{
	PUT(c, "post.enter", "post", 0, "person", person, "agency", agency, "title", role, "role", role, "from_at", "1");
}

void
account(struct contract *c, const char *name, const char *person)
{
	PUT(c, "account.enter", "account", 0, "kind", "os", "name", name, "person", person, "state", "active");
}

void
office(struct contract *c)
{
	static const char *const people[][2] = {{"CB1", "2"}, {"CB2", "2"}, {"CB3", "2"}, {"CB4", "1"}, {"CB5", "2"}, {"CB6", "3"}};
	struct trien_err err = {0};
	char path[300];

	open_log(c);
	snprintf(path, sizeof(path), "%s/blobs", c->dir);
	assert_ok(tr_blobs_open(path, &blobs, &err), &err);
	assert_ok(tr_blob_put(blobs, TR_BYTES_LIT("a document"), blob, &err), &err);
	use_blobs(blobs);
	PUT(c, "agency.enter", "agency", 0, "code", "H00", "name", "UBND tỉnh Mẫu", "kind", "province", "state", "active");
	PUT(c, "agency.enter", "agency", 0, "code", "H01", "name", "Sở Mẫu Một", "kind", "department", "state", "active", "parent", "1");
	PUT(c, "agency.enter", "agency", 0, "code", "H02", "name", "Sở Mẫu Hai", "kind", "department", "state", "active", "parent", "1");
	for (size_t i = 0; i < sizeof(people) / sizeof(*people); i++)
		PUT(c, "person.enter", "person", 0, "code", people[i][0], "name", "Nguyễn Văn Mẫu", "agency", people[i][1], "state", "active", "phone",
				"0900000000", "email", "mau@example.vn");
	post(c, "2", "2", "manager");
	post(c, "3", "2", "head");
	post(c, "4", "1", "department");
	post(c, "6", "3", "manager");
	PUT(c, "device.enter", "device", 0, "kind", "token", "serial", "T1", "agency", "2", "state", "assigned", "state_from", "1");
	PUT(c, "custody.enter", "custody", 0, "device", "1", "keeper", "1", "decision", "01/QĐ-MẪU", "decided_at", "1", "from_at", "1", "taker_at", "1");
	certificate(c, "aa", "1", "active", NOW + 365 * DAY, "-");
}

void
end_office(void)
{
	use_blobs(NULL);
	tr_blobs_close(blobs);
}

/* ---- doing ---- */

int64_t deed_at = NOW;

static trien_rc
try_deed(struct contract *c, const struct doing *g, enum tr_act_mode mode, struct tr_deed_done *done, struct trien_err *err)
{
	struct tr_deed_given given[12];
	struct tr_deed d = {.object = g->object, .person = g->person, .given = given};
	struct tr_act act = act_of("set by the deed");

	act.at = act.effective_at = deed_at;
	act.reason = "lý do mẫu";
	assert_true(tr_rules_act_of(g->act, &d.act));
	assert_true(tr_rules_role_of(g->role, &d.role));
	for (; g->given[2 * d.given_count] != NULL; d.given_count++)
		given[d.given_count] = (struct tr_deed_given){g->given[2 * d.given_count], g->given[2 * d.given_count + 1]};
	return tr_deed_do(c->db, &act, mode, &d, done, err);
}

static void
say_steps(struct contract *c, const struct tr_deed_done *done)
{
	for (size_t i = 0; i < done->count; i++)
		say(c, "%s:%lld %s %s -> %s\n", done->steps[i].book->name, (long long)done->steps[i].id, tr_rules_act_word(done->steps[i].act)->word,
				tr_rules_state_word(done->steps[i].from)->word, tr_rules_state_word(done->steps[i].to)->word);
}

int64_t
ok_deed(struct contract *c, const struct doing *g)
{
	struct trien_err err = {0};
	struct tr_deed_done tried, done;
	const int64_t acts = ask_one(c->db, "SELECT COUNT(*) FROM act");

	assert_ok(try_deed(c, g, TR_ACT_DRY_RUN, &tried, &err), &err);
	assert_int_equal(ask_one(c->db, "SELECT COUNT(*) FROM act"), acts);
	assert_ok(try_deed(c, g, TR_ACT_DO, &done, &err), &err);
	assert_int_equal(ask_one(c->db, "SELECT COUNT(*) FROM act"), acts + 1);
	assert_int_equal(tried.count, done.count);
	assert_memory_equal(tried.steps, done.steps, sizeof(done.steps));
	assert_int_equal(tried.effects, done.effects);
	assert_int_equal(tried.deadline_unsure, done.deadline_unsure);
	say_steps(c, &done);
	if (done.deadline_unsure)
		say(c, "deadline by an uncertain calendar\n");
	return done.object;
}

void
deed_refused(struct contract *c, const char *error, const struct doing *g)
{
	struct trien_err err = {0};
	struct tr_deed_done done;
	const int64_t acts = ask_one(c->db, "SELECT COUNT(*) FROM change");

	assert_refused(try_deed(c, g, TR_ACT_DO, &done, &err), error);
	assert_int_equal(ask_one(c->db, "SELECT COUNT(*) FROM change"), acts);
	say(c, "%s %s\n", g->act, error);
}

void
is(struct contract *c, const char *sql)
{
	if (ask_one(c->db, sql) != 1)
		fail_msg("not 1: %s", sql);
}

const char *
now_text(int64_t offset, char out[TR_TIME_TEXT_MAX])
{
	tr_time_iso(deed_at + offset, TR_ZONE_VIETNAM, out);
	return out;
}

void
confirm(struct contract *c, int64_t request)
{
	DO(c, "request.submit", request, "manager", 2, GIVEN("form", blob));
	DO(c, "request.confirm", request, "head", 3, NOTHING);
}

int64_t
letter(struct contract *c, const char *receiver)
{
	return PUT_LETTER(c, "letter.enter", 0, TR_VERDICT_PASSED, "agency", "2", "receiver", receiver, "state", "draft", "number", "01/CV-MẪU", "blob", blob);
}

void
forward(struct contract *c, int64_t request, const char *receiver)
{
	char number[24];

	snprintf(number, sizeof(number), "#%lld", (long long)letter(c, receiver));
	confirm(c, request);
	DO(c, "request.consolidate", request, "manager", 2, GIVEN("letter", number));
	DO(c, "request.send", request, "manager", 2, NOTHING);
}

int64_t
draft(struct contract *c, const char *kind, const char *reason)
{
	return DO(c, "request.draft", 0, "manager", 2, GIVEN("kind", kind, "certificate", "#1", "reason", reason));
}

/* A refusal calls rows by their words or numbers, in both languages. */
static void
in_words(const struct trien_err *err)
{
	char text[1024];

	for (int lang = 0; lang < 2; lang++) {
		trien_err_text(err, lang == 0 ? TRIEN_LANG_VI : TRIEN_LANG_EN, text, sizeof(text));
		for (const char *colon = strchr(text, ':'); colon != NULL; colon = strchr(colon + 1, ':'))
			if (colon[1] >= '0' && colon[1] <= '9')
				fail_msg("%s", text);
	}
}

void
undo_by(struct contract *c, const char *name, enum tr_rules_role role, int64_t undone, const char *refused)
{
	const struct tr_caller caller = {"os", name, 0, role, 0};
	struct tr_act act = act_of("act.undo");
	struct trien_err err = {0};

	act.caller = &caller;
	act.reason = "báo nhầm";
	const trien_rc rc = tr_act_undo(c->db, &act, TR_ACT_DO, undone, NULL, &err);
	if (refused != NULL) {
		assert_refused(rc, refused);
		in_words(&err);
	} else {
		assert_ok(rc, &err);
	}
	say(c, "undone by %s: %s\n", name, trien_err_id(rc));
}

int64_t
last_act(struct contract *c)
{
	return ask_one(c->db, "SELECT MAX(id) FROM act");
}
