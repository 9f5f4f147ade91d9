/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * trien registry: what its subcommands share. A subcommand is a file of its own, registry_NAME.c, and a row in the table of registry.c; an option
 * is a row of the table below it and a member of struct tr_registry_words.
 */
#ifndef TR_CLI_REGISTRY_RUN_H
#define TR_CLI_REGISTRY_RUN_H

#include "cli/store.h"
#include "exchange/certificate.h"
#include "exchange/crl_file.h"
#include "exchange/import.h"
#include "exchange/picture.h"
#include "registry/act.h"
#include "registry/record_json.h"

struct tr_office_words;
struct tr_in_file;

/* The options; NULL: not given. */
struct tr_registry_words {
	const char *blobs, *reason, *since, *on, *search, *agency, *after, *limit, *as, *role, *trust, *holder, *state, *person, *device, *out, *sheet, *columns;
	const char *mark, *keep, *leaving, *title, *post, *decision; /* of plan */
	const char *results; /* of act */
	const char *table;   /* of certificate */
	const char *diameter; /* of pictures */
	const char *issuer; /* of crl */
	const char *origin, *agency_name, *name, *account; /* of bootstrap */
	const char *until, *at, *from; /* of notices */
	const char *webhook_key; /* of webhook */
	bool dry_run, force, unsent, all, offline;
	struct tr_option_list allow;
	struct tr_office_words *office; /* of trien office; NULL: it is trien registry */
};

struct tr_registry_run {
	const struct tr_cli *cli;
	const struct tr_registry_words *w;
	struct tr_arguments rest; /* behind the verb and the store */
	struct tr_sql *db;
	struct tr_act act; /* its time and its documents; the rest by tr_registry_fill_act() */
	const char *place; /* the store, as it was called */
	struct tr_registry_caller {
		struct tr_caller is;
		char name[256], actor[TR_OBJECT_TEXT];
	} caller;
	struct tr_who who;
	/* What a transaction hands out. */
	const struct tr_book *book;
	int64_t id, written;
	struct tr_sql_rows rows;
	/* What was read before the database was open. */
	struct tr_table table;
	struct tr_table said, kept; /* of certificate: whose each file is, and who keeps its device */
	struct tr_certificate_files files;
	struct tr_picture_files pictures;
	struct tr_crl_files lists;
	struct tr_registry_judged { /* files of COLUMN=FILE (registry_judge.c) */
		const char *path;
		struct tr_in_file *file;
	} *judged;
	size_t judged_count;
	bool told; /* a refusal is in the JSON object that the verb has printed */
};

struct tr_registry_verb {
	const char *name;
	trien_rc (*run)(struct tr_registry_run *r, struct trien_err *err);
	size_t least, most; /* words behind the store */
	trien_rc (*read)(struct tr_registry_run *r, struct trien_err *err); /* before the database is open: what reads a file has no descriptor of it; NULL: nothing */
};

/* A command whose subcommands these are. */
struct tr_registry_main {
	const char *name; /* "trien registry" */
	const struct tr_registry_verb *verbs;
	size_t verb_count;
	const struct tr_option *options;
	size_t option_count;
	const struct tr_registry_words *words; /* where the options go */
};
int tr_registry_main(struct tr_cli *cli, int argc, char **argv, const struct tr_registry_main *m);

/* ---- what the words mean ---- */
/* registry.book-unknown */
TRIEN_MUST_CHECK trien_rc tr_registry_book_of(const char *name, const struct tr_book **out, struct trien_err *err);
TRIEN_MUST_CHECK trien_rc tr_registry_number_of(const char *text, const char *option, int64_t *out, struct trien_err *err);
/* NULL: now. */
TRIEN_MUST_CHECK trien_rc tr_registry_time_of(const struct tr_registry_run *r, const char *text, int64_t *out, struct trien_err *err);
/* The account by which a store is reached: kind "os" or "postgresql". In a transaction. */
TRIEN_MUST_CHECK trien_rc tr_registry_account(const char *place, struct tr_sql *db, const char **kind, char *name, size_t room, struct trien_err *err);
/* Who is calling: the account of the operating system, or the user that PostgreSQL knows; in whose name (--as), as what (--role). In a transaction; fills r->who. */
TRIEN_MUST_CHECK trien_rc tr_registry_open(struct tr_registry_run *r, struct tr_sql *db, struct trien_err *err);
/* Whose eyes a list of the book is seen with. Every subcommand that reads a book begins with it. In its transaction. registry.no-access ... */
TRIEN_MUST_CHECK trien_rc tr_registry_see(struct tr_registry_run *r, struct tr_sql *db, const struct tr_book *b, enum tr_rules_verb verb,
		struct tr_viewer *out, struct trien_err *err);
/*
 * r->act is what somebody does, for its reason, since when; every row that it puts is held against the access table. what is borrowed; as: the act by
 * which the role is chosen, where several are held.
 */
TRIEN_MUST_CHECK trien_rc tr_registry_fill_act_as(struct tr_registry_run *r, const char *what, const char *as, struct trien_err *err);
TRIEN_MUST_CHECK trien_rc tr_registry_fill_act(struct tr_registry_run *r, const char *what, struct trien_err *err);
/* A table into r->table, in the sandbox. */
TRIEN_MUST_CHECK trien_rc tr_registry_read_file(struct tr_registry_run *r, const char *path, struct trien_err *err);
static inline enum tr_act_mode
tr_registry_mode(const struct tr_registry_run *r)
{
	return r->w->dry_run ? TR_ACT_DRY_RUN : TR_ACT_DO;
}

/* ---- files of COLUMN=FILE ---- */
/* Puts a judged file into the store; name is its SHA-256. */
TRIEN_MUST_CHECK trien_rc tr_registry_put_judged(const struct tr_registry_run *r, const char *path, char name[TR_HEX256 + 1], struct trien_err *err);
/* Judges what pair (COLUMN=FILE) hands in, column being one of documents. registry.file-signature-bad */
TRIEN_MUST_CHECK trien_rc tr_registry_judge_pair(struct tr_registry_run *r, const struct tr_column *column, const char *pair, struct trien_err *err);
/* What was found of each file, for people; and as JSON: a new reference. */
void tr_registry_print_checks(const struct tr_registry_run *r);
json_t *tr_registry_checks_json(const struct tr_registry_run *r);
void tr_registry_judged_free(struct tr_registry_run *r);

/* The file of -o, replaced where --force says so; cli.target-exists. */
TRIEN_MUST_CHECK trien_rc tr_registry_write_out(const struct tr_registry_run *r, struct tr_bytes content, struct trien_err *err);

/* ---- what is told ---- */
void tr_registry_print_written(const struct tr_registry_run *r, int64_t act);
/* A text that is written in a transaction, which may begin again, and told when that is over. {0} is an empty one. */
struct tr_registry_text {
	FILE *file;
	char *p;
	size_t n;
};
TRIEN_MUST_CHECK trien_rc tr_registry_text_begin(struct tr_registry_text *t, struct trien_err *err);
/* Tells it (out: NULL: not) and frees it. */
void tr_registry_text_end(struct tr_registry_text *t, FILE *out);
/* A value in words; other rows by their names. In a transaction. */
TRIEN_MUST_CHECK trien_rc tr_registry_say_value(const struct tr_registry_run *r, struct tr_sql *db, const struct tr_record *rec, size_t column,
		FILE *out, struct trien_err *err);
void tr_registry_say_hidden(const struct tr_registry_run *r, const struct tr_book *b, uint32_t hidden, FILE *out);

/* What became of a row or a file, as a word for machines and for people. */
struct tr_registry_became {
	const char *word, *vi, *en;
};
const struct tr_registry_became *tr_registry_import_word(enum tr_import_what what);
/* What of a spreadsheet might be unexpected, told and as JSON: a new reference. */
json_t *tr_registry_notes(const struct tr_registry_run *r, const struct tr_import *i);

/* ---- the subcommands ---- */
#define TR_REGISTRY_VERB(name) TRIEN_MUST_CHECK trien_rc tr_registry_##name(struct tr_registry_run *r, struct trien_err *err)
TR_REGISTRY_VERB(enter);
TR_REGISTRY_VERB(change);
TR_REGISTRY_VERB(judge_entered);
TR_REGISTRY_VERB(judge_changed);
TR_REGISTRY_VERB(read_results);
TR_REGISTRY_VERB(act);
TR_REGISTRY_VERB(undo);
TR_REGISTRY_VERB(read_table);
TR_REGISTRY_VERB(import);
TR_REGISTRY_VERB(read_certificates);
TR_REGISTRY_VERB(certificate);
TR_REGISTRY_VERB(read_crls);
TR_REGISTRY_VERB(crl);
TR_REGISTRY_VERB(read_pictures);
TR_REGISTRY_VERB(pictures);
TR_REGISTRY_VERB(picture);
TR_REGISTRY_VERB(read_plan);
TR_REGISTRY_VERB(plan);
TR_REGISTRY_VERB(list);
TR_REGISTRY_VERB(export);
TR_REGISTRY_VERB(template);
TR_REGISTRY_VERB(show);
TR_REGISTRY_VERB(history);
TR_REGISTRY_VERB(custody);
TR_REGISTRY_VERB(whoami);
TR_REGISTRY_VERB(make_store);
TR_REGISTRY_VERB(bootstrap);
TR_REGISTRY_VERB(notices);
TR_REGISTRY_VERB(portal);
TR_REGISTRY_VERB(webhook);
TR_REGISTRY_VERB(login);

#endif
