/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The contract of src/office: old paper books. */
#include "contract.h"

extern const struct contract_row old_tests[];

const struct contract_row *const contract_groups[] = {old_tests, NULL};
