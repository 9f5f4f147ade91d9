/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "crypto/mock_p11.h"

#include <openssl/ecdsa.h>
#include <openssl/rsa.h>
#include <stdio.h>
#include <string.h>

static struct mock_p11 mock;
static size_t find_at;
static CK_OBJECT_CLASS find_class;

__attribute__((visibility("default"))) mock_p11_get mock_p11_state;
struct mock_p11 *
mock_p11_state(void)
{
	return &mock;
}

static CK_RV
m_initialize(void *args)
{
	(void)args;
	return mock.at_initialize;
}

static CK_RV
m_finalize(void *reserved)
{
	(void)reserved;
	return CKR_OK;
}

static void
pad(CK_UTF8CHAR *out, size_t n, const char *text)
{
	memset(out, ' ', n);
	memcpy(out, text, strlen(text) < n ? strlen(text) : n);
}

static CK_RV
m_get_info(CK_INFO *info)
{
	memset(info, 0, sizeof(*info));
	info->cryptokiVersion = (CK_VERSION){2, 40};
	pad(info->manufacturerID, 32, "trien tests");
	pad(info->libraryDescription, 32, "mock");
	return CKR_OK;
}

static CK_RV
m_get_slot_list(CK_BBOOL present, CK_SLOT_ID *list, CK_ULONG *count)
{
	(void)present;
	if (list != NULL && *count < mock.slots)
		return CKR_BUFFER_TOO_SMALL;
	for (size_t i = 0; list != NULL && i < mock.slots; i++)
		list[i] = i;
	*count = mock.slots;
	return CKR_OK;
}

static CK_RV
m_get_slot_info(CK_SLOT_ID slot, CK_SLOT_INFO *info)
{
	(void)slot;
	memset(info, 0, sizeof(*info));
	pad(info->slotDescription, 64, "mock slot");
	pad(info->manufacturerID, 32, "trien tests");
	info->flags = CKF_TOKEN_PRESENT | CKF_REMOVABLE_DEVICE;
	return CKR_OK;
}

static CK_RV
m_get_token_info(CK_SLOT_ID slot, CK_TOKEN_INFO *info)
{
	char serial[17];

	if (mock.at_token_info != CKR_OK)
		return mock.at_token_info;
	memset(info, 0, sizeof(*info));
	snprintf(serial, sizeof(serial), "%04u", (unsigned)slot + 1);
	pad(info->label, 32, "Mock token");
	pad(info->manufacturerID, 32, "trien tests");
	pad(info->model, 16, "mock");
	pad(info->serialNumber, 16, serial);
	info->flags = CKF_TOKEN_INITIALIZED | CKF_LOGIN_REQUIRED | CKF_USER_PIN_INITIALIZED | CKF_RNG;
	info->flags = (info->flags | mock.flags) & ~mock.flags_off;
	return CKR_OK;
}

static CK_RV
m_get_mechanism_info(CK_SLOT_ID slot, CK_MECHANISM_TYPE type, CK_MECHANISM_INFO *info)
{
	(void)slot;
	(void)type;
	memset(info, 0, sizeof(*info));
	return mock.at_mechanism;
}

static CK_RV
m_open_session(CK_SLOT_ID slot, CK_FLAGS flags, void *application, CK_NOTIFY notify, CK_SESSION_HANDLE *out)
{
	(void)flags;
	(void)application;
	(void)notify;
	if (mock.at_open_session != CKR_OK)
		return mock.at_open_session;
	mock.sessions_open++;
	*out = 100 + slot;
	return CKR_OK;
}

static CK_RV
m_close_session(CK_SESSION_HANDLE session)
{
	(void)session;
	mock.sessions_open--;
	mock.logged_in = 0;
	return CKR_OK;
}

static CK_RV
m_login(CK_SESSION_HANDLE session, CK_USER_TYPE user, CK_UTF8CHAR *pin, CK_ULONG n)
{
	(void)session;
	if (user == CKU_CONTEXT_SPECIFIC)
		mock.context_logins++;
	else
		mock.logins++;
	mock.last_pin_null = pin == NULL;
	mock.last_pin_n = n;
	if (mock.at_login != CKR_OK)
		return mock.at_login;
	bool right = pin == NULL ? (mock.flags & CKF_PROTECTED_AUTHENTICATION_PATH) != 0
				 : n == strlen(MOCK_PIN) && memcmp(pin, MOCK_PIN, n) == 0;
	if (!right)
		return CKR_PIN_INCORRECT;
	if (user == CKU_CONTEXT_SPECIFIC)
		mock.context_logged_in = 1;
	else
		mock.logged_in = 1;
	return CKR_OK;
}

static CK_RV
m_logout(CK_SESSION_HANDLE session)
{
	(void)session;
	mock.logged_in = 0;
	return CKR_OK;
}

static CK_RV
m_find_init(CK_SESSION_HANDLE session, CK_ATTRIBUTE *template, CK_ULONG n)
{
	(void)session;
	(void)n;
	find_at = 0;
	memcpy(&find_class, template->pValue, sizeof(find_class));
	return mock.at_find;
}

/* Private keys are seen after the login only, and at most 7 objects are given at a time. */
static CK_RV
m_find(CK_SESSION_HANDLE session, CK_OBJECT_HANDLE *out, CK_ULONG max, CK_ULONG *n)
{
	(void)session;
	*n = 0;
	for (; find_at < mock.object_count && *n < max && *n < 7; find_at++)
		if (mock.objects[find_at].class == find_class &&
				(find_class != CKO_PRIVATE_KEY || mock.logged_in ||
						(mock.flags_off & CKF_LOGIN_REQUIRED)))
			out[(*n)++] = find_at + 1;
	return CKR_OK;
}

static CK_RV
m_find_final(CK_SESSION_HANDLE session)
{
	(void)session;
	return CKR_OK;
}

static CK_RV
give(CK_ATTRIBUTE *a, const void *p, size_t n)
{
	if (a->pValue != NULL && a->ulValueLen < n) {
		a->ulValueLen = CK_UNAVAILABLE_INFORMATION;
		return CKR_BUFFER_TOO_SMALL;
	}
	if (a->pValue != NULL)
		memcpy(a->pValue, p, n);
	a->ulValueLen = n;
	return CKR_OK;
}

static CK_RV
m_get_attribute(CK_SESSION_HANDLE session, CK_OBJECT_HANDLE handle, CK_ATTRIBUTE *a, CK_ULONG n)
{
	const struct mock_object *o = &mock.objects[handle - 1];
	CK_BBOOL always = mock.always_authenticate != 0;

	(void)session;
	(void)n;
	if (a->type == CKA_LABEL)
		return give(a, o->label, strlen(o->label));
	if (a->type == CKA_ID)
		return give(a, o->id, strlen(o->id));
	if (a->type == CKA_VALUE && o->class == CKO_CERTIFICATE)
		return give(a, o->der.p, o->der.n);
	if (a->type == CKA_ALWAYS_AUTHENTICATE && o->class == CKO_PRIVATE_KEY)
		return give(a, &always, sizeof(always));
	return CKR_ATTRIBUTE_TYPE_INVALID;
}

static EVP_PKEY *sign_key;

static CK_RV
m_sign_init(CK_SESSION_HANDLE session, CK_MECHANISM *mechanism, CK_OBJECT_HANDLE key)
{
	(void)session;
	if (mock.at_sign_init != CKR_OK)
		return mock.at_sign_init;
	if (mock.operation)
		return CKR_OPERATION_ACTIVE;
	mock.operation = 1;
	mock.context_logged_in = 0;
	mock.mechanism = mechanism->mechanism;
	sign_key = mock.objects[key - 1].key;
	return CKR_OK;
}

/* The raw operation: PKCS#1 padding around what is given, or r and s side by side. */
static CK_RV
sign_raw(const CK_BYTE *data, size_t n, CK_BYTE *out, CK_ULONG *out_n)
{
	EVP_PKEY_CTX *c = EVP_PKEY_CTX_new(sign_key, NULL);
	bool rsa = EVP_PKEY_get_base_id(sign_key) == EVP_PKEY_RSA;
	unsigned char der[1024];
	size_t der_n = sizeof(der);

	bool ok = EVP_PKEY_sign_init(c) == 1 &&
		  (!rsa || EVP_PKEY_CTX_set_rsa_padding(c, RSA_PKCS1_PADDING) == 1) &&
		  EVP_PKEY_sign(c, der, &der_n, data, n) == 1;
	EVP_PKEY_CTX_free(c);
	if (!ok)
		return CKR_FUNCTION_FAILED;
	if (rsa) {
		memcpy(out, der, der_n);
		*out_n = der_n;
		return CKR_OK;
	}
	const unsigned char *p = der;
	ECDSA_SIG *s = d2i_ECDSA_SIG(NULL, &p, (long)der_n);
	int half = (EVP_PKEY_get_bits(sign_key) + 7) / 8;
	BN_bn2binpad(ECDSA_SIG_get0_r(s), out, half);
	BN_bn2binpad(ECDSA_SIG_get0_s(s), out + half, half);
	ECDSA_SIG_free(s);
	*out_n = (CK_ULONG)half * 2;
	return CKR_OK;
}

static CK_RV
m_sign(CK_SESSION_HANDLE session, CK_BYTE *data, CK_ULONG n, CK_BYTE *out, CK_ULONG *out_n)
{
	(void)session;
	if (!mock.operation)
		return CKR_OPERATION_NOT_INITIALIZED;
	mock.operation = 0;
	mock.signs++;
	if (mock.at_sign != CKR_OK)
		return mock.at_sign;
	if (mock.always_authenticate && !mock.context_logged_in)
		return CKR_USER_NOT_LOGGED_IN;
	CK_RV rv = sign_raw(data, n, out, out_n);
	if (mock.corrupt == 1)
		out[*out_n / 2] ^= 1;
	if (mock.corrupt == 2)
		--*out_n;
	if (mock.corrupt == 3)
		*out_n = 5000;
	return rv;
}

static CK_FUNCTION_LIST list = {
	.version = {2, 40},
	.C_Initialize = m_initialize,
	.C_Finalize = m_finalize,
	.C_GetInfo = m_get_info,
	.C_GetSlotList = m_get_slot_list,
	.C_GetSlotInfo = m_get_slot_info,
	.C_GetTokenInfo = m_get_token_info,
	.C_GetMechanismInfo = m_get_mechanism_info,
	.C_OpenSession = m_open_session,
	.C_CloseSession = m_close_session,
	.C_Login = m_login,
	.C_Logout = m_logout,
	.C_FindObjectsInit = m_find_init,
	.C_FindObjects = m_find,
	.C_FindObjectsFinal = m_find_final,
	.C_GetAttributeValue = m_get_attribute,
	.C_SignInit = m_sign_init,
	.C_Sign = m_sign,
};

__attribute__((visibility("default"))) CK_RV
C_GetFunctionList(CK_FUNCTION_LIST **out)
{
	list.C_GetFunctionList = C_GetFunctionList;
	*out = &list;
	return CKR_OK;
}
