/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The servers that are enrolled: files <id>.trien as they came, in a folder of the administrator's for the whole computer and in one of the user's. Each is judged anew whenever it is read: what was
 * changed there, or is no longer vouched for, is no server. The administrator's stands before the user's.
 */
#ifndef TR_AGENT_SERVERS_H
#define TR_AGENT_SERVERS_H

#include <limits.h>

#include "agent/enrolment.h"

#define TR_AGENT_ETC "/etc/trien/agent"

struct tr_agent_places {
	char trust[PATH_MAX];   /* of anchors: who may vouch for servers */
	char system[PATH_MAX];  /* of servers, the administrator's */
	char user[PATH_MAX];    /* of servers, the user's */
	char modules[2][PATH_MAX]; /* lists of PKCS#11 modules: the user's, the administrator's */
	char settings[2][PATH_MAX]; /* folders of agent/settings.h: the user's, the administrator's */
	struct tr_trust *anchors; /* NULL until they are needed */
	int64_t now;
};

/*
 * etc in place of /etc/trien/agent, trust in place of the folder trust of it (NULL: as they are; then also the user's own folder of anchors, where the administrator has none). The user's are below
 * $XDG_CONFIG_HOME/trien or ~/.config/trien. agent.trust-missing, and pki.trust-* of the anchors. Close with tr_agent_places_close(), also where it is refused.
 */
TRIEN_MUST_CHECK trien_rc tr_agent_places_open(const char *etc, const char *trust, int64_t now, struct tr_agent_places *out, struct trien_err *err);
void tr_agent_places_close(struct tr_agent_places *p);

/* The one with this id. agent.server-unknown, agent.unsafe-file, agent.enrolment-*. Free with tr_agent_enrolment_free(), also where it is refused. */
TRIEN_MUST_CHECK trien_rc tr_agent_servers_find(const struct tr_agent_places *p, const char *id, struct tr_agent_enrolment *out, struct trien_err *err);
/* The one whose pages of this very origin speak the VGCA protocol. agent.page-unknown, and as above. */
TRIEN_MUST_CHECK trien_rc tr_agent_servers_find_page(const struct tr_agent_places *p, const char *origin, struct tr_agent_enrolment *out, struct trien_err *err);
/* Every file of both folders, with why it is no server (code TRIEN_OK: it is one); system: it is the administrator's. */
typedef trien_rc tr_agent_servers_one(void *context, const char *id, bool system, const struct tr_agent_enrolment *e, const struct trien_err *why, struct trien_err *err);
TRIEN_MUST_CHECK trien_rc tr_agent_servers_each(const struct tr_agent_places *p, tr_agent_servers_one *one, void *context, struct trien_err *err);

/* May it be enrolled by this user? The same server again, by the same signer, takes the place of the former. agent.other-server, agent.system-server, agent.servers-limit, agent.unsafe-file */
TRIEN_MUST_CHECK trien_rc tr_agent_servers_may_take(const struct tr_agent_places *p, const struct tr_agent_enrolment *e, struct trien_err *err);
/* Keeps the file. agent.file-failed, agent.unsafe-file */
TRIEN_MUST_CHECK trien_rc tr_agent_servers_keep(const struct tr_agent_places *p, const char *id, struct tr_bytes file, struct trien_err *err);
/* Takes the user's away, whatever it holds. agent.server-unknown, agent.system-server */
TRIEN_MUST_CHECK trien_rc tr_agent_servers_forget(const struct tr_agent_places *p, const char *id, struct trien_err *err);

#endif
