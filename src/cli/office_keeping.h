/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What the subcommands of trien office that keep and destroy documents share. Requirement: X1 */
#ifndef TR_CLI_OFFICE_KEEPING_H
#define TR_CLI_OFFICE_KEEPING_H

#include "cli/office_run.h"
#include "office/destruction.h"

/* In a transaction: may who calls see what that agency keeps? */
TRIEN_MUST_CHECK trien_rc tr_office_agency_door(struct tr_registry_run *r, struct tr_sql *db, int64_t agency, struct trien_err *err);

#endif
