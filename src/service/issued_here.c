/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Requirement: R10.1 X4 */
#include "service/issued_here.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

#include "base/errors/store.h"
#include "office/issued.h"
#include "office/office.h"
#include "store/file.h"
#include "store/proof.h"
#include "store/tile.h"

/* ---- the proof ---- */

static trien_rc
take_entry(struct tr_tiles *tiles, uint64_t index, struct tr_buf *out, struct trien_err *err)
{
	TR_AUTO_BUF tile = {0};
	struct tr_bytes entry = {0};

	TR_TRY(tr_tiles_entries(tiles, index / TR_TILE_WIDTH, &tile, err));
	struct tr_bytes rest = tr_buf_view(&tile);
	for (uint64_t i = 0; i <= index % TR_TILE_WIDTH; i++)
		if (!tr_entry_take(&rest, &entry))
			return TR_ERR(err, AUDIT_TILE, TR_S("path", "tile/entries"));
	return tr_buf_add_bytes(out, entry, err);
}

/* What a note says stands before its first empty line; whose signature is under it, who gets the proof checks. */
static trien_rc
read_checkpoint(struct tr_bytes note, struct tr_checkpoint *out, struct trien_err *err)
{
	const uint8_t *end = note.n > 1 ? memmem(note.p, note.n, "\n\n", 2) : NULL;

	return tr_checkpoint_read(end != NULL ? TR_BYTES(note.p, (size_t)(end - note.p) + 1) : note, out, err);
}

static trien_rc
prove(int dir, const char *origin, uint64_t index, struct tr_buf *out, struct trien_err *err)
{
	TR_AUTO_BUF note = {0};
	struct tr_proof p = {.index = index};
	struct tr_checkpoint c;
	bool there;

	TR_TRY(tr_file_load(dir, "checkpoint", TR_NOTE_MAX, &note, &there, err));
	if (!there)
		return TRIEN_OK;
	TR_TRY(read_checkpoint(tr_buf_view(&note), &c, err));
	if (strcmp(c.origin, origin) != 0 || index >= c.size) /* another log, or not signed yet */
		return TRIEN_OK;
	struct tr_tiles *tiles = tr_mem_zeroed(1, sizeof(*tiles));
	if (tiles == NULL)
		return TR_ERR(err, NO_MEMORY, TR_U("want", sizeof(*tiles)));
	p.checkpoint = tr_buf_view(&note);
	tr_tiles_begin(tiles, dir, c.size);
	const struct tr_tree_source source = tr_tiles_source(tiles);
	trien_rc rc = tr_tree_inclusion(&source, index, c.size, &p.path, err);
	if (rc == TRIEN_OK)
		rc = take_entry(tiles, index, &p.entry, err);
	if (rc == TRIEN_OK)
		rc = tr_proof_write(&p, out, err);
	tr_proof_free(&p);
	free(tiles);
	return rc;
}

/* From whichever of the published logs is the one; nothing where it is not published, or not signed that far. */
static trien_rc
find_proof(const struct tr_call *c, const char *origin, uint64_t index, struct tr_buf *out, struct trien_err *err)
{
	const struct tr_service_config *k = c->context->config;

	for (size_t i = 0; i < k->log_count && out->n == 0; i++) {
		const int dir = open(k->logs[i].folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
		if (dir < 0)
			return tr_file_failed(k->logs[i].folder, errno, err);
		const trien_rc rc = prove(dir, origin, index, out, err);
		close(dir);
		TR_TRY(rc);
	}
	return TRIEN_OK;
}

/* ---- what is said of it ---- */

static trien_rc
number_text(const struct tr_sql_rows *rows, size_t number, size_t symbol, json_t **out, struct trien_err *err)
{
	TR_AUTO_BUF text = {0};

	TR_TRY(tr_office_number_text(tr_sql_int(rows, 0, number), tr_sql_text(rows, 0, symbol), &text, err));
	*out = json_stringn((const char *)text.p, strnlen((const char *)text.p, text.n));
	return *out != NULL ? TRIEN_OK : TR_ERR(err, NO_MEMORY, TR_U("want", 1));
}

static trien_rc
replaced_by(const struct tr_sql_rows *rows, json_t **out, struct trien_err *err)
{
	*out = json_null();
	return tr_sql_cell(rows, 0, TR_ISSUED_BY_NUMBER)->null ? TRIEN_OK : number_text(rows, TR_ISSUED_BY_NUMBER, TR_ISSUED_BY_SYMBOL, out, err);
}

static trien_rc
issued_as(const struct tr_call *c, const struct tr_sql_rows *rows, json_t **out, struct trien_err *err)
{
	TR_AUTO_BUF proof = {0};
	char day[TR_TIME_TEXT_MAX] = "";
	json_t *number, *by;

	TR_TRY(find_proof(c, tr_sql_text(rows, 0, TR_ISSUED_ORIGIN), (uint64_t)tr_sql_int(rows, 0, TR_ISSUED_LEAF), &proof, err));
	TR_TRY(number_text(rows, TR_ISSUED_NUMBER, TR_ISSUED_SYMBOL, &number, err));
	const trien_rc rc = replaced_by(rows, &by, err);
	if (rc != TRIEN_OK) {
		json_decref(number);
		return rc;
	}
	tr_time_iso(tr_sql_int(rows, 0, TR_ISSUED_DATED), TR_ZONE_VIETNAM, day);
	day[10] = '\0';
	*out = json_pack("{s:s, s:s, s:o, s:s, s:s, s:b, s:o, s:s, s:I, s:o}", "kind", tr_sql_text(rows, 0, TR_ISSUED_KIND), "agency", tr_sql_text(rows, 0, TR_ISSUED_AGENCY),
			"number", number, "day", day, "state", tr_sql_text(rows, 0, TR_ISSUED_STATE), "destroyed", (int)tr_sql_int(rows, 0, TR_ISSUED_DESTROYED), "replaced_by", by,
			"log", tr_sql_text(rows, 0, TR_ISSUED_ORIGIN), "leaf", (json_int_t)tr_sql_int(rows, 0, TR_ISSUED_LEAF), "proof",
			proof.n > 0 ? json_stringn((const char *)proof.p, proof.n) : json_null());
	return *out != NULL ? TRIEN_OK : TR_ERR(err, NO_MEMORY, TR_U("want", 1));
}

struct finding {
	const char *sha256;
	struct tr_sql_rows rows;
};

static trien_rc
find_work(struct tr_sql *db, void *context, struct trien_err *err)
{
	struct finding *f = context;

	tr_sql_rows_free(&f->rows);
	return tr_issued_find(db, f->sha256, &f->rows, err);
}

trien_rc
tr_issued_here(const struct tr_call *c, const char *sha256, json_t **out, struct trien_err *err)
{
	struct finding f = {.sha256 = sha256};
	trien_rc rc = c->context->pool != NULL ? tr_databases_transact(c->context->pool, TR_SQL_READ, find_work, &f, err) : TRIEN_OK;

	if (rc == TRIEN_OK && f.rows.count > 0)
		rc = issued_as(c, &f.rows, out, err);
	else if (rc == TRIEN_OK)
		*out = json_null();
	tr_sql_rows_free(&f.rows);
	return rc;
}
