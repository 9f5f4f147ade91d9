/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * A vendor's module that misbehaves as told: SoftHSM behind it, and in front a file (PROXY_P11_DO in the environment) whose one word says what goes wrong now:
 *   hang-sign hang-load crash-sign crash-load wrong-value long-value removed count-low final-try locked asks-each
 * What was called is added to PROXY_P11_SAW, a word a call. It prints PINs, as some do.
 */
#include <dlfcn.h>
#include <fcntl.h>
#include <p11-kit/pkcs11.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static CK_FUNCTION_LIST list;
static CK_FUNCTION_LIST *real;

static bool
is_told(const char *word)
{
	char text[64] = "";
	const char *path = getenv("PROXY_P11_DO");
	const int fd = path != NULL ? open(path, O_RDONLY | O_CLOEXEC) : -1;

	if (fd < 0)
		return false;
	const ssize_t n = read(fd, text, sizeof(text) - 1);
	close(fd);
	return n > 0 && strcmp(text, word) == 0;
}

static void
saw(const char *word)
{
	const char *path = getenv("PROXY_P11_SAW");
	const int fd = path != NULL ? open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600) : -1;

	if (fd < 0)
		return;
	dprintf(fd, "%s\n", word);
	close(fd);
}

static void
misbehave(const char *what)
{
	char word[32];

	snprintf(word, sizeof(word), "hang-%s", what);
	while (is_told(word))
		usleep(20000);
	snprintf(word, sizeof(word), "crash-%s", what);
	if (is_told(word))
		_exit(139);
}

static CK_RV
get_token_info(CK_SLOT_ID slot, CK_TOKEN_INFO *info)
{
	if (is_told("removed"))
		return CKR_TOKEN_NOT_PRESENT;
	const CK_RV rv = real->C_GetTokenInfo(slot, info);
	if (rv == CKR_OK && is_told("count-low"))
		info->flags |= CKF_USER_PIN_COUNT_LOW;
	if (rv == CKR_OK && is_told("final-try"))
		info->flags |= CKF_USER_PIN_COUNT_LOW | CKF_USER_PIN_FINAL_TRY;
	if (rv == CKR_OK && is_told("locked"))
		info->flags |= CKF_USER_PIN_LOCKED;
	return rv;
}

static CK_RV
login(CK_SESSION_HANDLE session, CK_USER_TYPE user, CK_UTF8CHAR *pin, CK_ULONG n)
{
	saw(user == CKU_CONTEXT_SPECIFIC ? "again" : "login");
	fprintf(stderr, "PIN %.*s\n", (int)n, (const char *)pin);
	printf("PIN %.*s\n", (int)n, (const char *)pin);
	/* SoftHSM's key would not be asked for it: a second login shows whether the PIN is right. */
	if (user == CKU_CONTEXT_SPECIFIC) {
		const CK_RV rv = real->C_Login(session, CKU_USER, pin, n);
		return rv == CKR_USER_ALREADY_LOGGED_IN ? CKR_OK : rv;
	}
	return real->C_Login(session, user, pin, n);
}

/* One that is asked for each signature has to be answered, and says so. */
static CK_RV
get_attribute_value(CK_SESSION_HANDLE session, CK_OBJECT_HANDLE object, CK_ATTRIBUTE *a, CK_ULONG n)
{
	const CK_RV rv = real->C_GetAttributeValue(session, object, a, n);

	for (CK_ULONG i = 0; i < n && is_told("asks-each"); i++)
		if (a[i].type == CKA_ALWAYS_AUTHENTICATE && a[i].pValue != NULL && a[i].ulValueLen == sizeof(CK_BBOOL))
			*(CK_BBOOL *)a[i].pValue = CK_TRUE;
	return rv;
}

static CK_RV
sign(CK_SESSION_HANDLE session, CK_BYTE *data, CK_ULONG n, CK_BYTE *out, CK_ULONG *out_n)
{
	saw("sign");
	misbehave("sign");
	if (is_told("removed"))
		return CKR_DEVICE_REMOVED;
	CK_RV rv = real->C_Sign(session, data, n, out, out_n);
	if (is_told("wrong-value"))
		out[*out_n / 2] ^= 1;
	if (is_told("long-value"))
		*out_n = 5000;
	return rv;
}

__attribute__((visibility("default"))) CK_RV C_GetFunctionList(CK_FUNCTION_LIST **out);
CK_RV
C_GetFunctionList(CK_FUNCTION_LIST **out)
{
	void *library = dlopen("/usr/lib/softhsm/libsofthsm2.so", RTLD_NOW);
	CK_RV (*get)(CK_FUNCTION_LIST **);

	saw("load");
	misbehave("load");
	if (library == NULL)
		return CKR_GENERAL_ERROR;
	*(void **)&get = dlsym(library, "C_GetFunctionList");
	if (get == NULL || get(&real) != CKR_OK)
		return CKR_GENERAL_ERROR;
	list = *real;
	list.C_GetFunctionList = C_GetFunctionList;
	list.C_GetTokenInfo = get_token_info;
	list.C_Login = login;
	list.C_GetAttributeValue = get_attribute_value;
	list.C_Sign = sign;
	*out = &list;
	return CKR_OK;
}
