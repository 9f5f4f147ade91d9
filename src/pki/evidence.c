/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* A set of lists and answers, each known by its fingerprint. */
#include "pki/evidence.h"

#include <openssl/x509.h>
#include <stdlib.h>

#include "base/errors/pki.h"
#include "base/memory.h"

/* An item and what is remembered of it; item stands first, so that a pointer to it leads here. */
struct slot {
	struct tr_evidence_item item;
	uint8_t tried_by[32]; /* fingerprint of the certificate last tried */
	bool tried, fits;
	struct tr_certificate *certificates[TR_OCSP_CERTIFICATES_MAX];
	size_t certificate_count;
	bool read; /* the certificates were */
};

struct tr_evidence {
	struct slot **slots;
	size_t count, room, bytes;
};

trien_rc
tr_evidence_new(struct tr_evidence **out, struct trien_err *err)
{
	struct tr_evidence *e = tr_mem_zeroed(1, sizeof(*e));

	if (e == NULL)
		return TR_ERR(err, NO_MEMORY, TR_U("want", sizeof(*e)));
	*out = e;
	return TRIEN_OK;
}

static void
slot_free(struct slot *s)
{
	tr_crl_free(s->item.crl);
	tr_ocsp_free(s->item.ocsp);
	for (size_t i = 0; i < s->certificate_count; i++)
		tr_certificate_free(s->certificates[i]);
	free(s);
}

void
tr_evidence_cut(struct tr_evidence *e, size_t count)
{
	while (e->count > count) {
		const struct tr_evidence_item *item = &e->slots[--e->count]->item;
		e->bytes -= item->crl != NULL ? item->crl->der.n : item->ocsp->der.n;
		slot_free(e->slots[e->count]);
	}
}

size_t
tr_evidence_find(const struct tr_evidence *e, const uint8_t sha256[32])
{
	for (size_t i = 0; i < e->count; i++)
		if (memcmp(e->slots[i]->item.sha256, sha256, 32) == 0)
			return i;
	return SIZE_MAX;
}

void
tr_evidence_free(struct tr_evidence *e)
{
	if (e == NULL)
		return;
	tr_evidence_cut(e, 0);
	free(e->slots);
	free(e);
}

size_t
tr_evidence_count(const struct tr_evidence *e)
{
	return e->count;
}

const struct tr_evidence_item *
tr_evidence_peek(const struct tr_evidence *e, size_t i)
{
	return i < e->count ? &e->slots[i]->item : NULL;
}

void
tr_evidence_prove(struct tr_evidence *e, size_t i, int64_t known_since)
{
	e->slots[i]->item.known_since = known_since;
}

static const struct tr_evidence_item *
find(const struct tr_evidence *e, bool is_crl, struct tr_bytes der)
{
	for (size_t i = 0; i < e->count; i++) {
		const struct tr_evidence_item *known = &e->slots[i]->item;
		if ((known->crl != NULL) == is_crl && tr_bytes_equal(is_crl ? known->crl->der : known->ocsp->der, der))
			return known;
	}
	return NULL;
}

static trien_rc
make_room(struct tr_evidence *e, size_t bytes, struct trien_err *err)
{
	size_t room = e->room ? e->room * 2 : 8;

	if (e->count >= TR_EVIDENCE_COUNT_MAX)
		return TR_ERR(err, PKI_EVIDENCE_LIMIT, TR_S("what", "CRL, OCSP"), TR_U("max", TR_EVIDENCE_COUNT_MAX));
	if (bytes > TR_EVIDENCE_BYTES_MAX - e->bytes)
		return TR_ERR(err, PKI_EVIDENCE_LIMIT, TR_S("what", "byte"), TR_U("max", TR_EVIDENCE_BYTES_MAX));
	if (e->count < e->room)
		return TRIEN_OK;
	struct slot **slots = tr_mem_resize(e->slots, room * sizeof(struct slot *));
	if (slots == NULL)
		return TR_ERR(err, NO_MEMORY, TR_U("want", room * sizeof(struct slot *)));
	e->slots = slots;
	e->room = room;
	return TRIEN_OK;
}

static trien_rc
fill(struct slot *s, bool is_crl, struct tr_bytes der, struct trien_err *err)
{
	if (is_crl) {
		TR_TRY(tr_crl_parse(der, &s->item.crl, err));
		s->item.sha256 = s->item.crl->sha256;
	} else {
		TR_TRY(tr_ocsp_parse(der, &s->item.ocsp, err));
		s->item.sha256 = s->item.ocsp->sha256;
	}
	return TRIEN_OK;
}

static trien_rc
add(struct tr_evidence *e, bool is_crl, struct tr_bytes der, enum tr_evidence_source source,
		const struct tr_evidence_item **out, struct trien_err *err)
{
	const struct tr_evidence_item *known = find(e, is_crl, der);

	if (known == NULL) {
		TR_TRY(make_room(e, der.n, err));
		struct slot *s = tr_mem_zeroed(1, sizeof(*s));
		if (s == NULL)
			return TR_ERR(err, NO_MEMORY, TR_U("want", sizeof(*s)));
		s->item.source = source;
		s->item.known_since = INT64_MIN;
		trien_rc rc = fill(s, is_crl, der, err);
		if (rc != TRIEN_OK) {
			slot_free(s);
			return rc;
		}
		e->slots[e->count++] = s;
		e->bytes += der.n;
		known = &s->item;
	}
	if (out != NULL)
		*out = known;
	return TRIEN_OK;
}

trien_rc
tr_evidence_add_crl(struct tr_evidence *e, struct tr_bytes der, enum tr_evidence_source source,
		const struct tr_evidence_item **out, struct trien_err *err)
{
	if (der.n > TR_CRL_SIZE_MAX)
		return TR_ERR(err, PKI_CRL_TOO_LARGE, TR_U("got", der.n), TR_U("max", TR_CRL_SIZE_MAX));
	return add(e, true, der, source, out, err);
}

trien_rc
tr_evidence_add_ocsp(struct tr_evidence *e, struct tr_bytes der, enum tr_evidence_source source,
		const struct tr_evidence_item **out, struct trien_err *err)
{
	if (der.n > TR_OCSP_SIZE_MAX)
		return TR_ERR(err, PKI_OCSP_TOO_LARGE, TR_U("got", der.n), TR_U("max", TR_OCSP_SIZE_MAX));
	return add(e, false, der, source, out, err);
}

trien_rc
tr_evidence_verify(const struct tr_evidence_item *item, const struct tr_certificate *signer, bool *fits,
		struct trien_err *err)
{
	struct slot *s = (struct slot *)(uintptr_t)item; /* it was made by add() */
	const struct tr_signed *seal = item->crl != NULL ? &item->crl->seal : &item->ocsp->seal;

	if (!s->tried || memcmp(s->tried_by, signer->sha256, sizeof(s->tried_by)) != 0) {
		bool good = false;
		if (signer->verifier != NULL)
			TR_TRY(tr_signed_verify(seal, signer->verifier, &good, err));
		s->fits = good;
		s->tried = true;
		memcpy(s->tried_by, signer->sha256, sizeof(s->tried_by));
	}
	*fits = s->fits;
	return TRIEN_OK;
}

const struct tr_certificate *
tr_evidence_certificate(const struct tr_evidence_item *item, size_t i)
{
	struct slot *s = (struct slot *)(uintptr_t)item;
	const struct tr_ocsp *o = item->ocsp;

	for (size_t k = 0; !s->read && o != NULL && k < o->certificate_count; k++)
		if (tr_certificate_parse(o->certificates[k], &s->certificates[s->certificate_count], NULL) == TRIEN_OK)
			s->certificate_count++;
	s->read = true;
	return i < s->certificate_count ? s->certificates[i] : NULL;
}
