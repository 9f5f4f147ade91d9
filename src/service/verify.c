/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Requirement: R10.1 X4 */
/*
 * POST /v1/verify: what is to be said of a file, for anybody. Nothing of it is kept: it is judged in a worker, from memory. Where a document of this installation was issued as
 * that very file, its number is told, and a proof that the issue stands in the audit trail (c2sp.org/tlog-proof).
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

#include "base/errors/service.h"
#include "base/errors/store.h"
#include "office/office.h"
#include "service/judges.h"
#include "service/route.h"
#include "service/who.h"
#include "store/file.h"
#include "store/hex.h"
#include "store/proof.h"
#include "store/tile.h"

/* ---- issued here as ---- */

struct finding {
	char hash[TR_HEX256 + 1];
	struct tr_sql_rows rows; /* agency, number, symbol, day, state, log, place of the leaf, origin */
};

/* The leaf is that of the act that wrote the file's name into the document. */
static trien_rc
find_work(struct tr_sql *db, void *context, struct trien_err *err)
{
	static const char sql[] = "SELECT g.name, o.number, o.symbol, o.dated_at, d.state, t.log, t.idx, l.origin FROM document d "
				  "JOIN outgoing o ON o.document = d.id JOIN agency g ON g.id = o.agency JOIN change h ON h.book = 'document' AND h.object = d.id "
				  "JOIN act t ON t.id = h.act JOIN audit_log l ON l.log = t.log WHERE d.issued_file = $1 "
				  "AND h.content LIKE '%\"issued_file\":\"' || CAST($1 AS TEXT) || '\"%' ORDER BY h.version LIMIT 1";
	struct finding *f = context;

	tr_sql_rows_free(&f->rows);
	return tr_sql_ask(db, sql, TR_SQL_IN(TR_SQL_T(f->hash)), &f->rows, err);
}

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

/* ---- the answer ---- */

static trien_rc
issued_as(const struct tr_call *c, const struct tr_sql_rows *rows, json_t **out, struct trien_err *err)
{
	TR_AUTO_BUF text = {0};
	TR_AUTO_BUF proof = {0};
	char day[TR_TIME_TEXT_MAX] = "";

	*out = json_null();
	if (rows->count == 0)
		return TRIEN_OK;
	TR_TRY(tr_office_number_text(tr_sql_int(rows, 0, 1), tr_sql_text(rows, 0, 2), &text, err));
	TR_TRY(find_proof(c, tr_sql_text(rows, 0, 7), (uint64_t)tr_sql_int(rows, 0, 6), &proof, err));
	tr_time_iso(tr_sql_int(rows, 0, 3), TR_ZONE_VIETNAM, day);
	day[10] = '\0';
	*out = json_pack("{s:s, s:s%, s:s, s:s, s:s, s:I, s:o}", "agency", tr_sql_text(rows, 0, 0), "number", (const char *)text.p, strnlen((const char *)text.p, text.n),
			"day", day, "state", tr_sql_text(rows, 0, 4), "log", tr_sql_text(rows, 0, 7), "leaf", (json_int_t)tr_sql_int(rows, 0, 6), "proof",
			proof.n > 0 ? json_stringn((const char *)proof.p, proof.n) : json_null());
	return *out != NULL ? TRIEN_OK : TR_ERR(err, NO_MEMORY, TR_U("want", 1));
}

static trien_rc
answer(struct tr_call *c, struct finding *f, struct trien_err *err)
{
	TR_AUTO_BUF report = {0};
	json_t *issued;

	TR_TRY(tr_hex_sha256(tr_buf_view(&c->body), f->hash, err));
	TR_TRY(tr_judges_verify(c->context->judges, c->context->env, tr_buf_view(&c->body), &report, err));
	/* Read again: what comes out of the sandbox is believed to be no more than text. */
	json_t *said = json_loadb((const char *)report.p, report.n, JSON_REJECT_DUPLICATES, NULL);
	if (said == NULL)
		return TR_ERR(err, INTERNAL, TR_S("what", "report"));
	trien_rc rc = c->context->pool != NULL ? tr_databases_transact(c->context->pool, TR_SQL_READ, find_work, f, err) : TRIEN_OK;
	if (rc == TRIEN_OK)
		rc = issued_as(c, &f->rows, &issued, err);
	if (rc != TRIEN_OK) {
		json_decref(said);
		return rc;
	}
	return tr_call_answer_json(c, json_pack("{s:s, s:o, s:o}", "sha256", f->hash, "report", said, "issued", issued), err);
}

trien_rc
tr_route_verify(struct tr_call *c, struct trien_err *err)
{
	struct finding f = {0};

	if (c->context->judges == NULL)
		return TR_ERR0(err, SERVICE_NOT_FOUND);
	const trien_rc rc = answer(c, &f, err);
	tr_sql_rows_free(&f.rows);
	if (rc == TRIEN_E_SERVICE_BUSY)
		tr_call_answer_field(c, "Retry-After", "2");
	return rc;
}
