/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Writes XML 1.0 from hostile text: what leaves is well-formed. Characters that XML forbids become U+FFFD; controls and
 * those that turn the reading direction go as character references. The first error stays.
 */
#ifndef TR_REPORT_XML_WRITE_H
#define TR_REPORT_XML_WRITE_H

#include "base/bytes.h"

#define TR_XML_DEPTH_MAX 16

struct tr_xml {
	struct tr_buf *out;
	struct trien_err *err;
	trien_rc rc;
	const char *open[TR_XML_DEPTH_MAX]; /* static names */
	size_t depth;
	bool in_tag; /* the newest start tag is not closed yet: attributes may follow */
};

struct tr_xml tr_xml_of(struct tr_buf *out, struct trien_err *err);
void tr_xml_open(struct tr_xml *w, const char *name);
void tr_xml_attribute(struct tr_xml *w, const char *name, struct tr_text value);
void tr_xml_text(struct tr_xml *w, struct tr_text text);
void tr_xml_base64(struct tr_xml *w, struct tr_bytes bytes);
void tr_xml_close(struct tr_xml *w);
/* An element that holds a text and nothing else. */
void tr_xml_element(struct tr_xml *w, const char *name, struct tr_text text);
void tr_xml_string(struct tr_xml *w, const char *name, const char *text);
/* xs:dateTime in UTC. */
void tr_xml_time(struct tr_xml *w, const char *name, int64_t epoch);

#endif
