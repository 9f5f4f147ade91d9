/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Asks a directory as the service does, without the service: ask_directory URL BIND CA|""; of each line "name TAB password" on standard input, "yes", "no" or the error's id and its words; at the end whether
 * the directory is left alone.
 */
#include <stdio.h>
#include <string.h>

#include "service/directory.h"

static void
say(trien_rc rc, bool is, const struct trien_err *err)
{
	char words[512];

	if (rc == TRIEN_OK) {
		puts(is ? "yes" : "no");
		return;
	}
	trien_err_text(err, TRIEN_LANG_EN, words, sizeof(words));
	printf("%s: %s\n", trien_err_id(rc), words);
}

int
main(int argc, char **argv)
{
	char line[2048];
	struct trien_err err = {0};
	struct tr_directory *d = NULL;

	if (argc != 4)
		return 2;
	const struct tr_service_config config = {.ldap_url = argv[1], .ldap_bind = argv[2], .ldap_ca = *argv[3] != '\0' ? argv[3] : NULL};
	if (tr_directory_new(&config, &tr_env_system, &d, &err) != TRIEN_OK)
		return 1;
	while (fgets(line, sizeof(line), stdin) != NULL) {
		line[strcspn(line, "\n")] = '\0';
		char *password = strchr(line, '\t');
		if (password == NULL)
			return 2;
		*password++ = '\0';
		bool is = false;
		const trien_rc rc = tr_directory_is(d, line, password, &is, &err);
		say(rc, is, &err);
	}
	puts(tr_directory_look(d, &err) == TRIEN_OK ? "asked" : "left alone");
	tr_directory_free(d);
	return 0;
}
