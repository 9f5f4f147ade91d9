/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Whose name a directory is asked with: what means something in a name is written so that it means nothing. Requirement: R4.1 */
#include "test.h"

#include "service/directory.h"

#define DN "uid={},ou=can-bo,dc=so"

static void
names(void **state)
{
	static const struct {
		const char *pattern, *name, *want; /* want NULL: it cannot be */
	} all[] = {
		{DN, "van.thu", "uid=van.thu,ou=can-bo,dc=so"}, {DN, "a,ou=quan-tri", "uid=a\\2Cou\\3Dquan-tri,ou=can-bo,dc=so"}, {DN, " #a\"+<>;=\\ ", "uid=\\20\\23a\\22\\2B\\3C\\3E\\3B\\3D\\5C\\20,ou=can-bo,dc=so"},
		{DN, "th\xc6\xb0", "uid=th\\C6\\B0,ou=can-bo,dc=so"}, {DN, "*)(uid=*", "uid=\\2A\\29\\28uid\\3D\\2A,ou=can-bo,dc=so"}, {DN, "", NULL}, {DN, "a\xff", NULL},
		{"{}@so.example", "van.thu", "van.thu@so.example"}, {"SO\\{}", "van_thu-1", "SO\\van_thu-1"}, {"{}@so.example", "a@b", NULL}, {"{}@so.example", "a b", NULL}, {"{}@so.example", "th\xc6\xb0", NULL},
		{"uid=x", "a", NULL},
	};
	char out[TR_DIRECTORY_NAME_MAX + 1];

	(void)state;
	for (size_t i = 0; i < sizeof(all) / sizeof(*all); i++) {
		assert_int_equal(tr_directory_name(all[i].pattern, all[i].name, out), all[i].want != NULL);
		if (all[i].want != NULL)
			assert_string_equal(out, all[i].want);
	}
}

/* At the cap and one past it. */
static void
long_names(void **state)
{
	char name[TR_DIRECTORY_NAME_MAX + 2], out[TR_DIRECTORY_NAME_MAX + 1];
	const size_t most = TR_DIRECTORY_NAME_MAX - (sizeof(DN) - 1 - 2);

	(void)state;
	for (size_t past = 0; past < 2; past++) {
		memset(name, 'a', sizeof(name));
		name[most + past] = '\0';
		assert_int_equal(tr_directory_name(DN, name, out), past == 0);
	}
}

int
main(void)
{
	const struct CMUnitTest all[] = {cmocka_unit_test(names), cmocka_unit_test(long_names)};
	return cmocka_run_group_tests(all, NULL, NULL);
}
