/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Requirement: X1 X5
 * How long each document is kept: what somebody has said of it, else what the file (hồ sơ) says that it stands in, else what the legal profile says of its
 * kind. And the hold: what stands in a dispute or an inspection is not destroyed, whatever its period says, until a leader lifts that.
 */
#ifndef TR_OFFICE_RETENTION_H
#define TR_OFFICE_RETENTION_H

#include "office/office.h"
#include "profile/profile.h"
#include "rules/retention.h"

/* One document, of the book document or arrival. */
struct tr_kept {
	const struct tr_book *book;
	int64_t id, agency;
	int64_t due_at;  /* the day its period is over; INT64_MAX: it is not known, or never */
	int64_t by_kind; /* years that its kind is kept; 0: for ever */
	int64_t list;    /* open list of destruction that names it; 0: none does */
	struct tr_retention_facts facts;
};
/* In a transaction. book: document or arrival; office.kept-book. registry.not-found; office.period-row: what the legal profile says cannot be read. */
TRIEN_MUST_CHECK trien_rc tr_kept_load(struct tr_sql *db, const struct tr_profile *p, const struct tr_book *book, int64_t id, int64_t now, struct tr_kept *out,
		struct trien_err *err);
/* Those of an agency's book that may be destroyed and stand on no open list, behind a number: at most max. In a transaction. */
TRIEN_MUST_CHECK trien_rc tr_kept_due(struct tr_sql *db, const struct tr_profile *p, const struct tr_book *book, int64_t agency, int64_t now, int64_t after,
		struct tr_kept *out, size_t max, size_t *count, struct trien_err *err);
/* "document:5" */
void tr_kept_name(const struct tr_kept *k, char out[TR_OBJECT_TEXT]);

/* A file of documents: entered, or changed. NULL, -1, 0: as it was. */
struct tr_dossier_said {
	int64_t agency;
	const char *code; /* wanted */
	const char *title;
	int64_t years;    /* 0: for ever */
	int64_t closed_at;
};
/* office.years-limit; registry.value-missing: a new one wants its title and period; office.dossier-archived: it is not changed any more. */
TRIEN_MUST_CHECK trien_rc tr_office_dossier(struct tr_sql *db, const struct tr_act *act, enum tr_act_mode mode, const struct tr_office_who *who,
		const struct tr_dossier_said *said, int64_t *id, struct trien_err *err);

/* Of an agency, by its code; 0: there is none. In a transaction. */
TRIEN_MUST_CHECK trien_rc tr_dossier_find(struct tr_sql *db, int64_t agency, const char *code, int64_t *id, struct trien_err *err);

#define TR_YEARS_AS_IT_WAS (-1)
#define TR_YEARS_BY_KIND (-2)
struct tr_retention_said {
	const char *dossier; /* its code; "": out of its file; NULL: as it was */
	int64_t years;       /* of its own; 0: for ever; TR_YEARS_… */
};
/* Files a document, gives it a period. Shorter than that of its kind wants a reason. office.dossier-unknown, office.years-limit, rules.retention-destroyed. */
TRIEN_MUST_CHECK trien_rc tr_office_retain(struct tr_sql *db, const struct tr_act *act, enum tr_act_mode mode, const struct tr_office_who *who,
		const struct tr_book *book, int64_t id, const struct tr_retention_said *said, int64_t *done, struct trien_err *err);

enum tr_hold { TR_HOLD_PUT, TR_HOLD_LIFT /* by a leader */ };
/* With a reason. rules.retention-destroyed; office.hold-same: it is so already. */
TRIEN_MUST_CHECK trien_rc tr_office_hold(struct tr_sql *db, const struct tr_act *act, enum tr_act_mode mode, const struct tr_office_who *who,
		const struct tr_book *book, int64_t id, enum tr_hold hold, int64_t *done, struct trien_err *err);

#endif
