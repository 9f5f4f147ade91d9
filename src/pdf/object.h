/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * PDF objects, ISO 32000-2 §7.3. Immutable; they live in the arena of the
 * tr_pdf that read them and are valid until tr_pdf_close().
 */
#ifndef TR_PDF_OBJECT_H
#define TR_PDF_OBJECT_H

#include "base/bytes.h"

enum tr_pdf_type {
	TR_PDF_NULL,
	TR_PDF_BOOL,
	TR_PDF_INT,
	TR_PDF_REAL,
	TR_PDF_STRING,
	TR_PDF_NAME,
	TR_PDF_ARRAY,
	TR_PDF_DICT,
	TR_PDF_STREAM,
	TR_PDF_REF,
};

struct tr_pdf_obj;

struct tr_pdf_ref {
	uint32_t num;
	uint32_t gen;
};

/* A rectangle (§7.9.5), normalised: left <= right, bottom <= top. */
struct tr_pdf_rect {
	double left, bottom, right, top;
};

struct tr_pdf_entry {
	struct tr_bytes key; /* decoded name, without the slash */
	const struct tr_pdf_obj *value;
};

struct tr_pdf_dict {
	const struct tr_pdf_entry *entries; /* in file order; a key twice is refused at parsing */
	size_t count;
};

struct tr_pdf_obj {
	enum tr_pdf_type type;
	bool hex_string;      /* a string that was written <...> */
	/*
	 * Where the object's text stands: bytes [at, at+length) of the file, or of
	 * the decoded object stream named by in_stream (0: the file itself). For a
	 * stream: from the dictionary's << to the end of "endstream".
	 */
	uint32_t in_stream;
	uint64_t at;
	uint64_t length;
	union {
		bool boolean;
		int64_t integer;
		double real;
		struct tr_bytes string; /* decoded (and decrypted where the file is encrypted and can be) */
		struct tr_bytes name;   /* decoded, without the slash */
		struct {
			const struct tr_pdf_obj *const *items;
			size_t count;
		} array;
		struct tr_pdf_dict dict;
		struct {
			struct tr_pdf_dict dict;
			uint64_t data_at; /* first byte of the data in the file */
			uint64_t data_length;
		} stream;
		struct tr_pdf_ref ref;
	} u;
};

extern const struct tr_pdf_obj tr_pdf_null;

/* The dictionary of a dict or a stream; NULL for every other type and for NULL. */
const struct tr_pdf_dict *tr_pdf_dict_of(const struct tr_pdf_obj *o);
/* The value of a key as it is written (it may be a reference); NULL where there is none. */
const struct tr_pdf_obj *tr_pdf_dict_find(const struct tr_pdf_obj *o, const char *key);

static inline bool
tr_pdf_is(const struct tr_pdf_obj *o, enum tr_pdf_type type)
{
	return o != NULL && o->type == type;
}

/* True for the name /text. */
bool tr_pdf_is_name(const struct tr_pdf_obj *o, const char *text);
/* Integer or real as a number; false for every other type. */
bool tr_pdf_number(const struct tr_pdf_obj *o, double *out);

/* Appends the object in the shortest plain syntax (no stream data: for a stream, its dictionary). */
TRIEN_MUST_CHECK trien_rc tr_pdf_print(struct tr_buf *out, const struct tr_pdf_obj *o, struct trien_err *err);
/* Appends a number rounded to a thousandth, which is finer than any device needs, and blank-separated where it must be. */
TRIEN_MUST_CHECK trien_rc tr_pdf_print_decimal(struct tr_buf *out, double v, struct trien_err *err);
/* Appends a name with its slash and #xx escapes, a literal or hexadecimal string. */
TRIEN_MUST_CHECK trien_rc tr_pdf_print_name(struct tr_buf *out, struct tr_bytes name, struct trien_err *err);
TRIEN_MUST_CHECK trien_rc tr_pdf_print_string(struct tr_buf *out, struct tr_bytes s, struct trien_err *err);
TRIEN_MUST_CHECK trien_rc tr_pdf_print_hex(struct tr_buf *out, struct tr_bytes s, struct trien_err *err);
/* A text string (§7.9.2.2) from UTF-8: PDFDocEncoding where it is ASCII, else UTF-16BE with its mark. */
TRIEN_MUST_CHECK trien_rc tr_pdf_print_text(struct tr_buf *out, struct tr_text t, struct trien_err *err);
/* A text string as UTF-8 (PDFDocEncoding, UTF-16BE/LE or UTF-8 by its mark); what has no meaning becomes U+FFFD. */
TRIEN_MUST_CHECK trien_rc tr_pdf_text_utf8(struct tr_bytes string, struct tr_buf *out, struct trien_err *err);

/* The same value? Compares deeply, references by number; numbers by value (0 and 0.0 are equal). */
bool tr_pdf_equal(const struct tr_pdf_obj *a, const struct tr_pdf_obj *b);

#endif
