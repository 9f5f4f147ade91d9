/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Requirement: X5 */
#include "rules/copy.h"

#include "base/errors/rules.h"

trien_rc
tr_copy_check(const struct tr_copy_facts *f, struct trien_err *err)
{
	const enum tr_copy_kind wanted = f->kind == TR_COPY_SAO_LUC ? TR_COPY_SAO_Y : TR_COPY_NONE;

	if (f->sources != 1)
		return TR_ERR(err, RULES_COPY_SOURCE, TR_U("got", f->sources));
	if (!f->stands)
		return TR_ERR0(err, RULES_COPY_STATE);
	return f->source == wanted ? TRIEN_OK : TR_ERR0(err, RULES_COPY_ORDER);
}

trien_rc
tr_copy_right_check(const struct tr_copy_right_facts *f, struct trien_err *err)
{
	if (!f->decision_named || f->decided_at == 0 || f->decided_at > f->now || f->decided_at > f->from_at)
		return TR_ERR0(err, RULES_COPY_PAPER);
	return f->to_at == 0 || (f->from_at < f->to_at && f->to_at > f->now) ? TRIEN_OK : TR_ERR0(err, RULES_COPY_TIME);
}

enum tr_copy_kind
tr_copy_kind_of(struct tr_bytes code)
{
	static const char *const codes[] = {[TR_COPY_SAO_Y] = "SY", [TR_COPY_TRICH_SAO] = "TrS", [TR_COPY_SAO_LUC] = "SL"};

	for (size_t i = TR_COPY_SAO_Y; i < sizeof(codes) / sizeof(*codes); i++)
		if (tr_bytes_are(code, codes[i]))
			return (enum tr_copy_kind)i;
	return TR_COPY_NONE;
}
