/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* A deed under way, for the files of this folder. */
#ifndef TR_REGISTRY_DEED_PARTS_H
#define TR_REGISTRY_DEED_PARTS_H

#include "registry/deed.h"

#define TR_WORD_TEXT 32u /* longer than any word of a state, kind or reason */

/* A step of a deed: the act itself, or one that it entails. */
struct tr_deed_what {
	enum tr_rules_act act;
	int64_t object;  /* 0: a request is drafted */
	enum tr_rules_role role;
	int64_t person;
	int64_t request; /* that entails it; 0: none */
	/* Of a request that is drafted by the program. */
	enum tr_rules_kind kind;
	const char *reason; /* word, or NULL */
	int64_t certificate, device;
	int64_t letter; /* that is to carry it; 0: none yet */
};

struct tr_deeding {
	struct tr_acting *a;
	const struct tr_deed *deed;
	const struct tr_rules_law *law;
	struct tr_deed_done *done;
};

/* The rows that a step is about; a row with id 0 is none. */
struct tr_case {
	struct tr_record request, certificate, device, letter;
	struct tr_record custody;   /* of the present keeper */
	struct tr_record handing;   /* the custody that begins, from what was handed in */
	struct tr_record successor; /* the new certificate */
	int64_t answered;           /* with which a renewal or a change is answered; 0: nothing was said */
	int64_t heir;               /* the agency into which that of the old one went; 0: none */
};
void tr_case_free(struct tr_case *c);
#define TR_AUTO_CASE __attribute__((cleanup(tr_case_free))) struct tr_case

static inline int64_t
tr_record_ref(const struct tr_record *r, size_t column)
{
	return r->id == 0 || r->v[column].null ? 0 : r->v[column].i;
}
/* A word of a row; "" where it has none. */
static inline const char *
tr_record_word(const struct tr_record *r, size_t column, char out[TR_WORD_TEXT])
{
	const struct tr_sql_value *v = &r->v[column];
	const size_t n = r->book == NULL || v->null || v->b.n >= TR_WORD_TEXT ? 0 : v->b.n;

	if (n > 0)
		memcpy(out, v->b.p, n);
	out[n] = '\0';
	return out;
}

/* A revocation that nobody has asked for: the authority's own, or at the word of a procedural or security body. Its document comes with the act. */
static inline bool
tr_deed_is_notice(const struct tr_deeding *d, const struct tr_deed_what *w)
{
	return d->deed->act == TR_ACT_CERTIFICATE_REVOKE && w->act == TR_ACT_CERTIFICATE_REVOKE && w->request == 0;
}

/* The column of a row that says where its object stands. */
size_t tr_state_column(const struct tr_book *b);
enum tr_rules_state tr_state_of(const struct tr_record *r);
/* Reads the rows, with what was handed in set in them (and not yet written). */
TRIEN_MUST_CHECK trien_rc tr_case_load(struct tr_deeding *d, const struct tr_deed_what *w, struct tr_case *c, struct trien_err *err);
/* missing: TR_RULES_MISSING_MAX bytes that live as long as the facts. */
TRIEN_MUST_CHECK trien_rc tr_case_facts(struct tr_deeding *d, const struct tr_deed_what *w, const struct tr_case *c, char *missing,
		struct tr_rules_facts *out, struct trien_err *err);
/* What the act writes into the rows of the case, besides the state: before the state is put. */
TRIEN_MUST_CHECK trien_rc tr_deed_write(struct tr_deeding *d, const struct tr_deed_what *w, struct tr_case *c,
		const struct tr_rules_decision *is, struct trien_err *err);
/* What it entails in other rows: after the state is put. */
TRIEN_MUST_CHECK trien_rc tr_deed_effects(struct tr_deeding *d, const struct tr_deed_what *w, const struct tr_case *c,
		const struct tr_rules_decision *is, struct trien_err *err);
/* Who is to be told of the whole act: one job for each. */
TRIEN_MUST_CHECK trien_rc tr_deed_tell(struct tr_deeding *d, struct trien_err *err);
/* May who acts reach this row, within that scope? registry.role-not-held, registry.out-of-scope. */
TRIEN_MUST_CHECK trien_rc tr_deed_may(const struct tr_deeding *d, enum tr_rules_scope scope, const struct tr_book *b, int64_t id, struct trien_err *err);
/* The act of a deed, under the law of its time: *law is set, and lives until work has ended. */
struct tr_deed_running {
	struct tr_rules_law *law;
	tr_act_work work;
	void *context;
	int64_t *id;
};
TRIEN_MUST_CHECK trien_rc tr_deed_run(struct tr_sql *db, const struct tr_act *act, enum tr_act_mode mode, const struct tr_deed *d,
		const struct tr_deed_running *run, struct trien_err *err);
/* One step, with what it entails. */
TRIEN_MUST_CHECK trien_rc tr_deed_step(struct tr_deeding *d, const struct tr_deed_what *w, struct trien_err *err);

#endif
