/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Requirement: X4 */
/* Our logs as everybody may read them (c2sp.org/tlog-tiles). Entries hold no name and no text of a person. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

#include "base/errors/service.h"
#include "service/route.h"
#include "service/who.h"
#include "store/audit_prove.h"
#include "store/file.h"
#include "store/tile.h"

/* What was once published under the name of a tile never changes. */
#define FOR_EVER "public, max-age=31536000, immutable"

static trien_rc
log_folder(const struct tr_call *c, int *out, struct trien_err *err)
{
	const struct tr_service_config *k = c->context->config;

	for (size_t i = 0; i < k->log_count; i++) {
		if (!tr_bytes_are(c->parameters[0], k->logs[i].name))
			continue;
		*out = open(k->logs[i].folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
		return *out >= 0 ? TRIEN_OK : tr_file_failed(k->logs[i].folder, errno, err);
	}
	return TR_ERR0(err, SERVICE_NOT_FOUND);
}

static trien_rc
send_file(struct tr_call *c, const char *path, size_t max, struct trien_err *err)
{
	bool there = false;
	int dir = -1;

	TR_TRY(log_folder(c, &dir, err));
	const trien_rc rc = tr_file_load(dir, path, max, &c->reply.body, &there, err);
	close(dir);
	TR_TRY(rc);
	return there ? TRIEN_OK : TR_ERR0(err, SERVICE_NOT_FOUND);
}

trien_rc
tr_route_checkpoint(struct tr_call *c, struct trien_err *err)
{
	TR_TRY(send_file(c, "checkpoint", TR_NOTE_MAX, err));
	c->reply.type = "text/plain; charset=utf-8";
	c->reply.cache = "no-cache"; /* a copy may be kept, and is asked about each time */
	return TRIEN_OK;
}

trien_rc
tr_route_tile(struct tr_call *c, struct trien_err *err)
{
	const char *name = (const char *)c->parameters[1].p;
	char path[TR_TILE_PATH_MAX + 8];

	if (!tr_tile_name_is(name))
		return TR_ERR0(err, SERVICE_NOT_FOUND);
	snprintf(path, sizeof(path), "tile/%s", name);
	/* Entries have a length before them. */
	TR_TRY(send_file(c, path, (size_t)TR_TILE_WIDTH * (TR_AUDIT_ENTRY_MAX + 2), err));
	c->reply.cache = FOR_EVER;
	return TRIEN_OK;
}

/* ---- receipts ---- */

static trien_rc
prove(int dir, uint64_t index, struct tr_buf *out, struct trien_err *err)
{
	TR_AUTO_BUF file = {.max = TR_NOTE_MAX};
	struct tr_checkpoint checkpoint;
	struct tr_proof p = {.index = index};
	struct tr_note note;
	bool there = false;

	TR_TRY(tr_file_load(dir, "checkpoint", TR_NOTE_MAX, &file, &there, err));
	if (!there)
		return TR_ERR0(err, SERVICE_NOT_FOUND);
	TR_TRY(tr_note_read(tr_buf_view(&file), &note, err));
	TR_TRY(tr_checkpoint_read(note.text, &checkpoint, err));
	if (index >= checkpoint.size) /* not signed yet, or none */
		return TR_ERR0(err, SERVICE_NOT_FOUND);
	p.checkpoint = tr_buf_view(&file);
	trien_rc rc = tr_audit_prove(dir, checkpoint.size, &p, err);
	if (rc == TRIEN_OK)
		rc = tr_proof_write(&p, out, err);
	tr_proof_free(&p);
	return rc;
}

/* Who gets one holds it against the log's key: trien audit verify --proof. */
trien_rc
tr_route_proof(struct tr_call *c, struct trien_err *err)
{
	uint64_t index;
	char name[64];
	int dir = -1;

	if (!tr_decimal_read(c->parameters[1], &index))
		return TR_ERR0(err, SERVICE_NOT_FOUND);
	TR_TRY(log_folder(c, &dir, err));
	const trien_rc rc = prove(dir, index, &c->reply.body, err);
	close(dir);
	TR_TRY(rc);
	snprintf(name, sizeof(name), "attachment; filename=\"entry-%llu.tlog-proof\"", (unsigned long long)index);
	tr_call_answer_field(c, "Content-Disposition", name);
	c->reply.cache = "no-cache";
	return TRIEN_OK;
}

/* Which logs there are; each says the rest in its checkpoint. */
trien_rc
tr_route_logs(struct tr_call *c, struct trien_err *err)
{
	const struct tr_service_config *k = c->context->config;
	json_t *all = json_array();

	for (size_t i = 0; i < k->log_count; i++)
		json_array_append_new(all, json_pack("{s:s}", "log", k->logs[i].name));
	return tr_call_answer_json(c, json_pack("{s:o}", "data", all), err);
}
