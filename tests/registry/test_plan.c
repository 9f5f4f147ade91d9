/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The contract of bulk acts. */
#include "contract.h"

extern const struct contract_row letter_tests[], plan_tests[];

const struct contract_row *const contract_groups[] = {letter_tests, plan_tests, NULL};
