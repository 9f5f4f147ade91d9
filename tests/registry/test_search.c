/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The contract of searching in src/registry. */
#include "contract.h"

extern const struct contract_row search_tests[];

const struct contract_row *const contract_groups[] = {search_tests, NULL};
