/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Prints the ETSI report of a verdict that has everything: time stamps, checks, a revocation, hostile texts. */
#include <stdio.h>

#include "report/etsi.h"

#define NOW INT64_C(1795000000)

static struct tr_certificate_verdict
certificate(uint8_t first)
{
	return (struct tr_certificate_verdict){.name = TR_TEXT_LIT("MẪU"), .sha256 = {first}, .revoked_at = INT64_MIN};
}

int
main(void)
{
	const struct tr_text evil = TR_TEXT_LIT("]]>&<\"'\n\x01\x1b[31m\xe2\x80\xae\xef\xbf\xbf\xff Mẫu");
	struct tr_certificate_verdict chain[] = {certificate(1), certificate(2), certificate(3)};
	struct tr_certificate_verdict other[] = {certificate(4), certificate(3)};
	const struct tr_check checks[] = {{.kind = TR_CHECK_DIGEST, .result = TR_CHECKED_PASSED},
		{.kind = TR_CHECK_PATH, .result = TR_CHECKED_UNKNOWN, .got = evil, .want = TR_TEXT_LIT("x")},
		{.kind = TR_CHECK_VALUE, .result = TR_CHECKED_FAILED}, {.kind = TR_CHECK_REVOCATION, .result = TR_CHECKED_NOT_DONE}};
	struct tr_finding finding = {.weight = TR_TOTAL_FAILED, .clause = ""};
	(void)!TR_ERR(&finding.error, TIME_INVALID, TR_B("got", evil.p, evil.n));
	const struct tr_stamp_verdict stamps[] = {
		{.kind = TR_STAMP_SIGNATURE, .time = NOW, .path = {.certificates = other, .count = 2, .anchored = true}},
		{.kind = TR_STAMP_SIGNATURE, .time = INT64_MIN, .indication = TR_INDETERMINATE, .sub = TR_SUB_GENERIC, .findings = &finding,
			.finding_count = 1},
		{.kind = TR_STAMP_DOCUMENT, .time = NOW + 60, .field = TR_TEXT_LIT("dau")},
		{.kind = TR_STAMP_GIVEN, .time = NOW + 90}};
	const struct tr_signature_verdict signatures[] = {
		{.field = TR_TEXT_LIT("ky"), .indication = TR_TOTAL_FAILED, .sub = TR_SUB_REVOKED, .sub_filter = "ETSI.CAdES.detached",
			.signer = evil, .name = evil, .reason = evil, .location = evil, .path = {.certificates = chain, .count = 3, .anchored = true},
			.best_time = NOW, .best_time_source = TR_BEST_GIVEN_STAMP, .stamps = stamps, .stamp_count = 4, .checks = checks,
			.check_count = 4, .signing_time = NOW - 60, .time_source = TR_TIME_FROM_ATTRIBUTE, .findings = &finding, .finding_count = 1},
		{.field = TR_TEXT_LIT("dau"), .is_timestamp = true, .sub_filter = "ETSI.RFC3161", .signing_time = NOW + 60,
			.time_source = TR_TIME_FROM_ATTRIBUTE, .best_time = NOW + 60, .path = {.certificates = other, .count = 2, .anchored = true}},
		{.field = TR_TEXT_LIT("mot"), .sub_filter = "", .indication = TR_INDETERMINATE, .sub = TR_SUB_NO_CERTIFICATE_CHAIN_FOUND,
			.best_time = NOW, .path = {.certificates = chain, .count = 1}}};
	const struct tr_bytes ids = TR_BYTES_LIT("rightness.wrong\0right.name-differs\0"),
			      lines = TR_BYTES_LIT("KHÔNG ĐÚNG ]]>&<\0\x01 Mẫu\0");
	const struct tr_etsi_document documents[3] = {{true, {9}, ids, lines}, {true, {8}, {0}, {0}}, {false, {0}, ids, {0}}};
	struct tr_verdict v = {.indication = TR_TOTAL_FAILED, .signatures = signatures, .signature_count = 3, .as_of = NOW + 100,
		.policy = "mau"};
	struct trien_err err = {0};
	TR_AUTO_BUF out = {0};

	chain[1].has_evidence = true;
	chain[1].revoked_at = NOW - 30;
	if (tr_etsi_report(&v, documents, TRIEN_LANG_VI, &out, &err) != TRIEN_OK)
		return 1;
	/* Nothing but time stamps: nobody signed. */
	v.signatures = &signatures[1];
	v.signature_count = 1;
	if (strcmp(trien_err_id(tr_etsi_report(&v, documents, TRIEN_LANG_VI, &(struct tr_buf){0}, &err)), "verify.no-signature") != 0)
		return 1;
	return fwrite(out.p, 1, out.n, stdout) == out.n ? 0 : 1;
}
