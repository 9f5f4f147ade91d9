/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* From what was found to the name of the attack that is known to do so. */
#include "verify/attack.h"

#include "base/errors/pdf.h"
#include "base/errors/verify.h"
#include "verify/judge.h"

/* Is the last dictionary of resources on the path that of fonts? "…/Resources/Font/F1/FontDescriptor" */
static bool
is_font(struct tr_text path)
{
	return memmem(path.p, path.n, "/Font/", 6) != NULL;
}

static uint32_t
of_content(const struct tr_change *c, uint32_t otherwise)
{
	if (c->how == TR_HOW_REMOVED)
		return TR_ATTACK_BIT(SHADOW_HIDE);
	return c->carried ? TR_ATTACK_BIT(SHADOW_HIDE_REPLACE) : otherwise;
}

uint32_t
tr_attacks_of_change(const struct tr_change *c, enum tr_change_kind kind)
{
	switch (kind) {
	case TR_CHANGE_PAGE_CONTENT:
		return of_content(c, TR_ATTACK_BIT(INCREMENTAL_SAVING));
	case TR_CHANGE_PAGE_GEOMETRY:
		return TR_ATTACK_BIT(INCREMENTAL_SAVING);
	case TR_CHANGE_PAGE_RESOURCE:
		if (is_font(c->path))
			return TR_ATTACK_BIT(FONT_OVERRIDE) | TR_ATTACK_BIT(SHADOW_REPLACE);
		return of_content(c, TR_ATTACK_BIT(SHADOW_REPLACE));
	case TR_CHANGE_PAGE_TREE:
		return TR_ATTACK_BIT(PAGE_TREE) | of_content(c, TR_ATTACK_BIT(INCREMENTAL_SAVING));
	case TR_CHANGE_FIELD_APPEARANCE:
		return TR_ATTACK_BIT(FORM_OVERLAY) | (c->how == TR_HOW_ADDED ? 0 : TR_ATTACK_BIT(SHADOW_REPLACE));
	case TR_CHANGE_FORM_FILLED:
	case TR_CHANGE_FORM_CHANGED:
	case TR_CHANGE_FORM_SETTING:
	case TR_CHANGE_FIELD_LOCKED:
		return TR_ATTACK_BIT(FORM_OVERLAY);
	case TR_CHANGE_LOOK_DIFFERS:
	case TR_CHANGE_LOOK_UNREAD:
		return TR_ATTACK_BIT(LYING_LOOK);
	case TR_CHANGE_ANNOTATION_ADDED:
		return TR_ATTACK_BIT(EVIL_ANNOTATION);
	case TR_CHANGE_ANNOTATION_CHANGED:
		return TR_ATTACK_BIT(EVIL_ANNOTATION) | (c->how == TR_HOW_REMOVED ? TR_ATTACK_BIT(SHADOW_HIDE) : 0);
	case TR_CHANGE_SIGNATURE_ADDED:
	case TR_CHANGE_TIMESTAMP_ADDED:
	case TR_CHANGE_SIGNATURE_FIELD_ADDED:
		return TR_ATTACK_BIT(SNEAKY_SIGNATURE);
	case TR_CHANGE_SIGNATURE_CHANGED:
	case TR_CHANGE_SIGNATURE_REMOVED:
		return TR_ATTACK_BIT(SIGNATURE_REPLACED);
	case TR_CHANGE_HIDDEN_OBJECT:
	case TR_CHANGE_UNREADABLE:
		return TR_ATTACK_BIT(HIDDEN_OBJECT);
	case TR_CHANGE_LAYERS:
		return TR_ATTACK_BIT(LAYER_SWITCH);
	case TR_CHANGE_ACTION:
		return TR_ATTACK_BIT(SCRIPT);
	case TR_CHANGE_CATALOG:
	case TR_CHANGE_VIEWER_SETTING:
	case TR_CHANGE_PERMISSIONS:
	case TR_CHANGE_ENCRYPTION:
	case TR_CHANGE_STRUCTURE:
		return TR_ATTACK_BIT(CATALOG);
	default:
		return 0;
	}
}

uint32_t
tr_attacks_of_error(trien_rc code)
{
	switch (code) {
	case TRIEN_E_PDF_SIGNATURE_CONTENTS:
	case TRIEN_E_PDF_BYTE_RANGE:
		return TR_ATTACK_BIT(UNIVERSAL_FORGERY);
	case TRIEN_E_PDF_BYTE_RANGE_READINGS:
		return TR_ATTACK_BIT(RANGE_READINGS);
	case TRIEN_E_PDF_BYTE_RANGE_GAP:
	case TRIEN_E_VERIFY_NOT_WHOLE_REVISION:
	case TRIEN_E_VERIFY_SIGNATURE_LATER:
		return TR_ATTACK_BIT(SIGNATURE_WRAPPING);
	case TRIEN_E_VERIFY_BYTES_AFTER_END:
		return TR_ATTACK_BIT(TRAILING_CONTENT);
	case TRIEN_E_VERIFY_SIGNATURE_SHARED:
		return TR_ATTACK_BIT(SIGNATURE_REPLACED);
	default:
		return 0;
	}
}
