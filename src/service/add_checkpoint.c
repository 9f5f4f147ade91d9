/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* POST /witness/add-checkpoint, of c2sp.org/tlog-witness: handed on to the process that has the key. */
#include "base/errors/service.h"
#include "base/errors/store.h"
#include "service/route.h"
#include "service/witness.h"

/* Where it is about the size, the body is the witness's own size, and nothing else: that is what the asking side reads. */
trien_rc
tr_route_add_checkpoint(struct tr_call *c, struct trien_err *err)
{
	struct trien_err local = {0};

	if (c->context->config->witness == NULL)
		return TR_ERR0(err, SERVICE_NOT_FOUND);
	c->reply.type = "text/plain; charset=utf-8";
	const trien_rc rc = tr_witness_ask(c->context->config->witness, tr_buf_view(&c->body), &c->reply.body, &local);
	if (rc == TRIEN_E_AUDIT_WITNESS_SIZE && local.value_count == 1) {
		c->reply.status = (unsigned)trien_err_http(rc);
		c->reply.type = "text/x.tlog.size";
		c->reply.error = trien_err_id(rc);
		return tr_buf_addf(&c->reply.body, err, "%s\n", local.values[0].text);
	}
	if (rc != TRIEN_OK && err != NULL)
		*err = local;
	return rc;
}
