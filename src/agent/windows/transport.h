/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * On Windows a server is asked through WinHTTP, with TLS by Schannel and the authorities that Windows believes: that server alone, no redirect, no cookie, no password of Windows, no client certificate, and no
 * proxy. What comes is handed on unread, within the caps and with the refusals of agent/network.h. Requirement: R4.3
 */
#ifndef TR_AGENT_WINDOWS_TRANSPORT_H
#define TR_AGENT_WINDOWS_TRANSPORT_H

#include "agent/display.h"
#include "agent/request.h"

struct tr_transport;

/* milliseconds: for each question. agent.authorities-windows where the server is to be believed for an authority of its own (authorities, PEM; empty: none) */
TRIEN_MUST_CHECK trien_rc tr_transport_open(const struct tr_agent_server *s, struct tr_bytes authorities, unsigned milliseconds, struct tr_transport **out, struct trien_err *err);
/* By the desk protocol (page is NULL), whatever the status is. fetch.timeout, fetch.too-large, fetch.address-refused, fetch.failed */
TRIEN_MUST_CHECK trien_rc tr_transport_ask(struct tr_transport *t, const struct tr_agent_request *r, struct tr_agent_reply *out, struct trien_err *err);
void tr_transport_close(struct tr_transport *t);

#endif
