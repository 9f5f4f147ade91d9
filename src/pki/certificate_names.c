/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The parts of subject and issuer that people are shown, as UTF-8. Does not compare
 * names: that is OpenSSL's (X509_NAME_cmp, by RFC 5280 §7.1).
 */
#include <openssl/x509.h>

#include "base/memory.h"
#include "base/utf8.h"
#include "pki/certificate_parts.h"

/* The last entry of nid, which is the most specific where a name repeats one; NULL where there is none. */
static const ASN1_STRING *
peek_last_entry(const X509_NAME *name, int nid)
{
	int last = -1;

	for (int i = -1; (i = X509_NAME_get_index_by_NID(name, nid, i)) >= 0;)
		last = i;
	return last < 0 ? NULL : X509_NAME_ENTRY_get_data(X509_NAME_get_entry(name, last));
}

/* A NUL inside is how a name once deceived programs that end text at it: such a part is not shown at all. */
static bool
is_presentable(struct tr_bytes b)
{
	return b.n > 0 && b.n <= TR_CERTIFICATE_NAME_MAX && memchr(b.p, 0, b.n) == NULL && tr_utf8_check(b) == b.n;
}

static trien_rc
read_part(struct tr_arena *arena, const X509_NAME *name, int nid, struct tr_text *out, struct trien_err *err)
{
	const ASN1_STRING *entry = peek_last_entry(name, nid);
	unsigned char *utf8 = NULL;
	const uint8_t *copy = NULL;
	trien_rc rc = TRIEN_OK;

	if (entry == NULL)
		return TRIEN_OK;
	int n = ASN1_STRING_to_UTF8(&utf8, entry);
	if (n < 0)
		return TRIEN_OK;
	if (is_presentable(TR_BYTES(utf8, (size_t)n))) {
		rc = tr_arena_copy(arena, utf8, (size_t)n, &copy, err);
		if (rc == TRIEN_OK)
			*out = (struct tr_text){(const char *)copy, (size_t)n};
	}
	OPENSSL_free(utf8);
	return rc;
}

static trien_rc
read_name(struct tr_arena *arena, const X509_NAME *name, struct tr_name *out, struct trien_err *err)
{
	TR_TRY(read_part(arena, name, NID_commonName, &out->common_name, err));
	TR_TRY(read_part(arena, name, NID_organizationName, &out->organisation, err));
	TR_TRY(read_part(arena, name, NID_organizationalUnitName, &out->unit, err));
	return read_part(arena, name, NID_countryName, &out->country, err);
}

trien_rc
tr_certificate_read_names(struct tr_certificate *c, struct trien_err *err)
{
	const X509_NAME *subject = X509_get_subject_name(c->x509), *issuer = X509_get_issuer_name(c->x509);

	c->self_issued = X509_NAME_cmp(subject, issuer) == 0;
	TR_TRY(read_name(&c->arena, subject, &c->subject, err));
	return read_name(&c->arena, issuer, &c->issuer, err);
}

struct tr_text
tr_certificate_display_name(const struct tr_certificate *c)
{
	const struct tr_name *s = &c->subject;

	if (s->common_name.n > 0)
		return s->common_name;
	if (s->organisation.n > 0)
		return s->organisation;
	if (s->unit.n > 0)
		return s->unit;
	return (struct tr_text){c->serial, strlen(c->serial)};
}

struct tr_text
tr_certificate_person_name(const struct tr_certificate *c)
{
	const struct tr_text whole = tr_certificate_display_name(c);
	const char *open = whole.n > 0 && whole.p[whole.n - 1] == ')' ? memrchr(whole.p, '(', whole.n) : NULL;
	size_t n = open != NULL ? (size_t)(open - whole.p) : whole.n;

	while (n > 0 && whole.p[n - 1] == ' ')
		n--;
	return n > 0 ? (struct tr_text){whole.p, n} : whole;
}
