/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Document security stores of several revisions, and the caps on what is read of them; each beside the case one past it. */
#include "verify/matrix/build.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "sign/dss.h"
#include "test.h"
#include "verify/fixture.h"
#include "verify/limits.h"

#define VALUES_MAX 64u

static struct trien_err err;
static const struct condition good = {.name = "good", .signer = W_SIGNER};

/* What the store of a B-LT file holds, in the order in which it is read. */
struct held {
	enum tr_dss_kind kind[VALUES_MAX];
	uint32_t num[VALUES_MAX];
	size_t count, bytes;
};

static trien_rc
see(void *context, enum tr_dss_kind kind, struct tr_pdf_ref ref, struct tr_bytes der, struct trien_err *e)
{
	struct held *h = context;

	(void)e;
	assert_true(h->count < VALUES_MAX);
	h->kind[h->count] = kind;
	h->num[h->count++] = ref.num;
	h->bytes += der.n;
	return TRIEN_OK;
}

/* A signature with everything that it needs in its store, long before the time of judgement. */
static void
make(struct tr_buf *file, struct held *h)
{
	const struct build b = {&world, &good, LEVEL_LT, false};
	struct tr_dss_memory memory = {0};
	struct tr_pdf *pdf;

	*file = (struct tr_buf){.max = SIZE_MAX};
	*h = (struct held){.count = 0};
	build_file(&b, file);
	assert_ok(tr_pdf_open(tr_buf_view(file), NULL, &pdf, &err), &err);
	assert_ok(tr_sign_dss_visit(pdf, tr_pdf_newest(pdf), &memory, see, h, &err), &err);
	tr_dss_memory_free(&memory);
	tr_pdf_close(pdf);
	assert_true(h->count > 4);
}

/* The number that stands behind the last of these words. */
static uint64_t
last_number(const struct tr_buf *file, const char *words)
{
	const size_t n = strlen(words);

	for (size_t i = file->n - n; i-- > 0;)
		if (memcmp(file->p + i, words, n) == 0)
			return strtoull((const char *)file->p + i + n, NULL, 10);
	fail_msg("no %s", words);
	return 0;
}

/* A revision under construction: one section of the table for each object. */
struct tail {
	struct tr_buf *file;
	struct tr_buf table;
	uint64_t startxref;
	uint32_t size;
};

static struct tail
begin_tail(struct tr_buf *file)
{
	const struct tail t = {.file = file, .startxref = last_number(file, "startxref\n"), .size = (uint32_t)last_number(file, "/Size ")};
	return t;
}

static void
begin_object(struct tail *t, uint32_t num)
{
	assert_ok(tr_buf_addf(&t->table, &err, "%" PRIu32 " 1\n%010zu 00000 n\r\n", num, t->file->n), &err);
	assert_ok(tr_buf_addf(t->file, &err, "%" PRIu32 " 0 obj\n", num), &err);
	t->size = num >= t->size ? num + 1 : t->size;
}

static void
end_tail(struct tail *t)
{
	const size_t at = t->file->n;

	assert_ok(tr_buf_addf(t->file, &err, "xref\n%.*strailer\n<</Size %" PRIu32 "/Root 1 0 R/Prev %" PRIu64 ">>\nstartxref\n%zu\n%%%%EOF\n",
			(int)t->table.n, (const char *)t->table.p, t->size, t->startxref, at), &err);
	tr_buf_free(&t->table);
}

/* A later store that has dropped everything. */
static void
drop(struct tr_buf *file)
{
	struct tail t = begin_tail(file);

	begin_object(&t, (uint32_t)last_number(file, "/DSS "));
	assert_ok(tr_buf_addf(file, &err, "<</Type/DSS>>\nendobj\n"), &err);
	end_tail(&t);
}

/* What fills a store: bytes as they are; bytes that no filter understands; pairs that become 128 bytes each. */
enum filler { FILLER_PLAIN, FILLER_GARBAGE, FILLER_BOMB };

static uint32_t
add_filler(struct tail *t, enum filler kind, size_t n)
{
	static const char *const filters[] = {"", "/Filter/FlateDecode", "/Filter/RunLengthDecode"};
	const uint32_t num = t->size;

	begin_object(t, num);
	assert_ok(tr_buf_addf(t->file, &err, "<</Length %zu%s>>\nstream\n", n, filters[kind]), &err);
	assert_ok(tr_buf_reserve(t->file, n, &err), &err);
	memset(t->file->p + t->file->n, kind == FILLER_BOMB ? 0x81 : 'x', n);
	t->file->n += n;
	assert_ok(tr_buf_addf(t->file, &err, "\nendstream\nendobj\n"), &err);
	return num;
}

/* A later store: fillers before all that is needed. */
static void
fill(struct tr_buf *file, const struct held *h, enum filler what, size_t fillers, size_t size)
{
	static const char *const keys[TR_DSS_KINDS] = {"Certs", "CRLs", "OCSPs"};
	struct tail t = begin_tail(file);
	const uint32_t first = t.size, dss = (uint32_t)last_number(file, "/DSS ");

	for (size_t i = 0; i < fillers; i++)
		add_filler(&t, what, size);
	begin_object(&t, dss);
	assert_ok(tr_buf_addf(file, &err, "<</Type/DSS"), &err);
	for (enum tr_dss_kind kind = TR_DSS_CERTIFICATE; kind < TR_DSS_KINDS; kind++) {
		assert_ok(tr_buf_addf(file, &err, "/%s[", keys[kind]), &err);
		for (size_t i = 0; kind == TR_DSS_CRL && i < fillers; i++)
			assert_ok(tr_buf_addf(file, &err, "%zu 0 R ", first + i), &err);
		for (size_t i = 0; i < h->count; i++)
			if (h->kind[i] == kind)
				assert_ok(tr_buf_addf(file, &err, "%" PRIu32 " 0 R ", h->num[i]), &err);
		assert_ok(tr_buf_addf(file, &err, "]"), &err);
	}
	assert_ok(tr_buf_addf(file, &err, ">>\nendobj\n"), &err);
	end_tail(&t);
}

/* Does the first signature pass, with nothing but what the file holds? */
static bool
passes(const struct tr_buf *file)
{
	struct tr_verify_options options = {.as_of = T_SIGNED + 5 * HOUR, .zone_minutes = 420};
	struct tr_trust *trust;
	struct tr_verdict *v;

	assert_ok(tr_trust_new(&trust, &err), &err);
	assert_ok(tr_trust_add(trust, TR_TRUST_GOVERNMENT, world.of[W_ROOT].der, "root", &err), &err);
	options.trust = trust;
	assert_ok(tr_verify(tr_buf_view(file), &options, &v, &err), &err);
	const bool passed = v->signatures[0].indication == TR_TOTAL_PASSED;
	if (!passed)
		assert_string_equal(tr_sub_indication_name(v->signatures[0].sub), "TRY_LATER");
	tr_verdict_free(v);
	tr_trust_free(trust);
	return passed;
}

static void
what_a_later_store_dropped_is_used(void **state)
{
	struct tr_buf file, bare;
	struct held h;
	(void)state;

	make(&file, &h);
	assert_true(passes(&file));
	drop(&file);
	assert_true(passes(&file));
	tr_buf_free(&file);
	/* Its twin never had one. */
	const struct build b = {&world, &good, LEVEL_T, false};
	bare = (struct tr_buf){.max = SIZE_MAX};
	build_file(&b, &bare);
	assert_false(passes(&bare));
	tr_buf_free(&bare);
}

static void
stores_of_so_many_revisions(void **state)
{
	struct tr_buf file;
	struct held h;
	(void)state;

	make(&file, &h);
	for (size_t i = 1; i < TR_VERIFY_STORES_MAX; i++)
		drop(&file);
	assert_true(passes(&file));
	drop(&file);
	assert_false(passes(&file));
	tr_buf_free(&file);
}

static void
so_many_values(void **state)
{
	(void)state;

	for (size_t over = 0; over < 2; over++) {
		struct tr_buf file;
		struct held h;
		make(&file, &h);
		fill(&file, &h, FILLER_PLAIN, TR_VERIFY_STORE_VALUES_MAX - h.count + over, 1);
		assert_int_equal(passes(&file), over == 0);
		tr_buf_free(&file);
	}
}

static void
so_many_bytes(void **state)
{
	(void)state;

	for (enum filler what = FILLER_PLAIN; what <= FILLER_GARBAGE; what++)
		for (size_t over = 0; over < 2; over++) {
			struct tr_buf file;
			struct held h;
			make(&file, &h);
			fill(&file, &h, what, 1, TR_VERIFY_STORE_BYTES_MAX - h.bytes + over);
			assert_int_equal(passes(&file), over == 0);
			tr_buf_free(&file);
		}
}

/* A small stream that is large when it is decoded counts with what is decoded of it. */
static void
so_many_bytes_decoded(void **state)
{
	enum { FITS, TAKES_ROOM, BURSTS, COUNT };
	(void)state;

	for (int how = FITS; how < COUNT; how++) {
		struct tr_buf file;
		struct held h;
		make(&file, &h);
		const size_t pairs = how == BURSTS ? TR_CRL_SIZE_MAX / 128 + 1 : (TR_VERIFY_STORE_BYTES_MAX - h.bytes) / 128 + (how == TAKES_ROOM);
		fill(&file, &h, FILLER_BOMB, 1, 2 * pairs);
		assert_int_equal(passes(&file), how == FITS);
		tr_buf_free(&file);
	}
}

int
main(void)
{
	const struct CMUnitTest all[] = {
		cmocka_unit_test(what_a_later_store_dropped_is_used),
		cmocka_unit_test(stores_of_so_many_revisions),
		cmocka_unit_test(so_many_values),
		cmocka_unit_test(so_many_bytes),
		cmocka_unit_test(so_many_bytes_decoded),
	};
	return cmocka_run_group_tests_name("stores", all, world_set_up, world_tear_down);
}
