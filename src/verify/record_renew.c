/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * What a renewal needs beside its stamp: the later status of who stamped before, which has no other place in an evidence file than under the next
 * stamp (as RFC 4998 §5.2 wants it for archive time stamps).
 * Requirement: X1
 */
#include "base/errors/verify.h"
#include "crypto/tsp.h"
#include "pki/collect.h"
#include "verify/judge.h"
#include "verify/record.h"

/* A stamp's authority. */
struct authority {
	const struct tr_certificate *of; /* NULL: cannot be read */
	int64_t stamped;
};

struct renewing {
	const struct tr_record *r;
	const struct tr_record_renewal *renewal;
	struct tr_record_list *items;
	struct tr_missing_list *missing;
	struct authority *authorities; /* one for each stamp */
};

/* ---- who stamped ---- */

static trien_rc
add_certificate(struct renewing *w, struct tr_bytes der, const struct tr_certificate **out, struct trien_err *err)
{
	struct trien_err why = {0};
	const uint8_t *copy;

	TR_TRY(tr_arena_copy(w->items->arena, der.p, der.n, &copy, err));
	return tr_judge_pass_over(tr_pool_add(w->renewal->pool, TR_BYTES(copy, der.n), out, &why), &why, err);
}

static trien_rc
read_authority(struct renewing *w, const struct tr_cms *token, struct authority *out, struct trien_err *err)
{
	const struct tr_bytes signer = tr_cms_signer_certificate(token);
	struct tr_tsp_info info;

	for (size_t i = 0; i < tr_cms_certificate_count(token); i++)
		TR_TRY(add_certificate(w, tr_cms_certificate(token, i), NULL, err));
	if (signer.n == 0 || tr_tsp_token_info(token, &info, NULL) != TRIEN_OK)
		return TRIEN_OK;
	out->stamped = tr_tsp_latest(&info);
	return add_certificate(w, signer, &out->of, err);
}

static trien_rc
read_authorities(struct renewing *w, struct trien_err *err)
{
	TR_TRY(tr_arena_array(w->items->arena, w->r->stamp_count + 1, sizeof(*w->authorities), &w->authorities, err));
	for (size_t i = 0; i < w->r->stamp_count; i++) {
		struct trien_err why = {0};
		struct tr_cms *token;
		w->authorities[i] = (struct authority){.stamped = INT64_MIN};
		trien_rc rc = tr_cms_read(w->r->stamps[i].token, &token, &why);
		if (rc == TRIEN_OK) {
			rc = read_authority(w, token, &w->authorities[i], err);
			tr_cms_free(token);
			TR_TRY(rc);
		}
		TR_TRY(tr_judge_pass_over(rc, &why, err));
	}
	return TRIEN_OK;
}

/* ---- what is known of them ---- */

/* Its latest stamp decides; the trial one only where it is the only one. */
static bool
is_asked_about(const struct renewing *w, size_t i)
{
	const size_t trial = w->r->stamp_count - 1;
	const struct tr_certificate *of = w->authorities[i].of;

	if (of == NULL || of->not_after < w->renewal->as_of)
		return false;
	for (size_t k = i == trial ? 0 : i + 1; k < trial; k++)
		if (w->authorities[k].of == of)
			return false;
	return true;
}

/* Nothing that could be got would lead to an anchor; where there are no anchors nobody can tell. */
static bool
is_stranger(const struct renewing *w, const struct tr_collected *found)
{
	for (size_t i = 0; i < found->step_count; i++)
		if (found->steps[i].what == TR_FETCH_CERTIFICATE)
			return false;
	return !found->path.anchored && !found->path.search_cut && tr_trust_count(w->renewal->trust) > 0;
}

static trien_rc
ask_about(struct renewing *w, size_t i, struct trien_err *err)
{
	const bool trial = i == w->r->stamp_count - 1;
	struct tr_collected *found;
	const struct tr_collect_request r = {.signer = w->authorities[i].of, .use = TR_PATH_FOR_TIME_STAMP,
			.as_of = w->renewal->as_of, .pool = w->renewal->pool, .trust = w->renewal->trust, .evidence = w->renewal->evidence,
			.arena = w->items->arena, .made_since = trial ? INT64_MIN : w->authorities[i].stamped - TR_REVOCATION_SKEW};

	TR_TRY(tr_arena_array(w->items->arena, 1, sizeof(*found), &found, err));
	TR_TRY(tr_collect(&r, found, err));
	if (trial && is_stranger(w, found))
		return TR_ERR(err, EVIDENCE_STRANGER, TR_S("authority", tr_certificate_display_name(w->authorities[i].of).p));
	for (size_t k = 0; k < found->path.chain_count; k++)
		TR_TRY(tr_record_add(w->items, TR_RECORD_CERTIFICATE, found->path.chain[k]->der, err));
	return tr_missing_add(w->missing, found, err);
}

trien_rc
tr_record_lack(const struct tr_record *r, const struct tr_record_renewal *renewal, struct tr_record_list *items,
		struct tr_missing_list *missing, struct trien_err *err)
{
	struct renewing w = {.r = r, .renewal = renewal, .items = items, .missing = missing};

	TR_TRY(read_authorities(&w, err));
	for (size_t i = 0; i < r->stamp_count; i++)
		if (is_asked_about(&w, i))
			TR_TRY(ask_about(&w, i, err));
	return TRIEN_OK;
}
