/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Requirement: X1 */
#include "verify/record.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/errors/verify.h"
#include "base/time.h"
#include "crypto/der.h"
#include "crypto/digest.h"
#include "crypto/tsp.h"

#define VERSION "\x01"
#define ADDED TR_DER_CONTEXT(0)

/* ---- collecting ---- */

trien_rc
tr_record_add(struct tr_record_list *l, enum tr_record_type type, struct tr_bytes value, struct trien_err *err)
{
	const uint8_t *copy;

	if (value.n == 0)
		return TRIEN_OK;
	for (size_t i = 0; i < l->count; i++)
		if (l->items[i].type == type && tr_bytes_equal(l->items[i].value, value))
			return TRIEN_OK;
	if (l->count == TR_RECORD_ITEMS_MAX)
		return TR_ERR(err, EVIDENCE_LIMIT, TR_S("what", "item"), TR_U("max", TR_RECORD_ITEMS_MAX));
	if (value.n > TR_RECORD_BYTES_MAX - l->bytes)
		return TR_ERR(err, EVIDENCE_LIMIT, TR_S("what", "byte"), TR_U("max", TR_RECORD_BYTES_MAX));
	if (l->items == NULL)
		TR_TRY(tr_arena_array(l->arena, TR_RECORD_ITEMS_MAX, sizeof(*l->items), &l->items, err));
	TR_TRY(tr_arena_copy(l->arena, value.p, value.n, &copy, err));
	l->items[l->count++] = (struct tr_record_item){type, TR_BYTES(copy, value.n)};
	l->bytes += value.n;
	return TRIEN_OK;
}

/* ---- writing ---- */

static int
compare_items(const void *pa, const void *pb)
{
	const struct tr_record_item *a = pa, *b = pb;

	if (a->type != b->type)
		return a->type < b->type ? -1 : 1;
	const size_t n = a->value.n < b->value.n ? a->value.n : b->value.n;
	const int order = memcmp(a->value.p, b->value.p, n);
	return order != 0 ? order : (a->value.n > b->value.n) - (a->value.n < b->value.n);
}

static trien_rc
add_small(struct tr_buf *out, uint8_t tag, unsigned value, struct trien_err *err)
{
	const uint8_t byte = (uint8_t)value;
	return tr_der_add(out, tag, TR_BYTES(&byte, 1), err);
}

static trien_rc
add_head(const struct tr_record *r, struct tr_buf *out, struct trien_err *err)
{
	const struct tr_civil t = tr_civil_of(r->made, 0);
	char text[64];

	snprintf(text, sizeof(text), "%04d%02d%02d%02d%02d%02dZ", t.year, t.month, t.day, t.hour, t.minute, t.second);
	TR_TRY(tr_der_add(out, TR_DER_INTEGER, TR_BYTES_LIT(VERSION), err));
	TR_TRY(add_small(out, TR_DER_ENUMERATED, r->kind, err));
	TR_TRY(tr_der_add(out, TR_DER_GENERALIZED_TIME, TR_BYTES(text, strlen(text)), err));
	return tr_der_add(out, TR_DER_OCTET_STRING, TR_BYTES(r->sha256, sizeof(r->sha256)), err);
}

static trien_rc
add_items(const struct tr_record_item *items, size_t count, uint8_t tag, struct tr_buf *out, struct trien_err *err)
{
	const size_t list = out->n;

	for (size_t i = 0; i < count; i++) {
		const size_t from = out->n;
		TR_TRY(add_small(out, TR_DER_ENUMERATED, items[i].type, err));
		TR_TRY(tr_der_add(out, TR_DER_OCTET_STRING, items[i].value, err));
		TR_TRY(tr_der_wrap(out, from, TR_DER_SEQUENCE, err));
	}
	return tr_der_wrap(out, list, tag, err);
}

static trien_rc
add_sorted(const struct tr_record_item *items, size_t count, uint8_t tag, struct tr_buf *out, struct trien_err *err)
{
	struct tr_record_item *sorted = tr_mem_zeroed(count + 1, sizeof(*sorted));

	if (sorted == NULL)
		return TR_ERR(err, NO_MEMORY, TR_U("want", count * sizeof(*sorted)));
	if (count > 0)
		memcpy(sorted, items, count * sizeof(*sorted));
	qsort(sorted, count, sizeof(*sorted), compare_items);
	trien_rc rc = add_items(sorted, count, tag, out, err);
	free(sorted);
	return rc;
}

static trien_rc
add_content(const struct tr_record *r, struct tr_buf *out, struct trien_err *err)
{
	const size_t from = out->n;

	TR_TRY(add_head(r, out, err));
	TR_TRY(add_sorted(r->items, r->count - r->later, TR_DER_SEQUENCE, out, err));
	return tr_der_wrap(out, from, TR_DER_SEQUENCE, err);
}

static bool
has_item(const struct tr_record *r, const struct tr_record_item *item)
{
	for (size_t i = 0; i < r->count; i++)
		if (compare_items(&r->items[i], item) == 0)
			return true;
	return false;
}

trien_rc
tr_record_write_added(const struct tr_record *r, const struct tr_record_list *l, struct tr_buf *out, struct trien_err *err)
{
	struct tr_record_item *fresh = tr_mem_zeroed(l->count + 1, sizeof(*fresh));
	size_t count = 0;

	if (fresh == NULL)
		return TR_ERR(err, NO_MEMORY, TR_U("want", l->count * sizeof(*fresh)));
	for (size_t i = 0; i < l->count; i++)
		if (!has_item(r, &l->items[i]))
			fresh[count++] = l->items[i];
	trien_rc rc = count > 0 ? add_sorted(fresh, count, ADDED, out, err) : TRIEN_OK;
	free(fresh);
	return rc;
}

trien_rc
tr_record_write(const struct tr_record *r, struct tr_buf *out, struct trien_err *err)
{
	const size_t from = out->n;

	/* What was stamped stays byte for byte. */
	if (r->content.n > 0)
		TR_TRY(tr_buf_add_bytes(out, r->content, err));
	else
		TR_TRY(add_content(r, out, err));
	const size_t stamps = out->n;
	for (size_t i = 0; i < r->stamp_count; i++) {
		TR_TRY(tr_buf_add_bytes(out, r->stamps[i].added, err));
		TR_TRY(tr_buf_add_bytes(out, r->stamps[i].token, err));
	}
	TR_TRY(tr_der_wrap(out, stamps, TR_DER_SEQUENCE, err));
	TR_TRY(tr_der_wrap(out, from, TR_DER_SEQUENCE, err));
	if (out->n - from > TR_RECORD_SIZE_MAX)
		return TR_ERR(err, EVIDENCE_LIMIT, TR_S("what", "byte"), TR_U("max", TR_RECORD_SIZE_MAX));
	return TRIEN_OK;
}

/* ---- reading: only what was written would be written again ---- */

static trien_rc
malformed(const char *what, struct trien_err *err)
{
	return TR_ERR(err, EVIDENCE_MALFORMED, TR_S("what", what));
}

static bool
take_small(struct tr_bytes *in, uint8_t tag, uint32_t below, uint32_t *out)
{
	struct tr_der e;
	return tr_der_take_tag(in, tag, &e) && tr_der_small(e.value, out) && *out < below;
}

static trien_rc
read_head(struct tr_bytes *in, struct tr_record *r, struct trien_err *err)
{
	struct tr_der e;
	uint32_t n;

	if (!take_small(in, TR_DER_INTEGER, 2, &n) || n != 1)
		return malformed("version", err);
	if (!take_small(in, TR_DER_ENUMERATED, TR_RECORD_KIND_COUNT, &n))
		return malformed("kind", err);
	r->kind = (enum tr_record_kind)n;
	if (!tr_der_take_tag(in, TR_DER_GENERALIZED_TIME, &e) || !tr_der_time(&e, &r->made))
		return malformed("made", err);
	if (!tr_der_take_tag(in, TR_DER_OCTET_STRING, &e) || e.value.n != sizeof(r->sha256))
		return malformed("document", err);
	memcpy(r->sha256, e.value.p, sizeof(r->sha256));
	return TRIEN_OK;
}

static bool
read_item(struct tr_bytes *in, struct tr_record_item *out)
{
	struct tr_der whole, value;
	uint32_t type;

	if (!tr_der_take_tag(in, TR_DER_SEQUENCE, &whole) ||
			!take_small(&whole.value, TR_DER_ENUMERATED, TR_RECORD_TYPE_COUNT, &type) ||
			!tr_der_take_tag(&whole.value, TR_DER_OCTET_STRING, &value) || whole.value.n > 0 || value.value.n == 0)
		return false;
	*out = (struct tr_record_item){(enum tr_record_type)type, value.value};
	return true;
}

/* A list of them, in the one order in which they are written; so that none stands there twice. */
static trien_rc
read_items(struct tr_bytes in, struct tr_record_item *items, size_t *count, struct trien_err *err)
{
	for (const size_t first = *count; in.n > 0; ++*count) {
		if (*count == TR_RECORD_ITEMS_MAX)
			return TR_ERR(err, EVIDENCE_LIMIT, TR_S("what", "item"), TR_U("max", TR_RECORD_ITEMS_MAX));
		if (!read_item(&in, &items[*count]))
			return malformed("item", err);
		if (*count > first && compare_items(&items[*count - 1], &items[*count]) >= 0)
			return malformed("order", err);
	}
	return TRIEN_OK;
}

static trien_rc
read_stamp(struct tr_bytes *in, struct tr_record_item *items, size_t *count, struct tr_record_stamp *out, struct trien_err *err)
{
	struct tr_der e;

	*out = (struct tr_record_stamp){0};
	if (tr_der_take_tag(in, ADDED, &e)) {
		if (e.value.n == 0)
			return malformed("item", err);
		out->added = e.whole;
		TR_TRY(read_items(e.value, items, count, err));
	}
	if (!tr_der_take_tag(in, TR_DER_SEQUENCE, &e))
		return malformed("stamp", err);
	out->token = e.whole;
	out->covers = *count;
	return TRIEN_OK;
}

static trien_rc
read_lists(struct tr_bytes own, struct tr_bytes in, struct tr_arena *arena, struct tr_record *r, struct trien_err *err)
{
	struct tr_record_stamp *stamps;
	struct tr_record_item *items;

	TR_TRY(tr_arena_array(arena, TR_RECORD_ITEMS_MAX, sizeof(*items), &items, err));
	TR_TRY(tr_arena_array(arena, TR_RECORD_STAMPS_MAX, sizeof(*stamps), &stamps, err));
	r->items = items;
	r->stamps = stamps;
	TR_TRY(read_items(own, items, &r->count, err));
	const size_t of_content = r->count;
	for (; in.n > 0; r->stamp_count++) {
		if (r->stamp_count == TR_RECORD_STAMPS_MAX)
			return TR_ERR(err, EVIDENCE_LIMIT, TR_S("what", "stamp"), TR_U("max", TR_RECORD_STAMPS_MAX));
		TR_TRY(read_stamp(&in, items, &r->count, &stamps[r->stamp_count], err));
	}
	r->later = r->count - of_content;
	return TRIEN_OK;
}

trien_rc
tr_record_read(struct tr_bytes in, struct tr_arena *arena, struct tr_record *out, struct trien_err *err)
{
	struct tr_record r = {0};
	struct tr_der file, content, items, stamps;

	if (in.n > TR_RECORD_SIZE_MAX)
		return TR_ERR(err, EVIDENCE_LIMIT, TR_S("what", "byte"), TR_U("max", TR_RECORD_SIZE_MAX));
	if (!tr_der_only(in, TR_DER_SEQUENCE, &file) || !tr_der_take_tag(&file.value, TR_DER_SEQUENCE, &content) ||
			!tr_der_take_tag(&file.value, TR_DER_SEQUENCE, &stamps) || file.value.n > 0)
		return malformed("SEQUENCE", err);
	r.content = content.whole;
	TR_TRY(read_head(&content.value, &r, err));
	if (!tr_der_take_tag(&content.value, TR_DER_SEQUENCE, &items) || content.value.n > 0)
		return malformed("items", err);
	TR_TRY(read_lists(items.value, stamps.value, arena, &r, err));
	*out = r;
	return TRIEN_OK;
}

/* ---- what it is bound to, and since when ---- */

trien_rc
tr_record_binds(const struct tr_record *r, struct tr_bytes document, struct trien_err *err)
{
	uint8_t sha256[TR_DIGEST_MAX];
	size_t n;

	TR_TRY(tr_digest(TR_SHA256, document, sha256, &n, err));
	return memcmp(sha256, r->sha256, sizeof(r->sha256)) == 0 ? TRIEN_OK : TR_ERR0(err, EVIDENCE_OTHER_DOCUMENT);
}

trien_rc
tr_record_imprint(const struct tr_record *r, struct tr_bytes added, uint8_t out[32], struct trien_err *err)
{
	struct tr_hash *h;
	size_t n;

	TR_TRY(tr_hash_new(TR_SHA256, &h, err));
	trien_rc rc = tr_hash_add(h, r->content, err);
	for (size_t i = 0; rc == TRIEN_OK && i < r->stamp_count; i++) {
		rc = tr_hash_add(h, r->stamps[i].added, err);
		if (rc == TRIEN_OK)
			rc = tr_hash_add(h, r->stamps[i].token, err);
	}
	if (rc == TRIEN_OK)
		rc = tr_hash_add(h, added, err);
	if (rc == TRIEN_OK)
		rc = tr_hash_done(h, out, &n, err);
	tr_hash_free(h);
	return rc;
}

static trien_rc
check_stamp(const struct tr_given_stamp *s, size_t number, struct trien_err *err)
{
	enum tr_tsp_finding finding = TR_TSP_FORMAT_FAILURE;
	const char *why = "CMS";
	struct tr_cms *token;

	trien_rc rc = tr_cms_read(s->token, &token, NULL);
	if (rc == TRIEN_OK) {
		rc = tr_tsp_judge(token, s->parts, s->part_count, &finding, &why, err);
		tr_cms_free(token);
		TR_TRY(rc);
	}
	/* A weak one is a matter of policy and time: who judges the document decides on it. */
	if (finding == TR_TSP_GOOD || finding == TR_TSP_WEAK)
		return TRIEN_OK;
	return TR_ERR(err, EVIDENCE_STAMP_BROKEN, TR_U("number", number + 1), TR_S("why", why != NULL ? why : "?"));
}

/* What stands in the file, in its order, as far as a stamp may be over it: its items and the stamps before it. */
struct standing {
	struct tr_bytes *parts; /* content, added, token, added, token ... */
	size_t part_count;
	uint8_t (*of)[32];
	size_t of_count;
};

static trien_rc
pass(struct standing *s, struct tr_bytes value, struct trien_err *err)
{
	uint8_t digest[TR_DIGEST_MAX];
	size_t n;

	TR_TRY(tr_digest(TR_SHA256, value, digest, &n, err));
	memcpy(s->of[s->of_count++], digest, sizeof(*s->of));
	return TRIEN_OK;
}

trien_rc
tr_record_stamps(const struct tr_record *r, struct tr_arena *arena, const struct tr_given_stamp **out, struct trien_err *err)
{
	struct tr_given_stamp *stamps;
	struct standing s = {0};
	size_t item = 0;

	TR_TRY(tr_arena_array(arena, r->stamp_count + 1, sizeof(*stamps), &stamps, err));
	TR_TRY(tr_arena_array(arena, 2 * r->stamp_count + 1, sizeof(*s.parts), &s.parts, err));
	TR_TRY(tr_arena_array(arena, r->count + r->stamp_count + 1, sizeof(*s.of), &s.of, err));
	s.parts[s.part_count++] = r->content;
	for (size_t i = 0; i < r->stamp_count; i++) {
		const struct tr_record_stamp *of = &r->stamps[i];
		while (item < of->covers)
			TR_TRY(pass(&s, r->items[item++].value, err));
		if (of->added.n > 0)
			s.parts[s.part_count++] = of->added;
		stamps[i] = (struct tr_given_stamp){.token = of->token, .parts = s.parts, .part_count = s.part_count, .of_file = true,
			.of = (const uint8_t(*)[32])s.of, .of_count = s.of_count};
		TR_TRY(check_stamp(&stamps[i], i, err));
		TR_TRY(pass(&s, of->token, err));
		s.parts[s.part_count++] = of->token;
	}
	*out = stamps;
	return TRIEN_OK;
}

const char *
tr_record_type_name(enum tr_record_type t)
{
	static const char *const names[TR_RECORD_TYPE_COUNT] = {[TR_RECORD_CERTIFICATE] = "certificate", [TR_RECORD_CRL] = "crl",
		[TR_RECORD_OCSP] = "ocsp", [TR_RECORD_POLICY] = "policy", [TR_RECORD_RESPONSIBILITY] = "responsibility"};
	return names[t];
}
