/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "service/file_kind.h"

#include <string.h>

#include "base/utf8.h"

#define OPEN_DOCUMENT "application/vnd.oasis.opendocument."
#define OFFICE_OPEN "application/vnd.openxmlformats-officedocument."

/* What its first bytes are. */
static const struct {
	const char *bytes;
	size_t n;
	struct tr_file_kind kind;
} begins[] = {
	{"%PDF-", 5, {"pdf", "application/pdf"}},
	{"\x89PNG\r\n\x1a\n", 8, {"png", "image/png"}},
	{"\xff\xd8\xff", 3, {"jpg", "image/jpeg"}},
	{"II*\0", 4, {"tif", "image/tiff"}},
	{"MM\0*", 4, {"tif", "image/tiff"}},
	{"-----BEGIN CERTIFICATE-----", 27, {"pem", "application/x-pem-file"}},
	{"0\x82", 2, {"der", "application/octet-stream"}}, /* a SEQUENCE of 256 bytes and more: a certificate, a signature */
};

/* A package (APPNOTE 4.3.7): OpenDocument names its type first of all, Office Open XML is known by its main part. */
static const struct {
	const char *within;
	struct tr_file_kind kind;
} packages[] = {
	{"mimetype" OPEN_DOCUMENT "text", {"odt", OPEN_DOCUMENT "text"}},
	{"mimetype" OPEN_DOCUMENT "spreadsheet", {"ods", OPEN_DOCUMENT "spreadsheet"}},
	{"word/document.xml", {"docx", OFFICE_OPEN "wordprocessingml.document"}},
	{"xl/workbook.xml", {"xlsx", OFFICE_OPEN "spreadsheetml.sheet"}},
};
static const struct tr_file_kind package = {"zip", "application/zip"}, text = {"txt", "text/plain; charset=utf-8"}, bytes = {"bin", "application/octet-stream"};

#define COUNT(table) (sizeof(table) / sizeof(*(table)))

const struct tr_file_kind *
tr_file_kind_of(struct tr_bytes content)
{
	for (size_t i = 0; i < COUNT(begins); i++)
		if (content.n >= begins[i].n && memcmp(content.p, begins[i].bytes, begins[i].n) == 0)
			return &begins[i].kind;
	if (content.n >= 4 && memcmp(content.p, "PK\3\4", 4) == 0) {
		for (size_t i = 0; i < COUNT(packages); i++)
			if (memmem(content.p, content.n, packages[i].within, strlen(packages[i].within)) != NULL)
				return &packages[i].kind;
		return &package;
	}
	return content.n > 0 && memchr(content.p, '\0', content.n) == NULL && tr_utf8_check(content) == content.n ? &text : &bytes;
}
