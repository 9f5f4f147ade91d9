/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "store/policy.h"

#include <stdlib.h>

#include "base/errors/store.h"

#define NO_ITEM ((size_t)2 * TR_POLICY_MAX)
_Static_assert(NO_ITEM <= 64, "the items of a policy are the bits of a word");

struct reading {
	struct tr_policy *p;
	struct tr_bytes line; /* what is left of it */
	size_t number;
	uint64_t taken; /* items that are members of a group already */
	bool quorum;
};

static trien_rc
wrong(const struct reading *r, const char *what, struct trien_err *err)
{
	return TR_ERR(err, AUDIT_POLICY, TR_U("line", r->number), TR_S("what", what));
}

/* ---- words ---- */

static bool
is_blank(uint8_t c)
{
	return c == ' ' || c == '\t';
}

/* The next word of the line; empty at its end. */
static struct tr_bytes
take(struct reading *r)
{
	size_t from = 0, to;

	while (from < r->line.n && is_blank(r->line.p[from]))
		from++;
	for (to = from; to < r->line.n && !is_blank(r->line.p[to]);)
		to++;
	const struct tr_bytes word = tr_bytes_part(r->line, from, to - from);
	r->line = tr_bytes_part(r->line, to, r->line.n);
	return word;
}

static trien_rc
keep(struct reading *r, struct tr_bytes word, const char **out, struct trien_err *err)
{
	const uint8_t *copy;

	TR_TRY(tr_arena_copy(&r->p->arena, word.p, word.n, &copy, err));
	*out = (const char *)copy;
	return TRIEN_OK;
}

static size_t
find(const struct tr_policy *p, struct tr_bytes name)
{
	for (size_t i = 0; i < p->item_count; i++)
		if (tr_bytes_equal(p->items[i].name, name))
			return i;
	return NO_ITEM;
}

static trien_rc
add_item(struct reading *r, struct tr_bytes name, struct tr_policy_item item, struct trien_err *err)
{
	const char *copy;

	if (name.n == 0 || tr_bytes_are(name, "none") || find(r->p, name) != NO_ITEM)
		return wrong(r, "NAME", err);
	if (r->p->item_count == NO_ITEM)
		return TR_ERR(err, AUDIT_POLICY_LIMIT, TR_U("max", TR_POLICY_MAX));
	TR_TRY(keep(r, name, &copy, err));
	item.name = TR_BYTES(copy, name.n);
	r->p->items[r->p->item_count++] = item;
	return TRIEN_OK;
}

/* ---- lines ---- */

/* Two texts may be one key. */
static bool
same_key(const struct tr_note_key *a, const struct tr_note_key *b)
{
	return memcmp(a->key, b->key, sizeof(a->key)) == 0;
}

static trien_rc
read_log(struct reading *r, struct trien_err *err)
{
	struct tr_note_key k;

	if (tr_note_key_read(take(r), &k, NULL) != TRIEN_OK || k.kind != TR_NOTE_LOG)
		return wrong(r, "log KEY [URL]", err);
	(void)take(r); /* the address of a log is not asked for anything */
	for (size_t i = 0; i < r->p->log_count; i++)
		if (same_key(&k, &r->p->logs[i]))
			return wrong(r, "KEY", err);
	if (r->p->log_count == TR_POLICY_MAX)
		return TR_ERR(err, AUDIT_POLICY_LIMIT, TR_U("max", TR_POLICY_MAX));
	r->p->logs[r->p->log_count++] = k;
	return TRIEN_OK;
}

static trien_rc
read_witness(struct reading *r, struct trien_err *err)
{
	const struct tr_bytes name = take(r);
	struct tr_policy_witness w = {.url = NULL};

	if (tr_note_key_read(take(r), &w.key, NULL) != TRIEN_OK || w.key.kind != TR_NOTE_WITNESS)
		return wrong(r, "witness NAME KEY [URL]", err);
	for (size_t i = 0; i < r->p->witness_count; i++)
		if (same_key(&w.key, &r->p->witnesses[i].key))
			return wrong(r, "KEY", err);
	if (r->p->witness_count == TR_POLICY_MAX)
		return TR_ERR(err, AUDIT_POLICY_LIMIT, TR_U("max", TR_POLICY_MAX));
	TR_TRY(add_item(r, name, (struct tr_policy_item){.witness = r->p->witness_count}, err));
	const struct tr_bytes url = take(r);
	if (url.n > 0)
		TR_TRY(keep(r, url, &w.url, err));
	r->p->witnesses[r->p->witness_count++] = w;
	return TRIEN_OK;
}

static trien_rc
read_group(struct reading *r, struct trien_err *err)
{
	const struct tr_bytes name = take(r), threshold = take(r);
	struct tr_policy_item g = {.witness = TR_POLICY_MAX};
	unsigned count = 0;
	uint64_t wanted;

	for (struct tr_bytes member = take(r); member.n > 0; member = take(r), count++) {
		const size_t i = find(r->p, member);
		if (i == NO_ITEM || (r->taken >> i & 1))
			return wrong(r, "group NAME all|any|K NAME...", err);
		r->taken |= UINT64_C(1) << i;
		g.members |= UINT64_C(1) << i;
	}
	if (tr_bytes_are(threshold, "all"))
		wanted = count;
	else if (tr_bytes_are(threshold, "any"))
		wanted = 1;
	else if (!tr_decimal_read(threshold, &wanted))
		wanted = 0;
	if (wanted < 1 || wanted > count)
		return wrong(r, "group NAME all|any|K NAME...", err);
	g.wanted = (unsigned)wanted;
	return add_item(r, name, g, err);
}

static trien_rc
read_quorum(struct reading *r, struct trien_err *err)
{
	const struct tr_bytes name = take(r);

	r->p->quorum = find(r->p, name);
	if (r->quorum || (r->p->quorum == NO_ITEM && !tr_bytes_are(name, "none")))
		return wrong(r, "quorum NAME", err);
	r->quorum = true;
	return TRIEN_OK;
}

static trien_rc
read_line(struct reading *r, struct trien_err *err)
{
	static const struct {
		const char *word;
		trien_rc (*read)(struct reading *r, struct trien_err *err);
	} lines[] = {{"log", read_log}, {"witness", read_witness}, {"group", read_group}, {"quorum", read_quorum}};

	for (size_t i = 0; i < r->line.n; i++)
		if ((r->line.p[i] < 0x20 && r->line.p[i] != '\t') || r->line.p[i] == 0x7f)
			return wrong(r, "0x00-0x1f", err);
	const struct tr_bytes word = take(r);
	if (word.n == 0 || word.p[0] == '#')
		return TRIEN_OK;
	for (size_t i = 0; i < sizeof(lines) / sizeof(*lines); i++)
		if (tr_bytes_are(word, lines[i].word)) {
			TR_TRY(lines[i].read(r, err));
			return take(r).n == 0 ? TRIEN_OK : wrong(r, lines[i].word, err);
		}
	return wrong(r, "log, witness, group, quorum", err);
}

trien_rc
tr_policy_read(struct tr_bytes text, struct tr_policy **out, struct trien_err *err)
{
	struct reading r = {.p = tr_mem_zeroed(1, sizeof(*r.p))};
	trien_rc rc = TRIEN_OK;

	if (r.p == NULL)
		return TR_ERR(err, NO_MEMORY, TR_U("want", sizeof(*r.p)));
	r.p->quorum = NO_ITEM;
	while (rc == TRIEN_OK && text.n > 0) {
		r.number++;
		rc = tr_line_take(&text, &r.line) ? read_line(&r, err) : wrong(&r, "\\n", err);
	}
	if (rc == TRIEN_OK && !r.quorum)
		rc = wrong(&r, "quorum NAME", err);
	if (rc == TRIEN_OK)
		*out = r.p;
	else
		tr_policy_free(r.p);
	return rc;
}

void
tr_policy_free(struct tr_policy *p)
{
	if (p == NULL)
		return;
	tr_arena_free(&p->arena);
	free(p);
}

/* ---- judging ---- */

trien_rc
tr_policy_signed(const struct tr_policy *p, const struct tr_note *n, uint64_t *witnesses, struct trien_err *err)
{
	uint64_t all = 0;
	bool good;

	for (size_t i = 0; i < p->witness_count; i++) {
		TR_TRY(tr_note_signed_by(n, &p->witnesses[i].key, &good, NULL, err));
		all |= (uint64_t)good << i;
	}
	*witnesses = all;
	return TRIEN_OK;
}

static unsigned
count_bits(uint64_t bits)
{
	unsigned n = 0;

	for (; bits != 0; bits &= bits - 1)
		n++;
	return n;
}

bool
tr_policy_enough(const struct tr_policy *p, uint64_t witnesses)
{
	uint64_t held = 0; /* items */

	for (size_t i = 0; i < p->item_count; i++) {
		const struct tr_policy_item *item = &p->items[i];
		const bool holds = item->witness < TR_POLICY_MAX ? (witnesses >> item->witness & 1) != 0
								 : count_bits(held & item->members) >= item->wanted;
		held |= (uint64_t)holds << i;
	}
	return p->quorum == NO_ITEM || (held >> p->quorum & 1);
}

static bool
knows_log(const struct tr_policy *p, const struct tr_note_key *key)
{
	for (size_t i = 0; i < p->log_count; i++)
		if (same_key(&p->logs[i], key) && strcmp(p->logs[i].name, key->name) == 0)
			return true;
	return p->log_count == 0;
}

trien_rc
tr_policy_holds(const struct tr_policy *p, const struct tr_note_key *key, struct tr_bytes note, uint64_t *witnesses, struct trien_err *err)
{
	struct tr_checkpoint c;
	struct tr_note n;
	uint64_t all;

	TR_TRY(tr_checkpoint_open(note, key, &c, err));
	if (!knows_log(p, key))
		return TR_ERR(err, AUDIT_ORIGIN_UNKNOWN, TR_S("origin", c.origin));
	TR_TRY(tr_note_read(note, &n, err));
	TR_TRY(tr_policy_signed(p, &n, &all, err));
	if (!tr_policy_enough(p, all))
		return TR_ERR(err, AUDIT_QUORUM, TR_U("size", c.size), TR_S("origin", c.origin), TR_U("got", count_bits(all)));
	if (witnesses != NULL)
		*witnesses = all;
	return TRIEN_OK;
}
