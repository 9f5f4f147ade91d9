/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Extending, with a lab's office behind the fetcher and a clock that is moved: what comes next at each level, what is
 * asked of whom, how an archive is renewed, and every refusal by its id.
 * Requirement: X2
 */
#include "sign/proposing.h"

#include <stdio.h>
#include <stdlib.h>

#include "crypto/signer.h"
#include "lab/lab_fixture.h"
#include "pki/tsa.h"
#include "sign/extend.h"
#include "sign/limits.h"
#include "sign/sign.h"
#include "worker/task_extend.h"
#include "worker/wire.h"
#include "worker/worker.h"

static struct lab_fixture lab, foreign;
static enum tr_lab_mode ocsp_mode, crl_mode;
static unsigned asked[TR_FETCH_WHAT_COUNT];
static size_t copies; /* of a token that goes into a signature */
static bool with_certificates;
static struct tr_buf old_list; /* not empty: the server sends this one, whatever it knows by now */

static int
set_up(void **state)
{
	(void)state;
	lab_fixture_open(&lab, "extend");
	lab_fixture_open(&foreign, "foreign");
	return 0;
}

static int
tear_down(void **state)
{
	(void)state;
	lab_fixture_close(&lab);
	lab_fixture_close(&foreign);
	return 0;
}

static int
reset(void **state)
{
	(void)state;
	ocsp_mode = crl_mode = TR_LAB_TRUTH;
	copies = 1;
	with_certificates = true;
	tr_buf_free(&old_list);
	memset(asked, 0, sizeof(asked));
	return 0;
}

/* ---- the office as network ---- */

static trien_rc
fetch(void *context, const struct tr_fetch_request *r, struct tr_buf *out, struct trien_err *err)
{
	const enum tr_lab_who who = strstr(r->url, "/root.") != NULL ? TR_LAB_ROOT : TR_LAB_ISSUING;

	(void)context;
	asked[r->what]++;
	switch (r->what) {
	case TR_FETCH_OCSP:
		return tr_lab_office_ocsp(lab.office, ocsp_mode, r->body, out, err);
	case TR_FETCH_CRL:
		if (old_list.n > 0 && who == TR_LAB_ISSUING)
			return tr_buf_add_bytes(out, tr_buf_view(&old_list), err);
		return tr_lab_office_crl(lab.office, crl_mode, who, out, err);
	default:
		return tr_lab_office_certificate(lab.office, who, out, err);
	}
}

static const struct tr_fetcher network = {.fetch = fetch};

static trien_rc
stamp(void *context, enum tr_digest digest, struct tr_bytes imprint, struct tr_buf *token, struct trien_err *err)
{
	const struct lab_fixture *of = context;
	const struct tr_tsp_question q = {.digest = digest, .imprint = imprint, .nonce = TR_BYTES_LIT("\x07"),
			.want_certificate = with_certificates};
	TR_AUTO_BUF request = {0}, response = {0};
	struct tr_tsp_answer a;

	TR_TRY(tr_tsp_ask(&q, &request, err));
	TR_TRY(tr_lab_office_stamp(of->office, TR_LAB_TRUTH, tr_buf_view(&request), &response, err));
	TR_TRY(tr_tsp_answer_read(tr_buf_view(&response), &a, err));
	for (size_t i = 0; i < copies; i++)
		TR_TRY(tr_buf_add_bytes(token, a.token, err));
	return TRIEN_OK;
}

/* ---- making files ---- */

static struct tr_buf
unsigned_file(void)
{
	struct build f = {0};
	struct tr_buf whole = {0};
	struct trien_err err = {0};

	begin(&f, "", "");
	finish(&f);
	assert_ok(tr_buf_add_bytes(&whole, build_bytes(&f), &err), &err);
	build_free(&f);
	return whole;
}

/* Somebody of a lab signs; the stamper may be NULL. */
static void
sign_by(struct tr_buf *file, const struct lab_fixture *of, const char *who, const struct tr_sign_stamper *stamper)
{
	char spec[256];
	const struct tr_signer_choice choice = {0};
	struct tr_pin_source pin = {0};
	struct tr_signer *signer;
	struct tr_cms_plan *plan;
	struct tr_sign_proposal proposal = {0};
	struct tr_sign_state state = {0};
	struct trien_err err = {0};

	snprintf(spec, sizeof(spec), "pem:%s/keys/%s.pem", of->directory, who);
	assert_ok(tr_signer_open(spec, &choice, &pin, &signer, &err), &err);
	assert_ok(tr_cms_plan_new(signer->chain, signer->chain_count, signer->digest, signer->scheme, &plan, &err), &err);
	const struct tr_sign_request r = {.time = lab.clock.now, .digest = tr_sign_digest_name(plan),
			.contents_size = tr_cms_plan_size_max(plan) + (stamper != NULL ? TR_SIGN_TOKEN_MAX : 0)};
	assert_ok(tr_sign_propose(tr_buf_view(file), &r, &proposal, &err), &err);
	assert_ok(tr_sign_prepare(plan, tr_buf_view(file), &proposal, &state, &err), &err);
	state.stamper = stamper;
	assert_ok(tr_sign_finish_with(plan, signer, &state, &err), &err);
	assert_int_equal(state.stamp_error.code, TRIEN_OK);
	assert_ok(tr_buf_add_bytes(file, tr_buf_view(&state.proposal.tail), &err), &err);
	tr_sign_state_free(&state);
	tr_cms_plan_free(plan);
	tr_signer_close(signer);
}

static const struct tr_sign_stamper ours = {&lab, stamp}, theirs = {&foreign, stamp};

static struct tr_buf
signed_file(const struct tr_sign_stamper *stamper)
{
	struct tr_buf f = unsigned_file();

	sign_by(&f, &lab, "leader", stamper);
	return f;
}

static void
stamp_document(struct tr_buf *file, const struct tr_sign_stamper *stamper)
{
	const struct tr_sign_request r = {.kind = TR_SIGN_TIMESTAMP, .time = lab.clock.now, .contents_size = TR_SIGN_TOKEN_ROOM};
	struct tr_sign_proposal p = {0};
	struct trien_err err = {0};

	assert_ok(tr_sign_propose(tr_buf_view(file), &r, &p, &err), &err);
	assert_ok(tr_sign_stamp_document(stamper, TR_SHA256, tr_buf_view(file), &p, &err), &err);
	assert_ok(tr_buf_add_bytes(file, tr_buf_view(&p.tail), &err), &err);
	tr_sign_proposal_free(&p);
}

/* ---- extending ---- */

static struct tr_extend_request
request_of(enum tr_level level)
{
	return (struct tr_extend_request){.level = level, .now = lab.clock.now, .trust = lab.trust, .fetcher = &network,
			.lang = TRIEN_LANG_EN};
}

/* Does what is asked for until nothing is; acts: a letter for each step, S for a stamp, D for data. */
static trien_rc
run(struct tr_buf *file, struct tr_extend_request r, char acts[8], struct trien_err *err)
{
	struct tr_extend_step step = {.act = TR_EXTEND_STAMP};
	size_t n = 0;

	acts[0] = '\0';
	for (;;) {
		TR_TRY(tr_sign_extend(tr_buf_view(file), &r, &step, err));
		if (step.act == TR_EXTEND_DONE)
			break;
		assert_true(n < 6);
		acts[n++] = step.act == TR_EXTEND_STAMP ? 'S' : 'D';
		acts[n] = '\0';
		if (step.act == TR_EXTEND_STAMP)
			stamp_document(file, &ours);
		else
			assert_ok(tr_buf_add_bytes(file, tr_buf_view(&step.tail), err), err);
		r.closed |= step.act == TR_EXTEND_STAMP && step.reached == TR_LEVEL_LT;
		r.stamped |= step.act == TR_EXTEND_STAMP;
		r.stored |= step.act == TR_EXTEND_STORE;
		tr_buf_free(&step.tail);
	}
	assert_int_equal(step.reached, r.level);
	return TRIEN_OK;
}

static void
assert_acts(struct tr_buf *file, enum tr_level level, const char *want)
{
	char acts[8];
	struct trien_err err = {0};

	assert_ok(run(file, request_of(level), acts, &err), &err);
	assert_string_equal(acts, want);
}

static void
assert_refusal(struct tr_buf *file, enum tr_level level, const char *id)
{
	char acts[8];
	struct trien_err err = {0};

	assert_refused(run(file, request_of(level), acts, &err), id);
}

static void
each_level_from_each(void **state)
{
	static const char *const want[2][4] = {{"", "S", "SD", "SDS"}, {"", "", "D", "DS"}};

	(void)state;
	for (int stamped = 0; stamped < 2; stamped++)
		for (int level = TR_LEVEL_T; level < TR_LEVEL_COUNT; level++) {
			struct tr_buf f = signed_file(stamped ? &ours : NULL);
			assert_acts(&f, (enum tr_level)level, want[stamped][level]);
			/* And then nothing any more, also at the levels below. */
			for (int again = TR_LEVEL_T; again <= level; again++)
				assert_acts(&f, (enum tr_level)again, "");
			/* From there to the highest. */
			assert_acts(&f, TR_LEVEL_LTA, level == TR_LEVEL_T ? "DS" : level == TR_LEVEL_LT ? "S" : "");
			tr_buf_free(&f);
		}
}

/* The first stamp is long out of date, nobody is asked about the signer: what a later stamp covers is settled. */
static void
an_archive_is_renewed_without_a_key(void **state)
{
	struct tr_buf f = signed_file(&ours);
	const int64_t start = lab.clock.now;

	(void)state;
	assert_acts(&f, TR_LEVEL_LTA, "DS");
	for (int year = 1; year <= 8; year++) {
		lab.clock.now = start + (int64_t)year * 365 * 86400;
		memset(asked, 0, sizeof(asked));
		/* After three years the signer's certificate has expired. */
		assert_acts(&f, TR_LEVEL_LTA, "DS");
		assert_int_equal(asked[TR_FETCH_OCSP], 2); /* the authority of the stamp, and hers */
		assert_int_equal(asked[TR_FETCH_CRL] + asked[TR_FETCH_CERTIFICATE], 0);
		assert_acts(&f, TR_LEVEL_LTA, "");
	}
	lab.clock.now = start;
	tr_buf_free(&f);
}

static void
assert_waits(struct tr_buf *file, enum tr_level level, const char *want)
{
	struct tr_extend_request r = request_of(level);
	char acts[8];
	struct trien_err err = {0};

	r.waiting_only = true;
	assert_ok(run(file, r, acts, &err), &err);
	assert_string_equal(acts, want);
}

/* A file that has the level is left alone, and nobody is asked, also when its data have grown stale; the twin of each: who renews does not wait. */
static void
what_waits_and_what_does_not(void **state)
{
	static const char *const lacks[2][TR_LEVEL_COUNT] = {{"", "S", "SD", "SDS"}, {"", "", "D", "DS"}};
	static const char *const renewed[TR_LEVEL_COUNT] = {"", "", "D", "DS"};
	const int64_t start = lab.clock.now;

	(void)state;
	for (int stamped = 0; stamped < 2; stamped++)
		for (int i = TR_LEVEL_T; i < TR_LEVEL_COUNT; i++) {
			const enum tr_level level = (enum tr_level)i;
			struct tr_buf f = signed_file(stamped ? &ours : NULL);
			assert_waits(&f, level, lacks[stamped][level]);
			lab.clock.now = start + (int64_t)400 * 86400;
			memset(asked, 0, sizeof(asked));
			assert_waits(&f, level, "");
			assert_int_equal(asked[TR_FETCH_OCSP] + asked[TR_FETCH_CRL] + asked[TR_FETCH_CERTIFICATE], 0);
			assert_acts(&f, level, renewed[level]);
			assert_waits(&f, level, "");
			lab.clock.now = start;
			tr_buf_free(&f);
		}
}

static void
a_revocation_counts_by_its_time(void **state)
{
	struct tr_buf before = signed_file(NULL), after = signed_file(&ours);
	const struct tr_lab_revocation later = {lab.directory, "leader", "superseded", lab.clock.now + 3600, &lab.env};
	const struct tr_lab_revocation undone = {lab.directory, "leader", "removeFromCRL", lab.clock.now + 3600, &lab.env};
	struct trien_err err = {0};

	(void)state;
	ocsp_mode = TR_LAB_ALL_REVOKED; /* an hour ago */
	assert_refusal(&after, TR_LEVEL_LT, "extend.revoked");
	assert_refusal(&before, TR_LEVEL_LTA, "extend.revoked");
	/* After the time that is proven it harms nothing. */
	ocsp_mode = TR_LAB_TRUTH;
	assert_ok(tr_lab_revoke(&later, &err), &err);
	lab.clock.now += 7200;
	assert_acts(&after, TR_LEVEL_LTA, "DS");
	lab.clock.now -= 7200;
	assert_ok(tr_lab_revoke(&undone, &err), &err);
	tr_buf_free(&before);
	tr_buf_free(&after);
}

static void
revoke(const char *who, const char *reason, int64_t at)
{
	const struct tr_lab_revocation r = {lab.directory, who, reason, at, &lab.env};
	struct trien_err err = {0};

	assert_ok(tr_lab_revoke(&r, &err), &err);
}

/*
 * A server sends the list of yesterday again, which is fresh still, because it does not know yet, or because somebody between does not want it known.
 * The file has the newer one in its store, from a colleague's signature: that one decides. Its twins: a server that sends the newer one; the colleague;
 * and a file without the newer list, where nobody can know.
 */
static void
an_old_list_does_not_outweigh_a_newer_one(void **state)
{
	const int64_t start = lab.clock.now;
	struct tr_buf both, alone, colleague;
	struct trien_err err = {0};

	(void)state;
	ocsp_mode = TR_LAB_REFUSED;
	struct tr_buf kept = {0};
	assert_ok(tr_lab_office_crl(lab.office, TR_LAB_TRUTH, TR_LAB_ISSUING, &kept, &err), &err);
	revoke("leader", "keyCompromise", start + 60);
	lab.clock.now = start + 600;
	both = unsigned_file();
	sign_by(&both, &lab, "agency", &ours);
	assert_acts(&both, TR_LEVEL_LT, "D");
	colleague = (struct tr_buf){0};
	assert_ok(tr_buf_add_bytes(&colleague, tr_buf_view(&both), &err), &err);
	lab.clock.now = start + 1200;
	sign_by(&both, &lab, "leader", &ours);
	alone = signed_file(&ours);
	old_list = kept;
	assert_refusal(&both, TR_LEVEL_LT, "extend.revoked");
	assert_acts(&colleague, TR_LEVEL_LTA, "S");
	assert_acts(&alone, TR_LEVEL_LT, "D");
	tr_buf_free(&old_list);
	assert_refusal(&both, TR_LEVEL_LT, "extend.revoked");
	revoke("leader", "removeFromCRL", start + 1300);
	lab.clock.now = start;
	tr_buf_free(&both);
	tr_buf_free(&alone);
	tr_buf_free(&colleague);
}

static void
lists_where_answers_do_not_help(void **state)
{
	static const enum tr_lab_mode moods[] = {TR_LAB_ALL_UNKNOWN, TR_LAB_STALE, TR_LAB_REFUSED, TR_LAB_WRONG_SIGNER};

	(void)state;
	for (size_t i = 0; i < sizeof(moods) / sizeof(*moods); i++) {
		struct tr_buf f = signed_file(&ours), g = signed_file(&ours);
		ocsp_mode = moods[i];
		crl_mode = TR_LAB_TRUTH;
		assert_acts(&f, TR_LEVEL_LTA, "DS");
		crl_mode = TR_LAB_STALE;
		assert_refusal(&g, TR_LEVEL_LT, "extend.data-missing");
		tr_buf_free(&f);
		tr_buf_free(&g);
	}
}

static void
who_is_not_trusted(void **state)
{
	struct tr_buf f = signed_file(&ours), g = unsigned_file(), h = signed_file(NULL), empty = unsigned_file();
	struct tr_extend_request r = request_of(TR_LEVEL_LTA);
	char acts[8];
	struct trien_err err = {0};

	(void)state;
	/* The first signer is of a lab that we do not know; ours signs after him. */
	sign_by(&g, &foreign, "leader", NULL);
	sign_by(&g, &lab, "agency", &ours);
	assert_refusal(&g, TR_LEVEL_LTA, "extend.path");
	r.scope = TR_EXTEND_NEWEST;
	tr_buf_free(&g);
	g = unsigned_file();
	sign_by(&g, &foreign, "leader", NULL);
	sign_by(&g, &lab, "agency", &ours);
	assert_ok(run(&g, r, acts, &err), &err);
	assert_string_equal(acts, "DS");
	/* A stamp of an authority that nobody trusts proves nothing, in the signature or over the document. */
	stamp_document(&h, &theirs);
	assert_acts(&h, TR_LEVEL_T, "S");
	tr_buf_free(&h);
	h = signed_file(&theirs);
	assert_acts(&h, TR_LEVEL_T, "S");
	/* And another one of the same would not help. */
	tr_buf_free(&h);
	h = signed_file(&theirs);
	r = request_of(TR_LEVEL_T);
	r.stamped = true;
	assert_refused(run(&h, r, acts, &err), "extend.path");
	assert_refusal(&empty, TR_LEVEL_T, "extend.unsigned");
	tr_buf_free(&f);
	tr_buf_free(&g);
	tr_buf_free(&h);
	tr_buf_free(&empty);
}

static void
signatures_and_stamps_have_a_cap(void **state)
{
	struct tr_buf f = unsigned_file();
	struct tr_extend_request r = request_of(TR_LEVEL_T);
	struct tr_extend_step step;
	struct trien_err err = {0};

	(void)state;
	with_certificates = false;
	copies = TR_SIGN_EXTEND_ITEMS_MAX / 2 - 1;
	sign_by(&f, &lab, "leader", &ours);
	sign_by(&f, &lab, "agency", &ours);
	assert_ok(tr_sign_extend(tr_buf_view(&f), &r, &step, &err), &err);
	assert_int_equal(step.act, TR_EXTEND_STAMP);
	sign_by(&f, &lab, "clerk", NULL);
	assert_refused(tr_sign_extend(tr_buf_view(&f), &r, &step, &err), "extend.limit");
	tr_buf_free(&f);
}

/* ---- judging before and after, as it is done in the sandbox ---- */

static trien_rc
judge(const struct tr_buf *file, uint64_t base_size, struct trien_err *err)
{
	TR_AUTO_BUF request = {0}, anchors = {0}, answer = {0};

	assert_ok(tr_trust_write(lab.trust, &anchors, err), err);
	assert_ok(tr_wire_add_u64(&request, base_size, err), err);
	assert_ok(tr_wire_add_u64(&request, (uint64_t)lab.clock.now, err), err);
	assert_ok(tr_wire_add_bytes(&request, tr_buf_view(&anchors), err), err);
	const struct tr_worker_input in = {.document = tr_buf_view(file), .request = tr_buf_view(&request)};
	return tr_task_extend_judge_run(&in, &answer, err);
}

/* A revision that turns the page. */
static void
turn_page(struct tr_buf *file)
{
	TR_AUTO_BUF body = {0}, tail = {0};
	const uint8_t id[16] = {0};
	const struct tr_pdf_obj *page;
	struct tr_pdf_ref ref;
	struct tr_pdf_update *u;
	struct tr_pdf *pdf;
	struct trien_err err = {0};

	assert_ok(tr_pdf_open(tr_buf_view(file), NULL, &pdf, &err), &err);
	assert_ok(tr_pdf_update_new(pdf, &u, &err), &err);
	assert_ok(tr_pdf_page(pdf, tr_pdf_newest(pdf), 0, &page, &ref, &err), &err);
	assert_ok(tr_pdf_print(&body, page, &err), &err);
	body.n -= 2;
	assert_ok(tr_buf_add(&body, "/Rotate 90>>", 12, &err), &err);
	assert_ok(tr_pdf_update_put(u, ref, tr_buf_view(&body), &err), &err);
	assert_ok(tr_pdf_update_write(u, id, &tail, &err), &err);
	tr_pdf_update_free(u);
	tr_pdf_close(pdf);
	assert_ok(tr_buf_add_bytes(file, tr_buf_view(&tail), &err), &err);
}

static void
the_result_is_judged(void **state)
{
	struct tr_buf f = signed_file(&ours);
	const uint64_t base_size = f.n;
	struct trien_err err = {0};

	(void)state;
	assert_ok(judge(&f, 0, &err), &err);
	assert_acts(&f, TR_LEVEL_LTA, "DS");
	assert_ok(judge(&f, base_size, &err), &err);
	turn_page(&f);
	assert_refused(judge(&f, base_size, &err), "extend.hurts");
	/* One byte of what was signed. */
	f.p[20] ^= 1;
	assert_refused(judge(&f, 0, &err), "extend.broken");
	tr_buf_free(&f);
}

int
main(void)
{
	const struct CMUnitTest all[] = {
		cmocka_unit_test_setup(each_level_from_each, reset),
		cmocka_unit_test_setup(an_archive_is_renewed_without_a_key, reset),
		cmocka_unit_test_setup(what_waits_and_what_does_not, reset),
		cmocka_unit_test_setup(a_revocation_counts_by_its_time, reset),
		cmocka_unit_test_setup(an_old_list_does_not_outweigh_a_newer_one, reset),
		cmocka_unit_test_setup(lists_where_answers_do_not_help, reset),
		cmocka_unit_test_setup(who_is_not_trusted, reset),
		cmocka_unit_test_setup(signatures_and_stamps_have_a_cap, reset),
		cmocka_unit_test_setup(the_result_is_judged, reset),
	};
	return cmocka_run_group_tests_name("extend", all, set_up, tear_down);
}
