/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The windows in which a person is asked, on a screen: a thread is that person, looks at what is there, and types or clicks. */
#include "test.h"

#include <windows.h>
#include <stdio.h>
#include <stdlib.h>

#include "crypto/limits.h"
#include "token/pinentry.h"

#define SHOWN "Sở Mẫu & Co <b>78/QĐ-UBND</b> 100%\n\nMã: 1234"
#define SHOWN_WIDE L"Sở Mẫu & Co <b>78/QĐ-UBND</b> 100%\n\nMã: 1234"
#define WAIT 60000 /* milliseconds, for what takes none: a machine may be busy */

enum act { CLICK_YES, CLICK_NO, CLICK_OTHER, ENTER, ESCAPE, CLOSE };

/* What the person does, and what was seen; tested by the thread that asked. */
struct person {
	enum act act;
	const wchar_t *typed; /* before it */
	HANDLE thread;
	bool seen, is_text, is_secret, is_topmost;
	int buttons;
};

static HWND
button(HWND window, const wchar_t *label)
{
	return FindWindowExW(window, NULL, L"BUTTON", label);
}

static HWND
wait_for_window(void)
{
	HWND w = NULL;

	for (int i = 0; i < WAIT / 10 && (w == NULL || !IsWindowVisible(w)); i++) {
		w = FindWindowW(L"TrienAgentDialog", L"Triện");
		Sleep(10);
	}
	return w;
}

/* Who has the keyboard there. */
static HWND
focus_of(HWND window)
{
	GUITHREADINFO info = {.cbSize = sizeof(info)};

	for (int i = 0; i < WAIT / 10 && info.hwndFocus == NULL; i++) {
		GetGUIThreadInfo(GetWindowThreadProcessId(window, NULL), &info);
		Sleep(10);
	}
	return info.hwndFocus;
}

static void
look(struct person *p, HWND window)
{
	wchar_t text[1024];
	HWND label = FindWindowExW(window, NULL, L"STATIC", NULL), field = FindWindowExW(window, NULL, L"EDIT", NULL);

	SendMessageW(label, WM_GETTEXT, sizeof(text) / sizeof(*text), (LPARAM)text);
	p->is_text = wcscmp(text, SHOWN_WIDE) == 0 && (GetWindowLongPtrW(label, GWL_STYLE) & SS_NOPREFIX) != 0;
	p->is_secret = field != NULL && (GetWindowLongPtrW(field, GWL_STYLE) & ES_PASSWORD) != 0;
	p->is_topmost = (GetWindowLongPtrW(window, GWL_EXSTYLE) & WS_EX_TOPMOST) != 0;
	for (HWND b = NULL; (b = FindWindowExW(window, b, L"BUTTON", NULL)) != NULL;)
		p->buttons++;
}

static DWORD WINAPI
be_person(void *context)
{
	struct person *p = context;
	HWND window = wait_for_window();

	if (window == NULL)
		return 0;
	p->seen = true;
	look(p, window);
	HWND focus = focus_of(window);
	for (const wchar_t *c = p->typed; c != NULL && *c != L'\0'; c++)
		PostMessageW(focus, WM_CHAR, *c, 1);
	if (p->act == CLICK_YES || p->act == CLICK_NO || p->act == CLICK_OTHER)
		PostMessageW(button(window, p->act == CLICK_YES ? L"Ký" : p->act == CLICK_NO ? L"Không" : L"Mở văn bản"), BM_CLICK, 0, 0);
	else if (p->act == ENTER || p->act == ESCAPE)
		PostMessageW(focus, WM_KEYDOWN, p->act == ENTER ? VK_RETURN : VK_ESCAPE, 1);
	else if (p->act == CLOSE)
		PostMessageW(window, WM_CLOSE, 0, 0);
	return 0;
}

static void
come(struct person *p)
{
	p->thread = CreateThread(NULL, 0, be_person, p, 0, NULL);
	assert_non_null(p->thread);
}

static void
go(struct person *p)
{
	assert_int_equal(WaitForSingleObject(p->thread, WAIT), WAIT_OBJECT_0);
	CloseHandle(p->thread);
	assert_true(p->seen && p->is_text && p->is_topmost);
	assert_null(FindWindowW(L"TrienAgentDialog", NULL));
}

static const struct tr_pinentry words = {"Triện", SHOWN, "Ký", "Không", "Mở văn bản", WAIT};

static void
consent(void **state)
{
	static const struct {
		enum act act;
		enum tr_pinentry_answer answer;
	} rows[] = {{CLICK_YES, TR_PINENTRY_YES}, {CLICK_NO, TR_PINENTRY_NO}, {CLICK_OTHER, TR_PINENTRY_OTHER}, {ENTER, TR_PINENTRY_NO}, {ESCAPE, TR_PINENTRY_NO}, {CLOSE, TR_PINENTRY_NO}};
	enum tr_pinentry_answer answer;
	struct trien_err err = {0};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct person p = {.act = rows[i].act};
		come(&p);
		assert_ok(tr_pinentry_confirm(&words, &answer, &err), &err);
		go(&p);
		if (answer != rows[i].answer || p.buttons != 3)
			fail_msg("row %d: %d", (int)i, (int)answer);
	}
}

static void
telling(void **state)
{
	struct tr_pinentry told = {.title = "Triện", .text = SHOWN, .milliseconds = WAIT};
	struct person p = {.act = ENTER};
	TR_AUTO_SECRET pin = {0};
	enum tr_pinentry_answer answer = TR_PINENTRY_OTHER;
	struct trien_err err = {0};

	(void)state;
	come(&p);
	assert_ok(tr_pinentry_tell(&told, &err), &err);
	go(&p);
	assert_int_equal(p.buttons, 1);
	/* Nobody is there. */
	told.milliseconds = 200;
	assert_refused(tr_pinentry_confirm(&told, &answer, &err), "token.prompt-failed");
	assert_refused(tr_pinentry_ask(&told, &pin, &err), "token.prompt-failed");
	assert_true(answer == TR_PINENTRY_OTHER && pin.n == 0);
	told.text = "\xff";
	assert_refused(tr_pinentry_confirm(&told, &answer, &err), "token.prompt-failed");
}

/* ---- PINs ---- */

static int fields_gone, left_behind;

/* Sees each field that goes: nothing may be in it. */
static LRESULT CALLBACK
see(int code, WPARAM w, LPARAM l)
{
	const CWPSTRUCT *m = (const CWPSTRUCT *)l;
	wchar_t class[16];

	if (code == HC_ACTION && m->message == WM_DESTROY && GetClassNameW(m->hwnd, class, 16) > 0 && _wcsicmp(class, L"EDIT") == 0) {
		fields_gone++;
		left_behind += GetWindowTextLengthW(m->hwnd) != 0;
	}
	return CallNextHookEx(NULL, code, w, l);
}

static trien_rc
type(const wchar_t *typed, enum act act, struct tr_buf *pin, struct trien_err *err)
{
	struct person p = {.act = act, .typed = typed};

	come(&p);
	const trien_rc rc = tr_pinentry_ask(&words, pin, err);
	go(&p);
	assert_true(p.is_secret);
	return rc;
}

static void
pins(void **state)
{
	wchar_t many[TR_PIN_MAX + 2];
	struct trien_err err = {0};
	TR_AUTO_SECRET pin = {0};
	TR_AUTO_SECRET most = {0};
	TR_AUTO_SECRET none = {0};

	(void)state;
	HHOOK hook = SetWindowsHookExW(WH_CALLWNDPROC, see, NULL, GetCurrentThreadId());
	assert_non_null(hook);
	assert_ok(type(L"12đ&6", ENTER, &pin, &err), &err);
	assert_true(tr_bytes_are(tr_buf_view(&pin), "12đ&6"));
	for (size_t i = 0; i < TR_PIN_MAX + 1; i++)
		many[i] = L'7';
	many[TR_PIN_MAX] = L'\0';
	assert_ok(type(many, CLICK_YES, &most, &err), &err);
	assert_int_equal(most.n, TR_PIN_MAX);
	many[TR_PIN_MAX] = L'7';
	many[TR_PIN_MAX + 1] = L'\0';
	assert_refused(type(many, CLICK_YES, &none, &err), "key.pin-too-long");
	many[TR_PIN_MAX - 1] = L'đ'; /* two bytes */
	many[TR_PIN_MAX] = L'\0';
	assert_refused(type(many, CLICK_YES, &none, &err), "key.pin-too-long");
	assert_refused(type(L"123456", ESCAPE, &none, &err), "key.pin-refused");
	assert_refused(type(L"123456", CLICK_NO, &none, &err), "key.pin-refused");
	assert_refused(type(L"123456", CLOSE, &none, &err), "key.pin-refused");
	assert_int_equal(none.n, 0);
	assert_true(fields_gone == 7 && left_behind == 0);
	UnhookWindowsHookEx(hook);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(consent), cmocka_unit_test(telling), cmocka_unit_test(pins)};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
