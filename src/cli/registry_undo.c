/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* trien registry undo: an act whose entry was wrong. */
#include "cli/registry_run.h"

trien_rc
tr_registry_undo(struct tr_registry_run *r, struct trien_err *err)
{
	int64_t undone, act;

	TR_TRY(tr_registry_number_of(r->rest.items[0], "ACT", &undone, err));
	TR_TRY(tr_registry_fill_act(r, "act.undo", err));
	TR_TRY(tr_act_undo(r->db, &r->act, tr_registry_mode(r), undone, &act, err));
	tr_registry_print_written(r, act);
	return TRIEN_OK;
}
