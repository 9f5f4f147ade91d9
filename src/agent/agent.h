/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The commands of trien-agent: argv[0] is the command's name; they return the exit code. */
#ifndef TR_AGENT_AGENT_H
#define TR_AGENT_AGENT_H

#include "agent/servers.h"
#include "cli/cli.h"

/* Where it looks, of every command that looks for servers. */
struct tr_agent_options {
	const char *etc, *trust;
	bool terminal;
};
#define TR_AGENT_PLACES_OPTIONS(o) {"--etc", TR_OPTION_TEXT, &(o).etc}, {"--trust", TR_OPTION_TEXT, &(o).trust}

int tr_agent_open(struct tr_cli *cli, int argc, char **argv);
int tr_agent_serve(struct tr_cli *cli, int argc, char **argv);
int tr_agent_native(struct tr_cli *cli, int argc, char **argv);
int tr_agent_answer(struct tr_cli *cli, int argc, char **argv);
int tr_agent_check(struct tr_cli *cli, int argc, char **argv);
int tr_agent_enrol(struct tr_cli *cli, int argc, char **argv);
int tr_agent_enrolment(struct tr_cli *cli, int argc, char **argv);
int tr_agent_servers(struct tr_cli *cli, int argc, char **argv);
int tr_agent_forget(struct tr_cli *cli, int argc, char **argv);

#endif
