/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Rows and acts as JSON, the same for every program that tells of them. All give new references; NULL: no memory. */
#ifndef TR_REGISTRY_RECORD_JSON_H
#define TR_REGISTRY_RECORD_JSON_H

#include <jansson.h>

#include "registry/deed.h"
#include "registry/record.h"

/* {"object": "person:17", "version", "act", columns}; shown: bits of columns. */
json_t *tr_registry_json(const struct tr_record *rec, uint32_t shown);
/* Names of columns, for what was left out. */
json_t *tr_registry_json_hidden(const struct tr_book *b, uint32_t hidden);
/* {"act", "dry_run", "steps": [{"object", "act", "from", "to"}], "effects"} */
json_t *tr_deed_json(const struct tr_deed_done *done, enum tr_act_mode mode);
/* A version of a row, of tr_history_page(); its content without the hidden columns. */
json_t *tr_history_json(const struct tr_book *b, const struct tr_sql_rows *versions, size_t i, uint32_t hidden);

#endif
