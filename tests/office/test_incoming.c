/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The contract of src/office: documents that come. */
#include "contract.h"

extern const struct contract_row incoming_tests[], follow_tests[], proof_tests[], message_tests[], dispatch_tests[];

const struct contract_row *const contract_groups[] = {incoming_tests, follow_tests, proof_tests, message_tests, dispatch_tests, NULL};
