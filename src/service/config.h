/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The configuration files of triend and trien-witness: one JSON object, read strictly. What is in them is no secret; keys stay in their files. */
#ifndef TR_SERVICE_CONFIG_H
#define TR_SERVICE_CONFIG_H

#include "base/memory.h"
#include "service/limits.h"
#include "store/note.h"
#include "token/limits.h"

/* triend: {"listen": ..., "store": ..., "session_key": ..., "webhook_key": ..., "blobs": ..., "trust": ..., "witness": ..., "metrics": ..., "origin": ..., "desk_id": ..., "vgca": true, "logs": {"2026": "/folder"}, "threads": 8, "judges": 2, "portal_rate": 120, "disk_free": 1024, "backup_days": 2,
 * "tsa": ["http://..."], "allow_host": ["..."], "seal_keys": [{"key": "pkcs11:...", "pin": "credential:...", "environment": ["..."]}], "seal_profile": ..., "ldap_url": ..., "ldap_bind": ..., "ldap_ca": ...}; the first is wanted. */
struct tr_service_config {
	const char *listen;
	const char *store;   /* folder, or postgresql://...; NULL: no database, and no routes that need one */
	const char *session_key; /* the file of the key that seals sessions; NULL: beside the database where that is a folder, else in memory */
	const char *webhook_key; /* the file of the key that secrets of webhooks are made of; NULL: beside the database where that is a folder, else there are no webhooks */
	const char *blobs;   /* folder of the documents; NULL: none are given out */
	const char *trust;   /* folder of the anchors; NULL: nothing is judged */
	const char *witness; /* the socket of trien-witness; NULL: none */
	const char *origin;  /* what people's browsers and desks know us as, "https://so.example"; NULL: nobody logs in with a token */
	const char *desk_id; /* what desks' programs have enrolled us as, "so-mau"; NULL: nobody signs by such a program */
	bool vgca;           /* pages may have the VGCA Sign Service of their computer sign; with an origin, from which it fetches */
	const char *metrics; /* where figures are read, as listen; NULL: nowhere */
	struct tr_service_log {
		const char *name, *folder;
	} logs[TR_SERVICE_LOGS_MAX];
	size_t log_count;
	const char *tsa[TR_SERVICE_TSA_MAX]; /* authorities of time stamps, in the order in which they are asked; none: signatures are not stamped here */
	size_t tsa_count;
	const char *allow_host[TR_SERVICE_HOSTS_MAX - TR_SERVICE_TSA_MAX]; /* hosts that may be asked besides */
	size_t allow_host_count;
	const char *ldap_url;  /* a directory that keeps passwords, "ldaps://dc.so.example" or "ldap://..." with STARTTLS; NULL: none */
	const char *ldap_bind; /* as whom: "uid={},ou=can-bo,dc=so,dc=example" or "{}@so.example" */
	const char *ldap_ca;   /* a file of authorities in PEM; NULL: the system's */
	struct tr_service_seal { /* a key of an agency that this machine keeps */
		const char *key; /* "pkcs11:...?module-path=/..." (RFC 7512) */
		const char *pin; /* where it comes from: "credential:NAME", "fd:N" */
		const char *environment[TR_TOKEN_ENVIRONMENT_MAX]; /* "NAME=value": all that the module finds */
		size_t environment_count;
	} seals[TR_SERVICE_SEALS_MAX];
	size_t seal_count;
	const char *seal_profile; /* a legal profile of one's own, of which it counts whether such keys are permitted; NULL: the built-in ones */
	unsigned threads;
	unsigned judges;      /* workers that judge files, at a time */
	unsigned portal_rate; /* requests of one portal in a minute */
	unsigned disk_free;   /* megabytes that a disk of ours wants free */
	unsigned backup_days; /* how old the last backup may be */
	struct tr_arena arena;
};
/* service.config-invalid; store.file-failed. out: free it. */
TRIEN_MUST_CHECK trien_rc tr_service_config_load(const char *path, struct tr_service_config *out, struct trien_err *err);
void tr_service_config_free(struct tr_service_config *c);

/* trien-witness: {"socket": ..., "key": ..., "logs": ["KEY", ...]}; all are wanted. */
struct tr_witness_config {
	const char *socket, *key;
	struct tr_note_key logs[TR_SERVICE_LOGS_MAX]; /* one an origin */
	size_t log_count;
	struct tr_arena arena;
};
TRIEN_MUST_CHECK trien_rc tr_witness_config_load(const char *path, struct tr_witness_config *out, struct trien_err *err);
void tr_witness_config_free(struct tr_witness_config *c);

#endif
