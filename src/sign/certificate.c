/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* A signature that is void from its first second is not made: better said before the PIN than by the receiver. */
#include "sign/certificate.h"

#include "base/errors/sign.h"
#include "base/time.h"
#include "pki/path.h"

trien_rc
tr_sign_check_certificate(const struct tr_certificate *c, int64_t now, int zone_minutes, struct trien_err *err)
{
	char when[TR_TIME_TEXT_MAX];

	if (now > c->not_after) {
		tr_time_iso(c->not_after, zone_minutes, when);
		return TR_ERR(err, SIGN_CERTIFICATE_EXPIRED, TR_S("serial", c->serial), TR_S("when", when));
	}
	if (now < c->not_before) {
		tr_time_iso(c->not_before, zone_minutes, when);
		return TR_ERR(err, SIGN_CERTIFICATE_NOT_YET_VALID, TR_S("serial", c->serial), TR_S("when", when));
	}
	/* By the very rule by which it will be judged. */
	if (tr_path_judge_signer(c, TR_PATH_FOR_DOCUMENT) != TR_PATH_OK)
		return TR_ERR(err, SIGN_CERTIFICATE_USAGE, TR_S("serial", c->serial));
	return TRIEN_OK;
}

static trien_rc
check_path(const struct tr_path_request *r, struct trien_err *err)
{
	const struct tr_text name = tr_certificate_display_name(r->signer);
	enum tr_trust_list list = TR_TRUST_GIVEN;
	struct tr_path path;

	TR_TRY(tr_path_judge(r, &path, err));
	if (path.finding != TR_PATH_PASSED || !path.anchored)
		return TR_ERR(err, SIGN_OFFICIAL_PATH, TR_B("name", name.p, name.n), TR_S("id", tr_path_reason_id(path.reason)));
	const struct tr_certificate *anchor = path.chain[path.chain_count - 1];
	const struct tr_text authority = tr_certificate_display_name(anchor);
	if (!tr_trust_list_of(r->trust, anchor->sha256, &list) || list != TR_TRUST_GOVERNMENT)
		return TR_ERR(err, SIGN_OFFICIAL_LIST, TR_B("name", name.p, name.n), TR_B("authority", authority.p, authority.n),
				TR_S("list", tr_trust_list_name(list)));
	return TRIEN_OK;
}

trien_rc
tr_sign_check_official(const struct tr_certificate *c, const struct tr_bytes *chain, size_t count, const struct tr_trust *trust,
		int64_t now, struct trien_err *err)
{
	struct tr_path_request r = {.signer = c, .trust = trust, .as_of = now, .use = TR_PATH_FOR_DOCUMENT};
	struct tr_pool *pool;

	TR_TRY(tr_pool_new(&pool, err));
	trien_rc rc = TRIEN_OK;
	for (size_t i = 0; rc == TRIEN_OK && i < count; i++)
		rc = tr_pool_add(pool, chain[i], NULL, err);
	r.pool = pool;
	if (rc == TRIEN_OK)
		rc = check_path(&r, err);
	tr_pool_free(pool);
	return rc;
}
