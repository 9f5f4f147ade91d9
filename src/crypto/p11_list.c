/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "crypto/p11_list.h"

#include <string.h>

#include "base/errors/crypto.h"
#include "crypto/p11.h"

static unsigned
flags_of(const CK_TOKEN_INFO *info)
{
	unsigned flags = 0;

	flags |= (info->flags & CKF_USER_PIN_COUNT_LOW) != 0 ? TR_P11_COUNT_LOW : 0u;
	flags |= (info->flags & CKF_USER_PIN_FINAL_TRY) != 0 ? TR_P11_FINAL_TRY : 0u;
	flags |= (info->flags & CKF_USER_PIN_LOCKED) != 0 ? TR_P11_LOCKED : 0u;
	flags |= (info->flags & CKF_USER_PIN_INITIALIZED) == 0 ? TR_P11_NO_PIN : 0u;
	flags |= (info->flags & CKF_PROTECTED_AUTHENTICATION_PATH) != 0 ? TR_P11_PAD : 0u;
	return flags;
}

/* ---- listing ---- */

struct listing {
	tr_p11_listed_one *one;
	void *context;
};

static trien_rc
list_one(void *context, const struct tr_p11_token *found, const CK_TOKEN_INFO *info, struct trien_err *err)
{
	const struct listing *l = context;
	struct tr_signer_material material = {0};
	struct tr_p11_listed t = {.flags = flags_of(info), .certificates = &material};
	struct tr_p11_token token = *found;

	tr_p11_text(info->label, sizeof(info->label), t.label, sizeof(t.label));
	tr_p11_text(info->serialNumber, sizeof(info->serialNumber), t.serial, sizeof(t.serial));
	tr_p11_text(info->manufacturerID, sizeof(info->manufacturerID), t.maker, sizeof(t.maker));
	tr_p11_text(info->model, sizeof(info->model), t.model, sizeof(t.model));
	trien_rc rc = tr_p11_open_session(&token, err);
	if (rc == TRIEN_OK)
		rc = tr_p11_certificates(&token, &material, err);
	if (rc == TRIEN_OK)
		rc = l->one(l->context, &t, err);
	if (token.session != 0)
		(void)token.module->C_CloseSession(token.session);
	tr_signer_material_free(&material);
	return rc;
}

/* The URI with its modules, as long as work takes. */
typedef trien_rc at_work(struct tr_p11_modules *m, const P11KitUri *uri, const char *text, void *context, struct trien_err *err);

static trien_rc
with_modules(const char *text, at_work *work, void *context, struct trien_err *err)
{
	struct tr_p11_modules modules = {0};
	P11KitUri *uri;

	TR_TRY(tr_p11_uri_read(text, &uri, err));
	trien_rc rc = tr_p11_load(uri, &modules, err);
	if (rc == TRIEN_OK)
		rc = work(&modules, uri, text, context, err);
	tr_p11_unload(&modules);
	tr_p11_kit()->uri_free(uri);
	return rc;
}

static trien_rc
list(struct tr_p11_modules *m, const P11KitUri *uri, const char *text, void *context, struct trien_err *err)
{
	(void)text;
	return tr_p11_each_token(m, uri, list_one, context, err);
}

trien_rc
tr_p11_list(const char *uri, tr_p11_listed_one *one, void *context, struct trien_err *err)
{
	struct listing l = {one, context};

	return with_modules(uri, list, &l, err);
}

/* ---- another PIN ---- */

/* What the token says of its length; many say nothing of use. */
static bool
may_be_that_long(const CK_TOKEN_INFO *info, size_t n)
{
	return n > 0 && n >= info->ulMinPinLen && (info->ulMaxPinLen == 0 || info->ulMaxPinLen < info->ulMinPinLen || n <= info->ulMaxPinLen);
}

static trien_rc
not_that_pin(const struct tr_p11_token *t, const CK_TOKEN_INFO *info, struct trien_err *err)
{
	return TR_ERR(err, TOKEN_PIN_NEW, TR_S("token", t->label), TR_U("min", info->ulMinPinLen), TR_U("max", info->ulMaxPinLen));
}

static trien_rc
set_pin(const struct tr_p11_token *t, const CK_TOKEN_INFO *info, const P11KitUri *uri, const struct tr_pin_source *pin, struct trien_err *err)
{
	const bool pad = (info->flags & CKF_PROTECTED_AUTHENTICATION_PATH) != 0;
	TR_AUTO_SECRET before = {0};
	TR_AUTO_SECRET after = {0};

	/* The new one first: what the token would not take costs no try. */
	if (!pad)
		TR_TRY(tr_pin_ask(pin, t->label, "new-pin", &after, err));
	if (!pad && !may_be_that_long(info, after.n))
		return after.n > 0 ? not_that_pin(t, info, err) : TR_ERR(err, KEY_PIN_REFUSED, TR_B("label", t->label, strlen(t->label)));
	TR_TRY(tr_p11_get_pin(t, info, uri, pin, &before, err));
	const CK_RV rv = t->module->C_SetPIN(t->session, pad ? NULL : before.p, pad ? 0 : before.n, pad ? NULL : after.p, pad ? 0 : after.n);
	if (rv == CKR_PIN_INVALID || rv == CKR_PIN_LEN_RANGE)
		return not_that_pin(t, info, err);
	return rv == CKR_OK ? TRIEN_OK : tr_p11_failed(t, "C_SetPIN", rv, err);
}

static trien_rc
change(struct tr_p11_modules *m, const P11KitUri *uri, const char *text, void *context, struct trien_err *err)
{
	struct tr_p11_token t;
	CK_TOKEN_INFO info;

	TR_TRY(tr_p11_find_token(m, uri, text, &t, err));
	CK_RV rv = t.module->C_GetTokenInfo(t.slot, &info);
	if (rv == CKR_OK && (info.flags & CKF_USER_PIN_LOCKED) != 0)
		rv = CKR_PIN_LOCKED;
	if (rv == CKR_OK && (info.flags & CKF_USER_PIN_INITIALIZED) == 0)
		rv = CKR_USER_PIN_NOT_INITIALIZED;
	if (rv == CKR_OK)
		rv = t.module->C_OpenSession(t.slot, CKF_SERIAL_SESSION | CKF_RW_SESSION, NULL, NULL, &t.session);
	if (rv != CKR_OK)
		return tr_p11_failed(&t, "C_OpenSession", rv, err);
	const trien_rc rc = set_pin(&t, &info, uri, context, err);
	(void)t.module->C_CloseSession(t.session);
	return rc;
}

trien_rc
tr_p11_change_pin(const char *uri, const struct tr_pin_source *pin, struct trien_err *err)
{
	return with_modules(uri, change, (void *)(uintptr_t)pin, err);
}
