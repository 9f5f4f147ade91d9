/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "rules/render.h"

#include "rules/dossier.h"
#include "rules/entry.h"
#include "rules/notice.h"
#include "rules/plan.h"

struct page {
	enum trien_lang lang;
	struct tr_buf *out;
	struct trien_err *err;
};

static const char *
say(const struct page *g, const char *vi, const char *en)
{
	return g->lang == TRIEN_LANG_EN ? en : vi;
}

static const char *
named(const struct page *g, const struct tr_rules_word *w)
{
	return say(g, w->vi, w->en);
}

#define PUT(g, ...) TR_TRY(tr_buf_addf((g)->out, (g)->err, __VA_ARGS__))

static trien_rc
head(const struct page *g, const char *title, const char *intro, const char *columns)
{
	PUT(g, "\n## %s\n\n", title);
	if (*intro != '\0')
		PUT(g, "%s\n\n", intro);
	PUT(g, "| %s |\n|", columns);
	for (const char *c = columns; c != NULL; c = strchr(c + 1, '|'))
		PUT(g, "---|");
	PUT(g, "\n");
	return TRIEN_OK;
}

/* The names of the bits of a set, parted by semicolons; a dash for none. */
static trien_rc
put_set(const struct page *g, uint64_t bits, const struct tr_rules_word *(*word)(unsigned i))
{
	bool any = false;

	for (unsigned i = 0; bits >> i != 0; i++)
		if (bits >> i & 1) {
			PUT(g, "%s%s", any ? "; " : "", named(g, word(i)));
			any = true;
		}
	if (!any)
		PUT(g, "–");
	return TRIEN_OK;
}

static const struct tr_rules_word *
state(unsigned i)
{
	return tr_rules_state_word((enum tr_rules_state)i);
}

static const struct tr_rules_word *
role(unsigned i)
{
	return tr_rules_role_word((enum tr_rules_role)i);
}

static const struct tr_rules_word *
kind(unsigned i)
{
	return tr_rules_kind_word((enum tr_rules_kind)i);
}

static const struct tr_rules_word *
subject(unsigned i)
{
	return tr_rules_subject_word((enum tr_rules_subject)i);
}

static const struct tr_rules_word *
effect(unsigned i)
{
	return tr_rules_effect_word((enum tr_rules_effect)i);
}

/* ---- state machines ---- */
/* The ids without what they have in common: "days-left". */
static trien_rc
put_guards(const struct page *g, const enum tr_rules_guard *guards, bool first)
{
	for (; *guards != TR_GUARD_NONE; guards++, first = false)
		PUT(g, "%s`%s`", first ? "" : ", ", strchr(tr_rules_guard_id(*guards), '.') + 1);
	return TRIEN_OK;
}

static trien_rc
put_row(const struct page *g, const struct tr_rules_row *row)
{
	PUT(g, "| %s", named(g, tr_rules_act_word(row->act)));
	if (row->kinds != 0) {
		PUT(g, " (");
		TR_TRY(put_set(g, row->kinds, kind));
		PUT(g, ")");
	}
	PUT(g, " | ");
	TR_TRY(put_set(g, row->from, state));
	PUT(g, " | ");
	TR_TRY(put_set(g, row->roles, role));
	PUT(g, " | %s", row->conditions ? say(g, "*theo loại yêu cầu*", "*those of the kind*") : "");
	if (!row->conditions && row->guards[0] == TR_GUARD_NONE)
		PUT(g, "–");
	TR_TRY(put_guards(g, row->guards, !row->conditions));
	PUT(g, " | %s | ", named(g, tr_rules_state_word(row->to)));
	TR_TRY(put_set(g, row->effects, effect));
	PUT(g, " |\n");
	return TRIEN_OK;
}

static trien_rc
put_machine(const struct page *g, enum tr_rules_machine machine)
{
	TR_TRY(head(g, named(g, tr_rules_machine_word(machine)), "", say(g,
			"việc | từ trạng thái | ai | điều kiện | thành | kèm theo",
			"act | from | who | conditions | becomes | entails")));
	for (size_t i = 0; tr_rules_row_at(i) != NULL; i++)
		if (tr_rules_machine_of_act(tr_rules_row_at(i)->act) == machine)
			TR_TRY(put_row(g, tr_rules_row_at(i)));
	return TRIEN_OK;
}

static trien_rc
put_conditions(const struct page *g)
{
	TR_TRY(head(g, say(g, "Điều kiện theo loại yêu cầu", "Conditions of the kinds of request"),
			say(g, "Xét khi trình, khi xác nhận và khi gửi.", "Held at submitting, at confirming and at sending."),
			say(g, "loại | điều kiện", "kind | conditions")));
	for (unsigned k = 0; k < TR_KIND_COUNT; k++) {
		PUT(g, "| %s | ", named(g, kind(k)));
		TR_TRY(put_guards(g, tr_rules_conditions((enum tr_rules_kind)k), true));
		PUT(g, " |\n");
	}
	TR_TRY(head(g, say(g, "Các điều kiện", "The conditions"),
			say(g, "Điều kiện không đạt thì việc bị từ chối với mã lỗi `rules.` và tên điều kiện.",
					"Where one fails, the act is refused with the error `rules.` and its name."),
			say(g, "tên | phải có | căn cứ", "name | what must hold | source")));
	for (unsigned i = TR_GUARD_NONE + 1; i < TR_GUARD_COUNT; i++) {
		const enum tr_rules_guard guard = (enum tr_rules_guard)i;
		PUT(g, "| `%s` | %s | %s |\n", strchr(tr_rules_guard_id(guard), '.') + 1, tr_rules_guard_text(guard, g->lang),
				tr_rules_guard_clause(guard));
	}
	return TRIEN_OK;
}

static trien_rc
put_reasons(const struct page *g)
{
	static const struct tr_rules_word stops[] = {
		[TR_STOPS_REPORT] = {"report", "ngay khi trình", "at once"},
		[TR_STOPS_EVENT] = {"event", "từ ngày xảy ra", "on the day of the event"},
		[TR_STOPS_ANSWER] = {"answer", "khi có kết quả giải quyết", "when it is decided"},
	};

	TR_TRY(head(g, say(g, "Lý do thu hồi và thay đổi thông tin", "Reasons of revocation and change"), "",
			say(g, "loại | lý do | cách ghi gọn | thuê bao | ai đề nghị | ngừng ký | căn cứ",
					"kind | reason | in short | subscribers | who may ask | signing stops | source")));
	for (unsigned i = TR_REASON_NONE + 1; i < TR_REASON_COUNT; i++) {
		const struct tr_rules_reason_row *row = tr_rules_reason_at((enum tr_rules_reason)i);
		PUT(g, "| %s | %s | `%s` | ", named(g, kind(row->kind)), say(g, row->vi, row->en), row->word);
		TR_TRY(put_set(g, row->subjects, subject));
		PUT(g, " | ");
		TR_TRY(put_set(g, row->askers, role));
		PUT(g, " | %s | %s |\n", row->kind == TR_KIND_REVOKE ? named(g, &stops[row->stops]) : "–", row->clause);
	}
	return TRIEN_OK;
}

static trien_rc
put_dossier(const struct page *g)
{
	TR_TRY(head(g, say(g, "Hồ sơ", "The dossier"),
			say(g, "Thiếu mục nào thì chưa trình được (`dossier`).", "What lacks one of these cannot be submitted (`dossier`)."),
			say(g, "mục | loại yêu cầu | thuê bao", "field | kinds of request | subscribers")));
	for (unsigned i = 0; i < TR_FIELD_COUNT; i++) {
		unsigned kinds = 0, subjects = 0;
		for (unsigned k = 0; k < TR_KIND_COUNT; k++)
			for (unsigned s = 0; s < TR_SUBJECT_COUNT; s++)
				if (tr_rules_dossier((enum tr_rules_kind)k, (enum tr_rules_subject)s) & TR_BIT(i)) {
					kinds |= TR_BIT(k);
					subjects |= TR_BIT(s);
				}
		PUT(g, "| %s | ", named(g, tr_rules_field_word((enum tr_rules_field)i)));
		TR_TRY(put_set(g, kinds, kind));
		PUT(g, " | ");
		TR_TRY(put_set(g, subjects, subject));
		PUT(g, " |\n");
	}
	return TRIEN_OK;
}

/* ---- events ---- */
static const char *
reason_text(const struct page *g, const struct tr_rules_plan_row *row)
{
	if (row->reason == TR_REASON_NONE)
		return "";
	if (row->reason == TR_REASON_GIVEN)
		return say(g, "lý do do sự việc nêu", "the reason that the event names");
	return say(g, tr_rules_reason_at(row->reason)->vi, tr_rules_reason_at(row->reason)->en);
}

static const char *
which_text(const struct page *g, const struct tr_rules_plan_row *row)
{
	if (row->when == TR_WHEN_MOVER_KEEPS)
		return say(g, "nơi được giữ thiết bị khi chuyển", "where who moves keeps the device");
	if (row->when == TR_WHEN_MOVER_LEAVES)
		return say(g, "nơi không được giữ", "where not");
	if (row->which == TR_WHICH_KEPT)
		return say(g, "của cơ quan giữ lại", "of what stays");
	return row->which == TR_WHICH_OTHER ? say(g, "của cơ quan nhập vào", "of what is merged") : "";
}

static trien_rc
put_events(const struct page *g)
{
	TR_TRY(head(g, say(g, "Sự việc gồm nhiều việc", "Events of several acts"),
			say(g, "Mỗi việc xét như khi làm; chạy thử và làm thật hỏi cùng một bảng.",
					"Each act is judged as when it is done; a dry run and the real one ask the same table."),
			say(g, "sự việc | đối với | việc | ai làm | căn cứ", "event | for | act | by | source")));
	for (size_t i = 0; tr_rules_plan_row_at(i) != NULL; i++) {
		const struct tr_rules_plan_row *row = tr_rules_plan_row_at(i);
		const char *which = which_text(g, row), *reason = reason_text(g, row);
		PUT(g, "| %s | ", named(g, tr_rules_event_word(row->event)));
		TR_TRY(put_set(g, row->subjects, subject));
		PUT(g, "%s%s | %s", *which != '\0' ? "; " : "", which, named(g, tr_rules_act_word(row->act)));
		if (row->act == TR_ACT_REQUEST_DRAFT)
			PUT(g, ": %s%s%s", named(g, kind(row->kind)), *reason != '\0' ? ", " : "", reason);
		PUT(g, " | %s | %s |\n", row->by == TR_BY_PROGRAM ? named(g, role(TR_ROLE_SYSTEM)) : say(g, "người báo", "who reports"),
				tr_rules_event_clause(row->event));
	}
	return TRIEN_OK;
}

/* ---- access ---- */
/* What a role may do to an object: "see (one's agency); ask (one's own)". */
static trien_rc
put_access(const struct page *g, enum tr_rules_role r, enum tr_rules_object o)
{
	bool any = false;

	for (unsigned s = TR_SCOPE_NONE + 1; s < TR_SCOPE_COUNT; s++) {
		bool first = true;
		for (unsigned v = 0; v < TR_VERB_COUNT; v++)
			if (tr_rules_access(r, o, (enum tr_rules_verb)v) == s) {
				PUT(g, "%s%s", !first ? ", " : any ? "; " : "", named(g, tr_rules_verb_word((enum tr_rules_verb)v)));
				first = false;
			}
		if (!first)
			PUT(g, " (%s)", named(g, tr_rules_scope_word((enum tr_rules_scope)s)));
		any = any || !first;
	}
	return TRIEN_OK;
}

static bool
has_access(enum tr_rules_role r, enum tr_rules_object o)
{
	for (unsigned v = 0; v < TR_VERB_COUNT; v++)
		if (tr_rules_access(r, o, (enum tr_rules_verb)v) != TR_SCOPE_NONE)
			return true;
	return false;
}

static trien_rc
put_roles(const struct page *g)
{
	TR_TRY(head(g, say(g, "Ai được làm gì, với của ai", "Who may do what, to whose"),
			say(g, "Không có trong bảng thì không được. Ai giữ chức vụ cũng là thuê bao: hai quyền cộng lại. Được ghi mới hay sửa một bản ghi "
			       "chưa phải là được viết câu trả lời, duyệt hình chữ ký, con dấu hay cho số công văn trong đó: các cột ấy theo dòng “trả lời”, "
			       "“duyệt”, “tổng hợp và gửi” của bảng.",
					"What does not stand here is refused. Who holds a post is a subscriber too: the two add up. To enter or change a row is "
					"not yet to write its answer, to approve its picture, or to give its letter a number: these columns go by “answer”, "
					"“approve”, “consolidate and send” below."),
			say(g, "vai trò | đối tượng | được làm (phạm vi)", "role | object | may (scope)")));
	for (unsigned r = 0; r < TR_ROLE_COUNT; r++)
		for (unsigned o = 0; o < TR_OBJECT_COUNT; o++) {
			if (!has_access((enum tr_rules_role)r, (enum tr_rules_object)o))
				continue;
			PUT(g, "| %s | %s | ", named(g, role(r)), named(g, tr_rules_object_word((enum tr_rules_object)o)));
			TR_TRY(put_access(g, (enum tr_rules_role)r, (enum tr_rules_object)o));
			PUT(g, " |\n");
		}
	return TRIEN_OK;
}

/* From which step on each is told. */
static trien_rc
put_audience(const struct page *g, enum tr_notice_kind kind)
{
	static const struct {
		unsigned bit;
		const char *vi, *en;
	} who[] = {{TR_NOTICE_TO_SUBSCRIBER, "thuê bao", "the subscriber"}, {TR_NOTICE_TO_KEEPER, "người giữ thiết bị", "the keeper of the device"},
		{TR_NOTICE_TO_MANAGER, "cán bộ của cơ quan quản lý trực tiếp", "the managing agency's officers"},
		{TR_NOTICE_TO_DEPARTMENT, "cán bộ của sở chủ trì", "the department's officers"},
		{TR_NOTICE_TO_ADMIN, "quản trị viên", "administrators"}};
	const unsigned *steps = tr_notice_steps(kind);
	const char *comma = "";

	for (size_t w = 0; w < sizeof(who) / sizeof(*who); w++) {
		unsigned i = 0;
		while (steps[i] != 0 && !(tr_notice_audience(kind, i) & who[w].bit))
			i++;
		if (steps[i] == 0)
			continue;
		PUT(g, "%s%s (%s %u)", comma, say(g, who[w].vi, who[w].en), say(g, "từ mức", "from"), steps[i]);
		comma = ", ";
	}
	return TRIEN_OK;
}

static trien_rc
put_giving(const struct page *g)
{
	TR_TRY(head(g, say(g, "Ai giao vai trò nào", "Who gives which role"),
			say(g, "Giao cho người khác, trong phạm vi của mình; không ai tự giao cho mình.",
					"To others, within one's own scope; nobody gives a role to oneself."),
			say(g, "vai trò | được giao", "role | gives")));
	for (unsigned giver = 0; giver < TR_ROLE_COUNT; giver++) {
		unsigned given = 0;
		for (unsigned r = 0; r < TR_ROLE_COUNT; r++)
			given |= tr_rules_gives((enum tr_rules_role)giver, (enum tr_rules_role)r) ? TR_BIT(r) : 0;
		if (given == 0)
			continue;
		PUT(g, "| %s | ", named(g, role(giver)));
		TR_TRY(put_set(g, given, role));
		PUT(g, " |\n");
	}
	return TRIEN_OK;
}

static const struct tr_rules_word *
matter(unsigned i)
{
	return tr_rules_matter_word((enum tr_rules_matter)i);
}

static trien_rc
put_hidden(const struct page *g)
{
	TR_TRY(head(g, say(g, "Cột được che", "Columns that are hidden"), say(g, "Trong các bản ghi mà vai trò đó xem được.", "In the rows that the role sees."),
			say(g, "vai trò | không thấy", "role | does not see")));
	for (unsigned r = 0; r < TR_ROLE_COUNT; r++) {
		unsigned hidden = 0;
		for (unsigned m = 0; m < TR_MATTER_COUNT; m++)
			hidden |= tr_rules_sees((enum tr_rules_role)r, (enum tr_rules_matter)m) ? 0 : TR_BIT(m);
		if (hidden == 0)
			continue;
		PUT(g, "| %s | ", named(g, role(r)));
		TR_TRY(put_set(g, hidden, matter));
		PUT(g, " |\n");
	}
	return TRIEN_OK;
}

static trien_rc
put_notices(const struct page *g)
{
	TR_TRY(head(g, say(g, "Nhắc việc", "Notices"),
			say(g, "Mỗi mức nhắc một lần; trước hạn tính theo ngày, sau hạn tính theo ngày làm việc.",
					"Each step is told once; before a date in days, after one in working days."),
			say(g, "việc | các mức (ngày) | ai được nhắc", "notice | steps (days) | who is told")));
	for (unsigned k = 0; k < TR_NOTICE_COUNT; k++) {
		const unsigned *steps = tr_notice_steps((enum tr_notice_kind)k);
		PUT(g, "| %s | ", named(g, tr_notice_word((enum tr_notice_kind)k)));
		for (size_t i = 0; steps[i] != 0; i++)
			PUT(g, "%s%u", i > 0 ? ", " : "", steps[i]);
		PUT(g, " | ");
		TR_TRY(put_audience(g, (enum tr_notice_kind)k));
		PUT(g, " |\n");
	}
	return TRIEN_OK;
}

static trien_rc
put_entries(const struct page *g)
{
	enum tr_rules_object object;
	const struct tr_rules_entry *e;

	TR_TRY(head(g, say(g, "Sổ ghi thường", "Plain books"),
			say(g, "Mỗi bản ghi phải theo các điều này, dù ghi tay, nhập từ tệp hay do nghiệp vụ ghi. Tên sổ và cột viết như khi gõ lệnh.",
					"Every row keeps these, whether it is typed, imported or written by an act. Books and columns are called as they are typed."),
			say(g, "sổ | cột | quy tắc | mã lỗi", "book | column | rule | error")));
	for (size_t i = 0; (e = tr_rules_entry_at(i)) != NULL; i++) {
		if (!tr_rules_object_of(e->book, &object))
			object = TR_OBJECT_TRAINING; /* has several books */
		PUT(g, "| %s `%s` | `%s` | %s | `%s` |\n", named(g, tr_rules_object_word(object)), e->book, e->column, say(g, e->vi, e->en),
				tr_rules_entry_id(e->kind));
	}
	return TRIEN_OK;
}

trien_rc
tr_rules_render(enum trien_lang lang, struct tr_buf *out, struct trien_err *err)
{
	const struct page page = {.lang = lang, .out = out, .err = err}, *g = &page;

	PUT(g, "<!-- %s -->\n# %s\n\n%s\n", "trien profile rules",
			say(g, "Quy tắc của sổ đăng ký", "The rules of the registry"),
			say(g, "Việc không có trong bảng thì không làm được. Con số (số ngày, số năm), nơi giải quyết, mẫu và thời hạn nằm trong bộ quy định (`trien profile show`).",
					"What stands in no row cannot be done. Numbers (days, years), who decides, forms and time limits are in the legal profile (`trien profile show`)."));
	for (unsigned m = 0; m < TR_MACHINE_COUNT; m++)
		TR_TRY(put_machine(g, (enum tr_rules_machine)m));
	TR_TRY(put_conditions(g));
	TR_TRY(put_dossier(g));
	TR_TRY(put_reasons(g));
	TR_TRY(put_events(g));
	TR_TRY(put_roles(g));
	TR_TRY(put_giving(g));
	TR_TRY(put_hidden(g));
	TR_TRY(put_entries(g));
	return put_notices(g);
}
