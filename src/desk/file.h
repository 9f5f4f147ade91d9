/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What the office must know of a file: read out of the verdict that the sandbox has given, and of its pages. */
#ifndef TR_DESK_FILE_H
#define TR_DESK_FILE_H

#include <jansson.h>

#include "desk/secrecy.h"
#include "store/hex.h"

/* What the sandbox said of a file, before the database was open. */
struct tr_desk_file {
	struct tr_buf content;
	bool intact;  /* it has signatures, and none of them is hurt */
	bool covered; /* the last of them covers the whole file */
	bool good;    /* all of them are TOTAL-PASSED, and the last covers the whole file */
	size_t signatures;        /* without time stamps of the document */
	char other[32]; /* the first change behind the bytes that were given away that is more than signing and filling in, by its word; "": none, or nobody asked */
	bool fills;     /* behind those bytes a field was filled in */
	char signer[TR_HEX256 + 1]; /* of the last signer's certificate, of intact ones */
	char seal[TR_HEX256 + 1]; /* SHA-256 of the last signer's certificate; "" where its chain does not stand */
	/* What was filled in after the first signature; "" for nothing. */
	char number[24], day[8], month[8], year[8];
	unsigned typed[3]; /* day, month and year that the page had typed; 0: not, or twice and not the same */
	struct tr_secrecy_outcome secrecy;
	struct tr_buf evidence; /* of a good one that may be issued: what Circular 41/2017 wants kept with it; empty: none */
};

/* Fills in what the verdict says. */
void tr_desk_read_verdict(const json_t *verdict, struct tr_desk_file *f);
/* Of it what came back besides a signature alone. */
void tr_desk_read_since(const json_t *verdict, struct tr_desk_file *f);
/* What the pages have typed of the date; where they say two things, or cannot be read: nothing. */
void tr_desk_read_typed(struct tr_worker *w, int fd, struct tr_desk_file *f);
/* Does the file show that number and day, as the page writes them? */
bool tr_desk_shows_number(const struct tr_desk_file *f, int64_t number, int64_t day);

#endif
