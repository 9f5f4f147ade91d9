/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The contract of notices. */
#include "contract.h"

extern const struct contract_row notice_tests[], notice_since_tests[], crl_tests[];

const struct contract_row *const contract_groups[] = {notice_tests, notice_since_tests, crl_tests, NULL};
