/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The certificate by which a browser knows the service on 127.0.0.1. It comes from an authority that is made for it alone: that may vouch for 127.0.0.1 and no other address and no name, signs once, and
 * whose key is in memory for that moment and nowhere after. So a browser that trusts it trusts this one key, which is this user's.
 */
#ifndef TR_AGENT_OWN_CERTIFICATE_H
#define TR_AGENT_OWN_CERTIFICATE_H

#include "base/bytes.h"
#include "base/env.h"

/* Key and certificate, PEM; the authority's certificate, PEM. */
TRIEN_MUST_CHECK trien_rc tr_agent_own_certificate_make(const struct tr_env *env, struct tr_buf *server, struct tr_buf *authority, struct trien_err *err);
/* Is it one, and good now? agent.serve-certificate */
TRIEN_MUST_CHECK trien_rc tr_agent_own_certificate_check(struct tr_bytes server, int64_t now, struct trien_err *err);

#endif
