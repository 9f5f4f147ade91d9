/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * What a key really signs: the signed attributes of a CMS (RFC 5652 §5.4), which a server hands over. They are read here, strictly, and hold what this desk has worked out itself and nothing more: never
 * is signed what a server calls a digest. Requirement: R5.3
 */
#ifndef TR_AGENT_ATTRIBUTES_H
#define TR_AGENT_ATTRIBUTES_H

#include "crypto/signer.h"

struct tr_agent_expected {
	struct tr_bytes document;    /* the document's digest, of that algorithm */
	enum tr_digest algorithm;
	struct tr_bytes certificate; /* SHA-256 of the certificate on the token */
};

/*
 * DER, a SET OF exactly content-type (id-data), message-digest and signing-certificate-v2 (RFC 5035; by SHA-256, one certificate, no policies), each once and with one value; and where it stands there,
 * CMS algorithm protection (RFC 6211) of the same digest. No signing-time: in PAdES that is the dictionary's.
 */
bool tr_agent_attributes_are(struct tr_bytes set, const struct tr_agent_expected *expected);

#endif
