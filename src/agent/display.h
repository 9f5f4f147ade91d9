/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * What a person is shown before anything is signed, as data: whoever draws it (pinentry, a terminal, later a window) changes nothing of it. What others have written (names, titles) stands in it in one line
 * each, with everything escaped that is not seen or moves the rest. Requirement: R5.3
 */
#ifndef TR_AGENT_DISPLAY_H
#define TR_AGENT_DISPLAY_H


#include "agent/errand.h"
#include "agent/vgca_request.h"

/* The server, as its enrolment says it. */
struct tr_agent_server {
	char id[TR_AGENT_SERVER_MAX + 1], origin[TR_AGENT_ORIGIN_MAX + 1];
	char name[2][TR_AGENT_NAME_MAX + 1]; /* by enum trien_lang */
	char signer[TR_AGENT_NAME_MAX + 1];  /* who vouches for it */
	bool lab;
	bool vgca; /* its pages speak the VGCA protocol to this desk; otherwise it is a server of the desk protocol */
	int64_t until;
};

enum tr_agent_line_kind { TR_AGENT_LINE_PLAIN, TR_AGENT_LINE_DOCUMENT, TR_AGENT_LINE_WARNING };
struct tr_agent_display {
	struct tr_agent_line {
		enum tr_agent_line_kind kind;
		char text[TR_AGENT_LINE_MAX + 1];
	} *lines;
	size_t count;
};

/* Of an enrolment; of an errand, with every document; of a login with a certificate of this holder. zone: of what is local time. Free with tr_agent_display_free(). */
TRIEN_MUST_CHECK trien_rc tr_agent_display_server(const struct tr_agent_server *s, enum trien_lang lang, int zone, struct tr_agent_display *out, struct trien_err *err);
TRIEN_MUST_CHECK trien_rc tr_agent_display_errand(const struct tr_agent_server *s, const struct tr_agent_errand *e, enum trien_lang lang, struct tr_agent_display *out, struct trien_err *err);
TRIEN_MUST_CHECK trien_rc tr_agent_display_login(const struct tr_agent_server *s, struct tr_text holder, enum trien_lang lang, struct tr_agent_display *out, struct trien_err *err);
/* What a page of the VGCA protocol wants, with each document; texts are borrowed, number and date may be empty. */
struct tr_agent_display_item {
	const char *name, *hash;
	size_t size;
	int64_t pages;    /* by the document itself; 0: they could not be counted */
	bool is_reserved; /* places were put into it at this desk */
};
struct tr_agent_display_call {
	const struct tr_agent_server *server;
	enum tr_vgca_kind kind;
	struct tr_text holder; /* of the certificate */
	bool is_named;         /* the page's service wants this certificate, and judges whose it is; otherwise nobody here knows who may sign with it */
	const char *number, *date;
	const struct tr_agent_display_item *items;
	size_t count;
};
TRIEN_MUST_CHECK trien_rc tr_agent_display_call(const struct tr_agent_display_call *call, enum trien_lang lang, struct tr_agent_display *out, struct trien_err *err);
/* Of a PIN that is to be changed, of the device with that serial number. */
TRIEN_MUST_CHECK trien_rc tr_agent_display_pin(const struct tr_agent_server *s, const char *serial, enum trien_lang lang, struct tr_agent_display *out, struct trien_err *err);
/* Of a report of this desk. */
struct tr_agent_display_check {
	const char *name;
	const char *message; /* what is wrong with it; NULL: nothing */
};
TRIEN_MUST_CHECK trien_rc tr_agent_display_report(const struct tr_agent_server *s, const struct tr_agent_display_check *checks, size_t count, enum trien_lang lang, struct tr_agent_display *out, struct trien_err *err);
void tr_agent_display_free(struct tr_agent_display *d);

/*
 * Copies a text for a person, with everything escaped that is not seen or moves the rest, and with what looks like markup as what it is: some windows read "<" as the beginning of a tag, and a title would
 * hide what stands behind it. Always NUL-terminated, cut at size.
 */
void tr_agent_plain(const char *text, char *out, size_t size);

/*
 * As many whole lines from *at on as TR_AGENT_PAGE_MAX bytes have room for, one at least, with their ends; *at moves behind them. For who shows one page after the other.
 */
TRIEN_MUST_CHECK trien_rc tr_agent_display_page(const struct tr_agent_display *d, size_t *at, struct tr_buf *out, struct trien_err *err);

#endif
