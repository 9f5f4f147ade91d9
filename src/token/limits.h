/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The caps of this folder. Each has a test at the cap and one past it. */
#ifndef TR_TOKEN_LIMITS_H
#define TR_TOKEN_LIMITS_H

#include "crypto/limits.h"
#include "crypto/signer.h"

/* Bytes of a key's address (RFC 7512); what a module finds in its environment: how many, and bytes of one. */
#define TR_TOKEN_URI_MAX 2048u
#define TR_TOKEN_ENVIRONMENT_MAX 16u
#define TR_TOKEN_VARIABLE_MAX 1024u
/* Bytes of a token's label, as a question has it. */
#define TR_TOKEN_LABEL_MAX 256u
/* Tokens that are listed, and certificates of one. */
#define TR_TOKEN_LISTED_MAX 64u
#define TR_TOKEN_CERTIFICATES_MAX 32u
/* How often a token may ask for a PIN before it does what it was asked for. */
#define TR_TOKEN_QUESTIONS_MAX 8u
/* One message: a chain is the longest. */
#define TR_TOKEN_MESSAGE_MAX (TR_CHAIN_MAX * (TR_CERTIFICATE_MAX + 4) + 64)

/* How long a module may take to be loaded, to log in and to find the key; for one signature; to say whether the token is there. Past it, it is killed. */
#define TR_TOKEN_OPEN_MILLISECONDS 10000
#define TR_TOKEN_SIGN_MILLISECONDS 5000
#define TR_TOKEN_CHECK_MILLISECONDS 3000
/* The same at a desk, where a person may have to type on the reader's own keys meanwhile. */
#define TR_TOKEN_DESK_MILLISECONDS 60000
/* What trien-seal may need for one signature, where it has to open the key anew first; and its own time. */
#define TR_TOKEN_SEAL_MILLISECONDS (TR_TOKEN_OPEN_MILLISECONDS + TR_TOKEN_SIGN_MILLISECONDS + 2000)

/* How many times in how long a module that crashed or hung is started anew. */
#define TR_TOKEN_STARTS_MAX 5u
#define TR_TOKEN_STARTS_MILLISECONDS 600000
/* How long nobody tries to open a key that could not be opened: its token is away, say. */
#define TR_TOKEN_REST_MILLISECONDS 20000

#endif
