/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "pki/revocation_reason.h"

#include "base/details.h"

static const char *const names[TR_REVOKED_REASON_COUNT] = {
	[TR_REVOKED_UNSPECIFIED] = "unspecified",
	[TR_REVOKED_KEY_COMPROMISE] = "keyCompromise",
	[TR_REVOKED_CA_COMPROMISE] = "cACompromise",
	[TR_REVOKED_AFFILIATION_CHANGED] = "affiliationChanged",
	[TR_REVOKED_SUPERSEDED] = "superseded",
	[TR_REVOKED_CESSATION_OF_OPERATION] = "cessationOfOperation",
	[TR_REVOKED_CERTIFICATE_HOLD] = "certificateHold",
	[TR_REVOKED_REMOVE_FROM_CRL] = "removeFromCRL",
	[TR_REVOKED_PRIVILEGE_WITHDRAWN] = "privilegeWithdrawn",
	[TR_REVOKED_AA_COMPROMISE] = "aACompromise",
};

bool
tr_revocation_reason_of(struct tr_bytes content, enum tr_revocation_reason *out)
{
	if (content.n != 1 || content.p[0] >= TR_REVOKED_REASON_COUNT || names[content.p[0]] == NULL)
		return false;
	*out = (enum tr_revocation_reason)content.p[0];
	return true;
}

const char *
tr_revocation_reason_name(enum tr_revocation_reason r)
{
	return names[r];
}

const char *
tr_revocation_reason_text(enum tr_revocation_reason r, enum trien_lang lang)
{
	return tr_err_detail(names[r], lang);
}
