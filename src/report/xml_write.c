/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "report/xml_write.h"

#include "base/time.h"
#include "base/utf8.h"

static void
put(struct tr_xml *w, const char *p, size_t n)
{
	if (w->rc == TRIEN_OK)
		w->rc = tr_buf_add(w->out, p, n, w->err);
}

static void
put_string(struct tr_xml *w, const char *s)
{
	put(w, s, strlen(s));
}

struct tr_xml
tr_xml_of(struct tr_buf *out, struct trien_err *err)
{
	struct tr_xml w = {.out = out, .err = err};
	put_string(&w, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
	return w;
}

static void
end_tag(struct tr_xml *w)
{
	if (w->in_tag)
		put(w, ">", 1);
	w->in_tag = false;
}

void
tr_xml_open(struct tr_xml *w, const char *name)
{
	end_tag(w);
	put(w, "<", 1);
	put_string(w, name);
	w->in_tag = true;
	if (w->depth == TR_XML_DEPTH_MAX) {
		w->rc = w->rc == TRIEN_OK ? TR_ERR(w->err, INTERNAL, TR_S("what", "XML depth")) : w->rc;
		return;
	}
	w->open[w->depth++] = name;
}

void
tr_xml_close(struct tr_xml *w)
{
	if (w->depth == 0)
		return;
	const char *name = w->open[--w->depth];
	if (w->in_tag) {
		put(w, "/>\n", 3);
		w->in_tag = false;
		return;
	}
	put(w, "</", 2);
	put_string(w, name);
	put(w, ">\n", 2);
}

/* XML 1.0 §2.2. */
static bool
is_char(uint32_t cp)
{
	return cp == 0x9 || cp == 0xa || cp == 0xd || (cp >= 0x20 && cp <= 0xd7ff) || (cp >= 0xe000 && cp <= 0xfffd) ||
			(cp >= 0x10000 && cp <= 0x10ffff);
}

/* What must not stand there as it is, or deceives whoever reads the source. */
static bool
is_unfit(uint32_t cp)
{
	return cp < 0x20 || (cp >= 0x7f && cp < 0xa0) || (cp >= 0x200b && cp <= 0x200f) || (cp >= 0x2028 && cp <= 0x202e) ||
			(cp >= 0x2060 && cp <= 0x2069) || cp == 0xfeff || cp == '&' || cp == '<' || cp == '>' || cp == '"' || cp == '\'';
}

static void
put_text(struct tr_xml *w, struct tr_text text)
{
	for (size_t i = 0, length; i < text.n; i += length) {
		const uint32_t cp = tr_utf8_next((const uint8_t *)text.p + i, text.n - i, &length);
		if (cp == UINT32_MAX || !is_char(cp))
			put(w, "\xef\xbf\xbd", 3);
		else if (!is_unfit(cp))
			put(w, text.p + i, length);
		else if (w->rc == TRIEN_OK)
			w->rc = tr_buf_addf(w->out, w->err, "&#x%x;", (unsigned)cp);
	}
}

void
tr_xml_attribute(struct tr_xml *w, const char *name, struct tr_text value)
{
	put(w, " ", 1);
	put_string(w, name);
	put(w, "=\"", 2);
	put_text(w, value);
	put(w, "\"", 1);
}

void
tr_xml_text(struct tr_xml *w, struct tr_text text)
{
	end_tag(w);
	put_text(w, text);
}

void
tr_xml_base64(struct tr_xml *w, struct tr_bytes b)
{
	static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

	end_tag(w);
	for (size_t i = 0; i < b.n; i += 3) {
		const size_t left = b.n - i;
		const uint32_t v = (uint32_t)b.p[i] << 16 | (left > 1 ? (uint32_t)b.p[i + 1] << 8 : 0) | (left > 2 ? b.p[i + 2] : 0u);
		const char four[] = {digits[v >> 18], digits[v >> 12 & 63], left > 1 ? digits[v >> 6 & 63] : '=',
			left > 2 ? digits[v & 63] : '='};
		put(w, four, 4);
	}
}

void
tr_xml_element(struct tr_xml *w, const char *name, struct tr_text text)
{
	tr_xml_open(w, name);
	tr_xml_text(w, text);
	tr_xml_close(w);
}

void
tr_xml_string(struct tr_xml *w, const char *name, const char *text)
{
	tr_xml_element(w, name, (struct tr_text){text, strlen(text)});
}

void
tr_xml_time(struct tr_xml *w, const char *name, int64_t epoch)
{
	char text[TR_TIME_TEXT_MAX];
	tr_time_iso(epoch, 0, text);
	tr_xml_string(w, name, text);
}
