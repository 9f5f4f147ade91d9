/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "cli/custody_words.h"

#include "base/time.h"

static void
print_day(const struct tr_cli *cli, const char *vi, const char *en, int64_t at)
{
	const struct tr_civil c = tr_civil_of(at, cli->env->zone_minutes);

	if (cli->lang == TRIEN_LANG_EN)
		printf("%s%04d-%02d-%02d", en, c.year, c.month, c.day);
	else
		printf("%s%02d/%02d/%04d", vi, c.day, c.month, c.year);
}

void
tr_cli_custody_words(const struct tr_cli *cli, const struct tr_custody *c)
{
	static const struct {
		const char *vi, *en;
	} words[] = {
		[TR_CUSTODY_KEPT] = {"Khi đó thiết bị do đúng người được giao quản lý.", "The device was then kept by whom it is assigned to."},
		[TR_CUSTODY_OTHER_KEEPER] = {"Khi đó thiết bị do người khác quản lý.", "The device was then kept by somebody else."},
		[TR_CUSTODY_NO_CLERK] = {"Khi đó người giữ thiết bị không phải là văn thư của cơ quan.", "Its keeper was then no clerk of the agency."},
		[TR_CUSTODY_RETURNED] = {"Khi đó thiết bị đã được trả lại.", "The device had been given back by then."},
		[TR_CUSTODY_NOT_YET] = {"Khi đó thiết bị chưa được giao cho ai.", "The device had not been handed over by then."},
		[TR_CUSTODY_REPORTED] = {"Khi đó thiết bị đã được báo mất, bị khóa, hỏng hoặc không an toàn.",
			"The device had been reported lost, locked, damaged or unsafe by then."},
		[TR_CUSTODY_NO_CERTIFICATE] = {"Sổ không có chứng thư này.", "The books do not know this certificate."},
		[TR_CUSTODY_NO_DEVICE] = {"Sổ không ghi khóa nằm trong thiết bị nào.", "The books do not say which device holds the key."},
		[TR_CUSTODY_NO_KEEPER] = {"Sổ không ghi ai giữ thiết bị khi đó.", "The books name no keeper for then."},
		[TR_CUSTODY_NOT_SIGNED] = {"Khi đó người nhận chưa ký biên bản bàn giao.", "The keeper had not signed the minutes of handing over by then."},
		[TR_CUSTODY_SEVERAL] = {"Sổ ghi hai người cùng giữ thiết bị khi đó.", "The books name two keepers for then."},
	};
	const struct tr_custody_basis *b = &c->basis;

	fputs(tr_say(cli, words[c->why].vi, words[c->why].en), stdout);
	if (b->decision[0] != '\0') {
		fputs(tr_say(cli, " Quyết định ", " Decision "), stdout);
		tr_cli_print_safe(stdout, b->decision);
		print_day(cli, " ngày ", " of ", b->decided_at);
		print_day(cli, ": quản lý từ ", ": kept from ", b->from_at);
		if (b->to_at != 0)
			print_day(cli, " đến ", " until ", b->to_at);
		putchar('.');
	}
	if (b->happened_at != 0) {
		print_day(cli, " Sự cố từ ngày ", " Since ", b->happened_at);
		putchar('.');
	}
	putchar('\n');
}
