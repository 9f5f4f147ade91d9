/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Compares two revisions of one document value by value. Every pair of objects is compared once
 * for each use that is made of it, so that an object which two places share is judged at both.
 */
#include "verify/change_walk.h"

#include <stdlib.h>

#define TR_WALK_SAME_DEPTH 16

static trien_rc
no_memory(size_t want, struct trien_err *err)
{
	return TR_ERR(err, NO_MEMORY, TR_U("want", want));
}

bool
tr_walk_step(struct tr_walk *w)
{
	if (w->steps >= TR_VERIFY_STEPS_MAX)
		w->exhausted = true;
	else
		w->steps++;
	return !w->exhausted;
}

uint32_t
tr_walk_num(const struct tr_pdf_obj *o)
{
	return tr_pdf_is(o, TR_PDF_REF) ? o->u.ref.num : 0;
}

static struct tr_pdf_ref
ref_of(const struct tr_pdf_obj *o)
{
	return tr_pdf_is(o, TR_PDF_REF) ? o->u.ref : (struct tr_pdf_ref){0, 0};
}

static bool
same_ref(struct tr_pdf_ref a, struct tr_pdf_ref b)
{
	return a.num == b.num && a.gen == b.gen;
}

bool
tr_walk_same_place(const struct tr_pdf_obj *a, const struct tr_pdf_obj *b)
{
	return same_ref(ref_of(a), ref_of(b));
}

bool
tr_walk_has(const struct tr_walk *w, uint32_t num, unsigned marks)
{
	return num < w->mark_count && (w->marks[num] & marks) != 0;
}

void
tr_walk_set(struct tr_walk *w, uint32_t num, unsigned marks)
{
	if (num != 0 && num < w->mark_count)
		w->marks[num] |= (uint8_t)marks;
}

enum tr_use
tr_key_use(const struct tr_key_rule *rules, size_t count, struct tr_bytes key, enum tr_use otherwise)
{
	for (size_t i = 0; i < count; i++)
		if (tr_bytes_are(key, rules[i].key))
			return rules[i].use;
	return otherwise;
}

/* ---- reading ---- */

/* What is damaged is a finding about the document; what the machine lacks is an error of ours. */
static bool
is_ours(trien_rc rc)
{
	const char *class = trien_err_class(rc);
	return strcmp(class, "resource") == 0 || strcmp(class, "internal") == 0;
}

static trien_rc
read_value(struct tr_walk *w, size_t rev, const struct tr_pdf_obj *o, const struct tr_pdf_obj **out, bool *readable,
		struct trien_err *err)
{
	*readable = true;
	*out = &tr_pdf_null;
	if (!tr_pdf_is(o, TR_PDF_REF)) {
		if (o != NULL)
			*out = o;
		return TRIEN_OK;
	}
	struct trien_err why = {0};
	trien_rc rc = tr_pdf_resolve(w->pdf, rev, o, out, &why);
	if (rc == TRIEN_OK)
		return TRIEN_OK;
	if (is_ours(rc)) {
		if (err != NULL)
			*err = why;
		return rc;
	}
	*out = &tr_pdf_null;
	*readable = false;
	return TRIEN_OK;
}

static trien_rc
value_at(struct tr_walk *w, size_t rev, const struct tr_pdf_obj *o, const struct tr_pdf_obj **out, struct trien_err *err)
{
	bool readable;
	TR_TRY(read_value(w, rev, o, out, &readable, err));
	if (!readable)
		w->unreadable = true;
	return TRIEN_OK;
}

trien_rc
tr_walk_old(struct tr_walk *w, const struct tr_pdf_obj *o, const struct tr_pdf_obj **out, struct trien_err *err)
{
	return value_at(w, w->old_rev, o, out, err);
}

trien_rc
tr_walk_new(struct tr_walk *w, const struct tr_pdf_obj *o, const struct tr_pdf_obj **out, struct trien_err *err)
{
	tr_walk_set(w, tr_walk_num(o), TR_MARK_READ);
	return value_at(w, w->new_rev, o, out, err);
}

trien_rc
tr_walk_find_old(struct tr_walk *w, const struct tr_pdf_obj *dict, const char *key, const struct tr_pdf_obj **out,
		struct trien_err *err)
{
	return tr_walk_old(w, tr_pdf_dict_find(dict, key), out, err);
}

trien_rc
tr_walk_find_new(struct tr_walk *w, const struct tr_pdf_obj *dict, const char *key, const struct tr_pdf_obj **out,
		struct trien_err *err)
{
	return tr_walk_new(w, tr_pdf_dict_find(dict, key), out, err);
}

/* ---- the queue ---- */

/* A copy of the path that outlives the stack. */
static trien_rc
keep_step(struct tr_walk *w, const struct tr_step *at, const struct tr_step **out, struct trien_err *err)
{
	if (at == NULL || at->kept) {
		*out = at;
		return TRIEN_OK;
	}
	const struct tr_step *up;
	TR_TRY(keep_step(w, at->up, &up, err));
	struct tr_step *s;
	TR_TRY(tr_arena_take(&w->scratch, sizeof(*s), &s, err));
	*s = *at;
	s->up = up;
	s->kept = true;
	*out = s;
	return TRIEN_OK;
}

static trien_rc
enqueue(struct tr_walk *w, struct tr_pair pair, struct trien_err *err)
{
	if (w->queue_n == w->queue_cap) {
		size_t cap = w->queue_cap ? w->queue_cap * 2 : 256;
		void *p = tr_mem_resize(w->queue, cap * sizeof(*w->queue));
		if (p == NULL)
			return no_memory(cap * sizeof(*w->queue), err);
		w->queue = p;
		w->queue_cap = cap;
	}
	TR_TRY(keep_step(w, pair.at, &pair.at, err));
	w->queue[w->queue_n++] = pair;
	return TRIEN_OK;
}

static size_t
hash_pair(const struct tr_odd_pair *p)
{
	uint64_t h = (uint64_t)p->old_ref.num << 32 | p->new_ref.num;
	h ^= (uint64_t)(uintptr_t)p->old * 31 ^ (uint64_t)(uintptr_t)p->new * 131 ^ (uint64_t)p->use << 24;
	h ^= (uint64_t)p->old_ref.gen << 16 ^ (uint64_t)p->new_ref.gen << 40;
	h *= UINT64_C(0xff51afd7ed558ccd);
	return (size_t)(h ^ (h >> 32));
}

static bool
same_pair(const struct tr_odd_pair *a, const struct tr_odd_pair *b)
{
	return same_ref(a->old_ref, b->old_ref) && same_ref(a->new_ref, b->new_ref) && a->old == b->old &&
			a->new == b->new && a->use == b->use;
}

/* Where the pair stands in the table, or would. */
static struct tr_odd_pair *
find_pair(struct tr_odd_pair *table, size_t cap, const struct tr_odd_pair *p)
{
	size_t at = hash_pair(p) & (cap - 1);
	while (table[at].taken && !same_pair(&table[at], p))
		at = (at + 1) & (cap - 1);
	return &table[at];
}

static trien_rc
grow_odd(struct tr_walk *w, struct trien_err *err)
{
	size_t cap = w->odd_cap ? w->odd_cap * 2 : 64;
	struct tr_odd_pair *table = tr_mem_zeroed(cap, sizeof(*table));
	if (table == NULL)
		return no_memory(cap * sizeof(*table), err);
	for (size_t i = 0; i < w->odd_cap; i++)
		if (w->odd_pairs[i].taken)
			*find_pair(table, cap, &w->odd_pairs[i]) = w->odd_pairs[i];
	free(w->odd_pairs);
	w->odd_pairs = table;
	w->odd_cap = cap;
	return TRIEN_OK;
}

/* Was a pair of different objects compared before? */
static trien_rc
seen_odd(struct tr_walk *w, const struct tr_pair *p, bool *seen, struct trien_err *err)
{
	struct tr_odd_pair odd = {.old = p->old, .new = p->new, .old_ref = p->old_ref, .new_ref = p->new_ref,
			.use = p->use, .taken = true};
	if (2 * (w->odd_n + 1) > w->odd_cap)
		TR_TRY(grow_odd(w, err));
	struct tr_odd_pair *slot = find_pair(w->odd_pairs, w->odd_cap, &odd);
	*seen = slot->taken;
	if (!*seen) {
		*slot = odd;
		w->odd_n++;
	}
	return TRIEN_OK;
}

/* The everyday pair: one object that both revisions call by the same number. */
static bool
is_plain(const struct tr_walk *w, const struct tr_pair *p)
{
	return p->old == NULL && p->new == NULL && same_ref(p->old_ref, p->new_ref) && p->old_ref.gen == 0 &&
			p->old_ref.num < w->mark_count;
}

/* First time for this pair and use? Notes it. */
static trien_rc
take_pair(struct tr_walk *w, const struct tr_pair *p, bool *first, struct trien_err *err)
{
	*first = false;
	if (p->mark_only) {
		*first = p->new_ref.num < w->mark_count && !tr_walk_has(w, p->new_ref.num, TR_MARK_REACHED);
		tr_walk_set(w, p->new_ref.num, TR_MARK_REACHED);
		return TRIEN_OK;
	}
	tr_walk_set(w, p->new_ref.num, TR_MARK_REACHED);
	if (is_plain(w, p)) {
		*first = (w->seen[p->old_ref.num] & (1u << p->use)) == 0;
		w->seen[p->old_ref.num] |= 1u << p->use;
		return TRIEN_OK;
	}
	bool seen;
	TR_TRY(seen_odd(w, p, &seen, err));
	*first = !seen;
	return TRIEN_OK;
}

/* ---- comparing ---- */

static trien_rc compare_values(struct tr_walk *w, enum tr_use use, const struct tr_pdf_obj *old,
		const struct tr_pdf_obj *new, const struct tr_step *at, struct trien_err *err);

static const struct tr_pdf_obj *
find_near(struct tr_walk *w, const struct tr_pdf_dict *d, struct tr_bytes key, size_t hint)
{
	if (d == NULL)
		return NULL;
	if (hint < d->count && tr_bytes_equal(d->entries[hint].key, key))
		return d->entries[hint].value;
	for (size_t i = 0; i < d->count && tr_walk_step(w); i++)
		if (tr_bytes_equal(d->entries[i].key, key))
			return d->entries[i].value;
	return NULL;
}

trien_rc
tr_walk_keys(struct tr_walk *w, const struct tr_pdf_obj *old, const struct tr_pdf_obj *new, const struct tr_step *at,
		tr_walk_visit visit, void *context, struct trien_err *err)
{
	const struct tr_pdf_dict *a = tr_pdf_dict_of(old), *b = tr_pdf_dict_of(new);

	for (size_t i = 0; a != NULL && i < a->count && tr_walk_step(w); i++) {
		struct tr_walk_key k = {.key = a->entries[i].key, .old = a->entries[i].value};
		k.new = a == b ? k.old : find_near(w, b, k.key, i);
		k.step = (struct tr_step){.up = at, .key = k.key};
		TR_TRY(visit(w, &k, context, err));
	}
	for (size_t i = 0; a != b && b != NULL && i < b->count && tr_walk_step(w); i++) {
		struct tr_walk_key k = {.key = b->entries[i].key, .new = b->entries[i].value};
		if (find_near(w, a, k.key, i) != NULL)
			continue;
		k.step = (struct tr_step){.up = at, .key = k.key};
		TR_TRY(visit(w, &k, context, err));
	}
	return TRIEN_OK;
}

struct generic {
	enum tr_use use;
	bool stream;
};

static trien_rc
visit_generic(struct tr_walk *w, const struct tr_walk_key *k, void *context, struct trien_err *err)
{
	const struct generic *g = context;
	bool same;

	if (!g->stream || !tr_bytes_are(k->key, "Length"))
		return tr_walk_compare(w, g->use, k->old, k->new, &k->step, err);
	/* Where /Length stands does not matter; what it says does, other readers may follow it elsewhere than we. */
	if (k->new != NULL)
		TR_TRY(tr_walk_mark(w, k->new, &k->step, err));
	TR_TRY(tr_walk_same(w, k->old, k->new, &same, err));
	return same ? TRIEN_OK : tr_walk_differs(w, g->use, &k->step, TR_DIFF_VALUE, err);
}

static trien_rc
compare_arrays(struct tr_walk *w, enum tr_use use, const struct tr_pdf_obj *old, const struct tr_pdf_obj *new,
		const struct tr_step *at, struct trien_err *err)
{
	size_t most = old->u.array.count > new->u.array.count ? old->u.array.count : new->u.array.count;
	for (size_t i = 0; i < most && tr_walk_step(w); i++) {
		struct tr_step step = {.up = at, .index = i};
		TR_TRY(tr_walk_compare(w, use, i < old->u.array.count ? old->u.array.items[i] : NULL,
				i < new->u.array.count ? new->u.array.items[i] : NULL, &step, err));
	}
	if (old->u.array.count != new->u.array.count)
		return tr_walk_differs(w, use, at, TR_DIFF_COUNT, err);
	return TRIEN_OK;
}

static trien_rc
compare_streams(struct tr_walk *w, enum tr_use use, const struct tr_pdf_obj *old, const struct tr_pdf_obj *new,
		const struct tr_step *at, struct trien_err *err)
{
	struct generic g = {.use = use, .stream = true};
	TR_TRY(tr_walk_keys(w, old, new, at, visit_generic, &g, err));
	if (old == new || tr_bytes_equal(tr_pdf_stream_raw(w->pdf, old), tr_pdf_stream_raw(w->pdf, new)))
		return TRIEN_OK;
	return tr_walk_differs(w, use, at, TR_DIFF_DATA, err);
}

/*
 * 8 and 8.0 are one number (§7.3.3), but where an integer is wanted some readers take 8.0 for nothing and draw no image, no page turned, another
 * letter. So only what is measured in units of space may be written either way, and only where it stands in the object that names it: an
 * array of its own may be used under another name, too.
 */
static bool
is_measure(const struct tr_walk *w, const struct tr_step *at)
{
	static const char *const keys[] = {"Rect", "MediaBox", "CropBox", "BleedBox", "TrimBox", "ArtBox", "BBox", "Matrix", "UserUnit"};

	while (at != NULL && at->key.p == NULL)
		at = at->up;
	for (size_t i = 0; !w->bare && at != NULL && i < sizeof(keys) / sizeof(*keys); i++)
		if (tr_bytes_are(at->key, keys[i]))
			return true;
	return false;
}

static bool
same_measure(const struct tr_walk *w, const struct tr_pdf_obj *a, const struct tr_pdf_obj *b, const struct tr_step *at)
{
	double x, y;

	return tr_pdf_number(a, &x) && tr_pdf_number(b, &y) && is_measure(w, at) && tr_pdf_equal(a, b);
}

static bool
scalars_equal(const struct tr_pdf_obj *a, const struct tr_pdf_obj *b)
{
	return a->type == b->type && tr_pdf_equal(a, b);
}

/* Neither is a reference. */
static trien_rc
compare_values(struct tr_walk *w, enum tr_use use, const struct tr_pdf_obj *old, const struct tr_pdf_obj *new,
		const struct tr_step *at, struct trien_err *err)
{
	if (old->type != new->type || old->type == TR_PDF_NULL) {
		if (scalars_equal(old, new) || same_measure(w, old, new, at))
			return TRIEN_OK;
		if (new->type != TR_PDF_NULL)
			TR_TRY(tr_walk_mark(w, new, at, err));
		return tr_walk_differs(w, use, at,
				old->type == TR_PDF_NULL ? TR_DIFF_ADDED
				: new->type == TR_PDF_NULL ? TR_DIFF_REMOVED : TR_DIFF_TYPE, err);
	}
	struct generic g = {.use = use};
	switch (old->type) {
	case TR_PDF_ARRAY:
		return compare_arrays(w, use, old, new, at, err);
	case TR_PDF_DICT:
		return tr_walk_keys(w, old, new, at, visit_generic, &g, err);
	case TR_PDF_STREAM:
		return compare_streams(w, use, old, new, at, err);
	default:
		if (scalars_equal(old, new))
			return TRIEN_OK;
		return tr_walk_differs(w, use, at, TR_DIFF_VALUE, err);
	}
}

/*
 * A stop is compared at its own place: elsewhere it only has to be the same one. What is drawn never
 * leads to one in a sane document, so nothing that is drawn hides behind being listed as a page or field too.
 */
static bool
stops(const struct tr_walk *w, enum tr_use use, uint32_t old_num, uint32_t new_num)
{
	switch (use) {
	case TR_USE_CONTENT:
	case TR_USE_RESOURCE:
	case TR_USE_WIDGET:
	case TR_USE_WIDGET_IDLE:
	case TR_USE_LAYERS:
		return false;
	default:
		return tr_walk_has(w, old_num, TR_MARK_STOP) || tr_walk_has(w, new_num, TR_MARK_STOP);
	}
}

/* A pair of which at least one is a reference, or a stop at its own place. */
static trien_rc
queue_references(struct tr_walk *w, struct tr_pair p, const struct tr_pdf_obj *old, const struct tr_pdf_obj *new,
		struct trien_err *err)
{
	p.old_ref = ref_of(old);
	p.new_ref = ref_of(new);
	p.field = w->field;
	if (p.old_ref.num == 0)
		p.old = old;
	if (p.new_ref.num == 0)
		p.new = new;
	/* Compared for this use already: nothing to queue. */
	if (is_plain(w, &p) && (w->seen[p.old_ref.num] & (1u << p.use)) != 0)
		return TRIEN_OK;
	return enqueue(w, p, err);
}

static trien_rc
compare(struct tr_walk *w, struct tr_pair p, const struct tr_pdf_obj *old, const struct tr_pdf_obj *new,
		struct trien_err *err)
{
	if (!tr_walk_step(w))
		return TRIEN_OK;
	old = old != NULL ? old : &tr_pdf_null;
	new = new != NULL ? new : &tr_pdf_null;
	if (old->type == TR_PDF_REF || new->type == TR_PDF_REF)
		return queue_references(w, p, old, new, err);
	return compare_values(w, p.use, old, new, p.at, err);
}

trien_rc
tr_walk_compare_here(struct tr_walk *w, enum tr_use use, const struct tr_pdf_obj *old, const struct tr_pdf_obj *new,
		const struct tr_step *at, struct trien_err *err)
{
	return compare(w, (struct tr_pair){.use = use, .at = at, .here = true}, old, new, err);
}

trien_rc
tr_walk_compare(struct tr_walk *w, enum tr_use use, const struct tr_pdf_obj *old, const struct tr_pdf_obj *new,
		const struct tr_step *at, struct trien_err *err)
{
	return compare(w, (struct tr_pair){.use = use, .at = at}, old, new, err);
}

/* ---- what is new ---- */

static trien_rc
mark_children(struct tr_walk *w, const struct tr_pdf_obj *o, const struct tr_step *at, size_t depth,
		struct trien_err *err)
{
	const struct tr_pdf_dict *d = tr_pdf_dict_of(o);
	if (depth > TR_VERIFY_NESTING_MAX)
		return TRIEN_OK;
	if (tr_pdf_is(o, TR_PDF_REF)) {
		uint32_t num = o->u.ref.num;
		if (tr_walk_has(w, num, TR_MARK_REACHED) || num >= w->mark_count)
			return TRIEN_OK;
		struct tr_pair p = {.new_ref = o->u.ref, .mark_only = true, .at = at};
		return enqueue(w, p, err);
	}
	for (size_t i = 0; d != NULL && i < d->count && tr_walk_step(w); i++)
		TR_TRY(mark_children(w, d->entries[i].value, at, depth + 1, err));
	if (tr_pdf_is(o, TR_PDF_ARRAY))
		for (size_t i = 0; i < o->u.array.count && tr_walk_step(w); i++)
			TR_TRY(mark_children(w, o->u.array.items[i], at, depth + 1, err));
	return TRIEN_OK;
}

trien_rc
tr_walk_mark(struct tr_walk *w, const struct tr_pdf_obj *new, const struct tr_step *at, struct trien_err *err)
{
	return mark_children(w, new, at, 0, err);
}

/* ---- working the queue ---- */

static trien_rc
work_pair(struct tr_walk *w, const struct tr_pair *p, struct trien_err *err)
{
	struct tr_pdf_obj old_ref = {.type = TR_PDF_REF, .u.ref = p->old_ref};
	struct tr_pdf_obj new_ref = {.type = TR_PDF_REF, .u.ref = p->new_ref};
	const struct tr_pdf_obj *old = &tr_pdf_null, *new;
	bool old_readable = true, new_readable;
	trien_rc rc;

	TR_TRY(read_value(w, w->new_rev, p->new_ref.num ? &new_ref : p->new, &new, &new_readable, err));
	w->num = p->new_ref.num ? p->new_ref.num : p->old_ref.num;
	w->field = p->field;
	w->noted = 0;
	if (p->mark_only && !new_readable)
		w->broken = true;
	if (p->mark_only)
		return mark_children(w, new, p->at, 0, err);
	TR_TRY(read_value(w, w->old_rev, p->old_ref.num ? &old_ref : p->old, &old, &old_readable, err));
	if (!old_readable && !new_readable) {
		if (tr_walk_has(w, p->new_ref.num, TR_MARK_CHANGED))
			return tr_walk_differs(w, p->use, p->at, TR_DIFF_UNREADABLE, err);
		w->unreadable = true;
		return TRIEN_OK;
	}
	if (old_readable && !new_readable)
		w->broken = true;
	if (old_readable != new_readable)
		return tr_walk_differs(w, p->use, p->at,
				old_readable ? TR_DIFF_UNREADABLE_NOW : TR_DIFF_UNREADABLE_BEFORE, err);
	/* A reference to nothing is null (§7.3.10), but some readers see an entry there and look no further for what is inherited. */
	if (old->type == TR_PDF_NULL && new->type == TR_PDF_NULL && (p->old_ref.num == 0) != (p->new_ref.num == 0))
		return tr_walk_differs(w, p->use, p->at, p->old_ref.num == 0 ? TR_DIFF_ADDED : TR_DIFF_REMOVED, err);
	w->bare = tr_pdf_dict_of(new) == NULL;
	rc = compare_values(w, p->use, old, new, p->at, err);
	w->bare = false;
	return rc;
}

trien_rc
tr_walk_drain(struct tr_walk *w, struct trien_err *err)
{
	w->draining = true;
	while (w->queue_n > 0 && tr_walk_step(w)) {
		struct tr_pair p = w->queue[--w->queue_n];
		bool first;
		if (!p.here && !p.mark_only && stops(w, p.use, p.old_ref.num, p.new_ref.num)) {
			w->num = 0;
			w->field = p.field;
			w->noted = 0;
			if (!same_ref(p.old_ref, p.new_ref))
				TR_TRY(tr_walk_differs(w, p.use, p.at, TR_DIFF_ELSEWHERE, err));
			continue;
		}
		TR_TRY(take_pair(w, &p, &first, err));
		if (first)
			TR_TRY(work_pair(w, &p, err));
	}
	return TRIEN_OK;
}

/* ---- small values ---- */

static trien_rc
same(struct tr_walk *w, const struct tr_pdf_obj *old, const struct tr_pdf_obj *new, unsigned depth, bool *out,
		struct trien_err *err)
{
	bool old_readable, new_readable;
	*out = false;
	if (depth > TR_WALK_SAME_DEPTH || !tr_walk_step(w))
		return TRIEN_OK;
	if (tr_walk_num(old) != 0 && stops(w, TR_USE_FORM, tr_walk_num(old), tr_walk_num(new))) {
		*out = tr_walk_same_place(old, new);
		return TRIEN_OK;
	}
	TR_TRY(read_value(w, w->old_rev, old, &old, &old_readable, err));
	TR_TRY(read_value(w, w->new_rev, new, &new, &new_readable, err));
	if (!old_readable || !new_readable)
		return TRIEN_OK;
	if (old->type == TR_PDF_ARRAY && new->type == TR_PDF_ARRAY) {
		*out = old->u.array.count == new->u.array.count;
		for (size_t i = 0; *out && i < old->u.array.count; i++)
			TR_TRY(same(w, old->u.array.items[i], new->u.array.items[i], depth + 1, out, err));
		return TRIEN_OK;
	}
	const struct tr_pdf_dict *a = tr_pdf_dict_of(old), *b = tr_pdf_dict_of(new);
	if (a == NULL || b == NULL || old->type != new->type) {
		*out = a == NULL && b == NULL && scalars_equal(old, new);
		return TRIEN_OK;
	}
	*out = a->count == b->count;
	for (size_t i = 0; *out && i < a->count; i++) {
		const struct tr_pdf_obj *other = find_near(w, b, a->entries[i].key, i);
		if (other == NULL)
			*out = false;
		else
			TR_TRY(same(w, a->entries[i].value, other, depth + 1, out, err));
	}
	if (*out && old->type == TR_PDF_STREAM)
		*out = tr_bytes_equal(tr_pdf_stream_raw(w->pdf, old), tr_pdf_stream_raw(w->pdf, new));
	return TRIEN_OK;
}

trien_rc
tr_walk_same(struct tr_walk *w, const struct tr_pdf_obj *old, const struct tr_pdf_obj *new, bool *out,
		struct trien_err *err)
{
	return same(w, old, new, 0, out, err);
}
