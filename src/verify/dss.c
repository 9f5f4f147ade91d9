/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Certificates of the document security store, ISO 32000-2 §12.8.4.3: candidates for issuers, never trusted. */
#include "verify/judge.h"

static trien_rc
add_one(struct tr_judge *j, const struct tr_pdf_obj *item, struct tr_pool *pool, struct trien_err *err)
{
	const struct tr_pdf_obj *stream;
	TR_AUTO_BUF der = {.max = TR_CERTIFICATE_SIZE_MAX};
	struct trien_err why = {0};
	size_t newest = tr_pdf_newest(j->pdf);

	if (!tr_pdf_is(item, TR_PDF_REF))
		return TRIEN_OK;
	trien_rc rc = tr_pdf_get(j->pdf, newest, item->u.ref.num, &stream, &why);
	if (rc == TRIEN_OK && stream->type == TR_PDF_STREAM)
		rc = tr_pdf_stream_data(j->pdf, newest, item->u.ref, stream, TR_CERTIFICATE_SIZE_MAX, &der, &why);
	if (rc == TRIEN_OK && der.n > 0)
		rc = tr_pool_add(pool, tr_buf_view(&der), NULL, &why);
	/* One that cannot be read is as good as absent. */
	if (rc != TRIEN_OK && strcmp(trien_err_class(rc), "resource") == 0) {
		if (err != NULL)
			*err = why;
		return rc;
	}
	return TRIEN_OK;
}

trien_rc
tr_judge_dss_certificates(struct tr_judge *j, struct tr_pool *pool, struct trien_err *err)
{
	const struct tr_pdf_obj *catalog, *dss, *certificates;
	size_t newest = tr_pdf_newest(j->pdf);

	if (tr_pdf_catalog(j->pdf, newest, &catalog, NULL, NULL) != TRIEN_OK ||
			tr_pdf_find(j->pdf, newest, catalog, "DSS", &dss, NULL) != TRIEN_OK ||
			tr_pdf_find(j->pdf, newest, dss, "Certs", &certificates, NULL) != TRIEN_OK ||
			certificates->type != TR_PDF_ARRAY)
		return TRIEN_OK;
	for (size_t i = 0; i < certificates->u.array.count && i < TR_POOL_COUNT_MAX; i++)
		TR_TRY(add_one(j, certificates->u.array.items[i], pool, err));
	return TRIEN_OK;
}
