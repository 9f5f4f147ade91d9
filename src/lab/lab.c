/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "lab/lab.h"

#include <stdio.h>

#include "lab/certify.h"
#include "lab/files.h"
#include "lab/keyfile.h"
#include "lab/office.h"
#include "lab/tokens.h"

static trien_rc
make_directories(const struct tr_lab_site *site, struct trien_err *err)
{
	TR_TRY(tr_lab_site_mkdir(site, "trust", 0755, err));
	TR_TRY(tr_lab_site_mkdir(site, "keys", 0755, err));
	TR_TRY(tr_lab_site_mkdir(site, "bad", 0755, err));
	return tr_lab_site_mkdir(site, "ca", 0700, err);
}

/* People get all three forms; authorities and the deliberately bad only PEM, which has no PIN. */
static trien_rc
write_keys(const struct tr_lab_site *site, const struct tr_lab_identities *all, enum tr_lab_who who,
		struct trien_err *err)
{
	static const char *const folders[] = {
		[TR_LAB_IN_CA] = "ca", [TR_LAB_IN_KEYS] = "keys", [TR_LAB_IN_BAD] = "bad"};
	const struct tr_lab_identity *id = &all->of[who];
	const char *folder = folders[id->person->place], *file = id->person->file;
	char name[96];

	snprintf(name, sizeof(name), "%s/%s.pem", folder, file);
	TR_TRY(tr_lab_write_pem_key(site, name, all, who, err));
	if (id->person->place != TR_LAB_IN_KEYS)
		return TRIEN_OK;
	snprintf(name, sizeof(name), "%s/%s.p12", folder, file);
	TR_TRY(tr_lab_write_p12(site, name, all, who, err));
	/* No line end: whoever reads the whole file as the PIN is right too. */
	snprintf(name, sizeof(name), "%s/%s.pin", folder, file);
	return tr_lab_site_write(site, name, 0600, TR_BYTES(id->pin, strlen(id->pin)), err);
}

/* Beside the anchors, so that judging needs no server; revoking writes them anew. */
static trien_rc
write_lists(const struct tr_lab_site *site, const struct tr_env *env, struct trien_err *err)
{
	static const struct {
		enum tr_lab_who issuer;
		const char *name;
	} lists[] = {{TR_LAB_ROOT, "trust/root.crl"}, {TR_LAB_ISSUING, "trust/issuing.crl"}};
	struct tr_lab_office *office;

	TR_TRY(tr_lab_office_open(site->building, env, &office, err));
	trien_rc rc = TRIEN_OK;
	for (size_t i = 0; rc == TRIEN_OK && i < sizeof(lists) / sizeof(*lists); i++) {
		TR_AUTO_BUF der = {0};
		rc = tr_lab_office_lasting_crl(office, lists[i].issuer, &der, err);
		if (rc == TRIEN_OK)
			rc = tr_lab_site_write(site, lists[i].name, 0644, tr_buf_view(&der), err);
	}
	tr_lab_office_free(office);
	return rc;
}

static trien_rc
write_all(const struct tr_lab_site *site, const struct tr_lab_options *options,
		const struct tr_lab_identities *all, struct tr_lab_report *report, struct trien_err *err)
{
	TR_TRY(make_directories(site, err));
	TR_TRY(tr_lab_write_pem_certificate(site, "trust/root.pem", all, TR_LAB_ROOT, err));
	for (int who = 0; who < TR_LAB_WHO_COUNT; who++)
		TR_TRY(write_keys(site, all, (enum tr_lab_who)who, err));
	TR_TRY(write_lists(site, options->env, err));
	report->certificates = TR_LAB_WHO_COUNT;
	return tr_lab_write_tokens(site, options, all, report, err);
}

static trien_rc
build(struct tr_lab_site *site, const struct tr_lab_options *options, struct tr_lab_report *report,
		struct trien_err *err)
{
	struct tr_lab_identities all;

	TR_TRY(tr_lab_identities_new(options, &all, err));
	trien_rc rc = write_all(site, options, &all, report, err);
	tr_lab_identities_free(&all);
	TR_TRY(rc);
	return tr_lab_site_publish(site, err);
}

trien_rc
tr_lab_init(const struct tr_lab_options *options, struct trien_err *err)
{
	struct tr_lab_options o = *options;
	const struct tr_lab_names samples = {0};
	struct tr_lab_report report = {0};
	struct tr_lab_site site;

	if (o.env == NULL)
		o.env = &tr_env_system;
	if (o.names == NULL)
		o.names = &samples;
	TR_TRY(tr_lab_site_open(o.directory, &site, err));
	trien_rc rc = build(&site, &o, &report, err);
	tr_lab_site_close(&site);
	TR_TRY(rc);
	if (options->report != NULL)
		*options->report = report;
	return TRIEN_OK;
}
