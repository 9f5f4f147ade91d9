/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * A teaching PKI: authorities, a time-stamp and an OCSP signer, people and an
 * agency, as key files and as SoftHSM tokens. Every certificate carries the lab mark
 * (crypto/lab_mark.h) and says in its subject that it has no legal force.
 *
 * What tr_lab_init() makes in the directory:
 *   trust/root.pem                                         anchors: the root and nothing else
 *   trust/{root,issuing}.crl                               who of the lab is revoked, good as long as the authorities
 *   keys/{leader,checker,clerk,agency,leader-2,leader-3,agency-2,agency-3,tsa}.{p12,pem,pin}   pem: chain and unencrypted PKCS#8 key
 *   ca/{root,issuing,ocsp}.pem                             keys of the authorities (directory 0700)
 *   bad/{expired,not-yet-valid,wrong-key,weak,tsa-expired}.pem   bad on purpose, for tests of refusals
 *   tokens.json, softhsm/                                  tokens of leader, checker, clerk, agency
 */
#ifndef TR_LAB_LAB_H
#define TR_LAB_LAB_H

#include "base/env.h"

/* Where CRL, OCSP and time stamps of a lab are served; the URLs stand in the certificates. */
#define TR_LAB_PORT 17480
#define TR_LAB_URL "http://127.0.0.1:17480"

/* Iterations of PBKDF2 and of the MAC in a lab's PKCS#12: moderate, these keys guard nothing. */
#define TR_LAB_P12_ITERATIONS 20000

enum tr_lab_tokens {
	TR_LAB_TOKENS_WHERE_FOUND, /* where SoftHSM is installed; tokens.json says why not */
	TR_LAB_TOKENS_NONE,
};

/* What was made; holds no resources. */
struct tr_lab_report {
	unsigned certificates;
	unsigned tokens;
	/* Stable word why there are no tokens: "not-asked", "softhsm-not-installed", "softhsm-failed"; NULL where there are. */
	const char *no_tokens_reason;
};

/* Names of the people; NULL where the sample's own is to stay. UTF-8, 1 to 64 characters (RFC 5280 appendix A.1). */
struct tr_lab_names {
	const char *agency; /* also the organisation of the people */
	const char *leader, *checker, *clerk;
};

struct tr_lab_options {
	const char *directory;            /* must not exist, or be empty */
	const struct tr_env *env;         /* NULL: tr_env_system */
	const struct tr_lab_names *names; /* NULL: all samples */
	enum tr_lab_tokens tokens;
	const char *softhsm_module; /* NULL: the places where Debian puts it */
	struct tr_lab_report *report; /* filled on success; may be NULL */
};

/*
 * Makes the lab in a directory beside (DIR.tmp) and renames it at the end: after a kill there is the whole lab or
 * none, and the next run clears the remains. Errors: lab.directory-not-empty, lab.path-invalid, lab.busy,
 * lab.cannot-write, lab.name-invalid, lab.crypto-failed, base.*.
 */
TRIEN_MUST_CHECK trien_rc tr_lab_init(const struct tr_lab_options *options, struct trien_err *err);

#endif
