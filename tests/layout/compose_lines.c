/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Reads lines of UTF-8, writes each in form C. compose_check.py is the judge. */
#include <stdio.h>

#include "layout/compose.h"

int
main(void)
{
	static char line[1 << 16];

	while (fgets(line, sizeof(line), stdin) != NULL) {
		TR_AUTO_BUF out = {0};
		if (tr_compose((struct tr_text){line, strcspn(line, "\n")}, &out, NULL) != TRIEN_OK ||
				tr_buf_add_byte(&out, '\n', NULL) != TRIEN_OK)
			return 1;
		fwrite(out.p, 1, out.n, stdout);
	}
	return 0;
}
