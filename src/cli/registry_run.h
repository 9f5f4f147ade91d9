/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * trien registry: what its subcommands share. A subcommand is a file of its own, registry_NAME.c, and a row in the table of registry.c; an option
 * is a row of the table below it and a member of struct tr_registry_words.
 */
#ifndef TR_CLI_REGISTRY_RUN_H
#define TR_CLI_REGISTRY_RUN_H

#include "cli/store.h"
#include "exchange/certificate.h"
#include "exchange/import.h"
#include "registry/act.h"

/* The options; NULL: not given. */
struct tr_registry_words {
	const char *blobs, *reason, *since, *on, *search, *agency, *after, *limit, *as, *role, *trust, *holder, *person, *device, *out, *sheet;
	bool dry_run, force;
};

struct tr_registry_run {
	const struct tr_cli *cli;
	const struct tr_registry_words *w;
	struct tr_arguments rest; /* behind the verb and the store */
	struct tr_sql *db;
	struct tr_act act; /* its time and its documents; the rest by tr_registry_fill_act() */
	/* What a transaction hands out. */
	const struct tr_book *book;
	int64_t id;
	struct tr_sql_rows rows;
	struct tr_record record;
	/* What was read before the database was open. */
	struct tr_table table;
	struct tr_certificate_files files;
};

struct tr_registry_verb {
	const char *name;
	trien_rc (*run)(struct tr_registry_run *r, struct trien_err *err);
	size_t least, most; /* words behind the store */
	trien_rc (*read)(struct tr_registry_run *r, struct trien_err *err); /* before the database is open: what reads a file has no descriptor of it; NULL: nothing */
};

/* ---- what the words mean ---- */
/* registry.book-unknown */
TRIEN_MUST_CHECK trien_rc tr_registry_book_of(const char *name, const struct tr_book **out, struct trien_err *err);
TRIEN_MUST_CHECK trien_rc tr_registry_number_of(const char *text, const char *option, int64_t *out, struct trien_err *err);
/* NULL: now. */
TRIEN_MUST_CHECK trien_rc tr_registry_time_of(const struct tr_registry_run *r, const char *text, int64_t *out, struct trien_err *err);
/* r->act is what somebody does, for its reason, since when. what is borrowed. */
TRIEN_MUST_CHECK trien_rc tr_registry_fill_act(struct tr_registry_run *r, const char *what, struct trien_err *err);
static inline enum tr_act_mode
tr_registry_mode(const struct tr_registry_run *r)
{
	return r->w->dry_run ? TR_ACT_DRY_RUN : TR_ACT_DO;
}

/* ---- what is told ---- */
void tr_registry_print_written(const struct tr_registry_run *r, int64_t act);
/* New reference. */
json_t *tr_registry_json(const struct tr_record *rec);
void tr_registry_print_value(const struct tr_registry_run *r, const struct tr_book *b, const struct tr_column *c, const struct tr_sql_value *v);
void tr_registry_print_record(const struct tr_registry_run *r, const struct tr_record *rec);

/* What of a spreadsheet might be unexpected, told and as JSON: a new reference. */
json_t *tr_registry_notes(const struct tr_registry_run *r, const struct tr_import *i);

/* ---- the subcommands ---- */
#define TR_REGISTRY_VERB(name) TRIEN_MUST_CHECK trien_rc tr_registry_##name(struct tr_registry_run *r, struct trien_err *err)
TR_REGISTRY_VERB(enter);
TR_REGISTRY_VERB(change);
TR_REGISTRY_VERB(act);
TR_REGISTRY_VERB(undo);
TR_REGISTRY_VERB(read_table);
TR_REGISTRY_VERB(import);
TR_REGISTRY_VERB(read_certificates);
TR_REGISTRY_VERB(certificate);
TR_REGISTRY_VERB(list);
TR_REGISTRY_VERB(export);
TR_REGISTRY_VERB(show);
TR_REGISTRY_VERB(history);
TR_REGISTRY_VERB(custody);

#endif
