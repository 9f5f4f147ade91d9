/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Proofs of existence, EN 319 102-1 §5.6.2.3. */
#include "verify/context.h"

void
tr_poe_lower(struct tr_poe *p, int64_t time, enum tr_best_time_source source)
{
	if (time >= p->time)
		return;
	p->time = time;
	p->source = source;
}

static bool
covers(const struct tr_proof *p, struct tr_place place)
{
	return place.revision != TR_REVISION_NONE && p->covers != TR_REVISION_NONE && p->covers >= place.revision &&
	       (place.gap == TR_NO_GAP || place.gap != p->gap);
}

struct tr_poe
tr_poe_of_place(const struct tr_context *c, struct tr_place place)
{
	struct tr_poe poe = {c->options->as_of, TR_BEST_AS_OF};

	for (size_t i = 0; i < c->proof_count; i++) {
		const struct tr_proof *p = &c->proofs[i];
		if (covers(p, place))
			tr_poe_lower(&poe, p->time, p->source);
	}
	return poe;
}

static bool
names(const struct tr_proof *p, const uint8_t sha256[32])
{
	for (size_t i = 0; i < p->of_count; i++)
		if (memcmp(p->of[i], sha256, 32) == 0)
			return true;
	return false;
}

struct tr_poe
tr_poe_of(const struct tr_context *c, const uint8_t sha256[32])
{
	struct tr_poe poe = {c->options->as_of, TR_BEST_AS_OF};

	for (size_t i = 0; i < c->standing_count; i++) {
		if (memcmp(c->standings[i].sha256, sha256, 32) != 0)
			continue;
		struct tr_poe there = tr_poe_of_place(c, c->standings[i].place);
		tr_poe_lower(&poe, there.time, there.source);
	}
	for (size_t i = 0; i < c->proof_count; i++)
		if (names(&c->proofs[i], sha256))
			tr_poe_lower(&poe, c->proofs[i].time, c->proofs[i].source);
	return poe;
}

void
tr_poe_add(struct tr_context *c, const struct tr_proof *p)
{
	const struct tr_evidence_item *item;

	if (p->time >= c->options->as_of || c->proof_count == sizeof(c->proofs) / sizeof(c->proofs[0]))
		return;
	c->proofs[c->proof_count++] = *p;
	for (size_t i = 0; (item = tr_evidence_peek(c->evidence, i)) != NULL; i++)
		tr_evidence_prove(c->evidence, i, tr_poe_of(c, item->sha256).time);
}
