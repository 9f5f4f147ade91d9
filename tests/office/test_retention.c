/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The contract of src/office: how long documents are kept, to whom they are handed over, and their destruction. */
#include "contract.h"

extern const struct contract_row retention_tests[], handover_tests[];

const struct contract_row *const contract_groups[] = {retention_tests, handover_tests, NULL};
