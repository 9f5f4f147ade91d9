/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Prints what the PDF core reads of a file in the shape of `qpdf --json`, for
 * comparison: page count, objects, trailer. Strings are always "b:HEX".
 *
 *   dump_json FILE          everything, as of the newest revision
 *   dump_json --open FILE   only whether it opens: catalog, page 0, form
 *
 * Prints {"refused": id, "why": text} where the core refuses the file.
 */
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cipher.h"

static void
print_escaped(struct tr_bytes b)
{
	for (size_t i = 0; i < b.n; i++) {
		/* Names are bytes; each one becomes the code point of its number, undone by the reader. */
		if (b.p[i] == '"' || b.p[i] == '\\' || b.p[i] < 0x20 || b.p[i] >= 0x7f)
			printf("\\u%04x", b.p[i]);
		else
			putchar(b.p[i]);
	}
}

static void print_object(const struct tr_pdf_obj *o);

static void
print_dict(const struct tr_pdf_dict *d)
{
	putchar('{');
	for (size_t i = 0; i < d->count; i++) {
		printf("%s\"/", i ? "," : "");
		print_escaped(d->entries[i].key);
		printf("\":");
		print_object(d->entries[i].value);
	}
	putchar('}');
}

static void
print_object(const struct tr_pdf_obj *o)
{
	switch (o->type) {
	case TR_PDF_NULL:
		printf("null");
		break;
	case TR_PDF_BOOL:
		printf(o->u.boolean ? "true" : "false");
		break;
	case TR_PDF_INT:
		printf("%" PRId64, o->u.integer);
		break;
	case TR_PDF_REAL:
		printf("%.12f", o->u.real);
		break;
	case TR_PDF_STRING:
		printf("\"b:");
		for (size_t i = 0; i < o->u.string.n; i++)
			printf("%02x", o->u.string.p[i]);
		putchar('"');
		break;
	case TR_PDF_NAME:
		printf("\"/");
		print_escaped(o->u.name);
		putchar('"');
		break;
	case TR_PDF_ARRAY:
		putchar('[');
		for (size_t i = 0; i < o->u.array.count; i++) {
			printf("%s", i ? "," : "");
			print_object(o->u.array.items[i]);
		}
		putchar(']');
		break;
	case TR_PDF_DICT:
		print_dict(&o->u.dict);
		break;
	case TR_PDF_STREAM:
		printf("{\"stream\":{\"length\":%" PRIu64 ",\"dict\":", o->u.stream.data_length);
		print_dict(&o->u.stream.dict);
		printf("}}");
		break;
	case TR_PDF_REF:
		printf("\"%u %u R\"", o->u.ref.num, o->u.ref.gen);
		break;
	}
}

static void
print_refusal(const char *key, const struct trien_err *err)
{
	char text[512];
	trien_err_text(err, TRIEN_LANG_EN, text, sizeof(text));
	printf("\"%s\":{\"id\":\"%s\",\"why\":\"", key, trien_err_id(err->code));
	print_escaped(TR_BYTES(text, strlen(text)));
	printf("\"}");
}

static void
print_leniencies(const struct tr_pdf *pdf)
{
	const struct tr_pdf_leniency *list;
	size_t n = tr_pdf_leniencies(pdf, &list);

	printf("\"leniencies\":[");
	for (size_t i = 0; i < n; i++)
		printf("%s\"%s\"", i ? "," : "", list[i].name);
	printf("]");
}

static void
print_signatures(struct tr_pdf *pdf)
{
	const struct tr_pdf_signature *list;
	struct trien_err err;
	size_t n;

	putchar(',');
	if (tr_pdf_signatures(pdf, &list, &n, &err) != TRIEN_OK) {
		print_refusal("signatures-refused", &err);
		return;
	}
	printf("\"signatures\":[");
	for (size_t i = 0; i < n; i++) {
		const struct tr_pdf_signature *s = &list[i];
		printf("%s{\"field\":\"", i ? "," : "");
		print_escaped(s->field.name);
		printf("\",\"born\":%zu,\"covers\":%zd,\"end\":%" PRIu64 ",\"problem\":\"%s\"}", s->born,
				(ssize_t)s->covers,
				s->byte_range[2] + s->byte_range[3], trien_err_id(s->problem));
	}
	printf("]");
}

static void
print_all(struct tr_pdf *pdf)
{
	size_t newest = tr_pdf_newest(pdf);
	uint32_t size = tr_pdf_revision_at(pdf, newest)->size;
	bool first = true;

	printf(",\"trailer\":");
	print_object(tr_pdf_revision_at(pdf, newest)->trailer);
	printf(",\"objects\":{");
	for (uint32_t num = 0; num < size; num++) {
		const struct tr_pdf_obj *o;
		struct tr_pdf_change last;
		struct trien_err err;
		size_t where;
		bool found;
		if (tr_pdf_last_change(pdf, newest, num, &last, &where, &found, &err) != TRIEN_OK || !found ||
				last.act == TR_PDF_FREED)
			continue;
		printf("%s\"%u %u R\":", first ? "" : ",\n", num, last.gen);
		first = false;
		if (tr_pdf_get(pdf, newest, num, &o, &err) == TRIEN_OK) {
			print_object(o);
		} else {
			putchar('{');
			print_refusal("refused", &err);
			putchar('}');
		}
	}
	putchar('}');
}

/* What every caller needs first: catalog, page 0, fields. */
static trien_rc
use(struct tr_pdf *pdf, size_t *pages, size_t *fields, struct trien_err *err)
{
	const struct tr_pdf_obj *catalog, *page;
	const struct tr_pdf_field *list;
	size_t rev = tr_pdf_newest(pdf);

	TR_TRY(tr_pdf_catalog(pdf, rev, &catalog, NULL, err));
	TR_TRY(tr_pdf_page(pdf, rev, 0, &page, NULL, err));
	TR_TRY(tr_pdf_fields(pdf, rev, &list, fields, err));
	return tr_pdf_page_count(pdf, rev, pages, err);
}

static void
dump(struct tr_bytes file, bool everything)
{
	struct tr_pdf *pdf = NULL;
	struct tr_pdf_options options = {.cipher = &test_cipher};
	struct trien_err err = {0};
	size_t pages = 0, fields = 0;

	putchar('{');
	if (tr_pdf_open(file, &options, &pdf, &err) != TRIEN_OK) {
		print_refusal("refused", &err);
		printf("}\n");
		return;
	}
	print_leniencies(pdf);
	printf(",\"revisions\":%zu,\"encrypted\":%s", tr_pdf_revision_count(pdf),
			tr_pdf_is_encrypted(pdf) ? "true" : "false");
	if (use(pdf, &pages, &fields, &err) == TRIEN_OK) {
		printf(",\"pages\":%zu,\"fields\":%zu", pages, fields);
	} else {
		putchar(',');
		print_refusal("unusable", &err);
	}
	print_signatures(pdf);
	if (everything)
		print_all(pdf);
	printf("}\n");
	tr_pdf_close(pdf);
}

int
main(int argc, char **argv)
{
	const char *path = argv[argc - 1];
	int fd = argc >= 2 ? open(path, O_RDONLY | O_CLOEXEC) : -1;
	struct stat st;

	if (fd < 0 || fstat(fd, &st) != 0) {
		fprintf(stderr, "usage: dump_json [--open] FILE\n");
		return 3;
	}
	void *p = st.st_size > 0 ? mmap(NULL, (size_t)st.st_size, PROT_READ, MAP_PRIVATE, fd, 0) : NULL;
	close(fd);
	if (p == MAP_FAILED)
		return 3;
	dump(TR_BYTES(p, (size_t)st.st_size), strcmp(argv[1], "--open") != 0);
	if (p != NULL)
		munmap(p, (size_t)st.st_size);
	return 0;
}
