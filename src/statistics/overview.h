/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Requirement: R13.3 */
/*
 * Figures of now, counted from the books: certificates by kind and state, how many end in each of the months to come, documents issued by agency and month, requests by
 * state and lateness, agencies that have issued nothing for a while. In a transaction that reads: all of one moment.
 *
 * What this does not do: it is no periodic report (Quy chế Điều 12), whose figures are of a span of time and of the units that report.
 */
#ifndef TR_STATISTICS_OVERVIEW_H
#define TR_STATISTICS_OVERVIEW_H

#include "store/sql.h"

#define TR_OVERVIEW_MONTHS 12u
#define TR_OVERVIEW_AGENCIES_MAX 500u /* of one list of agencies */

/* Whose: an agency, alone or with all below it; 0: of the whole province. */
struct tr_overview_of {
	int64_t agency;
	bool below;
	int64_t now;
};

enum { TR_OVERVIEW_HOLDER, TR_OVERVIEW_STATE, TR_OVERVIEW_COUNT };
enum { TR_OVERVIEW_AGENCY, TR_OVERVIEW_NAME, TR_OVERVIEW_ISSUED };
enum { TR_OVERVIEW_REQUEST_STATE, TR_OVERVIEW_REQUESTS, TR_OVERVIEW_LATE };
enum { TR_OVERVIEW_SILENT, TR_OVERVIEW_SILENT_NAME, TR_OVERVIEW_LAST /* when it last issued something; NULL: never */ };

struct tr_overview {
	struct tr_sql_rows certificates;
	int64_t begins[TR_OVERVIEW_MONTHS + 1];   /* of the months to come, this one first */
	int64_t expiring[TR_OVERVIEW_MONTHS];
	int64_t past[TR_OVERVIEW_MONTHS + 1];     /* of the months past, this one last */
	struct tr_sql_rows documents[TR_OVERVIEW_MONTHS]; /* of each of those: agencies that issued something */
	struct tr_sql_rows requests, silent;
};
/* out is {0}, free it. */
TRIEN_MUST_CHECK trien_rc tr_overview_read(struct tr_sql *db, const struct tr_overview_of *of, struct tr_overview *out, struct trien_err *err);
void tr_overview_free(struct tr_overview *o);

#endif
