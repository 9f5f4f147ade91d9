/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Prepare and finish with real keys, what they refuse, and the state file in between.
 * The keys stand in the folder $TRIEN_TEST_KEYS (with_keys.sh).
 */
#include "../pdf/build_pdf.h"

#include <stdlib.h>

#include "base/errors/sign.h"
#include "base/memory.h"
#include "sign/hole.h"
#include "sign/limits.h"
#include "sign/sign.h"

/* A signer, its plan, and a small document. */
struct desk {
	struct tr_signer *signer;
	struct tr_cms_plan *plan;
	struct build base;
};

static struct tr_buf
load(const char *name)
{
	struct tr_buf b = {0};
	char path[4096];
	uint8_t part[4096];
	size_t n;

	snprintf(path, sizeof(path), "%s/%s.pem", getenv("TRIEN_TEST_KEYS"), name);
	FILE *f = fopen(path, "rb");
	assert_non_null(f);
	while ((n = fread(part, 1, sizeof(part), f)) > 0)
		assert_int_equal(tr_buf_add(&b, part, n, NULL), TRIEN_OK);
	fclose(f);
	return b;
}

static void
desk_open(struct desk *d, const char *key, const struct tr_signer_choice *choice)
{
	struct trien_err err = {0};
	struct tr_buf pem = load(key);

	assert_ok(tr_signer_open_pem(tr_buf_view(&pem), choice, NULL, &d->signer, &err), &err);
	assert_ok(tr_cms_plan_new(d->signer->chain, d->signer->chain_count, d->signer->digest,
				  d->signer->scheme, &d->plan, &err),
			&err);
	tr_buf_free(&pem);
	build_header(&d->base, "1.7");
	build_document(&d->base, "", "");
	build_table(&d->base, "/Size 4/Root 1 0 R");
	build_end(&d->base);
}

static void
desk_close(struct desk *d)
{
	tr_cms_plan_free(d->plan);
	tr_signer_close(d->signer);
	build_free(&d->base);
}

static void
propose(struct desk *d, struct tr_sign_proposal *p)
{
	struct trien_err err = {0};
	const struct tr_sign_request request = {.time = 1795401000, .zone_minutes = 420,
		.contents_size = tr_cms_plan_size_max(d->plan)};

	assert_ok(tr_sign_propose(build_bytes(&d->base), &request, p, &err), &err);
}

static void
prepare(struct desk *d, struct tr_sign_state *s)
{
	struct trien_err err = {0};
	struct tr_sign_proposal p = {0};

	propose(d, &p);
	assert_ok(tr_sign_prepare(d->plan, build_bytes(&d->base), &p, s, &err), &err);
	assert_null(p.tail.p);
}

static struct tr_buf
value_of(struct desk *d, const struct tr_sign_state *s)
{
	struct trien_err err = {0};
	struct tr_buf value = {0};

	assert_ok(tr_signer_sign(d->signer, TR_BYTES(s->to_sign, s->to_sign_n), &value, &err), &err);
	return value;
}

/* The signed file is intact in the eyes of our own reader. */
static void
assert_good(struct desk *d, const struct tr_sign_state *s)
{
	struct trien_err err = {0};
	struct tr_buf whole = {0};
	struct tr_pdf *pdf = NULL;
	struct tr_cms *cms = NULL;
	const struct tr_pdf_signature *list;
	enum tr_cms_finding finding;
	size_t count;

	assert_ok(tr_buf_add_bytes(&whole, build_bytes(&d->base), &err), &err);
	assert_ok(tr_buf_add_bytes(&whole, tr_buf_view(&s->proposal.tail), &err), &err);
	assert_ok(tr_pdf_open(tr_buf_view(&whole), NULL, &pdf, &err), &err);
	assert_ok(tr_pdf_signatures(pdf, &list, &count, &err), &err);
	assert_int_equal(count, 1);
	assert_int_equal(list->problem, TRIEN_OK);
	assert_int_equal(list->covers, tr_pdf_newest(pdf));
	assert_ok(tr_cms_read(list->contents, &cms, &err), &err);
	const struct tr_bytes parts[] = {tr_bytes_part(tr_buf_view(&whole), 0, (size_t)list->byte_range[1]),
		tr_bytes_part(tr_buf_view(&whole), (size_t)list->byte_range[2], (size_t)list->byte_range[3])};
	assert_ok(tr_cms_judge(cms, "ETSI.CAdES.detached", parts, 2, &finding, NULL, &err), &err);
	assert_int_equal(finding, TR_CMS_GOOD);
	assert_true(tr_bytes_equal(tr_cms_signer_certificate(cms), d->signer->chain[0]));
	tr_cms_free(cms);
	tr_pdf_close(pdf);
	tr_buf_free(&whole);
}

static void
every_key_signs(void **state)
{
	static const struct tr_signer_choice by_key, pss = {.has_scheme = true, .scheme = TR_RSA_PSS},
		sha512 = {.has_digest = true, .digest = TR_SHA512};
	static const struct {
		const char *key;
		const struct tr_signer_choice *choice;
	} cases[] = {{"rsa", &by_key}, {"rsa", &pss}, {"rsa", &sha512}, {"p256", &by_key}, {"p384", &by_key}};
	(void)state;

	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct trien_err err = {0};
		struct desk d = {0};
		struct tr_sign_state s = {0};
		desk_open(&d, cases[i].key, cases[i].choice);
		prepare(&d, &s);
		assert_ok(tr_sign_check_base(d.plan, &s, build_bytes(&d.base), &err), &err);
		struct tr_buf value = value_of(&d, &s);
		assert_ok(tr_sign_finish(d.plan, &s, tr_buf_view(&value), &err), &err);
		assert_good(&d, &s);
		tr_buf_free(&value);
		tr_sign_state_free(&s);
		desk_close(&d);
	}
}

static void
a_value_that_does_not_fit_is_refused(void **state)
{
	static const struct tr_signer_choice by_key;
	struct desk d = {0}, other = {0};
	struct tr_sign_state s = {0};
	(void)state;

	desk_open(&d, "rsa", &by_key);
	desk_open(&other, "other", &by_key);
	prepare(&d, &s);
	struct tr_buf value = value_of(&d, &s), wrong = value_of(&other, &s);
	assert_refused(tr_sign_finish(d.plan, &s, tr_buf_view(&wrong), NULL), "sign.value-wrong");
	assert_refused(tr_sign_finish(d.plan, &s, TR_BYTES(value.p, 0), NULL), "sign.value-wrong");
	assert_refused(tr_sign_finish(d.plan, &s, TR_BYTES(value.p, value.n - 1), NULL), "sign.value-wrong");
	for (size_t i = 0; i < value.n; i += 17) {
		value.p[i] ^= 1;
		assert_refused(tr_sign_finish(d.plan, &s, tr_buf_view(&value), NULL), "sign.value-wrong");
		value.p[i] ^= 1;
	}
	/* Nothing was written by all that. */
	assert_int_equal(tr_sign_finish(d.plan, &s, tr_buf_view(&value), NULL), TRIEN_OK);
	assert_good(&d, &s);
	/* A second value would go over the first. */
	assert_refused(tr_sign_finish(d.plan, &s, tr_buf_view(&value), NULL), "sign.proposal");
	tr_buf_free(&value);
	tr_buf_free(&wrong);
	tr_sign_state_free(&s);
	desk_close(&other);
	desk_close(&d);
}

static void
a_signer_at_hand_finishes(void **state)
{
	static const struct tr_signer_choice by_key, sha512 = {.has_digest = true, .digest = TR_SHA512};
	const char *const keys[] = {"rsa", "p256", "p384"};
	(void)state;

	for (size_t i = 0; i < 2 * sizeof(keys) / sizeof(*keys); i++) {
		struct trien_err err = {0};
		struct desk d = {0};
		struct tr_sign_state s = {0};
		desk_open(&d, keys[i / 2], &by_key);
		/* As a token would, and as a key file does. */
		d.signer->in_memory = i % 2 != 0;
		prepare(&d, &s);
		assert_ok(tr_sign_finish_with(d.plan, d.signer, &s, &err), &err);
		assert_good(&d, &s);
		tr_sign_state_free(&s);
		desk_close(&d);
	}
	struct desk d = {0}, other = {0}, longer = {0};
	struct tr_sign_state s = {0};
	desk_open(&d, "rsa", &by_key);
	desk_open(&other, "other", &by_key);
	desk_open(&longer, "rsa", &sha512);
	prepare(&d, &s);
	assert_refused(tr_sign_finish_with(d.plan, other.signer, &s, NULL), "base.internal");
	assert_refused(tr_sign_finish_with(d.plan, longer.signer, &s, NULL), "base.internal");
	tr_sign_state_free(&s);
	desk_close(&longer);
	desk_close(&other);
	desk_close(&d);
}

/* A token that answers with something else. */
static trien_rc
sign_badly(struct tr_signer *s, struct tr_bytes digest, struct tr_buf *value, struct trien_err *err)
{
	(void)s;
	return tr_buf_add_bytes(value, digest, err);
}

static void
a_token_that_answers_wrongly_is_found_out(void **state)
{
	static const struct tr_signer_choice by_key;
	struct tr_sign_state s = {0};
	struct desk d = {0};
	(void)state;

	desk_open(&d, "rsa", &by_key);
	prepare(&d, &s);
	const struct tr_signer_ops *own = d.signer->ops, bad = {.sign = sign_badly, .close = own->close};
	d.signer->ops = &bad;
	d.signer->in_memory = false;
	assert_refused(tr_sign_finish_with(d.plan, d.signer, &s, NULL), "sign.value-wrong");
	d.signer->ops = own;
	tr_sign_state_free(&s);
	desk_close(&d);
}

/* ---- a proposer that lies ---- */

enum lie {
	LIE_BASE_SMALLER,
	LIE_BASE_LARGER,
	LIE_AT_EARLIER,
	LIE_AT_LATER,
	LIE_END_EARLIER,
	LIE_END_LATER,
	LIE_AT_IN_BASE,
	LIE_AT_HUGE,
	LIE_END_HUGE,
	LIE_END_BEFORE_AT,
	LIE_HOLE_FILLED,
	LIE_HOLE_OPEN,
	LIE_RANGE,
	LIE_RANGE_KEY,
	LIE_TAIL_LONGER,
	LIE_TAIL_SHORTER,
	LIE_TAIL_EMPTY,
	LIE_COUNT
};

static void
lie(struct tr_sign_proposal *p, enum lie kind)
{
	const size_t at = (size_t)(p->contents_at - p->base_size),
		     end = (size_t)(p->contents_end - p->base_size);

	switch (kind) {
	case LIE_BASE_SMALLER: p->base_size--; break;
	case LIE_BASE_LARGER: p->base_size++; break;
	case LIE_AT_EARLIER: p->contents_at -= 2; break;
	case LIE_AT_LATER: p->contents_at += 2; break;
	case LIE_END_EARLIER: p->contents_end -= 2; break;
	case LIE_END_LATER: p->contents_end += 2; break;
	case LIE_AT_IN_BASE: p->contents_at = p->base_size - 1; break;
	case LIE_AT_HUGE: p->contents_at = UINT64_MAX - 1; break;
	case LIE_END_HUGE: p->contents_end = UINT64_MAX; break;
	case LIE_END_BEFORE_AT: p->contents_end = p->contents_at; break;
	case LIE_HOLE_FILLED: p->tail.p[(at + end) / 2] = '1'; break;
	case LIE_HOLE_OPEN: p->tail.p[end - 1] = ' '; break;
	case LIE_RANGE: p->tail.p[at - TR_SIGN_HOLE_PREFIX + 13] ^= 1; break;
	case LIE_RANGE_KEY: p->tail.p[at - TR_SIGN_HOLE_PREFIX + 1] = 'b'; break;
	case LIE_TAIL_LONGER: assert_int_equal(tr_buf_add_byte(&p->tail, '\n', NULL), TRIEN_OK); break;
	case LIE_TAIL_SHORTER: p->tail.n--; break;
	default: p->tail.n = 0; break;
	}
}

static void
a_proposal_is_not_believed(void **state)
{
	static const struct tr_signer_choice by_key;
	struct desk d = {0};
	(void)state;

	desk_open(&d, "p256", &by_key);
	for (enum lie kind = 0; kind < LIE_COUNT; kind++) {
		struct tr_sign_proposal p = {0};
		struct tr_sign_state s = {0};
		propose(&d, &p);
		lie(&p, kind);
		assert_refused(tr_sign_prepare(d.plan, build_bytes(&d.base), &p, &s, NULL), "sign.proposal");
		tr_sign_state_free(&s);
	}
	desk_close(&d);
}

/* A tail of n bytes that is nothing but a hole and blanks. */
static void
make_tail(struct tr_sign_proposal *p, struct tr_bytes base, size_t n)
{
	p->base_size = base.n;
	p->contents_at = base.n + TR_SIGN_HOLE_PREFIX;
	p->contents_end = p->contents_at + 20002;
	assert_int_equal(tr_buf_reserve(&p->tail, n, NULL), TRIEN_OK);
	memset(p->tail.p, ' ', n);
	p->tail.n = n;
	assert_true(tr_sign_hole_prefix(p->contents_at, p->contents_end, base.n + n, p->tail.p));
	memset(p->tail.p + TR_SIGN_HOLE_PREFIX, '0', 20002);
	p->tail.p[TR_SIGN_HOLE_PREFIX] = '<';
	p->tail.p[TR_SIGN_HOLE_PREFIX + 20001] = '>';
}

static void
a_tail_ends_at_its_cap(void **state)
{
	static const struct tr_signer_choice by_key;
	struct tr_sign_state s = {0};
	struct tr_sign_proposal p = {0};
	struct desk d = {0};
	(void)state;

	desk_open(&d, "p256", &by_key);
	make_tail(&p, build_bytes(&d.base), TR_SIGN_TAIL_MAX);
	assert_int_equal(tr_sign_prepare(d.plan, build_bytes(&d.base), &p, &s, NULL), TRIEN_OK);
	tr_sign_state_free(&s);
	p = (struct tr_sign_proposal){0};
	make_tail(&p, build_bytes(&d.base), TR_SIGN_TAIL_MAX + 1);
	assert_refused(tr_sign_prepare(d.plan, build_bytes(&d.base), &p, &s, NULL), "sign.proposal");
	tr_sign_state_free(&s);
	desk_close(&d);
}

static void
a_hole_that_is_too_small_is_refused(void **state)
{
	static const struct tr_signer_choice by_key;
	const struct tr_sign_request request = {.contents_size = 100};
	struct tr_sign_proposal p = {0};
	struct tr_sign_state s = {0};
	struct desk d = {0};
	(void)state;

	desk_open(&d, "p256", &by_key);
	assert_int_equal(tr_sign_propose(build_bytes(&d.base), &request, &p, NULL), TRIEN_OK);
	assert_int_equal(tr_sign_prepare(d.plan, build_bytes(&d.base), &p, &s, NULL), TRIEN_OK);
	struct tr_buf value = value_of(&d, &s);
	assert_refused(tr_sign_finish(d.plan, &s, tr_buf_view(&value), NULL), "sign.contents-too-small");
	tr_buf_free(&value);
	tr_sign_state_free(&s);
	desk_close(&d);
}

static void
the_hole_needs_numbers_of_ten_digits(void **state)
{
	uint8_t out[TR_SIGN_HOLE_PREFIX];
	(void)state;

	assert_true(tr_sign_hole_prefix(4294967000u, 4294967200u, 4294967296u, out));
	assert_true(tr_sign_hole_prefix(9999999999u, 9999999999u, 19999999998u, out));
	assert_false(tr_sign_hole_prefix(100000000000u, 100000000000u, 200000000000u, out));
	assert_false(tr_sign_hole_prefix(2, 1, 3, out));
	assert_false(tr_sign_hole_prefix(1, 4, 3, out));
}

/* ---- the state file ---- */

/* Replaces the digest at the end by the right one. */
static void
seal(struct tr_buf *b)
{
	size_t n;
	assert_int_equal(tr_digest(TR_SHA256, TR_BYTES(b->p, b->n - 32), b->p + b->n - 32, &n, NULL),
			TRIEN_OK);
}

static struct tr_buf
written(struct desk *d, struct tr_sign_state *s)
{
	struct trien_err err = {0};
	struct tr_buf b = {0};

	prepare(d, s);
	assert_ok(tr_sign_state_write(s, &b, &err), &err);
	return b;
}

static void
a_state_comes_back_and_is_finished(void **state)
{
	static const struct tr_signer_choice by_key;
	struct trien_err err = {0};
	struct tr_sign_state s = {0}, back = {0};
	struct tr_buf again = {0};
	struct tr_cms_plan *plan = NULL;
	struct desk d = {0};
	(void)state;

	desk_open(&d, "rsa", &by_key);
	struct tr_buf b = written(&d, &s);
	assert_true(tr_bytes_start(tr_buf_view(&b), "TRIENST1"));
	assert_ok(tr_sign_state_read(tr_buf_view(&b), &back, &err), &err);
	assert_ok(tr_sign_state_write(&back, &again, &err), &err);
	assert_true(tr_bytes_equal(tr_buf_view(&b), tr_buf_view(&again)));
	assert_ok(tr_sign_state_plan(&back, &plan, &err), &err);
	assert_ok(tr_sign_check_base(plan, &back, build_bytes(&d.base), &err), &err);
	struct tr_buf value = value_of(&d, &s);
	assert_ok(tr_sign_finish(plan, &back, tr_buf_view(&value), &err), &err);
	assert_ok(tr_sign_finish(d.plan, &s, tr_buf_view(&value), &err), &err);
	assert_true(tr_bytes_equal(tr_buf_view(&s.proposal.tail), tr_buf_view(&back.proposal.tail)));
	assert_good(&d, &back);
	tr_cms_plan_free(plan);
	tr_buf_free(&value);
	tr_buf_free(&b);
	tr_buf_free(&again);
	tr_sign_state_free(&s);
	tr_sign_state_free(&back);
	desk_close(&d);
}

static void
another_source_is_refused(void **state)
{
	static const struct tr_signer_choice by_key;
	struct tr_sign_state s = {0};
	struct desk d = {0};
	(void)state;

	desk_open(&d, "p384", &by_key);
	prepare(&d, &s);
	d.base.b.p[30] ^= 1;
	assert_refused(tr_sign_check_base(d.plan, &s, build_bytes(&d.base), NULL), "sign.source-changed");
	d.base.b.p[30] ^= 1;
	assert_refused(tr_sign_check_base(d.plan, &s, TR_BYTES(d.base.b.p, d.base.b.n - 1), NULL),
			"sign.source-changed");
	assert_int_equal(tr_sign_check_base(d.plan, &s, build_bytes(&d.base), NULL), TRIEN_OK);
	/* What is to be appended is not what the digest was made of. */
	s.proposal.tail.p[0] ^= 1;
	assert_refused(tr_sign_check_base(d.plan, &s, build_bytes(&d.base), NULL), "sign.state-invalid");
	s.proposal.tail.p[0] ^= 1;
	s.to_sign[0] ^= 1;
	assert_refused(tr_sign_check_base(d.plan, &s, build_bytes(&d.base), NULL), "sign.state-invalid");
	tr_sign_state_free(&s);
	desk_close(&d);
}

static void
a_damaged_state_is_refused(void **state)
{
	static const struct tr_signer_choice by_key;
	struct tr_sign_state s = {0}, back = {0};
	struct desk d = {0};
	(void)state;

	desk_open(&d, "p256", &by_key);
	struct tr_buf b = written(&d, &s);
	for (size_t i = 0; i < b.n; i++) {
		b.p[i] ^= 1;
		assert_refused(tr_sign_state_read(tr_buf_view(&b), &back, NULL), "sign.state-invalid");
		b.p[i] ^= 1;
	}
	for (size_t n = 0; n < b.n; n++)
		assert_refused(tr_sign_state_read(TR_BYTES(b.p, n), &back, NULL), "sign.state-invalid");
	tr_buf_free(&b);
	tr_sign_state_free(&s);
	desk_close(&d);
}

/* Every byte changed and the digest made anew: refused, or what comes out is good. */
static void
a_forged_state_does_no_harm(void **state)
{
	static const struct tr_signer_choice by_key;
	struct tr_sign_state s = {0};
	struct desk d = {0};
	size_t refused = 0;
	(void)state;

	desk_open(&d, "p256", &by_key);
	struct tr_buf b = written(&d, &s), value = value_of(&d, &s);
	for (size_t i = 0; i + 32 < b.n; i++) {
		struct tr_sign_state back = {0};
		struct tr_cms_plan *plan = NULL;
		b.p[i] ^= 0x81;
		seal(&b);
		trien_rc rc = tr_sign_state_read(tr_buf_view(&b), &back, NULL);
		refused += rc != TRIEN_OK;
		if (rc == TRIEN_OK && i % 16 == 0 && tr_sign_state_plan(&back, &plan, NULL) == TRIEN_OK &&
				tr_sign_check_base(plan, &back, build_bytes(&d.base), NULL) == TRIEN_OK &&
				tr_sign_finish(plan, &back, tr_buf_view(&value), NULL) == TRIEN_OK)
			assert_good(&d, &back);
		tr_cms_plan_free(plan);
		tr_sign_state_free(&back);
		b.p[i] ^= 0x81;
	}
	assert_true(refused > 100);
	tr_buf_free(&value);
	tr_buf_free(&b);
	tr_sign_state_free(&s);
	desk_close(&d);
}

static void
a_state_of_another_version_or_length_is_refused(void **state)
{
	static const struct tr_signer_choice by_key;
	struct tr_sign_state s = {0}, back = {0};
	struct desk d = {0};
	(void)state;

	desk_open(&d, "p256", &by_key);
	struct tr_buf b = written(&d, &s);
	b.p[11] = 2;
	seal(&b);
	assert_refused(tr_sign_state_read(tr_buf_view(&b), &back, NULL), "sign.state-version");
	b.p[11] = 1;
	assert_int_equal(tr_buf_add_byte(&b, 0, NULL), TRIEN_OK);
	seal(&b);
	assert_refused(tr_sign_state_read(tr_buf_view(&b), &back, NULL), "sign.state-invalid");
	tr_buf_free(&b);
	tr_sign_state_free(&s);
	desk_close(&d);
}

/* Lengths in the file: at the cap they are read, one past it they are not. */
static void
parts_of_a_state_end_at_their_caps(void **state)
{
	static const struct tr_signer_choice by_key;
	struct desk d = {0};
	(void)state;

	desk_open(&d, "p256", &by_key);
	for (size_t more = 0; more < 2; more++) {
		struct tr_sign_state s = {0}, back = {0};
		struct tr_buf b = {0};
		size_t n;
		prepare(&d, &s);
		tr_buf_clear(&s.attributes);
		assert_int_equal(tr_buf_reserve(&s.attributes, TR_SIGN_ATTRIBUTES_MAX + 1, NULL), TRIEN_OK);
		s.attributes.n = TR_SIGN_ATTRIBUTES_MAX + more;
		memset(s.attributes.p, 0, s.attributes.n);
		assert_int_equal(tr_digest(s.digest, tr_buf_view(&s.attributes), s.to_sign, &n, NULL),
				TRIEN_OK);
		assert_int_equal(tr_sign_state_write(&s, &b, NULL), TRIEN_OK);
		trien_rc rc = tr_sign_state_read(tr_buf_view(&b), &back, NULL);
		assert_string_equal(
				rc == TRIEN_OK ? "ok" : trien_err_id(rc), more ? "sign.state-invalid" : "ok");
		tr_sign_state_free(&back);
		tr_sign_state_free(&s);
		tr_buf_free(&b);
	}
	desk_close(&d);
}

static void
every_allocation_may_fail(void **state)
{
	static const struct tr_signer_choice by_key;
	struct tr_sign_state first = {0};
	struct desk d = {0};
	trien_rc rc;
	(void)state;

	desk_open(&d, "p256", &by_key);
	struct tr_buf file = written(&d, &first), value = value_of(&d, &first);
	for (unsigned long n = 1;; n++) {
		struct tr_sign_proposal p = {0};
		struct tr_sign_state s = {0}, back = {0};
		struct tr_buf b = {0};
		propose(&d, &p);
		(void)tr_mem_fail_at(n);
		rc = tr_sign_prepare(d.plan, build_bytes(&d.base), &p, &s, NULL);
		if (rc == TRIEN_OK)
			rc = tr_sign_state_write(&s, &b, NULL);
		if (rc == TRIEN_OK)
			rc = tr_sign_state_read(tr_buf_view(&b), &back, NULL);
		if (rc == TRIEN_OK)
			rc = tr_sign_finish(d.plan, &back, tr_buf_view(&value), NULL);
		(void)tr_mem_fail_at(0);
		tr_sign_proposal_free(&p);
		tr_sign_state_free(&s);
		tr_sign_state_free(&back);
		tr_buf_free(&b);
		if (rc == TRIEN_OK)
			break;
		assert_true(n < 1000);
	}
	tr_buf_free(&value);
	tr_buf_free(&file);
	tr_sign_state_free(&first);
	desk_close(&d);
}

/* ---- time stamps ---- */

/* A ContentInfo in form: what is in it is other people's business. */
#define TOKEN "\x30\x0b\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07\x02"

struct tsa {
	unsigned asked;
	size_t imprint_n;
	size_t token_n; /* zeros behind TOKEN */
	bool down;
};

static trien_rc
give_token(void *context, enum tr_digest digest, struct tr_bytes imprint, struct tr_buf *token, struct trien_err *err)
{
	struct tsa *t = context;

	t->asked++;
	t->imprint_n = imprint.n;
	assert_int_equal(imprint.n, tr_digest_size(digest));
	if (t->down)
		return TR_ERR(err, SIGN_VALUE_WRONG);
	TR_TRY(tr_buf_add_bytes(token, TR_BYTES_LIT(TOKEN), err));
	for (size_t i = 0; i < t->token_n; i++)
		TR_TRY(tr_buf_add_byte(token, 0, err));
	return TRIEN_OK;
}

/* Room for a token, or none; what the state says of it. */
static void
sign_with(struct tsa *tsa, size_t room, const char *stamp_error, bool stamped)
{
	const struct tr_sign_stamper stamper = {tsa, give_token};
	struct trien_err err = {0};
	struct desk d = {0};
	struct tr_sign_state s = {0};
	struct tr_sign_proposal p = {0};

	desk_open(&d, "p256", &(const struct tr_signer_choice){0});
	const struct tr_sign_request request = {.time = 1795401000, .zone_minutes = 420,
		.contents_size = tr_cms_plan_size_max(d.plan) + room};
	assert_ok(tr_sign_propose(build_bytes(&d.base), &request, &p, &err), &err);
	assert_ok(tr_sign_prepare(d.plan, build_bytes(&d.base), &p, &s, &err), &err);
	s.stamper = &stamper;
	assert_ok(tr_sign_finish_with(d.plan, d.signer, &s, &err), &err);
	assert_int_equal(tsa->asked, 1);
	assert_string_equal(trien_err_id(s.stamp_error.code), stamp_error);
	assert_good(&d, &s);
	assert_int_equal(build_has(tr_buf_view(&s.proposal.tail), "2a864886f70d010910020e310d300b06092a864886f70d010702"),
			stamped);
	tr_sign_state_free(&s);
	desk_close(&d);
}

static void
a_stamp_is_put_in(void **state)
{
	struct tsa tsa = {0};
	(void)state;
	sign_with(&tsa, TR_SIGN_TOKEN_ROOM, "ok", true);
}

/* R5.3: the signature stands, one level lower, and says why. */
static void
a_stamp_that_fails_costs_a_level(void **state)
{
	struct tsa down = {.down = true}, large = {.token_n = TR_SIGN_TOKEN_MAX - sizeof(TOKEN) + 2}, no_room = {0};
	(void)state;
	sign_with(&down, TR_SIGN_TOKEN_ROOM, "sign.value-wrong", false);
	sign_with(&large, TR_SIGN_TOKEN_ROOM, "base.buffer-limit", false);
	sign_with(&no_room, 0, "sign.contents-too-small", false);
}

static void
a_document_is_stamped(void **state)
{
	struct tsa tsa = {0}, down = {.down = true};
	const struct tr_sign_stamper stamper = {&tsa, give_token}, broken = {&down, give_token};
	const struct tr_sign_request request = {.kind = TR_SIGN_TIMESTAMP, .contents_size = 100, .field = TR_TEXT_LIT("ignored")};
	struct trien_err err = {0};
	struct tr_sign_proposal p = {0};
	struct desk d = {0};
	(void)state;

	desk_open(&d, "p256", &(const struct tr_signer_choice){0});
	assert_ok(tr_sign_propose(build_bytes(&d.base), &request, &p, &err), &err);
	assert_true(build_has(tr_buf_view(&p.tail), "<</Type/DocTimeStamp/Filter/Adobe.PPKLite/SubFilter/ETSI.RFC3161/ByteRange[0 "));
	assert_true(build_has(tr_buf_view(&p.tail), "/T(TimeStamp1)"));
	assert_refused(tr_sign_stamp_document(&broken, TR_SHA256, build_bytes(&d.base), &p, &err), "sign.value-wrong");
	assert_refused(tr_sign_stamp_document(&stamper, TR_SHA256, TR_BYTES_LIT("another file"), &p, &err), "sign.proposal");
	assert_int_equal(tsa.asked, 0);
	assert_ok(tr_sign_stamp_document(&stamper, TR_SHA384, build_bytes(&d.base), &p, &err), &err);
	assert_int_equal(tsa.imprint_n, 48);
	assert_true(build_has(tr_buf_view(&p.tail), "/Contents<300b06092a864886f70d010702"));
	/* Once is all: the hole is no hole any more. */
	assert_refused(tr_sign_stamp_document(&stamper, TR_SHA256, build_bytes(&d.base), &p, &err), "sign.proposal");
	tr_sign_proposal_free(&p);
	desk_close(&d);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_key_signs),
		cmocka_unit_test(a_stamp_is_put_in),
		cmocka_unit_test(a_stamp_that_fails_costs_a_level),
		cmocka_unit_test(a_document_is_stamped),
		cmocka_unit_test(a_value_that_does_not_fit_is_refused),
		cmocka_unit_test(a_signer_at_hand_finishes),
		cmocka_unit_test(a_token_that_answers_wrongly_is_found_out),
		cmocka_unit_test(a_proposal_is_not_believed),
		cmocka_unit_test(a_tail_ends_at_its_cap),
		cmocka_unit_test(a_hole_that_is_too_small_is_refused),
		cmocka_unit_test(the_hole_needs_numbers_of_ten_digits),
		cmocka_unit_test(a_state_comes_back_and_is_finished),
		cmocka_unit_test(another_source_is_refused),
		cmocka_unit_test(a_damaged_state_is_refused),
		cmocka_unit_test(a_forged_state_does_no_harm),
		cmocka_unit_test(a_state_of_another_version_or_length_is_refused),
		cmocka_unit_test(parts_of_a_state_end_at_their_caps),
		cmocka_unit_test(every_allocation_may_fail),
	};
	if (getenv("TRIEN_TEST_KEYS") == NULL) {
		fprintf(stderr, "skipped: TRIEN_TEST_KEYS is not set (run through with_keys.sh)\n");
		return TEST_SKIPPED;
	}
	return cmocka_run_group_tests(tests, NULL, NULL);
}
