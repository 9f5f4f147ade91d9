/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Each allocation fails once: opening and reading everything of a file either
 * works or is refused for want of memory, and nothing leaks or crashes.
 */
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/memory.h"
#include "cipher.h"
#include "make.h"
#include "test.h"

static struct trien_err err;

static trien_rc
read_revision(struct tr_pdf *pdf, size_t rev)
{
	const struct tr_pdf_change *changes;
	const struct tr_pdf_field *fields;
	const struct tr_pdf_obj *o;
	size_t n;

	for (uint32_t num = 0; num < tr_pdf_revision_at(pdf, rev)->size; num++) {
		TR_AUTO_BUF plain = {0};
		TR_TRY(tr_pdf_get(pdf, rev, num, &o, &err));
		if (o->type == TR_PDF_STREAM)
			TR_TRY(tr_pdf_stream_data(pdf, rev, (struct tr_pdf_ref){num, 0}, o, 1 << 20, &plain,
					&err));
	}
	TR_TRY(tr_pdf_changes(pdf, rev, &changes, &n, &err));
	TR_TRY(tr_pdf_page(pdf, rev, 0, &o, NULL, &err));
	TR_TRY(tr_pdf_page_count(pdf, rev, &n, &err));
	return tr_pdf_fields(pdf, rev, &fields, &n, &err);
}

static trien_rc
read_all(struct tr_bytes file)
{
	struct tr_pdf_options options = {.cipher = &test_cipher};
	const struct tr_pdf_signature *signatures;
	struct tr_pdf *pdf;
	trien_rc rc = TRIEN_OK;
	size_t n;

	TR_TRY(tr_pdf_open(file, &options, &pdf, &err));
	for (size_t rev = 0; rev < tr_pdf_revision_count(pdf) && rc == TRIEN_OK; rev++)
		rc = read_revision(pdf, rev);
	if (rc == TRIEN_OK)
		rc = tr_pdf_signatures(pdf, &signatures, &n, &err);
	tr_pdf_close(pdf);
	return rc;
}

static void
squeeze(struct tr_bytes file, const char *name)
{
	unsigned long allocations;

	trien_rc plain = read_all(file);
	tr_mem_fail_at(1000000000);
	(void)!read_all(file);
	allocations = tr_mem_fail_at(0);
	assert_true(allocations > 2);
	for (unsigned long i = 1; i <= allocations; i++) {
		tr_mem_fail_at(i);
		trien_rc rc = read_all(file);
		tr_mem_fail_at(0);
		if (rc != plain && strcmp(trien_err_id(rc), "base.no-memory") != 0)
			fail_msg("%s: allocation %lu: %s", name, i, trien_err_id(rc));
	}
}

static void
squeeze_file(const char *path, const char *name)
{
	FILE *f = fopen(path, "rb");
	uint8_t data[4096];

	assert_non_null(f);
	size_t n = fread(data, 1, sizeof(data), f);
	fclose(f);
	squeeze(TR_BYTES(data, n), name);
}

/* The seeds of the fuzz target: tables, streams, hybrid, signed, filters, encrypted. */
static void
test_seeds(void **state)
{
	static const char *const folders[] = {"corpus", "findings"};
	unsigned count = 0;
	(void)state;
	for (size_t i = 0; i < 2; i++) {
		char folder[512], path[1024];
		snprintf(folder, sizeof(folder), "%s/fuzz/%s/pdf", TRIEN_SOURCE_DIR, folders[i]);
		DIR *d = opendir(folder);
		for (struct dirent *e; d != NULL && (e = readdir(d)) != NULL;) {
			if (e->d_name[0] == '.')
				continue;
			snprintf(path, sizeof(path), "%s/%s", folder, e->d_name);
			squeeze_file(path, e->d_name);
			count++;
		}
		if (d != NULL)
			closedir(d);
	}
	assert_true(count >= 8);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_seeds),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
