/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Requirement: R4.1 */
/*
 * Passwords that a directory keeps (LDAP, RFC 4511): whoever logs in is bound as themselves, over TLS alone, and nothing is looked for, so that no filter can be tricked. Only
 * accounts of the register whose login says so ask it (TR_LOGIN_DIRECTORY): no stranger's name reaches the directory, where wrong tries might lock that person out.
 * A directory that does not answer is left alone for a moment; nobody waits longer for it than TR_DIRECTORY_MILLISECONDS. What it cannot say of one name concerns that one alone. A password that its policy wants
 * changed first (reset by somebody) is none. It is libldap that reads what the directory says.
 */
#ifndef TR_SERVICE_DIRECTORY_H
#define TR_SERVICE_DIRECTORY_H

#include "base/env.h"
#include "service/config.h"

struct tr_directory;

TRIEN_MUST_CHECK trien_rc tr_directory_new(const struct tr_service_config *config, const struct tr_env *env, struct tr_directory **out, struct trien_err *err);
void tr_directory_free(struct tr_directory *d);
/* In any thread. *is: the directory takes the name with the password; an empty one proves nothing (RFC 4513 §5.1.2). service.directory-silent */
TRIEN_MUST_CHECK trien_rc tr_directory_is(struct tr_directory *d, const char *name, const char *password, bool *is, struct trien_err *err);
/* To be called about once a second: cuts off what takes longer than TR_DIRECTORY_MILLISECONDS. libldap's own limits of time do not hold in a handshake of TLS. */
void tr_directory_tend(struct tr_directory *d);
/* Did it answer when it was asked last? service.directory-silent */
TRIEN_MUST_CHECK trien_rc tr_directory_look(struct tr_directory *d, struct trien_err *err);

/*
 * The name in the place of "{}": in a distinguished name escaped (RFC 4514 §2.4), in the form "{}@so.example" only where it is letters, digits and "._-" of ASCII. False: it cannot be
 * written so, or is too long.
 */
#define TR_DIRECTORY_NAME_MAX 1024u
bool tr_directory_name(const char *pattern, const char *name, char out[TR_DIRECTORY_NAME_MAX + 1]);

#endif
