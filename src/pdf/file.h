/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * A PDF file as the list of revisions that it is. Bytes are borrowed (mapped
 * by the caller) and never copied, never repaired. Objects are read when they
 * are asked for, as of the revision that is asked about.
 *
 * What is unambiguous is read, by a leniency with a name; what has two
 * readings is refused with the reason.
 */
#ifndef TR_PDF_FILE_H
#define TR_PDF_FILE_H

#include "pdf/limits.h"
#include "pdf/object.h"

struct tr_pdf;

enum tr_pdf_xref_style { TR_PDF_XREF_TABLE, TR_PDF_XREF_STREAM, TR_PDF_XREF_HYBRID };

/* Revision 0 is the oldest. */
struct tr_pdf_revision {
	size_t index;
	uint64_t start;     /* first byte that this revision added */
	uint64_t end;       /* bytes [0, end) are the file as it then was, EOL after %%EOF included */
	uint64_t startxref; /* offset of its newest cross-reference section in the file */
	enum tr_pdf_xref_style style;
	const struct tr_pdf_obj *trailer; /* dictionary, or the xref stream */
	uint32_t size;      /* one more than the highest object number known by then */
};

/* What a revision did to an object. */
enum tr_pdf_act { TR_PDF_BORN, TR_PDF_CHANGED, TR_PDF_FREED };

struct tr_pdf_change {
	uint32_t num;
	uint32_t gen;
	enum tr_pdf_act act;
	uint64_t at;        /* offset in the file; for a compressed object its index in in_stream */
	uint32_t in_stream; /* number of the object stream, 0: none */
};

/* A leniency that was used on this file: something outside the standard with only one reading. */
struct tr_pdf_leniency {
	const char *name;  /* stable, e.g. "junk-before-header" */
	const char *since; /* date on which it was allowed, ISO */
	const char *seen;  /* which producers or files do so */
	uint64_t at;
};

/*
 * Primitives for encrypted files, supplied by the caller so that `pdf` holds
 * no cryptography. Only what the standard security handlers need.
 */
struct tr_pdf_cipher {
	/* digest: 0 MD5, 256, 384, 512; out has room for 64 bytes. */
	trien_rc (*digest)(int kind, struct tr_bytes in, uint8_t *out, struct trien_err *err);
	trien_rc (*rc4)(struct tr_bytes key, struct tr_bytes in, uint8_t *out, struct trien_err *err);
	/* AES-CBC without padding; key 16 or 32 bytes, iv 16 bytes, in a multiple of 16. */
	trien_rc (*aes_cbc)(struct tr_bytes key, const uint8_t iv[16], struct tr_bytes in, uint8_t *out,
			bool encrypt, struct trien_err *err);
};

struct tr_pdf_options {
	const struct tr_pdf_cipher *cipher; /* NULL: encrypted files open, but nothing encrypted is read */
	struct tr_bytes password;           /* user or owner password; empty for most files */
};

/*
 * Opens a file as its list of revisions. options may be NULL. The file's bytes
 * must stay valid and unchanged until tr_pdf_close(). Errors: pdf.*.
 */
TRIEN_MUST_CHECK trien_rc tr_pdf_open(
		struct tr_bytes file, const struct tr_pdf_options *options, struct tr_pdf **out, struct trien_err *err);
void tr_pdf_close(struct tr_pdf *pdf);

struct tr_bytes tr_pdf_bytes(const struct tr_pdf *pdf);
size_t tr_pdf_revision_count(const struct tr_pdf *pdf); /* at least 1 */
const struct tr_pdf_revision *tr_pdf_revision_at(const struct tr_pdf *pdf, size_t index);
size_t tr_pdf_newest(const struct tr_pdf *pdf); /* index of the last revision */
bool tr_pdf_is_encrypted(const struct tr_pdf *pdf);
bool tr_pdf_is_linearized(const struct tr_pdf *pdf);
int tr_pdf_version(const struct tr_pdf *pdf, size_t rev); /* 14 for 1.4, 20 for 2.0; catalog /Version counts */
size_t tr_pdf_leniencies(const struct tr_pdf *pdf, const struct tr_pdf_leniency **out);

/*
 * Index of the revision that ends where the first `length` bytes of the file
 * end (a trailing EOL more or less counts as the same place); SIZE_MAX where
 * `length` is not the end of a revision.
 */
size_t tr_pdf_revision_ending_at(const struct tr_pdf *pdf, uint64_t length);

/* The changes of one revision in order of object number; *out is borrowed. */
TRIEN_MUST_CHECK trien_rc tr_pdf_changes(struct tr_pdf *pdf, size_t rev, const struct tr_pdf_change **out,
		size_t *count, struct trien_err *err);
/* The last change of an object up to and including rev; NULL in *out where it is not known by then. */
TRIEN_MUST_CHECK trien_rc tr_pdf_last_change(struct tr_pdf *pdf, size_t rev, uint32_t num,
		struct tr_pdf_change *out, size_t *in_revision, bool *found, struct trien_err *err);

/* The object as of rev; tr_pdf_null where it is free or was never defined (§7.3.10). */
TRIEN_MUST_CHECK trien_rc tr_pdf_get(
		struct tr_pdf *pdf, size_t rev, uint32_t num, const struct tr_pdf_obj **out, struct trien_err *err);
/* Follows references until something else; o == NULL gives tr_pdf_null. */
TRIEN_MUST_CHECK trien_rc tr_pdf_resolve(struct tr_pdf *pdf, size_t rev, const struct tr_pdf_obj *o,
		const struct tr_pdf_obj **out, struct trien_err *err);
/* tr_pdf_dict_find, then tr_pdf_resolve; tr_pdf_null where there is no such key. */
TRIEN_MUST_CHECK trien_rc tr_pdf_find(struct tr_pdf *pdf, size_t rev, const struct tr_pdf_obj *dict,
		const char *key, const struct tr_pdf_obj **out, struct trien_err *err);

/* The data of a stream as it stands in the file (still encrypted where the file is). */
struct tr_bytes tr_pdf_stream_raw(const struct tr_pdf *pdf, const struct tr_pdf_obj *stream);
/*
 * The data of a stream, decrypted and decoded (Flate, LZW, ASCIIHex, ASCII85, RunLength, predictors), at
 * most max bytes, appended to out. Image filters: pdf.filter-unsupported.
 * num and gen are those of the stream object (needed for decryption).
 */
TRIEN_MUST_CHECK trien_rc tr_pdf_stream_data(struct tr_pdf *pdf, size_t rev, struct tr_pdf_ref id,
		const struct tr_pdf_obj *stream, size_t max, struct tr_buf *out, struct trien_err *err);

/* ---- the document of a revision ---- */

/* The catalog (§7.7.2): a dictionary, and its object number where it is wanted. */
TRIEN_MUST_CHECK trien_rc tr_pdf_catalog(struct tr_pdf *pdf, size_t rev, const struct tr_pdf_obj **out,
		struct tr_pdf_ref *ref, struct trien_err *err);
TRIEN_MUST_CHECK trien_rc tr_pdf_page_count(struct tr_pdf *pdf, size_t rev, size_t *out, struct trien_err *err);
/*
 * Page index (0 = first). Walks only what it must: page 0 of a large file is
 * cheap. inherited /Resources, /MediaBox, /CropBox and /Rotate through
 * tr_pdf_page_inherited.
 */
TRIEN_MUST_CHECK trien_rc tr_pdf_page(struct tr_pdf *pdf, size_t rev, size_t index,
		const struct tr_pdf_obj **out, struct tr_pdf_ref *ref, struct trien_err *err);
TRIEN_MUST_CHECK trien_rc tr_pdf_page_inherited(struct tr_pdf *pdf, size_t rev, const struct tr_pdf_obj *page,
		const char *key, const struct tr_pdf_obj **out, struct trien_err *err);

/* ---- interactive form (§12.7) ---- */
struct tr_pdf_field {
	struct tr_bytes name;          /* full name, UTF-8, in the file's arena */
	struct tr_pdf_ref ref;         /* num 0 where the field is a direct object */
	const struct tr_pdf_obj *dict; /* the terminal field */
	struct tr_bytes type;          /* inherited /FT, e.g. Sig; empty where there is none */
	const struct tr_pdf_obj *value; /* inherited /V, resolved; tr_pdf_null where there is none */
	struct tr_pdf_ref value_ref;    /* where /V is a reference, else num 0 */
};

/* All terminal fields, in document order; also signature widgets that only a page's /Annots names. */
TRIEN_MUST_CHECK trien_rc tr_pdf_fields(struct tr_pdf *pdf, size_t rev, const struct tr_pdf_field **out,
		size_t *count, struct trien_err *err);

/* A signature dictionary (§12.8.1) as it stands in a revision. */
struct tr_pdf_signature {
	struct tr_pdf_field field;
	const struct tr_pdf_obj *dict;  /* the signature dictionary */
	uint64_t byte_range[4];         /* offset, length, offset, length: checked, see below */
	uint64_t contents_at;           /* offset of '<' of /Contents */
	uint64_t contents_end;          /* one past '>' */
	struct tr_bytes contents;       /* decoded bytes of /Contents with its padding, in the file's arena */
	size_t born;                    /* first revision in which the field carries this value */
	size_t covers;                  /* the revision that the ByteRange signs; SIZE_MAX where it is no whole revision */
	trien_rc problem;               /* TRIEN_OK, or why the ByteRange or Contents cannot be judged */
	struct trien_err problem_err;
};

/*
 * All signed signature fields of the newest revision (and those of earlier
 * revisions that a later one took away), ordered by what they cover. A
 * signature whose ByteRange is negative, overlapping, out of the file, does
 * not start at 0, or whose gap is not exactly its own /Contents string is
 * listed with problem set: it is a result, not an error.
 */
TRIEN_MUST_CHECK trien_rc tr_pdf_signatures(struct tr_pdf *pdf, const struct tr_pdf_signature **out,
		size_t *count, struct trien_err *err);

#endif
