/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Requirement: R3 R4.3 R2.2
 * Sole control at a time: a device with three keepers, and each reason for no and for not known, at the second where it turns.
 */
#include <stdio.h>
#include <stdlib.h>

#include "registry/custody.h"
#include "registry/file_check.h"
#include "sample.h"

static char blob[TR_HEX256 + 1];

static struct tr_blobs *blobs;

static void
end_office(void)
{
	use_blobs(NULL);
	tr_blobs_close(blobs);
}

static void
office(struct contract *c)
{
	struct trien_err err = {0};
	char path[300];

	open_log(c);
	PUT(c, "agency.enter", "agency", 0, "code", "H00", "name", "UBND tỉnh Mẫu", "kind", "province", "state", "active");
	PUT(c, "person.enter", "person", 0, "code", "CB1", "name", "Nguyễn Văn Mẫu", "agency", "1", "state", "active");
	PUT(c, "person.enter", "person", 0, "code", "CB2", "name", "Trần Thị Mẫu", "agency", "1", "state", "active");
	PUT(c, "person.enter", "person", 0, "code", "CB3", "name", "Lê Văn Mẫu", "agency", "1", "state", "active");
	/* Persons 1 and 2 are clerks one after the other. */
	PUT(c, "post.enter", "post", 0, "person", "1", "agency", "1", "title", "Văn thư", "role", "clerk", "from_at", "1000", "to_at", "2000");
	PUT(c, "post.enter", "post", 0, "person", "2", "agency", "1", "title", "Văn thư", "role", "clerk", "from_at", "2000");
	PUT(c, "device.enter", "device", 0, "kind", "token", "serial", "T1", "agency", "1", "state", "assigned", "state_from", "1");
	PUT(c, "device.enter", "device", 0, "kind", "token", "serial", "T2", "agency", "1", "state", "assigned", "state_from", "1");
	snprintf(path, sizeof(path), "%s/blobs", c->dir);
	assert_ok(tr_blobs_open(path, &blobs, &err), &err);
	assert_ok(tr_blob_put(blobs, TR_BYTES_LIT("a certificate"), blob, &err), &err);
	use_blobs(blobs);
	PUT(c, "certificate.enter", "certificate", 0, "fingerprint", "aa", "serial", "01", "issuer", "CA Mẫu", "subject_name", "UBND tỉnh Mẫu", "subject",
			"UBND tỉnh Mẫu", "holder", "agency", "agency", "1", "device", "1", "not_before", "1", "not_after", "9999", "key_name", "RSA 2048",
			"blob", blob, "chain", "trusted", "state", "active", "state_from", "1", "renewals", "0");
	PUT(c, "certificate.enter", "certificate", 0, "fingerprint", "bb", "serial", "02", "issuer", "CA Mẫu", "subject_name", "Lê Văn Mẫu", "subject",
			"Lê Văn Mẫu", "holder", "person", "person", "3", "agency", "1", "device", "2", "not_before", "1", "not_after", "9999", "key_name", "RSA 2048",
			"blob", blob, "chain", "trusted", "state", "active", "state_from", "1", "renewals", "0");
}

struct asking {
	const char *fingerprint;
	int64_t time;
	struct tr_custody *out;
};

static trien_rc
ask(struct tr_sql *db, void *context, struct trien_err *err)
{
	const struct asking *a = context;
	return tr_custody_at(db, a->fingerprint, a->time, a->out, err);
}

static void
at(struct contract *c, const char *fingerprint, int64_t time, enum tr_sole_control control, const char *why, int64_t keeper)
{
	struct trien_err err = {0};
	struct tr_custody is;
	struct asking a = {fingerprint, time, &is};

	assert_ok(tr_sql_transact(c->db, TR_SQL_READ, ask, &a, &err), &err);
	assert_string_equal(tr_custody_why_word(is.why), why);
	assert_int_equal(is.control, control);
	assert_int_equal(is.keeper, keeper);
	say(c, "%s %lld %s\n", fingerprint, (long long)time, why);
}

static void
keep(struct contract *c, const char *device, const char *keeper, const char *from, const char *to, const char *taken)
{
	PUT(c, "device.assign", "custody", 0, "device", device, "keeper", keeper, "decision", "01/QĐ-MẪU", "decided_at", "1", "from_at", from, "to_at",
			to, "taker_at", taken);
}

static void
test_agency(struct contract *c)
{
	struct trien_err err = {0};

	office(c);
	keep(c, "1", "1", "1100", "2100", "1100");
	keep(c, "1", "2", "2100", "3000", "2150");
	keep(c, "1", "3", "3000", "4000", "3000");
	at(c, "cc", 1500, TR_CONTROL_UNKNOWN, "no-certificate", 0);
	at(c, "aa", 1099, TR_CONTROL_NO, "not-yet", 0); /* nobody had it before */
	at(c, "aa", 1100, TR_CONTROL_YES, "kept", 1);
	at(c, "aa", 1999, TR_CONTROL_YES, "kept", 1);
	at(c, "aa", 2000, TR_CONTROL_NO, "no-clerk", 1); /* the post has gone to another, the device not yet */
	at(c, "aa", 2099, TR_CONTROL_NO, "no-clerk", 1);
	at(c, "aa", 2100, TR_CONTROL_UNKNOWN, "not-signed", 2);
	at(c, "aa", 2149, TR_CONTROL_UNKNOWN, "not-signed", 2);
	at(c, "aa", 2150, TR_CONTROL_YES, "kept", 2);
	at(c, "aa", 2999, TR_CONTROL_YES, "kept", 2);
	at(c, "aa", 3000, TR_CONTROL_NO, "no-clerk", 3);
	keep(c, "1", "2", "4000", "-", "4000");
	assert_ok(write_one(c->db, "UPDATE custody SET to_at = NULL WHERE id = 3", &err), &err); /* and the third never gave it back: no act writes this now */
	at(c, "aa", 3999, TR_CONTROL_NO, "no-clerk", 3);
	at(c, "aa", 4000, TR_CONTROL_UNKNOWN, "several", 0);
	end_office();
}

/* Given back: by minutes that both have signed it was in nobody's hands; without them there is a gap in the book. */
static void
test_returned(struct contract *c)
{
	office(c);
	at(c, "bb", 1500, TR_CONTROL_UNKNOWN, "no-keeper", 0); /* the book knows nothing of this device */
	keep(c, "2", "3", "1000", "2000", "1000");
	at(c, "bb", 999, TR_CONTROL_NO, "not-yet", 0);
	at(c, "bb", 1999, TR_CONTROL_YES, "kept", 3);
	at(c, "bb", 2000, TR_CONTROL_UNKNOWN, "no-keeper", 0);
	PUT(c, "device.return", "custody", 1, "back_giver_at", "2000");
	at(c, "bb", 2000, TR_CONTROL_UNKNOWN, "no-keeper", 0);
	PUT(c, "device.return", "custody", 1, "back_taker_at", "2100");
	at(c, "bb", 2099, TR_CONTROL_UNKNOWN, "no-keeper", 0);
	at(c, "bb", 2100, TR_CONTROL_NO, "returned", 0);
	keep(c, "2", "3", "3000", "-", "3000");
	at(c, "bb", 2999, TR_CONTROL_NO, "returned", 0);
	at(c, "bb", 3000, TR_CONTROL_YES, "kept", 3);
	end_office();
}

static void
test_person(struct contract *c)
{
	office(c);
	keep(c, "2", "3", "1000", "2000", "1000");
	keep(c, "2", "1", "2000", "-", "2000");
	at(c, "bb", 1000, TR_CONTROL_YES, "kept", 3);
	at(c, "bb", 2000, TR_CONTROL_NO, "other-keeper", 1);
	PUT(c, "certificate.change", "certificate", 2, "holder", "title");
	at(c, "bb", 1000, TR_CONTROL_YES, "kept", 3);
	at(c, "bb", 2000, TR_CONTROL_NO, "other-keeper", 1);
	/* That of a service: who is assigned to it. */
	PUT(c, "certificate.change", "certificate", 2, "holder", "service", "person", "-");
	at(c, "bb", 2000, TR_CONTROL_YES, "kept", 1);
	PUT(c, "certificate.change", "certificate", 2, "device", "-");
	at(c, "bb", 2000, TR_CONTROL_UNKNOWN, "no-device", 0);
	end_office();
}

/* Reported late: it counts from when it happened. Closed by an act that holds from NOW. */
static void
test_reported(struct contract *c)
{
	office(c);
	keep(c, "2", "3", "1000", "-", "1000");
	PUT(c, "device.lose", "incident", 0, "device", "2", "kind", "lost", "happened_at", "1500", "state", "open");
	at(c, "bb", 1499, TR_CONTROL_YES, "kept", 3);
	at(c, "bb", 1500, TR_CONTROL_NO, "reported", 0);
	at(c, "bb", NOW + 1, TR_CONTROL_NO, "reported", 0);
	PUT(c, "incident.close", "incident", 1, "state", "closed");
	at(c, "bb", 1499, TR_CONTROL_YES, "kept", 3);
	at(c, "bb", NOW - 1, TR_CONTROL_NO, "reported", 0);
	at(c, "bb", NOW, TR_CONTROL_YES, "kept", 3);
	/* Another device is none of its business. */
	keep(c, "1", "2", "2000", "-", "2000");
	at(c, "aa", 2000, TR_CONTROL_YES, "kept", 2);
	end_office();
}

static void
put_at(struct contract *c, int64_t when, const char *what, const char *book, int64_t id, const char *const *values)
{
	struct tr_act act = act_of(what);
	struct trien_err err = {0};

	act.at = act.effective_at = when;
	assert_ok(put_act(c, &act, book, &id, values, &err), &err);
}
#define PUT_AT(c, when, what, book, id, ...) put_at(c, when, what, book, id, (const char *const[]){__VA_ARGS__, NULL})

/* What is written of an incident that is closed changes nothing of when it was open; and to close one brings no lost device back. */
static void
test_closed(struct contract *c)
{
	office(c);
	keep(c, "2", "3", "1000", "-", "1000");
	PUT(c, "device.lock", "incident", 0, "device", "2", "kind", "locked", "happened_at", "1500", "state", "open");
	PUT(c, "device.change_pin", "incident", 1, "state", "closed");
	PUT_AT(c, NOW + 1000, "incident.change", "incident", 1, "reported_by", "3");
	at(c, "bb", NOW - 1, TR_CONTROL_NO, "reported", 0);
	at(c, "bb", NOW, TR_CONTROL_YES, "kept", 3);
	at(c, "bb", NOW + 999, TR_CONTROL_YES, "kept", 3);
	PUT_AT(c, NOW + 2000, "device.lose", "device", 2, "state", "lost", "state_from", "1795000000");
	PUT_AT(c, NOW + 2000, "device.lose", "incident", 0, "device", "2", "kind", "lost", "happened_at", "1795000000", "state", "open");
	PUT_AT(c, NOW + 3000, "incident.change", "incident", 2, "state", "closed");
	at(c, "bb", NOW + 1500, TR_CONTROL_YES, "kept", 3);
	at(c, "bb", 1795000000 + 5000, TR_CONTROL_NO, "reported", 0);
	/* Its record is closed, and it stays lost: also for a time at which it was so already. */
	PUT_AT(c, 1796000000, "device.close", "device", 2, "state", "closed", "state_from", "1796000000");
	at(c, "bb", 1795999999, TR_CONTROL_NO, "reported", 0);
	end_office();
}

/* Who typed since when somebody keeps a device has not said that nobody kept it before. */
static void
test_typed(struct contract *c)
{
	office(c);
	PUT(c, "custody.enter", "custody", 0, "device", "2", "keeper", "3", "decision", "01/QĐ-MẪU", "decided_at", "1", "from_at", "1000", "taker_at", "1000");
	at(c, "bb", 999, TR_CONTROL_UNKNOWN, "no-keeper", 0);
	at(c, "bb", 1000, TR_CONTROL_YES, "kept", 3);
	end_office();
}

/* ---- the signatures on a letter ---- */

static void
write_letter(struct contract *c, const char *id, const char *column, struct tr_file_check *check, const char *const *pairs)
{
	struct tr_act act = act_of("letter.enter");
	struct trien_err err = {0};
	const int64_t acts = ask_one(c->db, "SELECT COUNT(*) FROM act");
	int64_t row = id == NULL ? 0 : strtoll(id, NULL, 10);

	check->file = blob;
	act.checks = check;
	act.check_count = 1;
	assert_ok(put_act(c, &act, "letter", &row, pairs, &err), &err);
	assert_true(check->written);
	say(c, "%s %s: may sign %d %s, control %s\n", column, check->findings, check->asked, tr_file_answer_word(check->signer), tr_file_answer_word(check->control));
	assert_int_equal(ask_one(c->db, "SELECT COUNT(*) FROM act"), acts + 1); /* one act, whatever it writes */
}
#define WRITE_LETTER(c, id, column, check, ...) write_letter(c, id, column, check, (const char *const[]){__VA_ARGS__, NULL})

static trien_rc
ask_form(struct tr_sql *db, void *context, struct trien_err *err)
{
	TR_AUTO_RECORD letter = {0};

	TR_TRY(tr_record_load(db, &tr_books[TR_BOOK_letter], 1, &letter, err));
	return tr_letter_form_of(db, &letter, context, err);
}

static enum tr_letter_form
form_of(struct contract *c)
{
	struct trien_err err = {0};
	enum tr_letter_form form;

	assert_ok(tr_sql_transact(c->db, TR_SQL_READ, ask_form, &form, &err), &err);
	return form;
}

static void
test_letter(struct contract *c)
{
	static const struct tr_file_signer seal = {"aa", 1500}, late = {"aa", 9000}, person = {"bb", 1500}, stranger = {"cc", 1500};
	const struct tr_file_signer two[] = {seal, stranger};
	struct tr_file_check none = {.verdict = TR_VERDICT_NOTHING, .findings = "unsigned"};
	struct tr_file_check sealed = {.verdict = TR_VERDICT_PASSED, .findings = "", .certificate = "aa", .signers = &seal, .signer_count = 1};
	struct tr_file_check by = sealed;

	office(c);
	keep(c, "1", "1", "1000", "2000", "1000");
	PUT(c, "device.assign", "custody", 0, "device", "2", "keeper", "3", "decision", "02/QĐ-MẪU", "decided_at", "1", "from_at", "1000", "taker_at", "1000");
	PUT(c, "letter.enter", "letter", 0, "agency", "1", "receiver", "authority", "state", "draft");
	assert_int_equal(form_of(c), TR_LETTER_UNJUDGED);
	PUT(c, "letter.change", "letter", 1, "blob", blob); /* nobody has judged it */
	assert_int_equal(form_of(c), TR_LETTER_UNJUDGED);
	WRITE_LETTER(c, "1", "blob", &none, "blob", blob);
	assert_int_equal(form_of(c), TR_LETTER_PAPER);
	assert_true(!none.asked);
	/* The seal of the agency, in its clerk's hands; then not. */
	WRITE_LETTER(c, "1", "blob", &sealed, "blob", blob);
	assert_int_equal(form_of(c), TR_LETTER_SIGNED);
	assert_true(sealed.asked && sealed.signer == TR_FILE_YES && sealed.control == TR_FILE_YES);
	assert_int_equal(ask_one(c->db, "SELECT COUNT(*) FROM file_check"), 1);
	assert_int_equal(ask_one(c->db, "SELECT version FROM file_check"), 2);
	assert_int_equal(ask_one(c->db, "SELECT agency FROM file_check"), 1);
	by.signers = &late;
	WRITE_LETTER(c, "1", "blob", &by, "blob", blob);
	assert_true(by.signer == TR_FILE_YES && by.control != TR_FILE_YES);
	/* One who holds no post of a signatory, and after he does; a stranger; both: the worst counts. */
	by.signers = &person;
	WRITE_LETTER(c, "1", "blob", &by, "blob", blob);
	assert_int_equal(by.signer, TR_FILE_NO);
	PUT(c, "post.enter", "post", 0, "person", "3", "agency", "1", "title", "Giám đốc", "role", "head", "from_at", "1500");
	WRITE_LETTER(c, "1", "blob", &by, "blob", blob);
	assert_int_equal(by.signer, TR_FILE_YES);
	PUT(c, "post.end", "post", 3, "from_at", "1501");
	WRITE_LETTER(c, "1", "blob", &by, "blob", blob);
	assert_int_equal(by.signer, TR_FILE_NO); /* the second before it began */
	by.signers = &stranger;
	WRITE_LETTER(c, "1", "blob", &by, "blob", blob);
	assert_true(by.signer == TR_FILE_UNKNOWN && by.control == TR_FILE_UNKNOWN);
	by.signers = two;
	by.signer_count = 2;
	WRITE_LETTER(c, "1", "blob", &by, "blob", blob);
	assert_int_equal(by.signer, TR_FILE_UNKNOWN);
	by.verdict = TR_VERDICT_OPEN;
	by.signer_count = 0;
	WRITE_LETTER(c, "1", "blob", &by, "blob", blob);
	assert_true(by.signer == TR_FILE_UNKNOWN && form_of(c) == TR_LETTER_SIGNED);
	assert_int_equal(say_faults(c), 0);
	end_office();
}

extern const struct contract_row custody_tests[];
const struct contract_row custody_tests[] = {
	{"agency's device", test_agency}, {"person's device", test_person}, {"given back", test_returned}, {"reported", test_reported}, {"closed", test_closed}, {"typed", test_typed}, {"a letter's signatures", test_letter}, {NULL, NULL},
};
