/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include <stdlib.h>
#include <string.h>

#include "base/errors/cli.h"
#include "cli/cli.h"

static trien_rc
set_language(struct tr_cli *cli, const char *lang, struct trien_err *err)
{
	if (strcmp(lang, "vi") != 0 && strcmp(lang, "en") != 0)
		return TR_ERR(err, CLI_OPTION_VALUE, TR_S("option", "--lang"), TR_S("got", lang), TR_S("want", "vi, en"));
	cli->lang = strcmp(lang, "en") == 0 ? TRIEN_LANG_EN : TRIEN_LANG_VI;
	return TRIEN_OK;
}

/* The row of an option; *value is set where it stands behind '='. */
static const struct tr_option *
find_option(const struct tr_option *options, size_t count, const char *arg, const char **value)
{
	const char *equals = strncmp(arg, "--", 2) == 0 ? strchr(arg, '=') : NULL;
	size_t n = equals ? (size_t)(equals - arg) : strlen(arg);

	*value = equals ? equals + 1 : NULL;
	for (size_t i = 0; i < count; i++)
		if (strlen(options[i].name) == n && memcmp(options[i].name, arg, n) == 0)
			return &options[i];
	return NULL;
}

/* Takes one option; *i stands on its last word afterwards. */
static trien_rc
take_option(const struct tr_option *option, const char *value, int argc, char **argv, int *i, struct trien_err *err)
{
	if (option->kind == TR_OPTION_FLAG) {
		if (value != NULL)
			return TR_ERR(err, CLI_OPTION_VALUE, TR_S("option", option->name), TR_S("got", value),
					TR_S("want", "-"));
		*(bool *)option->target = true;
		return TRIEN_OK;
	}
	if (value == NULL && *i + 1 < argc)
		value = argv[++*i];
	if (value == NULL)
		return TR_ERR(err, CLI_OPTION_MISSING_VALUE, TR_S("option", option->name));
	if (option->kind == TR_OPTION_LIST) {
		struct tr_option_list *list = option->target;
		if (list->count == TR_CLI_LIST_MAX)
			return TR_ERR(err, CLI_OPTION_LIMIT, TR_S("option", option->name), TR_U("max", TR_CLI_LIST_MAX));
		list->items[list->count++] = value;
		return TRIEN_OK;
	}
	if (*(const char **)option->target != NULL)
		return TR_ERR(err, CLI_OPTION_TWICE, TR_S("option", option->name));
	*(const char **)option->target = value;
	return TRIEN_OK;
}

static trien_rc
parse(int argc, char **argv, const struct tr_option *all, size_t count, struct tr_arguments *out,
		struct trien_err *err)
{
	bool more_options = true;

	/* What is no option moves to the front of argv, in its order. */
	*out = (struct tr_arguments){.items = argv};
	for (int i = 1; i < argc; i++) {
		const char *value;
		if (more_options && strcmp(argv[i], "--") == 0) {
			more_options = false;
			continue;
		}
		if (!more_options || argv[i][0] != '-' || argv[i][1] == '\0') {
			if (out->count >= TR_CLI_FILES_MAX)
				return TR_ERR(err, CLI_FILES_LIMIT, TR_U("max", TR_CLI_FILES_MAX));
			argv[out->count++] = argv[i];
			continue;
		}
		const struct tr_option *o = find_option(all, count, argv[i], &value);
		if (o == NULL)
			return TR_ERR(err, CLI_OPTION_UNKNOWN, TR_S("got", argv[i]));
		TR_TRY(take_option(o, value, argc, argv, &i, err));
	}
	return TRIEN_OK;
}

#define OPTIONS_MAX 96
#define OPTION_WIDTH 32 /* columns of --help before the words */

struct option_words {
	const char *name, *command;
	const char *value[2], *text[2];
};

#define TR_OPTION_WORD(name, command, value_vi, value_en, vi, en) {name, command, {value_vi, value_en}, {vi, en}},
static const struct option_words words[] = {
#include "cli/option_words.def"
};
#undef TR_OPTION_WORD

/* NULL where nobody has said what the option is for. */
static const struct option_words *
words_of(const char *command, const char *name)
{
	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++)
		if (strcmp(words[i].name, name) == 0 && (*words[i].command == '\0' || strcmp(words[i].command, command) == 0))
			return &words[i];
	return NULL;
}

/* The characters of UTF-8 text; our words have no combining ones. */
static size_t
columns(const char *text)
{
	size_t n = 0;

	for (; *text; text++)
		n += ((unsigned char)*text & 0xc0) != 0x80;
	return n;
}

/* One line: the option with its value, and what it is for, in two columns that diacritics do not move. */
static void
show_option(const struct tr_cli *cli, const char *command, const struct tr_option *option)
{
	const struct option_words *w = words_of(command, option->name);
	const bool en = cli->lang == TRIEN_LANG_EN;
	char head[80];

	if (w == NULL) {
		printf("  %s\n", option->name);
		return;
	}
	snprintf(head, sizeof(head), "%s %s", option->name, w->value[en]);
	const size_t width = columns(head);
	printf("  %s%*s %s\n", head, width < OPTION_WIDTH ? (int)(OPTION_WIDTH - width) : 0, "", w->text[en]);
}

/* A request for help ends the program here, whatever else is asked for. */
static _Noreturn void
show_help(struct tr_cli *cli, const char *command, const struct tr_option *options, size_t count)
{
	tr_cli_help_of(cli, command);
	puts(tr_say(cli, "\nTùy chọn:", "\nOptions:"));
	for (size_t i = 0; i < count; i++)
		show_option(cli, command, &options[i]);
	const bool one_page = strcmp(cli->program, "trien") != 0;
	tr_cli_printf(cli, "\nChi tiết: man %s%s\n", "\nMore: man %s%s\n", one_page ? cli->program : "trien-", one_page ? "" : command);
	exit(tr_cli_end_output(cli, 0));
}

trien_rc
tr_cli_parse(struct tr_cli *cli, int argc, char **argv, const struct tr_option *options, size_t option_count,
		struct tr_arguments *out, struct trien_err *err)
{
	const char *lang = NULL;
	bool help = false;
	const char *command = argv[0];
	const struct tr_option common[] = {{"--json", TR_OPTION_FLAG, &cli->json}, {"--lang", TR_OPTION_TEXT, &lang},
		{"--help", TR_OPTION_FLAG, &help}, {"-h", TR_OPTION_FLAG, &help}};
	const size_t common_count = sizeof(common) / sizeof(*common);
	struct tr_option all[OPTIONS_MAX];

	if (option_count + common_count > OPTIONS_MAX)
		return TR_ERR(err, INTERNAL, TR_S("what", "options"));
	if (option_count > 0)
		memcpy(all, options, option_count * sizeof(*options));
	memcpy(all + option_count, common, sizeof(common));
	/* Also a refusal is said in the language and the form that were asked for. */
	trien_rc rc = parse(argc, argv, all, option_count + common_count, out, err);
	if (lang != NULL) {
		struct trien_err wrong = {0};
		if (set_language(cli, lang, &wrong) != TRIEN_OK && rc == TRIEN_OK) {
			if (err != NULL)
				*err = wrong;
			rc = wrong.code;
		}
	}
	if (rc == TRIEN_OK && help)
		show_help(cli, command, all, option_count + common_count);
	return rc;
}
