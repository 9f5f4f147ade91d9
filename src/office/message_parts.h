/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Messages within the act that takes their document in. */
#ifndef TR_OFFICE_MESSAGE_PARTS_H
#define TR_OFFICE_MESSAGE_PARTS_H

#include "office/incoming.h"
#include "office/office_parts.h"

/* Did the message by which it comes come before? office.message-twice where it was another file. */
TRIEN_MUST_CHECK trien_rc tr_message_known(const struct tr_officing *o, const struct tr_office_coming *c, bool *known, struct trien_err *err);
TRIEN_MUST_CHECK trien_rc tr_message_put_in(const struct tr_officing *o, const struct tr_office_coming *c, int64_t arrival, struct trien_err *err);

#endif
