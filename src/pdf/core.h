/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What the files of this folder share and nobody else sees. */
#ifndef TR_PDF_CORE_H
#define TR_PDF_CORE_H

#include <zlib.h>

#include "base/memory.h"
#include "pdf/file.h"

/* Further caps, of no interest outside. */
#define TR_PDF_VALUES_MAX ((size_t)2 << 20) /* values inside one object */
#define TR_PDF_FETCH_DEPTH_MAX 8u          /* object needs object (a /Length, an object stream) to be read */
#define TR_PDF_HEADER_SEARCH 1024u         /* bytes in which %PDF- must begin (Annex H of ISO 32000-1) */
#define TR_PDF_TAIL_SEARCH 2048u           /* bytes in which %%EOF must stand, blanks at the end not counted */
#define TR_PDF_BLANK_RUN_MAX 64u           /* blanks between where an offset points and its target */
#define TR_PDF_LENIENCIES_MAX 32u

/* ---- lexer ---- */
enum tr_pdf_token_kind {
	TR_PDF_TOKEN_END,
	TR_PDF_TOKEN_INT,
	TR_PDF_TOKEN_REAL,
	TR_PDF_TOKEN_STRING,
	TR_PDF_TOKEN_HEX,
	TR_PDF_TOKEN_NAME,
	TR_PDF_TOKEN_ARRAY,
	TR_PDF_TOKEN_ARRAY_END,
	TR_PDF_TOKEN_DICT,
	TR_PDF_TOKEN_DICT_END,
	TR_PDF_TOKEN_WORD,
};

struct tr_pdf_token {
	enum tr_pdf_token_kind kind;
	size_t at;
	size_t end;
	bool escaped;         /* a string or a name that is not its own decoded form */
	int64_t integer;
	double real;
	struct tr_bytes text; /* a word; the inner part of a string or a name, as written */
};

struct tr_pdf_lexer {
	struct tr_bytes in;
	size_t at;
	uint32_t in_stream; /* object stream that in is the data of, 0: the file; for messages */
};

bool tr_pdf_is_white(uint8_t c);
bool tr_pdf_is_regular(uint8_t c);
/* Past white space and comments. */
void tr_pdf_lex_skip(struct tr_pdf_lexer *lex);
TRIEN_MUST_CHECK trien_rc tr_pdf_lex(struct tr_pdf_lexer *lex, struct tr_pdf_token *out,
		struct trien_err *err);
bool tr_pdf_token_is(const struct tr_pdf_token *t, const char *word);
/* An integer of digits alone, as the cross-reference has them. */
bool tr_pdf_token_is_digits(const struct tr_pdf_token *t);
/* PDF_SYNTAX at an offset of what the lexer reads. */
trien_rc tr_pdf_syntax(const struct tr_pdf_lexer *lex, size_t at, const char *what, struct trien_err *err);

/* ---- cross-reference ---- */
enum tr_pdf_entry_kind { TR_PDF_ENTRY_FREE, TR_PDF_ENTRY_PLAIN, TR_PDF_ENTRY_PACKED };

struct tr_pdf_xref_entry {
	enum tr_pdf_entry_kind kind;
	uint32_t gen;
	uint32_t in_stream;
	uint64_t at; /* offset in the file; index in in_stream */
};

struct tr_pdf_range {
	uint32_t first;
	uint32_t count;
	const uint8_t *entries;
};

struct tr_pdf_section {
	struct tr_pdf_section *older;  /* by /Prev */
	struct tr_pdf_section *hybrid; /* by /XRefStm */
	uint64_t at;
	uint64_t after;                /* first byte behind the trailer dictionary or endobj */
	bool is_stream;
	uint8_t w[3];                  /* field widths of a stream's entries */
	uint32_t width;                /* bytes of an entry */
	struct tr_pdf_range *ranges;   /* in order of number, apart from each other */
	size_t range_count;
	uint32_t size;                 /* one more than the highest number in it */
	const struct tr_pdf_obj *trailer;
	size_t revision;
};

/* ---- file ---- */
struct tr_pdf_packed; /* an object stream, decoded */

struct tr_pdf_slot {
	uint64_t at;           /* of the object, or of the object stream that holds it */
	uint32_t num;
	uint32_t index1;       /* 1 + index in the object stream; 0: stands in the file */
	uint32_t gen;
	uint32_t length_num;   /* object that says the stream's /Length, 0: none */
	uint64_t end;          /* first byte of the file behind it */
	const struct tr_pdf_obj *obj;
	struct tr_pdf_packed *packed; /* where it is an object stream that was opened */
};

struct tr_pdf_rev {
	struct tr_pdf_revision pub;
	uint64_t eof_end;               /* one past %%EOF, before its EOL */
	struct tr_pdf_section *newest;  /* its sections: from here by older, while .revision is the same */
	const struct tr_pdf_change *changes;
	size_t change_count;
	bool changes_known;
	const struct tr_pdf_field *fields;
	size_t field_count;
	bool fields_known;
	const struct tr_pdf_page_at *pages;
	size_t page_count;
	bool pages_known;
};

struct tr_pdf_page_at {
	struct tr_pdf_ref ref;
	const struct tr_pdf_obj *direct; /* where the page is no indirect object */
};

struct tr_pdf {
	struct tr_bytes file;
	uint64_t header;      /* offset of %PDF- */
	uint64_t shift;       /* what is added to every offset in the file */
	int version;
	struct tr_arena arena;
	struct tr_pdf_section *sections; /* newest first */
	size_t section_count;
	struct tr_pdf_rev *revs;
	size_t rev_count;
	bool linearized;
	struct tr_pdf_leniency leniencies[TR_PDF_LENIENCIES_MAX];
	size_t leniency_count;

	struct tr_pdf_index *index; /* NULL: sections are searched one by one */
	bool index_tried;

	struct tr_pdf_slot *slots; /* open addressing, a power of two */
	size_t slot_count;
	size_t slot_used;
	unsigned fetch_depth;

	struct tr_pdf_obj *stack; /* values of the containers being read */
	size_t stack_n;
	size_t stack_cap;

	z_stream inflater;
	bool inflater_ready;

	struct tr_pdf_crypt *crypt; /* NULL: not encrypted */
	const struct tr_pdf_cipher *cipher;

	const struct tr_pdf_signature *signatures;
	size_t signature_count;
	bool signatures_known;
};

/* Notes that a leniency was used; each name once a file, at its first place. */
enum tr_pdf_leniency_kind {
	TR_PDF_LENIENT_JUNK_BEFORE_HEADER,
	TR_PDF_LENIENT_OFFSETS_FROM_FILE_START,
	TR_PDF_LENIENT_JUNK_AFTER_EOF,
	TR_PDF_LENIENT_STARTXREF_BEFORE_BLANKS,
	TR_PDF_LENIENT_XREF_ENTRY_LENGTH,
	TR_PDF_LENIENT_XREF_FIRST_NUMBER,
	TR_PDF_LENIENT_XREF_GENERATION,
	TR_PDF_LENIENT_XREF_OFFSET_ZERO,
	TR_PDF_LENIENT_SIZE,
	TR_PDF_LENIENT_OBJECT_BEFORE_BLANKS,
	TR_PDF_LENIENT_MISSING_ENDOBJ,
	TR_PDF_LENIENT_EMPTY_OBJECT,
	TR_PDF_LENIENT_NUMBER_ENDOBJ,
	TR_PDF_LENIENT_XREF_COUNT,
	TR_PDF_LENIENT_STREAM_KEYWORD,
	TR_PDF_LENIENT_STREAM_LENGTH,
	TR_PDF_LENIENT_OBJECT_STREAM_INDEX,
	TR_PDF_LENIENT_DUPLICATE_KEY,
	TR_PDF_LENIENT_NAME_HASH,
	TR_PDF_LENIENT_FLATE_END,
	TR_PDF_LENIENT_COUNT
};
void tr_pdf_lenient(struct tr_pdf *pdf, enum tr_pdf_leniency_kind kind, uint64_t at);

/* ---- parsing ---- */
/*
 * Pushes the values of the outermost level on the file's stack, until a word that is no value (in *last)
 * or the end of the bytes.
 */
TRIEN_MUST_CHECK trien_rc tr_pdf_parse_values(struct tr_pdf *pdf, struct tr_arena *arena,
		struct tr_pdf_lexer *lex, struct tr_pdf_token *last, struct trien_err *err);
/* One value; the lexer stands behind it. What follows an array or a dictionary is not looked at. */
TRIEN_MUST_CHECK trien_rc tr_pdf_parse_value(struct tr_pdf *pdf, struct tr_arena *arena,
		struct tr_pdf_lexer *lex, const struct tr_pdf_obj **out, struct trien_err *err);

struct tr_pdf_indirect {
	struct tr_pdf_ref ref;
	const struct tr_pdf_obj *obj;
	uint64_t at;         /* of its number */
	uint64_t end;        /* one past endobj */
	uint32_t length_num; /* object that says its /Length */
};

/* How an indirect object is to be read. */
struct tr_pdf_reading {
	struct tr_arena *arena;
	uint32_t num;    /* which object it should be: for messages only */
	uint64_t at;
	uint64_t limit;  /* first byte of the file that may not be looked at */
	size_t rev;      /* revision in which an indirect /Length is looked up; SIZE_MAX: none is allowed */
};
/* "n g obj ... endobj" of the file. PDF_OBJECT_NOT_FOUND where none stands there. */
TRIEN_MUST_CHECK trien_rc tr_pdf_parse_indirect(struct tr_pdf *pdf, const struct tr_pdf_reading *how,
		struct tr_pdf_indirect *out, struct trien_err *err);
/* True where "n g obj" stands at (blanks before it are skipped). */
bool tr_pdf_object_header(struct tr_bytes file, uint64_t at, struct tr_pdf_ref *ref,
		struct tr_pdf_lexer *after);

/* ---- cross-reference sections ---- */
TRIEN_MUST_CHECK trien_rc tr_pdf_xref_open(struct tr_pdf *pdf, struct trien_err *err);
TRIEN_MUST_CHECK trien_rc tr_pdf_xref_table(
		struct tr_pdf *pdf, uint64_t at, struct tr_pdf_section *s, struct trien_err *err);
TRIEN_MUST_CHECK trien_rc tr_pdf_xref_stream(
		struct tr_pdf *pdf, uint64_t at, struct tr_pdf_section *s, struct trien_err *err);
/* Adds a range to a section under construction; cap is the room of s->ranges. */
TRIEN_MUST_CHECK trien_rc tr_pdf_section_add(struct tr_pdf *pdf, struct tr_pdf_section *s, size_t *cap,
		struct tr_pdf_range range, struct trien_err *err);
/* Sorts the ranges; an object that stands twice with different entries is refused. */
TRIEN_MUST_CHECK trien_rc tr_pdf_section_order(
		struct tr_pdf *pdf, struct tr_pdf_section *s, struct trien_err *err);
TRIEN_MUST_CHECK trien_rc tr_pdf_section_entry(struct tr_pdf *pdf, const struct tr_pdf_section *s,
		const struct tr_pdf_range *r, uint32_t num, struct tr_pdf_xref_entry *out,
		struct trien_err *err);
/* The entry of num in the section (and in its hybrid part), not in older ones. */
TRIEN_MUST_CHECK trien_rc tr_pdf_section_find(struct tr_pdf *pdf, const struct tr_pdf_section *s,
		uint32_t num, struct tr_pdf_xref_entry *out, bool *found, struct trien_err *err);

/* The newest entry of num up to rev. */
TRIEN_MUST_CHECK trien_rc tr_pdf_lookup(struct tr_pdf *pdf, size_t rev, uint32_t num,
		struct tr_pdf_xref_entry *out, size_t *in_revision, bool *found, struct trien_err *err);
/* Builds the index of a file of many revisions, once. */
TRIEN_MUST_CHECK trien_rc tr_pdf_index_ready(struct tr_pdf *pdf, struct trien_err *err);
/* The newest section up to rev, revision 0 left out, that speaks of num; NULL where there is none. */
const struct tr_pdf_section *tr_pdf_index_find(const struct tr_pdf_index *x, size_t rev, uint32_t num);
void tr_pdf_index_free(struct tr_pdf_index *x);
/* Does the trailer of rev name another catalog than the one before it? */
bool tr_pdf_root_changed(const struct tr_pdf *pdf, size_t rev);
/* The smallest offset after at where another object or section begins, as known in rev. */
TRIEN_MUST_CHECK trien_rc tr_pdf_next_offset(
		struct tr_pdf *pdf, size_t rev, uint64_t at, uint64_t *out, struct trien_err *err);

/* ---- objects ---- */
/*
 * The object as of rev, read into another arena and not kept: for walks over many objects of which
 * few are wanted. Gives the kept one where there is one.
 */
TRIEN_MUST_CHECK trien_rc tr_pdf_peek(struct tr_pdf *pdf, struct tr_arena *arena, size_t rev, uint32_t num,
		const struct tr_pdf_obj **out, struct trien_err *err);
/* What one reference leads to, which may be another reference. */
TRIEN_MUST_CHECK trien_rc tr_pdf_get_reference(struct tr_pdf *pdf, size_t rev, struct tr_pdf_ref ref,
		const struct tr_pdf_obj **out, struct trien_err *err);
/* A page as tr_pdf_page gives it, read into another arena and not kept. */
TRIEN_MUST_CHECK trien_rc tr_pdf_page_peek(struct tr_pdf *pdf, struct tr_arena *arena, size_t rev,
		size_t index, const struct tr_pdf_obj **out, struct trien_err *err);
struct tr_pdf_slot *tr_pdf_slot_find(struct tr_pdf *pdf, uint32_t num, uint64_t at, uint32_t index1);
TRIEN_MUST_CHECK trien_rc tr_pdf_slot_add(
		struct tr_pdf *pdf, const struct tr_pdf_slot *slot, struct trien_err *err);
/* Opens an object stream. */
TRIEN_MUST_CHECK trien_rc tr_pdf_packed_open(struct tr_pdf *pdf, size_t rev, struct tr_pdf_ref id,
		const struct tr_pdf_obj *stream, struct tr_pdf_packed **out, struct trien_err *err);
/* The object at an index of it; num must be the one that stands there. */
TRIEN_MUST_CHECK trien_rc tr_pdf_packed_object(struct tr_pdf *pdf, struct tr_arena *arena,
		struct tr_pdf_packed *packed, uint32_t num, uint64_t index, const struct tr_pdf_obj **out,
		struct trien_err *err);

/* ---- filters ---- */
/* What a filter reads and where it writes; a name for messages. */
struct tr_pdf_filter_job {
	struct tr_bytes in;
	size_t max; /* bytes that may come out */
	struct tr_buf *out;
	const char *name;
};
/* Decodes raw by the /Filter and /DecodeParms of dict; rev SIZE_MAX: no reference is followed. */
TRIEN_MUST_CHECK trien_rc tr_pdf_decode(struct tr_pdf *pdf, size_t rev, const struct tr_pdf_obj *dict,
		struct tr_bytes raw, size_t max, struct tr_buf *out, struct trien_err *err);
TRIEN_MUST_CHECK trien_rc tr_pdf_filter_flate(
		struct tr_pdf *pdf, const struct tr_pdf_filter_job *job, struct trien_err *err);
TRIEN_MUST_CHECK trien_rc tr_pdf_filter_lzw(
		const struct tr_pdf_filter_job *job, int early_change, struct trien_err *err);
TRIEN_MUST_CHECK trien_rc tr_pdf_filter_ascii85(const struct tr_pdf_filter_job *job, struct trien_err *err);
TRIEN_MUST_CHECK trien_rc tr_pdf_filter_hex(const struct tr_pdf_filter_job *job, struct trien_err *err);
TRIEN_MUST_CHECK trien_rc tr_pdf_filter_run_length(const struct tr_pdf_filter_job *job,
		struct trien_err *err);

struct tr_pdf_predictor {
	int64_t predictor, colors, bits, columns;
};
TRIEN_MUST_CHECK trien_rc tr_pdf_filter_predict(
		const struct tr_pdf_filter_job *job, const struct tr_pdf_predictor *how,
		struct trien_err *err);
TRIEN_MUST_CHECK trien_rc tr_pdf_filter_bytes(
		const struct tr_pdf_filter_job *job, const void *p, size_t n, struct trien_err *err);

/* ---- encryption ---- */
TRIEN_MUST_CHECK trien_rc tr_pdf_crypt_open(
		struct tr_pdf *pdf, const struct tr_pdf_options *options, struct trien_err *err);
void tr_pdf_crypt_free(struct tr_pdf_crypt *crypt);
/* Decrypts the strings of an object of the file that was just read. */
TRIEN_MUST_CHECK trien_rc tr_pdf_crypt_object(
		struct tr_pdf *pdf, struct tr_arena *arena, struct tr_pdf_slot *slot, struct trien_err *err);
/* Decrypts a stream's data where it is encrypted; *out may be raw itself. */
TRIEN_MUST_CHECK trien_rc tr_pdf_crypt_stream(struct tr_pdf *pdf, struct tr_pdf_ref ref,
		const struct tr_pdf_obj *stream, struct tr_buf *hold, struct tr_bytes *out,
		struct trien_err *err);

/* ---- small numbers out of dictionaries ---- */
/* The integer under a direct key; false where it is absent or something else. */
bool tr_pdf_int_of(const struct tr_pdf_obj *dict, const char *key, int64_t *out);

#endif
