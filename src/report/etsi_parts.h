/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What the files of the ETSI report share. */
#ifndef TR_REPORT_ETSI_PARTS_H
#define TR_REPORT_ETSI_PARTS_H

#include "pki/revocation_reason.h"
#include "report/etsi.h"
#include "report/xml_write.h"

#define TR_ETSI_ID_MAX 72
#define TR_ETSI_WHOLE SIZE_MAX /* the stamp that a signature of the verdict itself is */

void tr_etsi_certificate_id(const struct tr_certificate_verdict *c, char out[TR_ETSI_ID_MAX]);
void tr_etsi_stamp_id(size_t signature, size_t stamp, char out[TR_ETSI_ID_MAX]);
/* DigestAlgAndValue. */
void tr_etsi_digest(struct tr_xml *w, const uint8_t sha256[32]);

struct tr_etsi_status {
	enum tr_indication indication;
	enum tr_sub_indication sub;
	bool of_stamp; /* passed and failed, not total-passed and total-failed */
	const struct tr_path_verdict *path;
	const struct tr_finding *findings;
	size_t finding_count;
	const struct tr_etsi_document *document; /* NULL: of a stamp alone */
	const struct tr_legal *legal;            /* NULL: of a stamp alone */
};
/* SignatureValidationStatus. */
void tr_etsi_status(struct tr_xml *w, const struct tr_etsi_status *s, enum trien_lang lang);
/* The content of a report about signature i. */
void tr_etsi_body(struct tr_xml *w, const struct tr_verdict *v, size_t i, const struct tr_etsi_document *document, enum trien_lang lang);
/* SignatureValidationObjects. */
void tr_etsi_objects(struct tr_xml *w, const struct tr_verdict *v, const struct tr_etsi_document *documents, enum trien_lang lang);

#endif
