/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "lab/tokens.h"

#include <errno.h>
#include <fcntl.h>
#include <glob.h>
#include <openssl/x509v3.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "crypto/p11_kit.h"
#include "lab/token_objects.h"

#define CHILD_SECONDS_MAX 60u
#define SO_PIN "12345678" /* of the security officer; the tokens guard nothing */

/* Where Debian and a build of one's own put the module; multi-arch directories by pattern. */
static const char *const module_places[] = {
	"/usr/lib/softhsm/libsofthsm2.so",
	"/usr/lib/*/softhsm/libsofthsm2.so",
	"/usr/local/lib/softhsm/libsofthsm2.so",
};

static bool
find_module(const struct tr_lab_options *options, char out[PATH_MAX])
{
	bool found = false;

	if (options->softhsm_module != NULL) {
		snprintf(out, PATH_MAX, "%s", options->softhsm_module);
		return access(out, R_OK) == 0;
	}
	for (size_t i = 0; !found && i < sizeof(module_places) / sizeof(module_places[0]); i++) {
		glob_t g;
		if (glob(module_places[i], GLOB_NOSORT, NULL, &g) != 0)
			continue;
		found = g.gl_pathc > 0;
		if (found)
			snprintf(out, PATH_MAX, "%s", g.gl_pathv[0]);
		globfree(&g);
	}
	return found;
}

static trien_rc
write_conf(const struct tr_lab_site *site, const char *name, const char *base, struct trien_err *err)
{
	TR_AUTO_BUF b = {0};

	TR_TRY(tr_buf_addf(&b, err,
			"directories.tokendir = %s/softhsm/tokens\nobjectstore.backend = file\n"
			"log.level = ERROR\nslots.removable = false\n",
			base));
	return tr_lab_site_write(site, name, 0600, tr_buf_view(&b), err);
}

/* ---- the child ---- */

static CK_RV
fill_all(CK_FUNCTION_LIST *module, const struct tr_lab_identities *all)
{
	CK_RV rv = CKR_OK;

	for (int who = 0; rv == CKR_OK && who < TR_LAB_WHO_COUNT; who++)
		if (all->of[who].person->token)
			rv = tr_lab_token_fill(module, SO_PIN, all, (enum tr_lab_who)who);
	return rv;
}

/*
 * Does not return. A module that hangs is ended by the alarm; one that leaks or crashes dies here. It ends with its
 * parent, whose lock it shares: a killed run must not go on writing under the next one.
 */
static void
child(const char *conf, const char *path, const struct tr_lab_identities *all, pid_t parent)
{
	if (prctl(PR_SET_PDEATHSIG, SIGKILL) != 0 || getppid() != parent)
		_exit(1);
	alarm(CHILD_SECONDS_MAX);
	int null = open("/dev/null", O_RDWR | O_CLOEXEC);
	if (null < 0 || dup2(null, STDOUT_FILENO) < 0 || dup2(null, STDERR_FILENO) < 0 ||
			setenv("SOFTHSM2_CONF", conf, 1) != 0)
		_exit(2);
	CK_FUNCTION_LIST *module = tr_p11_kit() != NULL ? tr_p11_kit()->module_load(path, 0) : NULL;
	if (module == NULL || tr_p11_kit()->module_initialize(module) != CKR_OK)
		_exit(3);
	CK_RV rv = fill_all(module, all);
	tr_p11_kit()->module_finalize(module);
	_exit(rv == CKR_OK ? 0 : 4);
}

static bool
run_child(const char *conf, const char *path, const struct tr_lab_identities *all)
{
	int status = 0;
	pid_t parent = getpid(), pid = fork();

	if (pid == 0)
		child(conf, path, all, parent);
	if (pid < 0)
		return false;
	while (waitpid(pid, &status, 0) < 0)
		if (errno != EINTR)
			return false;
	return WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

/* ---- the parent ---- */

/* The child must work below DIR.tmp; the configuration that stays names DIR. */
static trien_rc
make_tokens(const struct tr_lab_site *site, const char *path, const struct tr_lab_identities *all, bool *made,
		struct trien_err *err)
{
	char conf[TR_LAB_PATH_MAX + 64];

	TR_TRY(tr_lab_site_mkdir(site, "softhsm", 0700, err));
	TR_TRY(tr_lab_site_mkdir(site, "softhsm/tokens", 0700, err));
	TR_TRY(write_conf(site, "softhsm/building.conf", site->building, err));
	snprintf(conf, sizeof(conf), "%s/softhsm/building.conf", site->building);
	*made = run_child(conf, path, all);
	if (!*made) {
		tr_lab_site_remove(site, "softhsm");
		return TRIEN_OK;
	}
	unlinkat(site->dir, "softhsm/building.conf", 0);
	TR_TRY(write_conf(site, "softhsm/softhsm2.conf", site->final, err));
	return tr_lab_site_write(site, "softhsm/so.pin", 0600, TR_BYTES_LIT(SO_PIN), err);
}

/* A string of JSON (RFC 8259 §7) with its quotes. The paths are UTF-8 without line breaks. */
static trien_rc
add_json(struct tr_buf *b, const char *text, struct trien_err *err)
{
	TR_TRY(tr_buf_add_byte(b, '"', err));
	for (const char *p = text; *p; p++) {
		if ((unsigned char)*p < 0x20)
			TR_TRY(tr_buf_addf(b, err, "\\u%04x", (unsigned)*p));
		else if (*p == '"' || *p == '\\')
			TR_TRY(tr_buf_addf(b, err, "\\%c", *p));
		else
			TR_TRY(tr_buf_add_byte(b, (uint8_t)*p, err));
	}
	return tr_buf_add_byte(b, '"', err);
}

/* Key, colon, string; path is base followed by rest. */
static trien_rc
add_member(struct tr_buf *b, const char *key, const char *base, const char *rest, struct trien_err *err)
{
	char joined[TR_LAB_PATH_MAX + 256];

	snprintf(joined, sizeof(joined), "%s%s", base, rest);
	TR_TRY(tr_buf_addf(b, err, ",\n   \"%s\": ", key));
	return add_json(b, joined, err);
}

/* RFC 7512: everything but unreserved characters and '/' is percent-encoded. */
static trien_rc
make_uri(struct tr_buf *b, const struct tr_lab_identity *id, const char *module, struct trien_err *err)
{
	const ASN1_OCTET_STRING *ski = X509_get0_subject_key_id(id->certificate);

	TR_TRY(tr_buf_addf(b, err, "pkcs11:token=" TR_LAB_TOKEN_LABEL ";id=", id->person->file));
	for (int i = 0; i < ski->length; i++)
		TR_TRY(tr_buf_addf(b, err, "%%%02X", ski->data[i]));
	TR_TRY(tr_buf_addf(b, err, "?module-path="));
	for (const char *p = module; *p; p++) {
		bool plain = (*p >= 'a' && *p <= 'z') || (*p >= 'A' && *p <= 'Z') || (*p >= '0' && *p <= '9') ||
			     strchr("/-._~", *p) != NULL;
		TR_TRY(plain ? tr_buf_add_byte(b, (uint8_t)*p, err)
			     : tr_buf_addf(b, err, "%%%02X", (unsigned char)*p));
	}
	return tr_buf_add_byte(b, 0, err);
}

static trien_rc
describe_token(struct tr_buf *b, const struct tr_lab_site *site, const struct tr_lab_identity *id,
		const char *module, struct trien_err *err)
{
	TR_AUTO_BUF uri = {0};
	char rest[128];

	TR_TRY(make_uri(&uri, id, module, err));
	TR_TRY(tr_buf_addf(b, err, "{\"name\": "));
	TR_TRY(add_json(b, id->person->file, err));
	snprintf(rest, sizeof(rest), TR_LAB_TOKEN_LABEL, id->person->file);
	TR_TRY(add_member(b, "token", rest, "", err));
	TR_TRY(add_member(b, "uri", (const char *)uri.p, "", err));
	TR_TRY(add_member(b, "module", module, "", err));
	snprintf(rest, sizeof(rest), "/keys/%s.pin", id->person->file);
	TR_TRY(add_member(b, "pin_file", site->final, rest, err));
	TR_TRY(add_member(b, "softhsm2_conf", site->final, "/softhsm/softhsm2.conf", err));
	return tr_buf_addf(b, err, "}");
}

static trien_rc
describe(struct tr_buf *b, const struct tr_lab_site *site, const struct tr_lab_identities *all,
		const char *module, struct tr_lab_report *report, struct trien_err *err)
{
	TR_TRY(tr_buf_addf(b, err, "{\"reason\": %s%s%s,\n \"tokens\": [", report->no_tokens_reason ? "\"" : "",
			report->no_tokens_reason ? report->no_tokens_reason : "null",
			report->no_tokens_reason ? "\"" : ""));
	for (int who = 0; report->no_tokens_reason == NULL && who < TR_LAB_WHO_COUNT; who++) {
		if (!all->of[who].person->token)
			continue;
		TR_TRY(tr_buf_addf(b, err, "%s", report->tokens++ ? ",\n  " : "\n  "));
		TR_TRY(describe_token(b, site, &all->of[who], module, err));
	}
	return tr_buf_addf(b, err, "]}\n");
}

trien_rc
tr_lab_write_tokens(const struct tr_lab_site *site, const struct tr_lab_options *options,
		const struct tr_lab_identities *all, struct tr_lab_report *report, struct trien_err *err)
{
	TR_AUTO_BUF json = {0};
	char module[PATH_MAX] = "";
	bool made = false;

	report->tokens = 0;
	report->no_tokens_reason = NULL;
	if (options->tokens == TR_LAB_TOKENS_NONE) {
		report->no_tokens_reason = "not-asked";
	} else if (!find_module(options, module)) {
		report->no_tokens_reason = "softhsm-not-installed";
	} else {
		TR_TRY(make_tokens(site, module, all, &made, err));
		if (!made)
			report->no_tokens_reason = "softhsm-failed";
	}
	TR_TRY(describe(&json, site, all, module, report, err));
	return tr_lab_site_write(site, "tokens.json", 0644, tr_buf_view(&json), err);
}
