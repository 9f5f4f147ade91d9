/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The caps of this folder. Each has a test at the cap and one past it. */
#ifndef TR_SERVICE_LIMITS_H
#define TR_SERVICE_LIMITS_H

#include <stddef.h>

/* A request's address, its query with it. */
#define TR_SERVICE_TARGET_MAX 1024u
/* Names and values of its header fields together, and how many they are. */
#define TR_SERVICE_HEAD_MAX ((size_t)8 << 10)
#define TR_SERVICE_FIELDS_MAX 64u
/* What libmicrohttpd may keep of one connection: the head of its request. What does not fit it answers itself (431 or 414). */
#define TR_SERVICE_CONNECTION_MEMORY ((size_t)32 << 10)
/* Connections at a time, of all clients; the system's queue holds those that wait. */
#define TR_SERVICE_CONNECTIONS_MAX 512u
/* Nothing was read or written for so long. */
#define TR_SERVICE_IDLE_SECONDS 10u
/* From the connection, or the end of the request before, to the end of the answer: who sends a byte now and then is cut off. */
#define TR_SERVICE_REQUEST_SECONDS 30
/* What was begun may end after SIGTERM. */
#define TR_SERVICE_DRAIN_SECONDS 35
/*
 * Threads that answer, and as many connections to the database. Those that write come one after another anyway; reads are
 * milliseconds: more threads than this wait for the processor, not for work.
 */
#define TR_SERVICE_THREADS 8u
#define TR_SERVICE_THREADS_MAX 64u
/* How long a thread that writes waits for the others of this process before it goes to the database's own lock. */
#define TR_SERVICE_WRITING_SECONDS 2
/* Logs that one service publishes, and that one witness cosigns for. */
#define TR_SERVICE_LOGS_MAX 64u
#define TR_SERVICE_CONFIG_MAX ((size_t)64 << 10)
/* How long the witness may take for one signature. */
#define TR_SERVICE_WITNESS_MILLISECONDS 5000

/* How long what a key is to sign for a login holds, its bytes, and how many that were used are remembered at a time. */
#define TR_CHALLENGE_SECONDS 120
#define TR_CHALLENGE_MAX 512u
#define TR_CHALLENGES_MAX 4096u
/* Of the service's own address in its configuration. */
#define TR_SERVICE_ORIGIN_MAX 262u

/* What a web page has the program at its desk sign: signatures of one, how long one lasts, and how long one that is over is remembered; requests of one address in a minute that begin something. */
#define TR_ERRAND_MAX 100u
#define TR_ERRAND_SECONDS 300
#define TR_ERRAND_KEEP_SECONDS 86400
#define TR_DESK_RATE 120u
/* The service's name in links to that program, and why it did not sign: ids of errors. */
#define TR_DESK_ID_MAX 32u
#define TR_DESK_REASON_MAX 64u
/* Bytes of what the program shows: names, and what a document is about. What is longer is cut, visibly. */
#define TR_DESK_NAME_MAX ((size_t)255)
#define TR_DESK_TITLE_MAX ((size_t)2000)
/* Lines of the report of a desk, and bytes of a name or a message in it; bytes of a report as it is kept; tickets among which reports are looked for. */
#define TR_DESK_CHECKS_MAX 64u
#define TR_DESK_CHECK_TEXT_MAX 600u
#define TR_DESK_REPORT_MAX ((size_t)1 << 20)
#define TR_DESK_REPORTS_MAX ((size_t)200)
/* Certificates by which a token is found whose PIN is to be changed: as many as the program takes. */
#define TR_DESK_PIN_CERTIFICATES_MAX 8
/* How long a login that the program has made ready waits for its browser. */
#define TR_LOGIN_TICKET_SECONDS 60

/* What a portal may send in one request; how deep its JSON is: the object, the list, a row. */
#define TR_SERVICE_RESULTS_MAX ((size_t)512 << 10)
#define TR_SERVICE_JSON_DEPTH_MAX 3u
/* Requests of one portal in a minute, and in a burst after a quiet minute. */
#define TR_SERVICE_PORTAL_RATE 120u
#define TR_SERVICE_PORTAL_RATE_MAX 6000u
/* Portals whose requests are counted at a time; the one that was quiet the longest makes room. */
#define TR_SERVICE_PORTALS_COUNTED 256u

/* A plan that people send: the agencies or people of it, the rows of its table with the heading, and the bytes of its JSON. */
#define TR_SERVICE_PLAN_OBJECTS_MAX 500u
#define TR_SERVICE_PLAN_ROWS_MAX 2001u
#define TR_SERVICE_PLAN_MAX ((size_t)256 << 10)

/* Events that somebody names of a webhook. */
#define TR_SERVICE_WEBHOOK_EVENTS_MAX 32u

/* A document that people send, and the JSON that is said of it in a header field. */
#define TR_SERVICE_UPLOAD_MAX ((size_t)32 << 20)
#define TR_SERVICE_ABOUT_MAX 4608u
/* Bytes of a reason to let pass what was found in a document. */
#define TR_RELEASE_MAX 500u

/* Signatures that wait for their values at a time, bytes of all of them, and of one: its revision with pictures, its chain. */
#define TR_SERVICE_PREPARED_COUNT 1024u
#define TR_SERVICE_PREPARED_BYTES ((size_t)256 << 20)
#define TR_SERVICE_PREPARED_MAX ((size_t)4 << 20)

/*
 * Drafts that become PDF at a time (each keeps a processor busy), how many wait in line, and how long one may have waited when its turn comes: together with what LibreOffice may
 * take it is less than TR_SERVICE_REQUEST_SECONDS.
 */
#define TR_SERVICE_CONVERTERS 2u
#define TR_SERVICE_CONVERSIONS_WAITING_MAX 32u
#define TR_SERVICE_CONVERSION_WAIT_MILLISECONDS 8000

/* Authorities of time stamps, and hosts that may be asked: theirs, and those named besides; bytes of a host's name. */
#define TR_SERVICE_TSA_MAX 4u
#define TR_SERVICE_HOSTS_MAX 16u
#define TR_SERVICE_HOST_MAX 255u
/* How long one may take; how long none is asked after none has answered. */
#define TR_SERVICE_TSA_MILLISECONDS 4000u
#define TR_SERVICE_TSA_REST_SECONDS 60
/* How often an authority that nobody has needed meanwhile is asked whether it answers. */
#define TR_SERVICE_TSA_PROBE_SECONDS 600
/* How many times in how long a trien-fetch that is gone is started anew. */
#define TR_SERVICE_FETCH_STARTS_MAX 5u
#define TR_SERVICE_FETCH_STARTS_SECONDS 600

/* Keys of agencies that this machine keeps; how long a request waits for those before it. The times of a token are token/limits.h's. */
#define TR_SERVICE_SEALS_MAX 8u
#define TR_SERVICE_SEAL_WAIT_SECONDS 8

/*
 * What judgements want from the network: questions that are known at a time, and bytes of their answers; how long an answer is kept at most; how long nobody asks again what was not
 * answered; processes that ask; how long a host may take to be reached and to answer; how long a request waits for all that it wants; and its files.
 */
#define TR_SERVICE_OUTSIDE_MAX ((size_t)256)
#define TR_SERVICE_OUTSIDE_BYTES ((size_t)64 << 20)
#define TR_SERVICE_OUTSIDE_KEEP_SECONDS 600
#define TR_SERVICE_OUTSIDE_REST_SECONDS 60
#define TR_SERVICE_OUTSIDE_LINES 2
#define TR_SERVICE_OUTSIDE_CONNECT_MILLISECONDS 3000u
#define TR_SERVICE_OUTSIDE_TOTAL_MILLISECONDS 8000u
#define TR_SERVICE_OUTSIDE_WAIT_MILLISECONDS 6000
#define TR_SERVICE_OUTSIDE_FILES ((size_t)64)

/* A file that anybody has judged; as a form it has a head and two boundaries more. */
#define TR_SERVICE_VERIFY_MAX ((size_t)32 << 20)
#define TR_SERVICE_FORM_MAX (TR_SERVICE_VERIFY_MAX + TR_FORM_HEAD_MAX + 1024)
#define TR_FORM_HEAD_MAX ((size_t)4 << 10)
#define TR_FORM_BOUNDARY_MAX ((size_t)70) /* RFC 2046 §5.1.1 */
/* Files that come with one row or act: more than any book has columns for. As a form with what is said of them; how long a part's name may be. */
#define TR_HANDED_MAX ((size_t)4)
#define TR_FORM_PARTS_MAX (TR_HANDED_MAX + 1)
#define TR_FORM_NAME_MAX ((size_t)40)
/* Bytes of pictures in a page; what is more is told, and left out. */
#define TR_SERVICE_PICTURES_MAX ((size_t)12 << 20)
/* What may be longer than this is held in memory whole: of anybody so many requests at a time, of people so many bytes that their heads announce. */
#define TR_SERVICE_LARGE ((size_t)1 << 20)
#define TR_SERVICE_LARGE_AT_ONCE 8u
#define TR_SERVICE_HELD_MAX (8 * TR_SERVICE_UPLOAD_MAX)
/* Judgements that one address may ask for in a minute, and how many addresses are counted. */
#define TR_SERVICE_PUBLIC_RATE 20u
#define TR_SERVICE_PUBLIC_COUNTED 4096u
/* Workers that judge, each of them a process that a thread waits for: one a processor. */
#define TR_SERVICE_JUDGES 2u
#define TR_SERVICE_JUDGES_MAX 64u
/* How often who may wait looks for one that is free, a hundredth of a second apart. */
#define TR_SERVICE_JUDGE_TRIES 300u
/* As many threads as there are workers may wait so long for the next one: it goes from hand to hand, with what is asked of it ready. Longer would keep others from being answered. */
#define TR_SERVICE_NEXT_MILLISECONDS 50
/* People whose requests wait, without a thread, until one is free: how many, and how long since the request came. */
#define TR_SERVICE_WAITING_MAX 256u
/* Of what anybody asks, so many at most may wait for the network; people's may take all places. */
#define TR_SERVICE_WAITING_OF_ANYBODY 64u
#define TR_SERVICE_WAITING_MILLISECONDS 20000

/*
 * Answers that go on until something changes: how many at a time, a quarter of the connections; how long one lasts, less than TR_SERVICE_REQUEST_SECONDS, for the browser begins it anew; and
 * after what silence it says that it lives.
 */
#define TR_SERVICE_STREAMS_MAX 128u
#define TR_SERVICE_STREAM_SECONDS 25
#define TR_SERVICE_STREAM_QUIET_SECONDS 10

/* ---- what the operator looks at ---- */

/* How often the service looks at itself, and how many things it can find. */
#define TR_SERVICE_LOOK_SECONDS 60
#define TR_SERVICE_FINDINGS_MAX 32u
/* Megabytes that a disk of ours wants free, unless the configuration says otherwise. */
#define TR_SERVICE_DISK_FREE 1024u
#define TR_SERVICE_DISK_FREE_MAX (1u << 30)
/* Days that the last backup may be old, unless the configuration says otherwise: one a night, and one that failed. Whoever backs up by other means says ten years. */
#define TR_SERVICE_BACKUP_DAYS 2u
#define TR_SERVICE_BACKUP_DAYS_MAX 3650u
/* Leaves that nobody has signed for so long; jobs that nobody has taken for so long. */
#define TR_SERVICE_UNSIGNED_SECONDS (26 * 3600)
#define TR_SERVICE_JOB_LATE_SECONDS (26 * 3600)
/* Connections of those who collect figures. */
#define TR_SERVICE_METRICS_CONNECTIONS 16u

/* ---- people ---- */

/* A session ends when nobody has used it for so long, and so long after its login whatever happens. */
#define TR_VISIT_IDLE_SECONDS 1800
#define TR_VISIT_SECONDS (12 * 3600)
/* How long a password that was just given is enough for signing, approving, revoking. */
#define TR_VISIT_FRESH_SECONDS 300
/* Sessions of one account; the oldest one ends where there would be more. */
#define TR_VISITS_MAX 8
/* Browsers that an account is known from, and for how long after the last login. */
#define TR_LOGIN_DEVICES_MAX 8
#define TR_LOGIN_DEVICE_SECONDS (180 * 86400)
/* Bytes of what a person sends as JSON; of a name that somebody logs in with. */
#define TR_SERVICE_BODY_MAX ((size_t)64 << 10)
#define TR_LOGIN_NAME_MAX 255u
/*
 * Wrong passwords: how many at once, and after how many seconds one more may be tried. Of a name from one address, of one address, of a name from all
 * addresses, and of a browser that the account is known from, which the other three do not count for.
 */
#define TR_LOGIN_PAIR_BURST 5u
#define TR_LOGIN_PAIR_SECONDS 120
#define TR_LOGIN_ADDRESS_BURST 30u
#define TR_LOGIN_ADDRESS_SECONDS 60
#define TR_LOGIN_NAME_BURST 50u
#define TR_LOGIN_NAME_SECONDS 60
#define TR_LOGIN_DEVICE_BURST 10u
#define TR_LOGIN_DEVICE_WAIT_SECONDS 120
/* How long a directory may take for one password, and how long nobody asks one that did not answer. */
#define TR_DIRECTORY_MILLISECONDS 3000
#define TR_DIRECTORY_REST_SECONDS 15
/* Names, addresses, browsers that are counted at a time. */
#define TR_LOGIN_COUNTED 4096u

#endif
