/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The parts of subject and issuer that people are shown, as UTF-8. */
#include <openssl/asn1.h>
#include <openssl/err.h>

#include <limits.h>

#include "base/memory.h"
#include "base/utf8.h"
#include "pki/certificate_parts.h"
#include "pki/crl.h"

/* Content octets of the attributes that people are shown. */
#define AT(n) TR_BYTES_LIT("\x55\x04" n)
#define COMMON_NAME AT("\x03")
#define COUNTRY AT("\x06")
#define ORGANISATION AT("\x0a")
#define UNIT AT("\x0b")
#define USER_ID TR_BYTES_LIT("\x09\x92\x26\x89\x93\xf2\x2c\x64\x01\x01")
#define MAIL TR_BYTES_LIT("\x2a\x86\x48\x86\xf7\x0d\x01\x09\x01")
#define ALTERNATIVE_NAMES TR_BYTES_LIT("\x55\x1d\x11")

#define UTF8_STRING 0x0c
#define PRINTABLE_STRING 0x13

/* A NUL inside is how a name once deceived programs that end text at it: such a part is not shown at all. */
static bool
is_presentable(struct tr_bytes b)
{
	return b.n > 0 && b.n <= TR_CERTIFICATE_NAME_MAX && memchr(b.p, 0, b.n) == NULL && tr_utf8_check(b) == b.n;
}

static bool
is_ascii(struct tr_bytes b)
{
	for (size_t i = 0; i < b.n; i++)
		if (b.p[i] >= 0x80)
			return false;
	return true;
}

static trien_rc
keep_text(struct tr_arena *arena, struct tr_bytes utf8, struct tr_text *out, struct trien_err *err)
{
	const uint8_t *copy = NULL;

	if (!is_presentable(utf8))
		return TRIEN_OK;
	TR_TRY(tr_arena_copy(arena, utf8.p, utf8.n, &copy, err));
	*out = (struct tr_text){(const char *)copy, utf8.n};
	return TRIEN_OK;
}

/* A string of any type as UTF-8; what cannot be one leaves *out as it is. */
static trien_rc
read_string(struct tr_arena *arena, int tag, struct tr_bytes value, struct tr_text *out, struct trien_err *err)
{
	unsigned char *utf8 = NULL;
	int n = -1;

	if (value.n == 0 || value.n > INT_MAX)
		return TRIEN_OK;
	if (tag == UTF8_STRING || (tag == PRINTABLE_STRING && is_ascii(value)))
		return keep_text(arena, value, out, err);
	ASN1_STRING *s = ASN1_STRING_type_new(tag);
	if (s != NULL && ASN1_STRING_set(s, value.p, (int)value.n) == 1)
		n = ASN1_STRING_to_UTF8(&utf8, s);
	ASN1_STRING_free(s);
	trien_rc rc = n >= 0 ? keep_text(arena, TR_BYTES(utf8, (size_t)n), out, err) : TRIEN_OK;
	OPENSSL_free(utf8);
	return rc;
}

/* The last attribute of a kind, which is the most specific where a name repeats one. */
static trien_rc
read_part(struct tr_arena *arena, struct tr_bytes name, struct tr_bytes oid, struct tr_text *out, struct trien_err *err)
{
	struct tr_name_cursor c = tr_name_open(name);
	struct tr_name_part p;
	struct tr_der last = {0};

	while (tr_name_next(&c, &p))
		if (tr_bytes_equal(p.oid, oid))
			last = p.value;
	return read_string(arena, last.tag, last.value, out, err);
}

static trien_rc
read_name(struct tr_arena *arena, struct tr_bytes name, struct tr_name *out, struct trien_err *err)
{
	TR_TRY(read_part(arena, name, COMMON_NAME, &out->common_name, err));
	TR_TRY(read_part(arena, name, ORGANISATION, &out->organisation, err));
	TR_TRY(read_part(arena, name, UNIT, &out->unit, err));
	return read_part(arena, name, COUNTRY, &out->country, err);
}

trien_rc
tr_certificate_read_names(struct tr_certificate *c, struct trien_err *err)
{
	c->self_issued = tr_name_same(c->parts.subject, c->parts.issuer);
	TR_TRY(read_name(&c->arena, c->parts.subject, &c->subject, err));
	return read_name(&c->arena, c->parts.issuer, &c->issuer, err);
}

/* ---- the whole subject ---- */

static trien_rc
read_units(struct tr_bytes name, struct tr_arena *arena, struct tr_certificate_subject *out, struct trien_err *err)
{
	struct tr_name_cursor c = tr_name_open(name);
	struct tr_name_part p;
	struct tr_text *units;
	size_t count = 0, room = 1;

	while (tr_name_next(&c, &p))
		room += tr_bytes_equal(p.oid, UNIT);
	TR_TRY(tr_arena_array(arena, room, sizeof(*units), &units, err));
	c = tr_name_open(name);
	while (tr_name_next(&c, &p)) {
		if (!tr_bytes_equal(p.oid, UNIT))
			continue;
		TR_TRY(read_string(arena, p.value.tag, p.value.value, &units[count], err));
		count += units[count].n > 0;
	}
	out->units = units;
	out->unit_count = count;
	return TRIEN_OK;
}

/* The first mail address of subjectAltName, RFC 5280 §4.2.1.6: rfc822Name [1]. */
static trien_rc
read_alternative_mail(const struct tr_certificate *c, struct tr_arena *arena, struct tr_text *out, struct trien_err *err)
{
	struct tr_der all, e;

	if (!tr_der_only(tr_certificate_extension(&c->parts, ALTERNATIVE_NAMES), TR_DER_SEQUENCE, &all))
		return TRIEN_OK;
	while (out->n == 0 && tr_der_take(&all.value, &e))
		if (e.tag == TR_DER_CONTEXT_PRIMITIVE(1))
			TR_TRY(read_string(arena, V_ASN1_IA5STRING, e.value, out, err));
	return TRIEN_OK;
}

trien_rc
tr_certificate_subject_read(const struct tr_certificate *c, struct tr_arena *arena, struct tr_certificate_subject *out,
		struct trien_err *err)
{
	const struct tr_bytes name = c->parts.subject;
	struct tr_certificate_subject s = {0};
	const struct {
		struct tr_bytes oid;
		struct tr_text *to;
	} parts[] = {{COMMON_NAME, &s.common_name}, {ORGANISATION, &s.organisation}, {AT("\x0c"), &s.title},
			{AT("\x05"), &s.serial_number}, {AT("\x2a"), &s.given_name}, {AT("\x04"), &s.surname},
			{AT("\x07"), &s.locality}, {AT("\x08"), &s.state}, {COUNTRY, &s.country},
			{USER_ID, &s.user_id}, {MAIL, &s.mail}};

	for (size_t i = 0; i < sizeof(parts) / sizeof(*parts); i++) {
		*parts[i].to = (struct tr_text){"", 0};
		TR_TRY(read_part(arena, name, parts[i].oid, parts[i].to, err));
	}
	TR_TRY(read_units(name, arena, &s, err));
	if (s.mail.n == 0)
		TR_TRY(read_alternative_mail(c, arena, &s.mail, err));
	ERR_clear_error();
	*out = s;
	return TRIEN_OK;
}

trien_rc
tr_crl_issuer_read(const struct tr_crl *c, struct tr_arena *arena, struct tr_name *out, struct trien_err *err)
{
	return read_name(arena, c->issuer, out, err);
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
