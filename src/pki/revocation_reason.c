/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "pki/revocation_reason.h"

static const struct {
	const char *name, *text[2];
} reasons[TR_REVOKED_REASON_COUNT] = {
	[TR_REVOKED_UNSPECIFIED] = {"unspecified", {"không nêu lý do", "no reason given"}},
	[TR_REVOKED_KEY_COMPROMISE] = {"keyCompromise",
		{"khóa bí mật bị lộ hoặc nghi bị lộ", "the private key was or may have been disclosed"}},
	[TR_REVOKED_CA_COMPROMISE] = {"cACompromise",
		{"khóa của tổ chức chứng thực bị lộ", "the authority's key was disclosed"}},
	[TR_REVOKED_AFFILIATION_CHANGED] = {"affiliationChanged",
		{"người giữ thay đổi nơi công tác hoặc tên", "the holder's place of work or name changed"}},
	[TR_REVOKED_SUPERSEDED] = {"superseded", {"đã được thay bằng chứng thư khác", "replaced by another certificate"}},
	[TR_REVOKED_CESSATION_OF_OPERATION] = {"cessationOfOperation",
		{"không còn dùng vào mục đích đã cấp", "no longer needed for what it was issued for"}},
	[TR_REVOKED_CERTIFICATE_HOLD] = {"certificateHold", {"đang tạm dừng", "suspended"}},
	[TR_REVOKED_REMOVE_FROM_CRL] = {"removeFromCRL", {"đã khôi phục sau tạm dừng", "restored after a suspension"}},
	[TR_REVOKED_PRIVILEGE_WITHDRAWN] = {"privilegeWithdrawn", {"quyền đã bị thu hồi", "a privilege was withdrawn"}},
	[TR_REVOKED_AA_COMPROMISE] = {"aACompromise",
		{"khóa của nơi cấp quyền bị lộ", "the attribute authority's key was disclosed"}},
};

bool
tr_revocation_reason_of(struct tr_bytes content, enum tr_revocation_reason *out)
{
	if (content.n != 1 || content.p[0] >= TR_REVOKED_REASON_COUNT || reasons[content.p[0]].name == NULL)
		return false;
	*out = (enum tr_revocation_reason)content.p[0];
	return true;
}

const char *
tr_revocation_reason_name(enum tr_revocation_reason r)
{
	return reasons[r].name;
}

const char *
tr_revocation_reason_text(enum tr_revocation_reason r, enum trien_lang lang)
{
	return reasons[r].text[lang == TRIEN_LANG_EN];
}
