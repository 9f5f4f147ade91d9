/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The line to trien-agent-net: a process that has the network and one server's address, and neither token nor PIN. It asks that server alone, over TLS, follows no redirect, goes through no other proxy than the desk's
 * own (agent/proxy.h), and hands on what comes unread.
 */
#ifndef TR_AGENT_NETWORK_H
#define TR_AGENT_NETWORK_H

#include "agent/enrolment.h"
#include "agent/request.h"
#include "fetch/helper.h"

#define TR_AGENT_NET "trien-agent-net"

struct tr_agent_network {
	struct tr_helper helper;
	struct tr_buf in; /* the last answer */
	unsigned milliseconds;
};

/* milliseconds: for each question. agent.program-missing, agent.program-failed, agent.proxy-invalid */
TRIEN_MUST_CHECK trien_rc tr_agent_network_start(const struct tr_agent_enrolment *e, unsigned milliseconds, struct tr_agent_network *out, struct trien_err *err);
/* Whatever the status is. fetch.timeout, fetch.too-large, fetch.address-refused, fetch.failed; agent.program-* */
TRIEN_MUST_CHECK trien_rc tr_agent_network_ask(struct tr_agent_network *n, const struct tr_agent_request *r, struct tr_agent_reply *out, struct trien_err *err);
void tr_agent_network_stop(struct tr_agent_network *n);

/* ---- what goes over the line, in frames (fetch/frame.h) ---- */

/* Before the body of an answer: status, when to ask again, what time it is there, which certificate is meant (zeros: not said). */
#define TR_AGENT_NET_HEAD (16u + TR_AGENT_SECRET_SIZE)

struct tr_agent_net_options {
	char origin[TR_AGENT_ORIGIN_MAX + 1];
	char proxy[TR_AGENT_PROXY_MAX + 1]; /* empty: none */
	bool lab; /* this machine itself may be asked */
	unsigned milliseconds;
	struct tr_bytes authorities; /* PEM */
};
TRIEN_MUST_CHECK trien_rc tr_agent_net_write_options(const struct tr_agent_net_options *o, struct tr_buf *out, struct trien_err *err);
bool tr_agent_net_read_options(struct tr_bytes in, struct tr_agent_net_options *out);
/* Texts of what is read are in these buffers. */
struct tr_agent_net_texts {
	char path[TR_AGENT_URL_MAX + 1], secret[TR_AGENT_SECRET_SIZE + 1], bearer[TR_AGENT_BEARER_MAX + 1], cookie[TR_AGENT_COOKIE_MAX + 1], type[TR_AGENT_NAME_MAX + 1];
	struct tr_agent_page_request page;
};
TRIEN_MUST_CHECK trien_rc tr_agent_net_write_request(const struct tr_agent_request *r, struct tr_buf *out, struct trien_err *err);
bool tr_agent_net_read_request(struct tr_bytes in, struct tr_agent_net_texts *texts, struct tr_agent_request *out);

#endif
