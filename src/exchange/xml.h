/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The XML of office files and of the exchange, event by event: no document type (and so no entity but the five of XML), nothing loaded from anywhere,
 * UTF-8 or UTF-16 whatever is declared, TR_XML_DEPTH_MAX. Elements are known by their local name where they stand in a namespace of the reader's; what
 * stands in others is passed over.
 */
#ifndef TR_EXCHANGE_XML_H
#define TR_EXCHANGE_XML_H

#include "exchange/zip.h"

struct tr_xml_attributes {
	const unsigned char *const *five; /* of libxml2: local name, prefix, URI, begin and end of the value */
	size_t count;
};
/* p is NULL where there is none. */
struct tr_bytes tr_xml_attribute(const struct tr_xml_attributes *a, const char *name);
/* "1" or "true"; none is false. */
bool tr_xml_flag(const struct tr_xml_attributes *a, const char *name);
/* A decimal number up to max; instead where there is none; SIZE_MAX where it is no such number. */
size_t tr_xml_number(const struct tr_xml_attributes *a, const char *name, size_t instead, size_t max);

struct tr_xml_reader {
	const char *part; /* for errors */
	const char *const *namespaces; /* NULL behind the last; "": elements that stand in none. NULL itself: of all namespaces */
	size_t depth_max; /* 0: TR_XML_DEPTH_MAX */
	/* The error of the format: malformed where max is 0, else beyond that limit. */
	trien_rc (*bad)(const char *part, const char *what, size_t max, struct trien_err *err);
	void *context;
	trien_rc (*open)(void *context, const char *name, const struct tr_xml_attributes *a, struct trien_err *err);
	trien_rc (*close)(void *context, const char *name, struct trien_err *err);
	trien_rc (*text)(void *context, struct tr_bytes text, struct trien_err *err);
};
/* exchange.zip-*, and what the reader gives. */
TRIEN_MUST_CHECK trien_rc tr_xml_read(const struct tr_zip_entry *e, const struct tr_xml_reader *r, struct trien_err *err);
/* The same of a file that is no archive. */
TRIEN_MUST_CHECK trien_rc tr_xml_read_bytes(struct tr_bytes in, const struct tr_xml_reader *r, struct trien_err *err);

#endif
