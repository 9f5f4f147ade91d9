/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Makes a lab in the directory that it is given, for the scripts beside. */
#include <stdio.h>

#include "lab/lab.h"

int
main(int argc, char **argv)
{
	struct tr_lab_report report = {0};
	struct trien_err err = {0};
	char text[512];

	if (argc != 2)
		return 3;
	const struct tr_lab_options options = {.directory = argv[1], .report = &report};
	if (tr_lab_init(&options, &err) != TRIEN_OK) {
		trien_err_text(&err, TRIEN_LANG_EN, text, sizeof(text));
		fprintf(stderr, "%s: %s\n", trien_err_id(err.code), text);
		return trien_err_exit(err.code);
	}
	printf("%u certificates, %u tokens\n", report.certificates, report.tokens);
	return 0;
}
