/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Which key, and which certificate is its own. A key and a certificate belong together by CKA_ID; the URI's
 * object and id may be those of either. Labels collide in daily life (a renewed certificate keeps the label
 * of the old one), so several pairs are an error that lists them, and the certificate's serial number can
 * choose.
 */
#include <ctype.h>
#include <stdio.h>

#include "base/errors/crypto.h"
#include "crypto/certificate_parts.h"
#include "crypto/limits.h"
#include "crypto/p11.h"

struct object {
	CK_OBJECT_HANDLE handle;
	uint8_t id[TR_P11_ID_MAX];
	size_t id_n;
	char label[TR_P11_ID_MAX];
	size_t label_n;
	size_t certificate; /* index in the material */
};

struct objects {
	struct object list[TR_P11_OBJECTS_MAX];
	size_t count;
};

/* An attribute that is missing, too long or unreadable is empty. */
static size_t
read_attribute(const struct tr_p11_token *t, CK_OBJECT_HANDLE o, CK_ATTRIBUTE_TYPE type, void *out, size_t size)
{
	CK_ATTRIBUTE a = {type, out, size};

	if (t->module->C_GetAttributeValue(t->session, o, &a, 1) != CKR_OK || a.ulValueLen > size)
		return 0;
	return a.ulValueLen;
}

static trien_rc
find_objects(const struct tr_p11_token *t, CK_OBJECT_CLASS class, struct objects *out, struct trien_err *err)
{
	CK_ATTRIBUTE want = {CKA_CLASS, &class, sizeof(class)};
	CK_OBJECT_HANDLE handles[TR_P11_OBJECTS_MAX];
	CK_ULONG n = 0;

	out->count = 0;
	CK_RV rv = t->module->C_FindObjectsInit(t->session, &want, 1);
	if (rv != CKR_OK)
		return tr_p11_failed(t, "C_FindObjectsInit", rv, err);
	do {
		rv = t->module->C_FindObjects(t->session, handles, TR_P11_OBJECTS_MAX - out->count, &n);
		for (CK_ULONG i = 0; rv == CKR_OK && i < n && out->count < TR_P11_OBJECTS_MAX; i++) {
			struct object *o = &out->list[out->count++];
			*o = (struct object){.handle = handles[i]};
		}
	} while (rv == CKR_OK && n > 0 && out->count < TR_P11_OBJECTS_MAX);
	(void)t->module->C_FindObjectsFinal(t->session);
	if (rv != CKR_OK)
		return tr_p11_failed(t, "C_FindObjects", rv, err);
	for (size_t i = 0; i < out->count; i++) {
		struct object *o = &out->list[i];
		o->id_n = read_attribute(t, o->handle, CKA_ID, o->id, sizeof(o->id));
		o->label_n = read_attribute(t, o->handle, CKA_LABEL, o->label, sizeof(o->label));
	}
	return TRIEN_OK;
}

/* Reads the certificates into the material; what is not X.509 is dropped from the list. */
static trien_rc
read_certificates(const struct tr_p11_token *t, struct objects *list, struct tr_signer_material *m,
		struct trien_err *err)
{
	TR_AUTO_BUF der = {.max = TR_CERTIFICATE_MAX};
	struct tr_certificate_parts parts;
	size_t kept = 0;

	TR_TRY(tr_buf_reserve(&der, TR_CERTIFICATE_MAX, err));
	for (size_t i = 0; i < list->count; i++) {
		der.n = read_attribute(t, list->list[i].handle, CKA_VALUE, der.p, der.cap);
		if (!tr_certificate_parts(tr_buf_view(&der), &parts))
			continue;
		TR_TRY(tr_signer_material_add(m, tr_buf_view(&der), err));
		list->list[kept] = list->list[i];
		for (size_t j = 0; j < m->count; j++)
			if (tr_bytes_equal(tr_signer_material_at(m, j), tr_buf_view(&der)))
				list->list[kept].certificate = j;
		kept++;
	}
	list->count = kept;
	return TRIEN_OK;
}

trien_rc
tr_p11_certificates(const struct tr_p11_token *t, struct tr_signer_material *m, struct trien_err *err)
{
	struct objects certificates;

	TR_TRY(find_objects(t, CKO_CERTIFICATE, &certificates, err));
	return read_certificates(t, &certificates, m, err);
}

/* ---- what the URI asks for ---- */

static bool
attribute_is(P11KitUri *uri, CK_ATTRIBUTE_TYPE type, struct tr_bytes a, struct tr_bytes b)
{
	CK_ATTRIBUTE *want = tr_p11_kit()->uri_get_attribute(uri, type);
	struct tr_bytes w;

	if (want == NULL)
		return true;
	w = TR_BYTES(want->pValue, want->ulValueLen);
	return tr_bytes_equal(a, w) || tr_bytes_equal(b, w);
}

static int
hex_digit(char c)
{
	return c >= '0' && c <= '9'   ? c - '0'
	       : c >= 'a' && c <= 'f' ? c - 'a' + 10
	       : c >= 'A' && c <= 'F' ? c - 'A' + 10
				      : -1;
}

/* Digits from the end, so that leading zeros and the separators that people copy ("0A:1B") do not matter. */
static bool
serial_is(const char *hex, struct tr_bytes serial)
{
	size_t nibble = 0, n = strlen(hex);

	while (n-- > 0) {
		int d = hex_digit(hex[n]);
		if (d < 0 && (hex[n] == ':' || hex[n] == ' '))
			continue;
		uint8_t octet = nibble / 2 < serial.n ? serial.p[serial.n - 1 - nibble / 2] : 0;
		if (d < 0 || d != (nibble % 2 ? octet >> 4 : octet & 15))
			return false;
		nibble++;
	}
	for (; nibble / 2 < serial.n; nibble++)
		if ((nibble % 2 ? serial.p[serial.n - 1 - nibble / 2] >> 4
				: serial.p[serial.n - 1 - nibble / 2] & 15) != 0)
			return false;
	return true;
}

struct pair {
	const struct object *key, *certificate;
};

static bool
belong_together(const struct object *key, const struct object *certificate)
{
	if (key->id_n > 0 && certificate->id_n > 0)
		return tr_bytes_equal(
				TR_BYTES(key->id, key->id_n), TR_BYTES(certificate->id, certificate->id_n));
	return key->label_n > 0 && tr_bytes_equal(TR_BYTES(key->label, key->label_n),
						   TR_BYTES(certificate->label, certificate->label_n));
}

static bool
is_wanted(const struct pair *p, P11KitUri *uri, const struct tr_signer_material *m)
{
	const char *serial = tr_p11_kit()->uri_get_vendor_query(uri, TR_P11_SERIAL);
	struct tr_certificate_parts parts;

	if (!attribute_is(uri, CKA_ID, TR_BYTES(p->key->id, p->key->id_n),
			TR_BYTES(p->certificate->id, p->certificate->id_n)) ||
			!attribute_is(uri, CKA_LABEL, TR_BYTES(p->key->label, p->key->label_n),
					TR_BYTES(p->certificate->label, p->certificate->label_n)))
		return false;
	return serial == NULL ||
	       (tr_certificate_parts(tr_signer_material_at(m, p->certificate->certificate), &parts) &&
			       serial_is(serial, parts.serial));
}

/* "label (serial 0A1B, id %01)" of a pair, for the message that lists them. */
static void
describe(const struct pair *p, const struct tr_signer_material *m, char *out, size_t size)
{
	struct tr_certificate_parts parts = {0};
	size_t n = strlen(out);

	if (!tr_certificate_parts(tr_signer_material_at(m, p->certificate->certificate), &parts))
		return;
	n += (size_t)snprintf(out + n, size - n, "%s%.*s (serial ", n ? "; " : "", (int)p->certificate->label_n,
			p->certificate->label);
	for (size_t i = 0; i < parts.serial.n && n + 3 < size; i++)
		n += (size_t)snprintf(out + n, size - n, "%02x", parts.serial.p[i]);
	if (n + 2 < size)
		snprintf(out + n, size - n, ")");
}

static trien_rc
choose(const struct objects *keys, const struct objects *certificates, P11KitUri *uri,
		const struct tr_signer_material *m, const char *text, struct pair *out, struct trien_err *err)
{
	char several[TRIEN_ERR_VALUE_MAX] = "";
	size_t pairs = 0, wanted = 0;

	for (size_t k = 0; k < keys->count; k++) {
		for (size_t c = 0; c < certificates->count; c++) {
			struct pair p = {&keys->list[k], &certificates->list[c]};
			if (!belong_together(p.key, p.certificate))
				continue;
			pairs++;
			if (!is_wanted(&p, uri, m))
				continue;
			if (wanted++ == 0)
				*out = p;
			if (strlen(several) + 16 < sizeof(several))
				describe(&p, m, several, sizeof(several));
		}
	}
	if (wanted == 1)
		return TRIEN_OK;
	if (wanted > 1)
		return TR_ERR(err, TOKEN_OBJECT_SEVERAL, TR_U("got", wanted),
				TR_B("objects", several, strlen(several)));
	if (keys->count > 0 && certificates->count == 0)
		return TR_ERR0(err, KEY_NO_CERTIFICATE);
	return TR_ERR(err, TOKEN_OBJECT_NOT_FOUND, TR_B("uri", text, strlen(text)), TR_U("keys", keys->count),
			TR_U("seen", pairs));
}

trien_rc
tr_p11_find_key(const struct tr_p11_token *t, P11KitUri *uri, const char *text, struct tr_p11_key *out,
		struct trien_err *err)
{
	struct objects keys, certificates;
	struct pair pair = {0};
	CK_BBOOL always = CK_FALSE;

	TR_TRY(find_objects(t, CKO_PRIVATE_KEY, &keys, err));
	TR_TRY(find_objects(t, CKO_CERTIFICATE, &certificates, err));
	TR_TRY(read_certificates(t, &certificates, &out->material, err));
	TR_TRY(choose(&keys, &certificates, uri, &out->material, text, &pair, err));
	out->handle = pair.key->handle;
	out->leaf = pair.certificate->certificate;
	if (read_attribute(t, out->handle, CKA_ALWAYS_AUTHENTICATE, &always, sizeof(always)) == sizeof(always))
		out->always_authenticate = always != CK_FALSE;
	return TRIEN_OK;
}
