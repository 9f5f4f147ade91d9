/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The contract of src/office: documents that go. */
#include "contract.h"

extern const struct contract_row document_tests[], number_tests[], many_tests[], register_tests[], procedure_tests[], session_tests[], copy_tests[], template_tests[];

const struct contract_row *const contract_groups[] = {document_tests, number_tests, many_tests, register_tests, procedure_tests, session_tests, copy_tests, template_tests, NULL};
