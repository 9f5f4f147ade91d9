/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * token/pinentry.h in windows of Win32, in this very process. A window shows a text as it is, with no character that means anything to Windows; Enter and Escape mean no wherever there is a choice, so that nobody signs
 * by typing on. A PIN leaves the field that it was typed in before the window goes. Requirement: R5.3
 */
#include "token/pinentry.h"

#include <stdlib.h>
#include <windows.h>

#include "base/errors/base.h"
#include "base/errors/crypto.h"
#include "base/errors/token.h"
#include "base/memory.h"
#include "crypto/limits.h"

#define CLASS L"TrienAgentDialog"
#define TEXT_WIDTH 560
#define MARGIN 14
#define BUTTON_WIDTH 170
#define BUTTON_HEIGHT 32
#define FIELD 100
#define YES 101
#define OTHER 102
#define TIMER 1

enum kind { CONFIRM, PIN, TELL };

struct dialog {
	const struct tr_pinentry *words;
	enum kind kind;
	HWND window, field, first; /* first: has the keyboard in the beginning */
	HFONT font;
	int height; /* so far */
	bool ended, in_time, is_long;
	enum tr_pinentry_answer answer;
	wchar_t typed[TR_PIN_MAX + 2];
};

/* NULL where it is not UTF-8; free(). */
static wchar_t *
wide(const char *text)
{
	const int n = MultiByteToWideChar(CP_UTF8, MB_ERR_INVALID_CHARS, text, -1, NULL, 0);
	wchar_t *out = n > 0 ? tr_mem_zeroed((size_t)n, sizeof(*out)) : NULL;

	if (out != NULL)
		MultiByteToWideChar(CP_UTF8, MB_ERR_INVALID_CHARS, text, -1, out, n);
	return out;
}

/* ---- answers ---- */

static void
end(struct dialog *d, enum tr_pinentry_answer answer)
{
	d->answer = answer;
	d->ended = true;
	d->in_time = true;
}

/* What was typed is taken, and written over where it stood. */
static void
take_typed(struct dialog *d)
{
	wchar_t blank[TR_PIN_MAX + 2];

	const int n = GetWindowTextW(d->field, d->typed, TR_PIN_MAX + 2);
	d->is_long = n > (int)TR_PIN_MAX;
	for (int i = 0; i < n; i++)
		blank[i] = L'*';
	blank[n] = L'\0';
	SetWindowTextW(d->field, blank);
	SetWindowTextW(d->field, L"");
	SendMessageW(d->field, EM_EMPTYUNDOBUFFER, 0, 0);
}

static LRESULT CALLBACK
on_message(HWND window, UINT message, WPARAM w, LPARAM l)
{
	struct dialog *d = (struct dialog *)GetWindowLongPtrW(window, GWLP_USERDATA);

	if (d == NULL || (message != WM_COMMAND && message != WM_CLOSE && message != WM_TIMER))
		return DefWindowProcW(window, message, w, l);
	if (message == WM_TIMER)
		d->ended = true;
	else if (message == WM_CLOSE || LOWORD(w) == IDCANCEL)
		end(d, TR_PINENTRY_NO);
	else if (LOWORD(w) == OTHER)
		end(d, TR_PINENTRY_OTHER);
	else if (LOWORD(w) == YES || (LOWORD(w) == IDOK && d->kind != CONFIRM))
		end(d, TR_PINENTRY_YES);
	else if (LOWORD(w) == IDOK)
		end(d, TR_PINENTRY_NO);
	return 0;
}

/* ---- the window ---- */

static HWND
add(struct dialog *d, const wchar_t *class, const wchar_t *text, DWORD style, int id, const RECT *at)
{
	HWND w = CreateWindowExW(0, class, text, WS_CHILD | WS_VISIBLE | style, at->left, at->top, at->right - at->left, at->bottom - at->top, d->window, (HMENU)(intptr_t)id, GetModuleHandleW(NULL), NULL);

	if (w != NULL)
		SendMessageW(w, WM_SETFONT, (WPARAM)d->font, FALSE);
	return w;
}

/* As high as it has to be. */
static bool
add_text(struct dialog *d, const wchar_t *text)
{
	RECT r = {MARGIN, d->height, MARGIN + TEXT_WIDTH, d->height};
	HDC dc = GetDC(d->window);

	SelectObject(dc, d->font);
	DrawTextW(dc, text, -1, &r, DT_CALCRECT | DT_WORDBREAK | DT_NOPREFIX | DT_EDITCONTROL);
	ReleaseDC(d->window, dc);
	r.right = MARGIN + TEXT_WIDTH;
	d->height = r.bottom + MARGIN;
	return add(d, L"STATIC", text, SS_LEFT | SS_NOPREFIX | SS_EDITCONTROL, -1, &r) != NULL;
}

/* number: from the right. */
static bool
add_button(struct dialog *d, const char *text, int id, int number, DWORD style)
{
	const int right = MARGIN + TEXT_WIDTH - number * (BUTTON_WIDTH + MARGIN);
	const RECT r = {right - BUTTON_WIDTH, d->height, right, d->height + BUTTON_HEIGHT};
	wchar_t *label = wide(text);

	HWND w = label != NULL ? add(d, L"BUTTON", label, WS_TABSTOP | style, id, &r) : NULL;
	free(label);
	if (style == BS_DEFPUSHBUTTON && d->first == NULL)
		d->first = w;
	return w != NULL;
}

static bool
add_field(struct dialog *d)
{
	const RECT r = {MARGIN, d->height, MARGIN + TEXT_WIDTH, d->height + BUTTON_HEIGHT};

	d->field = add(d, L"EDIT", L"", WS_TABSTOP | WS_BORDER | ES_PASSWORD | ES_AUTOHSCROLL, FIELD, &r);
	if (d->field == NULL)
		return false;
	SendMessageW(d->field, EM_SETLIMITTEXT, TR_PIN_MAX + 1, 0);
	d->height = r.bottom + MARGIN;
	d->first = d->field;
	return true;
}

static const char *
or(const char *text, const char *otherwise)
{
	return text != NULL ? text : otherwise;
}

static bool
add_all(struct dialog *d)
{
	const struct tr_pinentry *p = d->words;
	wchar_t *text = wide(or(p->text, ""));

	bool ok = text != NULL && add_text(d, text) && (d->kind != PIN || add_field(d));
	free(text);
	if (d->kind == TELL)
		return ok && add_button(d, or(p->yes, "OK"), YES, 0, BS_DEFPUSHBUTTON);
	ok = ok && add_button(d, or(p->no, "Không"), IDCANCEL, 0, d->kind == CONFIRM ? BS_DEFPUSHBUTTON : BS_PUSHBUTTON) && add_button(d, or(p->yes, "OK"), YES, 1, d->kind == PIN ? BS_DEFPUSHBUTTON : BS_PUSHBUTTON);
	return ok && (p->other == NULL || add_button(d, p->other, OTHER, 2, BS_PUSHBUTTON));
}

static HFONT
message_font(void)
{
	NONCLIENTMETRICSW m = {.cbSize = sizeof(m)};

	return SystemParametersInfoW(SPI_GETNONCLIENTMETRICS, sizeof(m), &m, 0) ? CreateFontIndirectW(&m.lfMessageFont) : NULL;
}

/* In the middle of the screen, as large as what it holds. */
static void
show(struct dialog *d)
{
	RECT r = {0, 0, TEXT_WIDTH + 2 * MARGIN, d->height + BUTTON_HEIGHT + MARGIN};

	AdjustWindowRectEx(&r, (DWORD)GetWindowLongPtrW(d->window, GWL_STYLE), FALSE, WS_EX_TOPMOST);
	const int width = r.right - r.left, height = r.bottom - r.top;
	SetWindowPos(d->window, HWND_TOPMOST, (GetSystemMetrics(SM_CXSCREEN) - width) / 2, (GetSystemMetrics(SM_CYSCREEN) - height) / 2, width, height, SWP_SHOWWINDOW);
	SetForegroundWindow(d->window);
	SetFocus(d->first);
}

static bool
open_window(struct dialog *d)
{
	const WNDCLASSW class = {.lpfnWndProc = on_message, .hInstance = GetModuleHandleW(NULL), .lpszClassName = CLASS, .hbrBackground = (HBRUSH)(COLOR_BTNFACE + 1), .hCursor = LoadCursorW(NULL, (const wchar_t *)IDC_ARROW)};
	wchar_t *title = wide(or(d->words->title, "Triện"));

	RegisterClassW(&class); /* the second time it is there */
	if (title != NULL)
		d->window = CreateWindowExW(WS_EX_TOPMOST, CLASS, title, WS_CAPTION | WS_SYSMENU, 0, 0, 1, 1, NULL, NULL, class.hInstance, NULL);
	free(title);
	d->font = message_font();
	d->height = MARGIN;
	if (d->window == NULL || d->font == NULL || !add_all(d))
		return false;
	SetWindowLongPtrW(d->window, GWLP_USERDATA, (LONG_PTR)d);
	if (d->words->milliseconds >= 0 && SetTimer(d->window, TIMER, (UINT)d->words->milliseconds, NULL) == 0)
		return false;
	show(d);
	return true;
}

static void
close_window(struct dialog *d)
{
	if (d->field != NULL)
		take_typed(d);
	if (d->window != NULL)
		DestroyWindow(d->window);
	if (d->font != NULL)
		DeleteObject(d->font);
}

static trien_rc
run(struct dialog *d, struct trien_err *err)
{
	MSG m;

	const bool opened = open_window(d);
	while (opened && !d->ended && GetMessageW(&m, NULL, 0, 0) > 0) {
		if (IsDialogMessageW(d->window, &m))
			continue;
		TranslateMessage(&m);
		DispatchMessageW(&m);
	}
	close_window(d);
	return opened && d->in_time ? TRIEN_OK : TR_ERR0(err, TOKEN_PROMPT_FAILED);
}

/* ---- what is asked ---- */

trien_rc
tr_pinentry_confirm(const struct tr_pinentry *p, enum tr_pinentry_answer *out, struct trien_err *err)
{
	struct dialog d = {.words = p, .kind = CONFIRM};

	TR_TRY(run(&d, err));
	*out = d.answer;
	return TRIEN_OK;
}

trien_rc
tr_pinentry_tell(const struct tr_pinentry *p, struct trien_err *err)
{
	struct dialog d = {.words = p, .kind = TELL};

	return run(&d, err);
}

/* As UTF-8, which may be longer than what was typed. */
static trien_rc
hand_over(const struct dialog *d, struct tr_buf *out, struct trien_err *err)
{
	const int n = d->is_long ? 0 : WideCharToMultiByte(CP_UTF8, 0, d->typed, (int)wcslen(d->typed), NULL, 0, NULL, NULL);

	if (d->is_long || n > (int)TR_PIN_MAX)
		return TR_ERR(err, KEY_PIN_LIMIT, TR_U("max", TR_PIN_MAX));
	TR_TRY(tr_buf_reserve(out, TR_PIN_MAX + 1, err));
	VirtualLock(out->p, out->cap); /* as far as the system permits */
	if (n > 0)
		WideCharToMultiByte(CP_UTF8, 0, d->typed, (int)wcslen(d->typed), (char *)out->p + out->n, n, NULL, NULL);
	out->n += (size_t)n;
	return TRIEN_OK;
}

trien_rc
tr_pinentry_ask(const struct tr_pinentry *p, struct tr_buf *out, struct trien_err *err)
{
	struct dialog d = {.words = p, .kind = PIN};

	VirtualLock(d.typed, sizeof(d.typed));
	trien_rc rc = run(&d, err);
	if (rc == TRIEN_OK)
		rc = d.answer == TR_PINENTRY_YES ? hand_over(&d, out, err) : TR_ERR(err, KEY_PIN_REFUSED, TR_S("label", "pinentry"));
	tr_wipe(d.typed, sizeof(d.typed));
	return rc;
}
