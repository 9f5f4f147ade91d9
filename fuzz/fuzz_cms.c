/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * CMS from an attacker: read, asked everything, judged in each form. The input is the CMS; the document is a fixed
 * text, which the seeds sign. What is good must be good again from its own definite-length form.
 */
#include <stdint.h>
#include <stdlib.h>

#include "crypto/cms.h"
#include "crypto/cms_parts.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const struct tr_bytes document = TR_BYTES_LIT("Căn cứ Nghị định số 30/2020/NĐ-CP ngày 05 tháng 3 năm 2020");

static void
must(bool holds)
{
	if (!holds)
		abort();
}

static enum tr_cms_finding
judge(const struct tr_cms *c, const char *form, bool *decided)
{
	enum tr_cms_finding finding = TR_CMS_FORMAT_FAILURE;
	const struct tr_bytes parts[2] = {tr_bytes_part(document, 0, 5), tr_bytes_part(document, 5, document.n)};
	struct trien_err err = {0};
	const char *why = NULL;

	*decided = tr_cms_judge(c, form, parts, 2, &finding, &why, &err) == TRIEN_OK;
	must(!*decided || (why == NULL) == (finding == TR_CMS_GOOD));
	return finding;
}

static void
ask(const struct tr_cms *c, size_t size)
{
	int64_t t;

	must(tr_cms_der_size(c) <= size);
	must(tr_cms_digest_name(c)[0] != '\0' && tr_cms_scheme_name(c)[0] != '\0');
	for (size_t i = 0; i < tr_cms_certificate_count(c); i++)
		must(tr_cms_certificate(c, i).n > 0);
	must(!tr_cms_has_signing_certificate(c) || tr_cms_signer_certificate(c).n > 0);
	(void)tr_cms_has_timestamp(c);
	(void)!tr_cms_signing_time(c, &t);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const char *const forms[] = {"adbe.pkcs7.detached", "ETSI.CAdES.detached", "adbe.pkcs7.sha1", "ETSI.RFC3161", "x"};
	struct trien_err err = {0};
	struct tr_cms *c = NULL, *again = NULL;

	if (tr_cms_read(TR_BYTES(data, size), &c, &err) != TRIEN_OK) {
		must(err.code != TRIEN_OK && c == NULL);
		return 0;
	}
	ask(c, size);
	must(tr_cms_read(tr_buf_view(&c->der), &again, &err) == TRIEN_OK);
	for (size_t i = 0; i < sizeof(forms) / sizeof(forms[0]); i++) {
		bool decided, decided_again;
		enum tr_cms_finding first = judge(c, forms[i], &decided), second = judge(again, forms[i], &decided_again);
		must(decided == decided_again && first == second);
	}
	tr_cms_free(again);
	tr_cms_free(c);
	return 0;
}
