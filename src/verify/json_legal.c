/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The legal verdict in JSON. */
#include "verify/judge.h"

static void
write_leg(struct tr_json *w, struct tr_leg leg, enum trien_lang lang)
{
	tr_json_field_string(w, "answer", tr_leg_answer_name(leg.answer));
	tr_json_field_string(w, "reason", tr_legal_reason_id(leg.reason));
	tr_json_field_string(w, "message", tr_legal_reason_text(leg.reason, lang));
}

static void
write_named(struct tr_json *w, const char *key, struct tr_leg leg, enum trien_lang lang)
{
	tr_json_key(w, key);
	tr_json_open(w, '{');
	write_leg(w, leg, lang);
	tr_json_close(w, '}');
}

void
tr_json_legal(struct tr_json *w, const struct tr_legal *l, enum trien_lang lang)
{
	tr_json_key(w, "legal");
	if (!l->applies) {
		tr_json_null(w);
		return;
	}
	tr_json_open(w, '{');
	tr_json_field_string(w, "basis", TR_LEGAL_BASIS);
	tr_json_field_string(w, "newer_acts", l->newer_law ? tr_legal_reason_text(TR_LEGAL_NEWER_ACTS, lang) : "");
	write_named(w, "secure", l->secure, lang);
	tr_json_key(w, "legs");
	tr_json_open(w, '[');
	for (enum tr_leg_kind k = 0; k < TR_LEG_COUNT; k++) {
		tr_json_open(w, '{');
		tr_json_field_string(w, "leg", tr_leg_name(k));
		write_leg(w, l->legs[k], lang);
		if (k == TR_LEG_SOLE_CONTROL)
			tr_json_field_text(w, "record", l->control_why);
		tr_json_close(w, '}');
	}
	tr_json_close(w, ']');
	write_named(w, "official", l->official, lang);
	tr_json_close(w, '}');
}
