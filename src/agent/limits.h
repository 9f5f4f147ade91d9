/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The caps of this folder. Each has a test at the cap and one past it. */
#ifndef TR_AGENT_LIMITS_H
#define TR_AGENT_LIMITS_H

#include <stddef.h>

/* trien://s/<server>/<secret>: all of it, its parts. */
#define TR_AGENT_URI_MAX 256u
#define TR_AGENT_SERVER_MAX 32u
#define TR_AGENT_SECRET_SIZE 64u /* what a server makes: 32 bytes in hexadecimal */

/* "https://host:port/prefix" */
#define TR_AGENT_ORIGIN_MAX 255u
/* A proxy, with who asks it. */
#define TR_AGENT_PROXY_MAX 255u
/* The file that enrols a server; the authorities in it. */
#define TR_AGENT_ENROLMENT_MAX ((size_t)256 << 10)
#define TR_AGENT_AUTHORITIES_MAX ((size_t)64 << 10)
#define TR_AGENT_SERVERS_MAX 64u

/* Bytes of what an answer says of names and documents; of titles, which may be long. */
#define TR_AGENT_NAME_MAX 255u
#define TR_AGENT_TITLE_MAX 2000u
/* From this many documents on each is one line of the list, with so much of its title and hash: the whole of it is seen where it is opened. */
#define TR_AGENT_LIST_MIN 4u
#define TR_AGENT_LIST_TITLE 160u
#define TR_AGENT_LIST_HASH 16u
/* Documents of one errand; what a document, a revision and all of an errand weigh. */
#define TR_AGENT_ITEMS_MAX 100u
#define TR_AGENT_DOCUMENT_MAX ((size_t)64 << 20)
#define TR_AGENT_REVISION_MAX ((size_t)16 << 20)
#define TR_AGENT_ERRAND_MAX ((size_t)512 << 20)
#define TR_AGENT_ATTRIBUTES_MAX 4096u
#define TR_AGENT_ANSWER_MAX ((size_t)1 << 20)

/* How long a server may take for one answer, and a token for what it is asked, where nobody says otherwise; what may be said. */
#define TR_AGENT_SERVER_MILLISECONDS 60000u
#define TR_AGENT_TIMEOUT_MAX 300u /* seconds */
/* The same while a desk is looked at; by how many seconds its clock may be off, and from how many days before its end a certificate is told. */
#define TR_AGENT_CHECK_MILLISECONDS 10000u
#define TR_AGENT_CLOCK_SECONDS 120
#define TR_AGENT_ENDS_DAYS 30
/* How often, and at most how many seconds apart, a server that is busy is asked again. */
#define TR_AGENT_AGAIN_MAX 5u
#define TR_AGENT_AGAIN_SECONDS 10u
/* How often a signature is sent where no answer comes. */
#define TR_AGENT_SEND_TRIES 3u
/* How many seconds a person has to answer; less where an errand ends before. */
#define TR_AGENT_PATIENCE_MAX 600
/* How often a PIN that was wrong is asked for in one errand. */
#define TR_AGENT_PIN_TRIES 3u

/* The service for pages of the VGCA protocol: its port, connections at once, seconds until a page says what it wants, and what that weighs. */
#define TR_AGENT_VGCA_PORT 8987u
#define TR_AGENT_VGCA_CONNECTIONS_MAX 16u
#define TR_AGENT_VGCA_SPEAK_SECONDS 10
#define TR_AGENT_VGCA_MESSAGE_MAX ((size_t)256 << 10)
/* Of such a message: a URL, a cookie, a bearer token, and the texts that go with an upload. */
#define TR_AGENT_URL_MAX 2048u
#define TR_AGENT_COOKIE_MAX 4096u
#define TR_AGENT_BEARER_MAX 8192u
#define TR_AGENT_FIELDS_MAX 16u
/* An upload with what stands around the file; what the page's own server answers to it; what trien says of all files of a call. */
#define TR_AGENT_UPLOAD_MAX (TR_AGENT_DOCUMENT_MAX + TR_AGENT_REVISION_MAX + ((size_t)64 << 10))
#define TR_AGENT_UPLOAD_ANSWER_MAX ((size_t)64 << 10)
#define TR_AGENT_SAID_MAX ((size_t)8 << 20)
/* Days that the service's certificate for this machine is good. */
#define TR_AGENT_VGCA_DAYS 825
/* The file of pictures and names that signatures are seen with. */
#define TR_AGENT_SETTINGS_MAX ((size_t)16 << 10)

/* A message of a browser's extension; the list of extensions, how long an id of theirs is. */
#define TR_AGENT_NATIVE_MAX 4096u
#define TR_AGENT_EXTENSIONS_MAX ((size_t)4096)
#define TR_AGENT_EXTENSION_SIZE 32u

/* Readers that are told. */
#define TR_AGENT_READERS_MAX 8u

/* Certificates by which a token is found whose PIN is to be changed. */
#define TR_AGENT_PIN_CERTIFICATES_MAX 8u

/* Bytes of a line that is shown. */
#define TR_AGENT_LINE_MAX 600u
/* A command of the Assuan protocol has 1,000 bytes; what stands before the text, and its escapes, find room too. */
#define TR_AGENT_PAGE_MAX 880u

#endif
