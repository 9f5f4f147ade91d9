/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "service/witness.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/file.h>
#include <unistd.h>

#include "base/errors/service.h"
#include "base/errors/store.h"
#include "base/message.h"
#include "fetch/frame.h"
#include "service/listen.h"
#include "store/audit.h"

/* ---- the service's end ---- */

static trien_rc
exchange(int line, enum tr_frame_kind what, struct tr_bytes request, struct tr_buf *out, struct trien_err *err)
{
	TR_AUTO_BUF in = {.max = TR_FRAME_ROOM};
	enum tr_frame_kind kind;

	if (!tr_frame_write(line, what, request, TR_BYTES(NULL, 0)) ||
			tr_frame_read(line, TR_SERVICE_WITNESS_MILLISECONDS, TR_FRAME_ROOM, &kind, &in) != TR_FRAME_GOOD)
		return TR_ERR0(err, SERVICE_WITNESS);
	if (kind == TR_FRAME_ANSWER)
		return tr_buf_add_bytes(out, tr_buf_view(&in), err);
	const trien_rc code = kind == TR_FRAME_ERROR ? tr_message_read_error(tr_buf_view(&in), err) : TRIEN_OK;
	return code != TRIEN_OK ? code : TR_ERR0(err, SERVICE_WITNESS);
}

static trien_rc
ask(const char *socket, enum tr_frame_kind what, struct tr_bytes request, struct tr_buf *out, struct trien_err *err)
{
	int line;

	TR_TRY(tr_service_connect(socket, &line, err));
	const trien_rc rc = exchange(line, what, request, out, err);
	close(line);
	return rc;
}

trien_rc
tr_witness_ask(const char *socket, struct tr_bytes request, struct tr_buf *out, struct trien_err *err)
{
	return ask(socket, TR_FRAME_FETCH, request, out, err);
}

/* A word of its own: what comes from outside is a request for a signature, whatever is in it. */
trien_rc
tr_witness_key(const char *socket, struct tr_buf *out, struct trien_err *err)
{
	return ask(socket, TR_FRAME_READY, TR_BYTES(NULL, 0), out, err);
}

/* ---- the witness's end ---- */

static trien_rc
cosign(const struct tr_witness *w, struct tr_bytes request, struct tr_buf *line, struct trien_err *err)
{
	char *memory;

	if (asprintf(&memory, "%s.last", w->config->key) < 0)
		return TR_ERR(err, NO_MEMORY, TR_U("want", strlen(w->config->key)));
	const struct tr_audit_witness a = {.signer = w->signer, .logs = w->config->logs, .log_count = w->config->log_count, .memory_dir = AT_FDCWD,
			.memory = memory, .now = w->env->now(w->env->context)};
	/* `trien audit cosign` with the same key waits, and finds what was signed. */
	trien_rc rc = flock(w->key, LOCK_EX) == 0 ? tr_audit_cosign(&a, request, line, err) : TR_ERR(err, INTERNAL, TR_S("what", "flock"));
	flock(w->key, LOCK_UN);
	free(memory);
	return rc;
}

void
tr_witness_serve(const struct tr_witness *w, int connection)
{
	TR_AUTO_BUF in = {.max = TR_NOTE_MAX + 1};
	TR_AUTO_BUF out = {0};
	struct trien_err err = {0};
	enum tr_frame_kind kind;

	if (tr_frame_read(connection, TR_SERVICE_WITNESS_MILLISECONDS, TR_NOTE_MAX, &kind, &in) != TR_FRAME_GOOD || (kind != TR_FRAME_FETCH && kind != TR_FRAME_READY))
		return;
	const trien_rc rc = kind == TR_FRAME_READY ? tr_note_key_write(&w->signer->public, &out, &err) : cosign(w, tr_buf_view(&in), &out, &err);
	kind = TR_FRAME_ANSWER;
	if (rc != TRIEN_OK) {
		kind = TR_FRAME_ERROR;
		tr_buf_clear(&out);
		if (tr_message_write_error(&out, &err, NULL) != TRIEN_OK)
			return;
	}
	(void)!tr_frame_write(connection, kind, tr_buf_view(&out), TR_BYTES(NULL, 0));
}
