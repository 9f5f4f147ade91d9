/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Hostile CSV: whatever is read is a table within its caps. */
#include <stdint.h>

#include "exchange/table.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct tr_table t = {0};

	if (tr_csv_read(TR_BYTES(data, size), &t, NULL) != TRIEN_OK)
		return 0;
	if (t.columns == 0 || t.columns > TR_TABLE_COLUMNS_MAX || t.rows > TR_TABLE_ROWS_MAX)
		__builtin_trap();
	for (size_t row = 0; row <= t.rows; row++)
		for (size_t i = 0; i < t.columns; i++)
			if (strlen(tr_table_cell(&t, row, i)) > TR_TABLE_CELL_MAX)
				__builtin_trap();
	tr_table_free(&t);
	return 0;
}
