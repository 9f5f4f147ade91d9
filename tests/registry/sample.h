/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* A small province of the tests: visibly sample data. */
#ifndef TESTS_REGISTRY_SAMPLE_H
#define TESTS_REGISTRY_SAMPLE_H

#include "contract.h"
#include "registry/act.h"
#include "registry/file_check.h"
#include "registry/history.h"
#include "registry/list.h"

#define NOW 1790000000 /* 2026-09-21 */

/* An act of the system's, now. */
struct tr_act act_of(const char *what);
/* Documents that the acts below refer to; NULL: none. The caller closes them. */
void use_blobs(struct tr_blobs *blobs);
/* Opens the audit trail. */
void open_log(struct contract *c);

/* Puts one row in an act of its own: column, value, column, value ..., NULL. Values of numbers are decimal. "-" is none. Gives the id of the row. */
#define PUT(c, what, book, id, ...) put_ok(c, what, book, id, (const char *const[]){__VA_ARGS__, NULL})
int64_t put_ok(struct contract *c, const char *what, const char *book, int64_t id, const char *const *values);
/* A letter with its file (blob), of which the sandbox has found that. */
#define PUT_LETTER(c, what, id, verdict, ...) put_letter(c, what, id, verdict, (const char *const[]){__VA_ARGS__, NULL})
int64_t put_letter(struct contract *c, const char *what, int64_t id, enum tr_incoming_verdict verdict, const char *const *values);
/* The same in an act that the caller has made. */
trien_rc put_act(struct contract *c, const struct tr_act *act, const char *book, int64_t *id, const char *const *values, struct trien_err *err);
#define PUT_REFUSED(c, error, book, id, ...) put_refused(c, error, book, id, (const char *const[]){__VA_ARGS__, NULL})
void put_refused(struct contract *c, const char *error, const char *book, int64_t id, const char *const *values);
/* Makes of a row of made-up values one that the rules of its book let pass: the n-th, where several are made. */
void within_rules(struct tr_record *r, int64_t n);
/* Work of an act: row 1 of every book; context: the name of a document that was put. */
trien_rc put_every_book(struct tr_acting *a, void *context, struct trien_err *err);
/* tr_list() in a transaction of its own. */
trien_rc list(struct contract *c, const struct tr_list_query *q, struct tr_sql_rows *out, struct trien_err *err);
/* Says every row of a book, by id. */
void say_book(struct contract *c, const char *book);
/* Says what tr_registry_verify() finds; how much that is. */
uint64_t say_faults(struct contract *c);

#endif
