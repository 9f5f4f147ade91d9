/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The validation report of ETSI TS 119 102-2, XML schema of version 1.2.1 (http://uri.etsi.org/19102/v1.2.1#), not signed.
 * One SignatureValidationReport for each signature, by what it covers; time stamps and certificates are validation objects.
 * SignersDocument is the revision that a signature covers: the whole file as it then was.
 *
 * Left out, for the verdict does not keep them: the values of signatures and the bytes of certificates and time stamps;
 * certificates are named by their digest, time stamps by their place in the file (urn:x-trien:…).
 */
#ifndef TR_REPORT_ETSI_H
#define TR_REPORT_ETSI_H

#include "verify/verify.h"

/* SHA-256 of the revision that signature i covers; has is false where it covers none. */
struct tr_etsi_document {
	bool has;
	uint8_t sha256[32];
	/*
	 * What somebody else found of it beside the technical verdict (report/report.h), which stays as it is: as many ids as lines, each ends
	 * with NUL; empty: nothing. Becomes AdditionalValidationReportData, §4.3.4.
	 */
	struct tr_bytes ids, lines;
};

/* documents: as many as there are signatures. verify.no-signature where there is none to report about. */
TRIEN_MUST_CHECK trien_rc tr_etsi_report(const struct tr_verdict *v, const struct tr_etsi_document *documents,
		enum trien_lang lang, struct tr_buf *out, struct trien_err *err);

#endif
