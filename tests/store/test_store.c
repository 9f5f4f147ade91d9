/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The contract of src/store. */
#include "contract.h"

extern const struct contract_row sql_tests[], schema_tests[], blob_tests[], job_tests[], audit_tests[];

const struct contract_row *const contract_groups[] = {sql_tests, schema_tests, blob_tests, job_tests, audit_tests, NULL};
