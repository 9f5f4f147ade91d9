/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Requirement: R9.2 */
/* The page of a link (shared.c) for people: it takes the code out of its own address, asks what the document is, and shows it. Nothing of others is loaded. */
#include <string.h>

#include "office/dispatch.h"
#include "service/route.h"

static const char page[] =
	"<!doctype html>\n<html lang=\"vi\">\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" content=\"width=device-width\">\n<meta name=\"referrer\" content=\"no-referrer\">\n"
	"<title>Văn bản được gửi</title>\n<h1>Văn bản được gửi</h1>\n<p id=\"state\" role=\"status\">Đang tải… (trang này cần JavaScript)</p>\n<dl id=\"about\"></dl>\n<ul id=\"files\"></ul>\n"
	"<p>Văn bản được ký số: hãy kiểm tra chữ ký và SHA-256 trước khi sử dụng.</p>\n<p lang=\"en\">The document is digitally signed: check its signatures and SHA-256 before it is used.</p>\n"
	"<script src=\"" TR_SHARED_PAGE ".js\"></script>\n</html>\n";

/* What comes is put as text, never as HTML. */
static const char script[] =
	"'use strict';\n"
	"const code = location.hash.slice(1), at = id => document.getElementById(id);\n"
	"const post = (path, body) => fetch(path, {method: 'POST', headers: {'Content-Type': 'application/json'}, body: JSON.stringify(body), credentials: 'omit'});\n"
	"const states = {issued: 'Văn bản đang có hiệu lực phát hành.', recalled: 'VĂN BẢN ĐÃ BỊ THU HỒI: không sử dụng.', replaced: 'VĂN BẢN ĐÃ ĐƯỢC THAY THẾ: dùng văn bản thay thế.'};\n"
	"function add(list, tag, text) { const e = document.createElement(tag); e.textContent = text; list.append(e); return e; }\n"
	"function tell(title, d) {\n"
	"  add(at('about'), 'dt', title);\n"
	"  add(at('about'), 'dd', d.kind + ' số ' + d.number + ', ' + d.day + ', ' + d.agency + ': ' + d.subject + '. SHA-256: ' + (d.sha256 || '—'));\n"
	"}\n"
	"async function give(f) {\n"
	"  const r = await post('/v1/shared/file', {code: code, file: f.file});\n"
	"  if (!r.ok) { at('state').textContent = (await r.json()).detail; return; }\n"
	"  const a = document.createElement('a');\n"
	"  a.href = URL.createObjectURL(await r.blob()); a.download = f.name; a.click(); URL.revokeObjectURL(a.href);\n"
	"}\n"
	"async function show() {\n"
	"  const r = await post('/v1/shared', {code: code}), d = await r.json();\n"
	"  if (!r.ok) { at('state').textContent = d.detail; return; }\n"
	"  at('state').textContent = states[d.document.state] || d.document.state;\n"
	"  tell('Văn bản', d.document);\n"
	"  if (d.replaced_by) tell('Được thay thế bằng', d.replaced_by);\n"
	"  for (const f of d.files) {\n"
	"    const li = add(at('files'), 'li', f.name + ' (' + f.bytes + ' byte, SHA-256 ' + f.sha256 + ', còn ' + f.left + ' lượt tải) '), b = add(li, 'button', 'Tải về');\n"
	"    b.type = 'button'; b.onclick = () => give(f);\n"
	"  }\n"
	"}\n"
	"show().catch(e => { at('state').textContent = 'Không tải được: ' + e; });\n";

static trien_rc
give(struct tr_call *c, const char *text, const char *type, struct trien_err *err)
{
	c->reply.type = type;
	c->reply.policy = "default-src 'none'; script-src 'self'; connect-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'";
	return tr_buf_add(&c->reply.body, text, strlen(text), err);
}

trien_rc
tr_route_shared_page(struct tr_call *c, struct trien_err *err)
{
	return give(c, page, "text/html; charset=utf-8", err);
}

trien_rc
tr_route_shared_script(struct tr_call *c, struct trien_err *err)
{
	return give(c, script, "text/javascript; charset=utf-8", err);
}
