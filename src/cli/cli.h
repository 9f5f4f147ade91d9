/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What the commands share: language, output, options. One file per command. */
#ifndef TR_CLI_CLI_H
#define TR_CLI_CLI_H

#include <jansson.h>
#include <stdio.h>

#include "base/bytes.h"
#include "base/env.h"

#define TR_CLI_FILES_MAX 100000u

struct tr_cli {
	const char *program;
	enum trien_lang lang;
	bool json;
	const struct tr_env *env;
	/* What the values of an error are called, for programs that know (registry/error_words.h); NULL: as they are. */
	void (*words)(const struct trien_err *in, enum trien_lang lang, struct trien_err *out);
};

/* The text in the language of the run. */
static inline const char *
tr_say(const struct tr_cli *cli, const char *vi, const char *en)
{
	return cli->lang == TRIEN_LANG_EN ? en : vi;
}

/* printf in the language of the run: both formats stay literals, so that the compiler checks them. */
#define tr_cli_fprintf(cli, file, vi, en, ...) \
	((cli)->lang == TRIEN_LANG_EN ? fprintf(file, en, __VA_ARGS__) : fprintf(file, vi, __VA_ARGS__))
#define tr_cli_printf(cli, vi, en, ...) tr_cli_fprintf(cli, stdout, vi, en, __VA_ARGS__)

/* ---- the start of a program ---- */
enum trien_lang tr_cli_language(void);
void tr_cli_open_standard_descriptors(void);

/* ---- options ---- */
enum tr_option_kind { TR_OPTION_FLAG, TR_OPTION_TEXT, TR_OPTION_LIST };

/* An option that may be given several times; the values in their order. */
#define TR_CLI_LIST_MAX 64u
struct tr_option_list {
	const char *items[TR_CLI_LIST_MAX];
	size_t count;
};


struct tr_option {
	const char *name; /* "--out-dir"; "-o" */
	enum tr_option_kind kind;
	void *target;     /* bool *, const char ** or struct tr_option_list * */
};

/* What is left when the options are taken: borrowed from argv. */
struct tr_arguments {
	char **items;
	size_t count;
};

/*
 * Reads "--name value", "--name=value", "-o value" and flags, anywhere; "--" ends the options. --json, --lang and --help
 * are known to every command. cli.option-* where one is unknown, lacks its value, or is given twice.
 */
TRIEN_MUST_CHECK trien_rc tr_cli_parse(struct tr_cli *cli, int argc, char **argv, const struct tr_option *options,
		size_t option_count, struct tr_arguments *out, struct trien_err *err);

/* ---- output ---- */
/* Prints an error: one line on stderr, or one JSON object on stdout. file may be NULL. Returns its exit code. */
int tr_cli_fail(const struct tr_cli *cli, const char *file, const struct trien_err *err);
/* What an error says in the language of the run, with the words that the program has for its values. */
void tr_cli_error_text(const struct tr_cli *cli, const struct trien_err *err, char *out, size_t size);
/* Adds "error" (id) and "message" to an object; "error" is null for no error. */
void tr_cli_put_error(const struct tr_cli *cli, json_t *object, const struct trien_err *err);
/* A JSON string of bytes that may not be UTF-8 (file names). New reference. */
json_t *tr_cli_json_text(const char *bytes);
/* The sandbox's answer, parsed anew: an object. worker.answer-invalid. */
TRIEN_MUST_CHECK trien_rc tr_cli_read_json(struct tr_bytes text, json_t **out, struct trien_err *err);
/* The string under a key, "" where there is none; borrowed from o. */
const char *tr_cli_text_in(const json_t *o, const char *key);
/* Prints one object as one line on stdout and gives it back. */
void tr_cli_print_json(json_t *object);
/*
 * To be called last: a full disk behind standard output makes an error (cli.output-failed) of a verdict or a success.
 * Gives the exit code.
 */
int tr_cli_end_output(struct tr_cli *cli, int exit_code);
/* Prints how a command is called. */
void tr_cli_help_of(const struct tr_cli *cli, const char *command);
/* Prints untrusted text with everything deceptive escaped. */
void tr_cli_print_safe(FILE *out, const char *text);

/* ---- commands: argv[0] is the command's name; they return the exit code ---- */
int tr_cli_sign(struct tr_cli *cli, int argc, char **argv);
int tr_cli_prepare(struct tr_cli *cli, int argc, char **argv);
int tr_cli_reserve(struct tr_cli *cli, int argc, char **argv);
int tr_cli_issue(struct tr_cli *cli, int argc, char **argv);
int tr_cli_finish(struct tr_cli *cli, int argc, char **argv);
int tr_cli_extend(struct tr_cli *cli, int argc, char **argv);
int tr_cli_verify(struct tr_cli *cli, int argc, char **argv);
int tr_cli_inspect(struct tr_cli *cli, int argc, char **argv);
int tr_cli_scan_check(struct tr_cli *cli, int argc, char **argv);
int tr_cli_scan_pdf(struct tr_cli *cli, int argc, char **argv);
int tr_cli_place(struct tr_cli *cli, int argc, char **argv);
int tr_cli_profile(struct tr_cli *cli, int argc, char **argv);
int tr_cli_evidence(struct tr_cli *cli, int argc, char **argv);
int tr_cli_lab(struct tr_cli *cli, int argc, char **argv);
int tr_cli_token(struct tr_cli *cli, int argc, char **argv);
int tr_cli_trust(struct tr_cli *cli, int argc, char **argv);
int tr_cli_start_store(struct tr_cli *cli, int argc, char **argv); /* store, audit, registry, jobs: trien-store does them */
int tr_cli_version(struct tr_cli *cli, int argc, char **argv);
int tr_cli_help(struct tr_cli *cli, int argc, char **argv);

#endif
