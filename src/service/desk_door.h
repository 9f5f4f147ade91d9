/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The doors of the program at the desk (docs/desk-protocol.md), ours or the VGCA Sign Service: it is no browser, says (if it is ours) which protocol it speaks, and comes either with the token of a link or with the secret that it
 * got for one. With the secret it is the person who made the errand, as the books and that person's web session are at that moment, and for the errand's signatures alone. Requirement: R4.3
 */
#ifndef TR_SERVICE_DESK_DOOR_H
#define TR_SERVICE_DESK_DOOR_H

#include "service/call.h"

/* Who comes with a token, or to log in: desk.browser, desk.version, service.rate-limit, service.not-found (there is no store). */
TRIEN_MUST_CHECK trien_rc tr_desk_knock(struct tr_call *c, struct trien_err *err);
/* The same for the VGCA Sign Service, which says nothing of a version. */
TRIEN_MUST_CHECK trien_rc tr_desk_knock_vgca(struct tr_call *c, struct trien_err *err);
/* Who comes with a secret of an errand for such a program: fills c->errand, c->session and c->caller. desk.browser, desk.version, desk.token, desk.over. */
TRIEN_MUST_CHECK trien_rc tr_desk_enter(struct tr_call *c, struct trien_err *err);
/* In a transaction: whose errand is it, by the web session in which it was made? Fills session and caller; desk.over: that session is over, or the account is closed. */
TRIEN_MUST_CHECK trien_rc tr_desk_whose(struct tr_call *c, struct tr_sql *db, const struct tr_errand *errand, struct trien_err *err);
/* In a transaction: is all still as when tr_desk_enter() let it in? */
TRIEN_MUST_CHECK trien_rc tr_desk_still(struct tr_call *c, struct tr_sql *db, struct trien_err *err);

#endif
