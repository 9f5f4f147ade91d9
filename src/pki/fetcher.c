/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "pki/fetcher.h"

#include "crypto/limits.h"
#include "pki/crl.h"
#include "pki/limits.h"
#include "pki/ocsp_parts.h"

static const struct {
	const char *name;
	size_t max;
} kinds[TR_FETCH_ALL_COUNT] = {
	[TR_FETCH_CRL] = {"crl", TR_CRL_SIZE_MAX},
	[TR_FETCH_OCSP] = {"ocsp", TR_OCSP_SIZE_MAX},
	[TR_FETCH_STAMP] = {"stamp", TR_TSP_ANSWER_MAX},
	[TR_FETCH_CERTIFICATE] = {"certificate", TR_CERTIFICATE_SIZE_MAX},
	[TR_FETCH_COSIGNATURE] = {"cosignature", TR_COSIGNATURE_SIZE_MAX},
	[TR_FETCH_WEBHOOK] = {"webhook", 16},
};

size_t
tr_fetch_size_max(enum tr_fetch_what what)
{
	return kinds[what].max;
}

const char *
tr_fetch_what_name(enum tr_fetch_what what)
{
	return kinds[what].name;
}

static int64_t
expiry_of_crl(struct tr_bytes answer)
{
	struct tr_crl *c;
	int64_t until = INT64_MIN;

	if (tr_crl_parse(answer, &c, NULL) != TRIEN_OK)
		return until;
	if (c->has_next_update)
		until = c->next_update;
	tr_crl_free(c);
	return until;
}

static int64_t
expiry_of_ocsp(struct tr_bytes answer)
{
	struct tr_ocsp_row row;
	int64_t until = INT64_MIN;
	struct tr_ocsp *o;

	if (tr_ocsp_parse(answer, &o, NULL) != TRIEN_OK)
		return until;
	for (struct tr_bytes in = o->list; tr_ocsp_row_take(&in, &row);) {
		int64_t end = row.single.has_next_update ? row.single.next_update : INT64_MIN;
		until = until == INT64_MIN || end < until ? end : until;
	}
	tr_ocsp_free(o);
	return until;
}

int64_t
tr_fetch_expiry(enum tr_fetch_what what, struct tr_bytes answer)
{
	switch (what) {
	case TR_FETCH_CRL:
		return expiry_of_crl(answer);
	case TR_FETCH_OCSP:
		return expiry_of_ocsp(answer);
	default:
		return INT64_MIN;
	}
}
