/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Entries of a list (RFC 5280 §5.1.2.6, §5.3), and looking one up. */
#include "crypto/certificate_parts.h"
#include "pki/crl_parts.h"
#include "pki/extension.h"

#define OID_REASON "\x55\x1d\x15"
#define OID_HOLD_INSTRUCTION "\x55\x1d\x17"
#define OID_INVALIDITY_DATE "\x55\x1d\x18"
#define OID_CERTIFICATE_ISSUER "\x55\x1d\x1d"

bool
tr_crl_row_take(struct tr_bytes *in, struct tr_crl_row *out)
{
	struct tr_bytes rest = *in;
	struct tr_crl_row r = {0};
	struct tr_der e, part;

	if (!tr_der_take_tag(&rest, TR_DER_SEQUENCE, &e) || !tr_der_take_tag(&e.value, TR_DER_INTEGER, &part) ||
			part.value.n == 0)
		return false;
	r.serial = part.value;
	if (!tr_der_take(&e.value, &part))
		return false;
	r.when = part.whole;
	if (e.value.n > 0) {
		if (!tr_der_only(e.value, TR_DER_SEQUENCE, &part))
			return false;
		r.extensions = part.value;
	}
	*out = r;
	*in = rest;
	return true;
}

static bool
read_extension(const struct tr_extension *x, bool is_indirect, struct tr_crl_row_words *w)
{
	struct tr_der e;

	if (tr_bytes_equal(x->oid, TR_BYTES_LIT(OID_REASON)))
		return tr_der_only(x->value, TR_DER_ENUMERATED, &e) && tr_revocation_reason_of(e.value, &w->entry.reason);
	if (tr_bytes_equal(x->oid, TR_BYTES_LIT(OID_INVALIDITY_DATE))) {
		w->entry.has_invalid_since = tr_der_only(x->value, TR_DER_GENERALIZED_TIME, &e) &&
					     tr_der_time(&e, &w->entry.invalid_since);
		return w->entry.has_invalid_since;
	}
	/* Only an indirect list has entries of other issuers (§5.2.5): elsewhere it is not understood. */
	if (tr_bytes_equal(x->oid, TR_BYTES_LIT(OID_CERTIFICATE_ISSUER)) && is_indirect) {
		if (!tr_der_only(x->value, TR_DER_SEQUENCE, &e) || e.value.n == 0)
			return false;
		w->issuer = e.value;
		return true;
	}
	if (!tr_bytes_equal(x->oid, TR_BYTES_LIT(OID_HOLD_INSTRUCTION)))
		w->critical_unknown |= x->critical;
	return true;
}

bool
tr_crl_row_read(const struct tr_crl_row *row, bool is_indirect, struct tr_crl_row_words *out)
{
	struct tr_bytes in = row->extensions;
	struct tr_crl_row_words w = {0};
	struct tr_extension x;

	if (!tr_extensions_check(in, TR_CRL_EXTENSIONS_MAX))
		return false;
	while (tr_extension_take(&in, &x))
		if (!read_extension(&x, is_indirect, &w))
			return false;
	*out = w;
	return true;
}

/* The directoryName among GeneralNames; §5.3.3 wants the issuer's distinguished name there. */
static bool
names_issuer(struct tr_bytes general_names, struct tr_bytes issuer)
{
	struct tr_der e;

	while (tr_der_take(&general_names, &e))
		if (e.tag == TR_DER_CONTEXT(4) && tr_name_same(e.value, issuer))
			return true;
	return false;
}

static bool
fill_entry(const struct tr_crl_row *row, const struct tr_crl_row_words *w, struct tr_crl_entry *out)
{
	struct tr_bytes in = row->when;
	struct tr_crl_entry e = w->entry;
	struct tr_der when;

	if (!tr_der_take(&in, &when) || !tr_der_time(&when, &e.revoked_at))
		return false;
	*out = e;
	return true;
}

/* Names are compared only at a row of the serial number: a million rows cost a million comparisons of bytes. */
bool
tr_crl_find(const struct tr_crl *c, const struct tr_certificate *certificate, struct tr_crl_entry *out)
{
	struct tr_bytes in = c->list, issuer = {0};
	const struct tr_certificate_parts *parts = &certificate->parts;
	struct tr_crl_row_words w;
	struct tr_crl_row row;
	bool found = false;

	while (tr_crl_row_take(&in, &row)) {
		bool same = tr_bytes_equal(row.serial, parts->serial);
		if (!same && (!c->is_indirect || row.extensions.n == 0))
			continue;
		if (!tr_crl_row_read(&row, c->is_indirect, &w))
			continue; /* it was read once: cannot be */
		/* §5.3.3: an entry without the extension is of the issuer of the one before it, at first of the list's. */
		if (w.issuer.n > 0)
			issuer = w.issuer;
		if (same && (issuer.n > 0 ? names_issuer(issuer, parts->issuer) : tr_name_same(c->issuer, parts->issuer)))
			found = fill_entry(&row, &w, out) || found;
	}
	return found;
}
