/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Figures for who watches over the service, as Prometheus reads them (text format 0.0.4): how many requests of which route and status, how long they took,
 * what is under way, waits, or could not be done. A label is a route's pattern, never what stood in its place; nothing in it is about a person.
 */
#ifndef TR_SERVICE_METRICS_H
#define TR_SERVICE_METRICS_H

#include "service/call.h"

struct tr_metrics;
struct tr_route;

TRIEN_MUST_CHECK trien_rc tr_metrics_new(const struct tr_env *env, struct tr_metrics **out, struct trien_err *err);
void tr_metrics_free(struct tr_metrics *m);

/* A request begins; it has ended. route: NULL where it has none; status: 0 where there was no answer, or it did not arrive. */
void tr_metrics_begin(struct tr_metrics *m);
void tr_metrics_end(struct tr_metrics *m, const struct tr_route *route, unsigned status, int64_t milliseconds);

TRIEN_MUST_CHECK trien_rc tr_metrics_write(const struct tr_service_context *c, struct tr_buf *out, struct trien_err *err);

/* Answers GET /metrics at an address of its own, which nginx does not know. listener stays the caller's. base.internal. */
struct tr_metrics_door;
TRIEN_MUST_CHECK trien_rc tr_metrics_door_start(
		const struct tr_service_context *context, int listener, struct tr_metrics_door **out, struct trien_err *err);
void tr_metrics_door_stop(struct tr_metrics_door *d);

#endif
