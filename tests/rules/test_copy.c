/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Requirement: X5 */
#include "rules/copy.h"
#include "test.h"

/* Every kind of every kind, by Decree 30/2020 Điều 3 and 25. */
static void
a_copy_is_made_of_what_it_may(void **state)
{
	static const char *const want[4][4] = {/* of: the original, sao y, trích sao, sao lục */
		[TR_COPY_SAO_Y] = {NULL, "rules.copy-order", "rules.copy-order", "rules.copy-order"},
		[TR_COPY_TRICH_SAO] = {NULL, "rules.copy-order", "rules.copy-order", "rules.copy-order"},
		[TR_COPY_SAO_LUC] = {"rules.copy-order", NULL, "rules.copy-order", "rules.copy-order"}};

	(void)state;
	for (unsigned kind = TR_COPY_SAO_Y; kind <= TR_COPY_SAO_LUC; kind++)
		for (unsigned source = TR_COPY_NONE; source <= TR_COPY_SAO_LUC; source++) {
			struct tr_copy_facts f = {(enum tr_copy_kind)kind, 1, (enum tr_copy_kind)source, true};
			const trien_rc rc = tr_copy_check(&f, NULL);
			if (want[kind][source] == NULL)
				assert_int_equal(rc, TRIEN_OK);
			else
				assert_string_equal(trien_err_id(rc), want[kind][source]);
			f.stands = false;
			assert_string_equal(trien_err_id(tr_copy_check(&f, NULL)), "rules.copy-state");
			f.sources = 0;
			assert_string_equal(trien_err_id(tr_copy_check(&f, NULL)), "rules.copy-source");
			f.sources = 2;
			assert_string_equal(trien_err_id(tr_copy_check(&f, NULL)), "rules.copy-source");
		}
}

static void
the_right_is_given_in_writing(void **state)
{
	const struct {
		struct tr_copy_right_facts f;
		const char *id; /* NULL: it is given */
	} rows[] = {
		{{true, 100, 100, 0, 100}, NULL}, {{true, 100, 100, 201, 200}, NULL}, {{true, 100, 300, 301, 200}, NULL},
		{{false, 100, 100, 0, 100}, "rules.copy-paper"}, {{true, 0, 100, 0, 100}, "rules.copy-paper"},
		{{true, 101, 200, 0, 100}, "rules.copy-paper"}, {{true, 101, 100, 0, 200}, "rules.copy-paper"},
		{{true, 100, 100, 100, 100}, "rules.copy-time"}, {{true, 100, 100, 200, 200}, "rules.copy-time"}, {{true, 100, 300, 300, 200}, "rules.copy-time"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		const trien_rc rc = tr_copy_right_check(&rows[i].f, NULL);
		if (rows[i].id == NULL)
			assert_int_equal(rc, TRIEN_OK);
		else
			assert_string_equal(trien_err_id(rc), rows[i].id);
	}
}

static void
kinds_have_their_abbreviations(void **state)
{
	(void)state;
	assert_int_equal(tr_copy_kind_of(TR_BYTES("SY", 2)), TR_COPY_SAO_Y);
	assert_int_equal(tr_copy_kind_of(TR_BYTES("TrS", 3)), TR_COPY_TRICH_SAO);
	assert_int_equal(tr_copy_kind_of(TR_BYTES("SL", 2)), TR_COPY_SAO_LUC);
	assert_int_equal(tr_copy_kind_of(TR_BYTES("QĐ", 3)), TR_COPY_NONE);
	assert_int_equal(tr_copy_kind_of(TR_BYTES("", 0)), TR_COPY_NONE);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(a_copy_is_made_of_what_it_may), cmocka_unit_test(the_right_is_given_in_writing),
		cmocka_unit_test(kinds_have_their_abbreviations)};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
