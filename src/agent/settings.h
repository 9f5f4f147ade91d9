/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * What signatures that a page of the VGCA protocol asks for look like at this desk: signature.json of the user's, else of the administrator's folder.
 *
 *   {"picture": "/…/handwriting.png", "name": "as it is printed", "seal": "/…/seal.png", "diameter_mm": "36", "agency": "name of the agency", "copy_kind": "sao y", "reserve": true, "trust": "/…/anchors", "tsa": "http://…"}
 *
 * Every member may be missing.
 */
#ifndef TR_AGENT_SETTINGS_H
#define TR_AGENT_SETTINGS_H

#include "agent/servers.h"

struct tr_agent_settings {
	char picture[PATH_MAX], seal[PATH_MAX], trust[PATH_MAX]; /* empty: none */
	char name[TR_AGENT_NAME_MAX + 1], agency[TR_AGENT_NAME_MAX + 1], copy_kind[TR_AGENT_NAME_MAX + 1], diameter[TR_AGENT_NAME_MAX + 1];
	char tsa[TR_AGENT_URL_MAX + 1]; /* an authority of time stamps that is looked at when this desk is; empty: none */
	bool reserve; /* number, date and seal get their places before the first signature */
	const char *file; /* where they are from; NULL: nobody has said anything */
};

/* agent.settings-invalid, agent.unsafe-file, agent.file-failed. places outlives it. */
TRIEN_MUST_CHECK trien_rc tr_agent_settings_read(const struct tr_agent_places *p, struct tr_agent_settings *out, struct trien_err *err);

#endif
