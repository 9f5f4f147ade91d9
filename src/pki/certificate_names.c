/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The parts of subject and issuer that people are shown, as UTF-8. Does not compare
 * names: that is OpenSSL's (X509_NAME_cmp, by RFC 5280 §7.1).
 */
#include <openssl/err.h>
#include <openssl/x509v3.h>

#include "base/memory.h"
#include "base/utf8.h"
#include "pki/certificate_parts.h"
#include "pki/crl.h"

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
read_string(struct tr_arena *arena, const ASN1_STRING *entry, struct tr_text *out, struct trien_err *err)
{
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
read_part(struct tr_arena *arena, const X509_NAME *name, int nid, struct tr_text *out, struct trien_err *err)
{
	return read_string(arena, peek_last_entry(name, nid), out, err);
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

/* ---- the whole subject ---- */

static trien_rc
read_units(const X509_NAME *name, struct tr_arena *arena, struct tr_certificate_subject *out, struct trien_err *err)
{
	struct tr_text *units;
	size_t count = 0;

	TR_TRY(tr_arena_array(arena, (size_t)X509_NAME_entry_count(name) + 1, sizeof(*units), &units, err));
	for (int i = -1; (i = X509_NAME_get_index_by_NID(name, NID_organizationalUnitName, i)) >= 0;) {
		TR_TRY(read_string(arena, X509_NAME_ENTRY_get_data(X509_NAME_get_entry(name, i)), &units[count], err));
		count += units[count].n > 0;
	}
	out->units = units;
	out->unit_count = count;
	return TRIEN_OK;
}

/* The first mail address of subjectAltName, RFC 5280 §4.2.1.6. */
static trien_rc
read_alternative_mail(const X509 *x509, struct tr_arena *arena, struct tr_text *out, struct trien_err *err)
{
	GENERAL_NAMES *names = X509_get_ext_d2i(x509, NID_subject_alt_name, NULL, NULL);
	trien_rc rc = TRIEN_OK;

	for (int i = 0; rc == TRIEN_OK && out->n == 0 && i < sk_GENERAL_NAME_num(names); i++) {
		const GENERAL_NAME *n = sk_GENERAL_NAME_value(names, i);
		if (n->type == GEN_EMAIL)
			rc = read_string(arena, n->d.rfc822Name, out, err);
	}
	GENERAL_NAMES_free(names);
	ERR_clear_error();
	return rc;
}

trien_rc
tr_certificate_subject_read(const struct tr_certificate *c, struct tr_arena *arena, struct tr_certificate_subject *out,
		struct trien_err *err)
{
	const X509_NAME *name = X509_get_subject_name(c->x509);
	struct tr_certificate_subject s = {0};
	const struct {
		int nid;
		struct tr_text *to;
	} parts[] = {{NID_commonName, &s.common_name}, {NID_organizationName, &s.organisation}, {NID_title, &s.title},
			{NID_serialNumber, &s.serial_number}, {NID_givenName, &s.given_name}, {NID_surname, &s.surname},
			{NID_localityName, &s.locality}, {NID_stateOrProvinceName, &s.state}, {NID_countryName, &s.country},
			{NID_userId, &s.user_id}, {NID_pkcs9_emailAddress, &s.mail}};

	for (size_t i = 0; i < sizeof(parts) / sizeof(*parts); i++) {
		*parts[i].to = (struct tr_text){"", 0};
		TR_TRY(read_part(arena, name, parts[i].nid, parts[i].to, err));
	}
	TR_TRY(read_units(name, arena, &s, err));
	if (s.mail.n == 0)
		TR_TRY(read_alternative_mail(c->x509, arena, &s.mail, err));
	*out = s;
	return TRIEN_OK;
}

trien_rc
tr_crl_issuer_read(const struct tr_crl *c, struct tr_arena *arena, struct tr_name *out, struct trien_err *err)
{
	return read_name(arena, c->issuer_name, out, err);
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
