/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What a signed document brings along, into its evidence. A part that cannot be read is as good as absent: the verdict tells of it. */
#include "base/errors/verify.h"
#include "crypto/cms.h"
#include "crypto/limits.h"
#include "verify/record.h"

static trien_rc
add_cms(struct tr_record_list *l, const struct tr_cms *c, struct trien_err *err)
{
	for (size_t i = 0; i < tr_cms_certificate_count(c); i++)
		TR_TRY(tr_record_add(l, TR_RECORD_CERTIFICATE, tr_cms_certificate(c, i), err));
	for (size_t i = 0; tr_cms_crl(c, i).n > 0; i++)
		TR_TRY(tr_record_add(l, TR_RECORD_CRL, tr_cms_crl(c, i), err));
	for (size_t i = 0; tr_cms_ocsp(c, i).n > 0; i++)
		TR_TRY(tr_record_add(l, TR_RECORD_OCSP, tr_cms_ocsp(c, i), err));
	return TRIEN_OK;
}

static trien_rc
add_token(struct tr_record_list *l, struct tr_bytes der, struct trien_err *err)
{
	struct tr_cms *token;

	if (tr_cms_read(der, &token, NULL) != TRIEN_OK)
		return TRIEN_OK;
	trien_rc rc = add_cms(l, token, err);
	tr_cms_free(token);
	return rc;
}

static trien_rc
add_signature(struct tr_record_list *l, struct tr_bytes contents, struct trien_err *err)
{
	struct tr_cms *c;

	if (tr_cms_read(contents, &c, NULL) != TRIEN_OK)
		return TRIEN_OK;
	trien_rc rc = add_cms(l, c, err);
	for (size_t i = 0; rc == TRIEN_OK && tr_cms_timestamp(c, i).n > 0; i++)
		rc = add_token(l, tr_cms_timestamp(c, i), err);
	tr_cms_free(c);
	return rc;
}

static trien_rc
add_stream(struct tr_record_list *l, enum tr_record_type type, struct tr_pdf *pdf, const struct tr_pdf_obj *item,
		struct trien_err *err)
{
	const size_t newest = tr_pdf_newest(pdf);
	const struct tr_pdf_obj *stream;
	TR_AUTO_BUF der = {.max = TR_RECORD_BYTES_MAX};

	if (!tr_pdf_is(item, TR_PDF_REF) || tr_pdf_get(pdf, newest, item->u.ref.num, &stream, NULL) != TRIEN_OK ||
			stream->type != TR_PDF_STREAM ||
			tr_pdf_stream_data(pdf, newest, item->u.ref, stream, TR_RECORD_BYTES_MAX, &der, NULL) != TRIEN_OK)
		return TRIEN_OK;
	return tr_record_add(l, type, tr_buf_view(&der), err);
}

/* ISO 32000-2 §12.8.4.3; the newest store holds what earlier ones held. */
static trien_rc
add_store(struct tr_record_list *l, struct tr_pdf *pdf, struct trien_err *err)
{
	static const struct {
		const char *key;
		enum tr_record_type type;
	} parts[] = {{"Certs", TR_RECORD_CERTIFICATE}, {"CRLs", TR_RECORD_CRL}, {"OCSPs", TR_RECORD_OCSP}};
	const size_t newest = tr_pdf_newest(pdf);
	const struct tr_pdf_obj *catalog, *dss, *array;

	if (tr_pdf_catalog(pdf, newest, &catalog, NULL, NULL) != TRIEN_OK ||
			tr_pdf_find(pdf, newest, catalog, "DSS", &dss, NULL) != TRIEN_OK)
		return TRIEN_OK;
	for (size_t k = 0; k < sizeof(parts) / sizeof(*parts); k++) {
		if (tr_pdf_find(pdf, newest, dss, parts[k].key, &array, NULL) != TRIEN_OK || array->type != TR_PDF_ARRAY)
			continue;
		for (size_t i = 0; i < array->u.array.count && i < TR_RECORD_ITEMS_MAX; i++)
			TR_TRY(add_stream(l, parts[k].type, pdf, array->u.array.items[i], err));
	}
	return TRIEN_OK;
}

static trien_rc
collect(struct tr_record_list *l, struct tr_pdf *pdf, struct trien_err *err)
{
	const struct tr_pdf_signature *signatures;
	size_t count;

	TR_TRY(tr_pdf_signatures(pdf, &signatures, &count, err));
	if (count == 0)
		return TR_ERR0(err, VERIFY_NO_SIGNATURE);
	for (size_t i = 0; i < count; i++)
		if (signatures[i].contents.n > 0)
			TR_TRY(add_signature(l, signatures[i].contents, err));
	return add_store(l, pdf, err);
}

trien_rc
tr_record_collect(struct tr_record_list *l, struct tr_bytes file, const struct tr_verify_options *options, struct trien_err *err)
{
	const struct tr_pdf_options how = {.cipher = options->cipher, .password = options->password};
	struct tr_pdf *pdf;

	TR_TRY(tr_pdf_open(file, &how, &pdf, err));
	trien_rc rc = collect(l, pdf, err);
	tr_pdf_close(pdf);
	return rc;
}
