/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The contract of src/registry. */
#include "contract.h"

extern const struct contract_row act_tests[], books_tests[], hand_tests[], list_tests[], custody_tests[], value_tests[], deed_tests[], ends_tests[], resume_tests[], stopped_tests[], check_tests[], upkeep_tests[], door_tests[], door_words_tests[], portal_tests[];

const struct contract_row *const contract_groups[] = {act_tests, books_tests, hand_tests, list_tests, custody_tests, value_tests, deed_tests, ends_tests, resume_tests, stopped_tests, check_tests, upkeep_tests, door_tests, door_words_tests, portal_tests, NULL};
