/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The contract of src/registry: the rules of the plain books. */
#include "contract.h"

extern const struct contract_row entry_tests[];

const struct contract_row *const contract_groups[] = {entry_tests, NULL};
