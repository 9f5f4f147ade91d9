/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What an evidence file holds, and what of Circular 41/2017, Điều 9 it misses. */
#include "crypto/digest.h"
#include "crypto/tsp.h"
#include "pki/algorithms.h"
#include "pki/crl.h"
#include "verify/judge.h"
#include "verify/record.h"

/* Whose it is, where that can be read. */
static trien_rc
write_name(struct tr_json *w, const struct tr_record_item *i, struct trien_err *err)
{
	struct tr_certificate *certificate;
	struct tr_name issuer = {.common_name = {"", 0}, .organisation = {"", 0}};
	struct tr_arena arena = {0};
	struct tr_crl *list;
	trien_rc rc = TRIEN_OK;

	if (i->type == TR_RECORD_CERTIFICATE && tr_certificate_parse(i->value, &certificate, NULL) == TRIEN_OK) {
		tr_json_field_text(w, "name", tr_certificate_display_name(certificate));
		tr_certificate_free(certificate);
	}
	if (i->type == TR_RECORD_CRL && tr_crl_parse(i->value, &list, NULL) == TRIEN_OK) {
		rc = tr_crl_issuer_read(list, &arena, &issuer, err);
		tr_json_field_text(w, "name", issuer.common_name.n > 0 ? issuer.common_name : issuer.organisation);
		tr_arena_free(&arena);
		tr_crl_free(list);
	}
	if (i->type == TR_RECORD_RESPONSIBILITY) {
		tr_json_key(w, "text");
		tr_json_text(w, i->value);
	}
	return rc;
}

static trien_rc
write_items(struct tr_json *w, const struct tr_record *r, struct trien_err *err)
{
	uint8_t sha256[TR_DIGEST_MAX];
	size_t n;

	tr_json_key(w, "items");
	tr_json_open(w, '[');
	for (size_t i = 0; i < r->count; i++) {
		TR_TRY(tr_digest(TR_SHA256, r->items[i].value, sha256, &n, err));
		tr_json_open(w, '{');
		tr_json_field_string(w, "type", tr_record_type_name(r->items[i].type));
		tr_json_field_number(w, "bytes", r->items[i].value.n);
		tr_json_field_hex(w, "sha256", TR_BYTES(sha256, 32));
		TR_TRY(write_name(w, &r->items[i], err));
		tr_json_close(w, '}');
	}
	tr_json_close(w, ']');
	return TRIEN_OK;
}

/* The end of what a token's own value stands on: the authority's certificate, its key, its digests, that of the imprint. */
static int64_t
end_of_token(const struct tr_cms *token, const struct tr_tsp_info *info)
{
	const struct tr_algorithms *policy = tr_algorithms_default();
	struct tr_cms_algorithms a;
	struct tr_certificate *of;

	if (!tr_cms_algorithms_read(token, &a) || info->digest == NULL ||
			tr_certificate_parse(tr_cms_signer_certificate(token), &of, NULL) != TRIEN_OK)
		return INT64_MIN;
	const char *const digests[] = {a.digest, a.value_digest, a.mask_digest, info->digest->name};
	int64_t until = of->not_after;
	for (size_t i = 0; i < sizeof(digests) / sizeof(*digests); i++) {
		const struct tr_algorithm_use use = {.digest = digests[i], .scheme = a.scheme, .bits = of->key_bits};
		const int64_t end = tr_algorithms_judge(policy, &use, info->time).until;
		if (end < until)
			until = end;
	}
	tr_certificate_free(of);
	return until;
}

static void
write_stamps(struct tr_json *w, const struct tr_record *r, int zone_minutes)
{
	struct tr_tsp_info info;
	struct tr_cms *token;

	tr_json_key(w, "stamps");
	tr_json_open(w, '[');
	for (size_t i = 0; i < r->stamp_count; i++) {
		int64_t time = INT64_MIN, until = INT64_MIN;
		if (tr_cms_read(r->stamps[i].token, &token, NULL) == TRIEN_OK) {
			if (tr_tsp_token_info(token, &info, NULL) == TRIEN_OK) {
				time = info.time;
				until = end_of_token(token, &info);
			}
			tr_cms_free(token);
		}
		tr_json_open(w, '{');
		tr_json_time(w, "time", time, zone_minutes);
		tr_json_time(w, "until", until, zone_minutes);
		tr_json_field_number(w, "items", r->stamps[i].covers);
		tr_json_close(w, '}');
	}
	tr_json_close(w, ']');
}

/* Điều 9: certificates; revocation list; certification policy; responsibility; time stamp. */
static void
write_missing(struct tr_json *w, const struct tr_record *r)
{
	size_t have[TR_RECORD_TYPE_COUNT] = {0};

	for (size_t i = 0; i < r->count; i++)
		have[r->items[i].type]++;
	const struct {
		const char *word;
		bool there;
	} wanted[] = {{"certificate", have[TR_RECORD_CERTIFICATE] > 0}, {"revocation", have[TR_RECORD_CRL] + have[TR_RECORD_OCSP] > 0},
		{"policy", have[TR_RECORD_POLICY] > 0}, {"responsibility", have[TR_RECORD_RESPONSIBILITY] > 0},
		{"stamp", r->stamp_count > 0}};
	tr_json_key(w, "missing");
	tr_json_open(w, '[');
	for (size_t i = 0; i < sizeof(wanted) / sizeof(*wanted); i++)
		if (!wanted[i].there)
			tr_json_text(w, TR_BYTES(wanted[i].word, strlen(wanted[i].word)));
	tr_json_close(w, ']');
}

trien_rc
tr_record_json(const struct tr_record *r, int zone_minutes, struct tr_buf *out, struct trien_err *err)
{
	struct tr_json w = tr_json_of(out, err);

	tr_json_open(&w, '{');
	tr_json_field_string(&w, "kind", r->kind == TR_RECORD_INCOMING ? "incoming" : "outgoing");
	tr_json_time(&w, "made", r->made, zone_minutes);
	tr_json_field_hex(&w, "document", TR_BYTES(r->sha256, sizeof(r->sha256)));
	TR_TRY(write_items(&w, r, err));
	write_stamps(&w, r, zone_minutes);
	write_missing(&w, r);
	tr_json_close(&w, '}');
	return w.rc;
}

trien_rc
tr_missing_json(const struct tr_missing_list *l, struct tr_buf *out, struct trien_err *err)
{
	struct tr_json w = tr_json_of(out, err);

	tr_json_open(&w, '{');
	tr_json_missing(&w, l->items, l->count);
	tr_json_close(&w, '}');
	return w.rc;
}
