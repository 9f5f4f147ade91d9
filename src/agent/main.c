/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* trien-agent: finds the command and runs it. */
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

#include "agent/agent.h"
#include "base/errors/cli.h"
#include "pki/certificate.h"

static const char vi[] =
	"trien-agent - giữa trang web của Triện và thiết bị ký số của bạn\n"
	"\n"
	"  trien-agent open trien://…            điều mà một trang web vừa yêu cầu: cho xem, hỏi bạn, hỏi mã PIN, ký hoặc đăng nhập\n"
	"  trien-agent check                     máy này đã sẵn sàng ký chưa: máy chủ, đồng hồ, thiết bị, chứng thư, mã PIN, chương trình\n"
	"  trien-agent enrol TỆP                 ghi nhận một máy chủ: từ nay trang của nó được yêu cầu ký (hỏi bạn trước)\n"
	"  trien-agent servers                   các máy chủ đã ghi nhận\n"
	"  trien-agent forget TÊN                bỏ ghi nhận một máy chủ\n"
	"  trien-agent enrolment --key KHÓA … -o TỆP   làm tệp ghi nhận (cán bộ CNTT)\n"
	"  trien-agent serve [--setup]           cho trang của eOffice viết theo giao thức VGCA ký bằng thiết bị trên máy này (tắt cho đến khi chạy lệnh này)\n"
	"  trien-agent version\n"
	"\n"
	"Mọi lệnh: --json (kết quả cho máy đọc), --lang vi|en, --help (các tùy chọn của lệnh).\n"
	"Chi tiết: man trien-agent.\n";

static const char en[] =
	"trien-agent - between the pages of Triện and your token\n"
	"\n"
	"  trien-agent open trien://...          what a page has just asked for: shown, agreed to, PIN, signed or logged in\n"
	"  trien-agent check                     is this desk ready to sign: servers, clock, tokens, certificates, PINs, programs\n"
	"  trien-agent enrol FILE                enrol a server: from now on its pages may ask for signatures (you are asked first)\n"
	"  trien-agent servers                   the servers that are enrolled\n"
	"  trien-agent forget ID                 take one away\n"
	"  trien-agent enrolment --key KEY ... -o FILE   make the file that enrols a server (the IT officer)\n"
	"  trien-agent serve [--setup]           pages of an eOffice that speak the VGCA protocol sign with the token of this desk (off until this is started)\n"
	"  trien-agent version\n"
	"\n"
	"Every command: --json (for machines), --lang vi|en, --help (the options of the command).\n"
	"More: man trien-agent.\n";

/* The lines of the overview that begin with the command. */
void
tr_cli_help_of(const struct tr_cli *cli, const char *command)
{
	const char *line = tr_say(cli, vi, en), *end;
	char head[64];
	const size_t n = (size_t)snprintf(head, sizeof(head), "  trien-agent %s", command);

	for (; (end = strchr(line, '\n')) != NULL; line = end + 1)
		if (strncmp(line, head, n) == 0 && (line[n] == ' ' || line[n] == '\n'))
			printf("%.*s\n", (int)(end - line), line);
}

int
tr_cli_help(struct tr_cli *cli, int argc, char **argv)
{
	(void)argc, (void)argv;
	fputs(tr_say(cli, vi, en), stdout);
	return 0;
}

int
tr_cli_version(struct tr_cli *cli, int argc, char **argv)
{
	(void)cli, (void)argc, (void)argv;
	puts("trien-agent " TRIEN_VERSION);
	return 0;
}

static const struct command {
	const char *name;
	int (*run)(struct tr_cli *cli, int argc, char **argv);
} commands[] = {
	{"open", tr_agent_open},
	{"check", tr_agent_check},
	{"serve", tr_agent_serve},
	{"answer", tr_agent_answer},
	{"native", tr_agent_native},
	{"enrol", tr_agent_enrol},
	{"servers", tr_agent_servers},
	{"forget", tr_agent_forget},
	{"enrolment", tr_agent_enrolment},
	{"version", tr_cli_version},
	{"--version", tr_cli_version},
	{"help", tr_cli_help},
	{"--help", tr_cli_help},
	{"-h", tr_cli_help},
};

static int
run(struct tr_cli *cli, int argc, char **argv)
{
	struct trien_err err = {0};

	/* A browser starts what a manifest names with the extension's origin and no word of ours. */
	if (argc == 2 && strncmp(argv[1], "chrome-extension://", 19) == 0)
		return tr_agent_native(cli, argc, argv);
	for (size_t i = 0; argc > 1 && i < sizeof(commands) / sizeof(*commands); i++)
		if (strcmp(argv[1], commands[i].name) == 0)
			return commands[i].run(cli, argc - 1, argv + 1);
	if (argc < 2)
		return tr_cli_help(cli, argc, argv), trien_err_exit(TRIEN_E_CLI_COMMAND);
	(void)TR_ERR(&err, CLI_COMMAND, TR_S("got", argv[1]));
	return tr_cli_fail(cli, NULL, &err);
}

/* PINs pass through here: no other process of this user reads this one's memory, and none of it is written to a disk when it falls. */
static void
keep_to_itself(void)
{
	const struct rlimit none = {0};

	prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
	setrlimit(RLIMIT_CORE, &none);
}

int
main(int argc, char **argv)
{
	struct tr_cli cli = {.program = "trien-agent", .lang = tr_cli_language(), .env = &tr_env_system};

	tr_cli_open_standard_descriptors();
	keep_to_itself();
	tr_pki_alone();
	signal(SIGPIPE, SIG_IGN);
	signal(SIGXFSZ, SIG_IGN); /* a file size limit is an error of the write */
	return tr_cli_end_output(&cli, run(&cli, argc, argv));
}
