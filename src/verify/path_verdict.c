/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* A path and the status of each of its certificates, as the verdict tells them. */
#include "verify/judge.h"

static void
keep_status(const struct tr_revocation *r, int64_t as_of, struct tr_certificate_verdict *v)
{
	v->status = r->status;
	v->why = r->why;
	if (r->item == NULL)
		return;
	v->has_evidence = true;
	v->from_ocsp = r->item->ocsp != NULL;
	v->source = r->item->source;
	v->made_at = r->made_at;
	v->next_update = r->has_next_update ? r->next_update : INT64_MIN;
	v->known_since = r->item->known_since == INT64_MIN ? as_of : r->item->known_since;
	v->reason = r->reason;
	if (r->status >= TR_STATUS_ON_HOLD)
		v->revoked_at = r->revoked_at;
}

static trien_rc
keep_certificate(struct tr_judge *j, const struct tr_certificate *c, struct tr_certificate_verdict *v, struct trien_err *err)
{
	struct tr_text name = tr_certificate_display_name(c);

	*v = (struct tr_certificate_verdict){.not_before = c->not_before, .not_after = c->not_after, .why = TR_WHY_UNASKED,
			.made_at = INT64_MIN, .next_update = INT64_MIN, .known_since = INT64_MIN, .revoked_at = INT64_MIN};
	memcpy(v->sha256, c->sha256, sizeof(v->sha256));
	TR_TRY(tr_judge_keep(j, name.p, name.n, &v->name, err));
	return tr_judge_keep(j, c->serial, strlen(c->serial), &v->serial, err);
}

trien_rc
tr_judge_keep_path(struct tr_judge *j, const struct tr_path *path, const struct tr_revocation *statuses,
		struct tr_path_verdict *out, struct trien_err *err)
{
	struct tr_certificate_verdict *all;

	TR_TRY(tr_arena_array(j->arena, path->chain_count, sizeof(*all), &all, err));
	for (size_t i = 0; i < path->chain_count; i++) {
		TR_TRY(keep_certificate(j, path->chain[i], &all[i], err));
		if (statuses != NULL)
			keep_status(&statuses[i], j->options->as_of, &all[i]);
	}
	*out = (struct tr_path_verdict){.certificates = all, .count = path->chain_count, .anchored = path->anchored,
			.lab = path->lab};
	if (path->anchored)
		out->anchored = tr_trust_list_of(j->options->trust, path->chain[path->chain_count - 1]->sha256, &out->list);
	return TRIEN_OK;
}
