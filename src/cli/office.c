/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* trien office: documents, their numbers, and the registers. Requirement: R5.3 X3 X5 */
#include "cli/office_run.h"

#include "base/errors/cli.h"
#include "rules/procedure.h"
#include "worker/worker.h"

static const struct tr_registry_verb verbs[] = {
	{"take", tr_registry_office_take, 0, 1, tr_registry_office_read_first},
	{"number", tr_registry_office_number, 1, 1, NULL},
	{"issue", tr_registry_office_issue, 1, 2, tr_registry_office_read_issued},
	{"e-copy", tr_registry_office_e_copy, 2, 2, tr_registry_office_read_scan},
	{"void", tr_registry_office_void, 1, 1, NULL},
	{"recall", tr_registry_office_recall, 1, 1, NULL},
	{"correct", tr_registry_office_correct, 2, 16, NULL},
	{"keep", tr_registry_office_keep, 0, 0, NULL},
	{"close", tr_registry_office_close, 0, 0, NULL},
	{"draft", tr_registry_office_draft, 0, 1, tr_registry_office_read_draft},
	{"revise", tr_registry_office_revise, 2, 2, tr_registry_office_read_draft_second},
	{"attach", tr_registry_office_attach, 2, 2, tr_registry_office_read_draft_second},
	{"submit", tr_registry_office_submit, 2, TR_STEPS_MAX + 1, NULL},
	{"approve", tr_registry_office_approve, 1, 1, NULL},
	{"refuse", tr_registry_office_refuse, 1, 1, NULL},
	{"take-back", tr_registry_office_take_back, 1, 1, NULL},
	{"drop", tr_registry_office_drop, 1, 1, NULL},
	{"delegate", tr_registry_office_delegate, 0, 0, NULL},
	{"copy-right", tr_registry_office_copy_right, 0, 0, NULL},
	{"copy-right-end", tr_registry_office_copy_right_end, 1, 1, NULL},
	{"template", tr_registry_office_template, 1, 1, tr_registry_office_read_template},
	{"template-change", tr_registry_office_template_change, 1, 2, tr_registry_office_read_template_second},
	{"template-begin", tr_registry_office_template_begin, 1, 1, tr_registry_office_start_filler},
	{"steps", tr_registry_office_steps, 1, 1, NULL},
	{"file", tr_registry_office_file, 1, 1, NULL},
	{"begin", tr_registry_office_begin, 1, 1, NULL},
	{"finish", tr_registry_office_finish, 2, 2, tr_registry_office_read_issued},
	{"abandon", tr_registry_office_abandon, 1, 1, NULL},
	{"list", tr_registry_office_list, 0, 0, NULL},
	{"show", tr_registry_show, 1, 1, NULL},
	{"register", tr_registry_office_register, 0, 0, NULL},
	{"import", tr_registry_office_import, 1, 1, tr_registry_office_read_table},
	{"in-import", tr_registry_office_in_import, 1, 1, tr_registry_office_read_table},
	{"send", tr_registry_office_send, 1, 1, NULL},
	{"dispatch", tr_registry_office_dispatch, 1, 1, NULL},
	{"dispatches", tr_registry_office_dispatches, 1, 1, NULL},
	{"dispatch-close", tr_registry_office_dispatch_close, 1, 1, NULL},
	{"exchange", tr_registry_office_exchange, 0, 0, NULL},
	{"in", tr_registry_office_in, 0, 1 + TR_OFFICE_ENCLOSED_MAX, NULL},
	{"in-enclose", tr_registry_office_in_enclose, 2, 2, NULL},
	{"in-retry", tr_registry_office_in_retry, 0, 1, NULL},
	{"in-accept", tr_registry_office_in_accept, 1, 1, NULL},
	{"in-reject", tr_registry_office_in_reject, 1, 1, NULL},
	{"in-assign", tr_registry_office_in_assign, 1, 1, NULL},
	{"in-progress", tr_registry_office_in_progress, 1, 1, NULL},
	{"in-answer", tr_registry_office_in_answer, 1, 1, NULL},
	{"in-finish", tr_registry_office_in_finish, 1, 1, NULL},
	{"in-reopen", tr_registry_office_in_reopen, 1, 1, NULL},
	{"in-recalled", tr_registry_office_in_recalled, 1, 1, NULL},
	{"in-recall-refuse", tr_registry_office_in_recall_refuse, 1, 1, NULL},
	{"in-correct", tr_registry_office_in_correct, 2, 16, NULL},
	{"in-scan", tr_registry_office_in_scan, 2, 2, tr_registry_office_read_scan},
	{"in-letter", tr_registry_office_in_letter, 1, 1, NULL},
	{"in-letter-close", tr_registry_office_in_letter_close, 1, 1, NULL},
	{"in-close", tr_registry_office_in_close, 0, 0, NULL},
	{"in-list", tr_registry_office_in_list, 0, 0, NULL},
	{"in-register", tr_registry_office_in_register, 0, 0, NULL},
	{"in-follow", tr_registry_office_in_follow, 0, 0, NULL},
	{"in-slip", tr_registry_office_in_slip, 1, 1, NULL},
	{"in-stamp", tr_registry_office_in_stamp, 1, 1, NULL},
	{"in-evidence", tr_registry_office_in_evidence, 1, 1, NULL},
	{"dossier", tr_registry_office_dossier, 1, 1, NULL},
	{"retain", tr_registry_office_retain, 1, 1, NULL},
	{"hold", tr_registry_office_hold, 1, 1, NULL},
	{"unhold", tr_registry_office_unhold, 1, 1, NULL},
	{"due", tr_registry_office_due, 0, 0, NULL},
	{"hand-over", tr_registry_office_hand_over, 0, 0, NULL},
	{"archive", tr_registry_office_archive, 0, TR_OFFICE_DOSSIERS_MAX, NULL},
	{"take-over", tr_registry_office_take_over, 1, 1, NULL},
	{"hand-over-drop", tr_registry_office_hand_over_drop, 1, 1, NULL},
	{"hand-over-list", tr_registry_office_hand_over_list, 0, 0, NULL},
	{"hand-over-show", tr_registry_office_hand_over_show, 1, 1, NULL},
	{"destroy-propose", tr_registry_office_destroy_propose, 0, 0, NULL},
	{"destroy-list", tr_registry_office_destroy_list, 0, 0, NULL},
	{"destroy-show", tr_registry_office_destroy_show, 1, 1, NULL},
	{"destroy-strike", tr_registry_office_destroy_strike, 2, 2, NULL},
	{"destroy-submit", tr_registry_office_destroy_submit, 1, 1, NULL},
	{"destroy-approve", tr_registry_office_destroy_approve, 1, 1, NULL},
	{"destroy-drop", tr_registry_office_destroy_drop, 1, 1, NULL},
	{"destroy", tr_registry_office_destroy, 1, 1, NULL},
};

/* Of a draft: its procedure, and the places that are put into it. */
#define DRAFT_OPTIONS(o) \
	{"--procedure", TR_OPTION_TEXT, &(o).procedure}, \
	{"--template", TR_OPTION_TEXT, &(o).template}, \
	{"--reserve", TR_OPTION_FLAG, &(o).reserve}, \
	{"--signers", TR_OPTION_TEXT, &(o).signers}, \
	{"--texts", TR_OPTION_TEXT, &(o).texts}
/* Of copies. */
#define COPY_OPTIONS(o) \
	{"--copy-of", TR_OPTION_TEXT, &(o).copy_of}, \
	{"--copied-kind", TR_OPTION_TEXT, &(o).copied_kind}, \
	{"--copier", TR_OPTION_TEXT, &(o).copier}
/* Of documents that come. */
#define IN_OPTIONS(o) \
	{"--sender", TR_OPTION_TEXT, &(o).in.sender}, \
	{"--contact", TR_OPTION_TEXT, &(o).in.contact}, \
	{"--symbol", TR_OPTION_TEXT, &(o).in.symbol}, \
	{"--dated", TR_OPTION_TEXT, &(o).in.dated}, \
	{"--receiver", TR_OPTION_TEXT, &(o).in.receiver}, \
	{"--evidence", TR_OPTION_TEXT, &(o).in.evidence}, \
	{"--tsa", TR_OPTION_TEXT, &(o).in.tsa}, \
	{"--folder", TR_OPTION_TEXT, &(o).in.folder}, \
	{"--mailbox", TR_OPTION_TEXT, &(o).in.mailbox}, \
	{"--mailbox-user", TR_OPTION_TEXT, &(o).in.mailbox_user}, \
	{"--mailbox-password", TR_OPTION_TEXT, &(o).in.mailbox_password}, \
	{"--mailbox-ca", TR_OPTION_TEXT, &(o).in.mailbox_ca}, \
	{"--senders", TR_OPTION_TEXT, &(o).in.senders}, \
	{"--deadline", TR_OPTION_TEXT, &(o).in.deadline}, \
	{"--days", TR_OPTION_TEXT, &(o).in.days}, \
	{"--opinion", TR_OPTION_TEXT, &(o).in.opinion}, \
	{"--unit-opinion", TR_OPTION_TEXT, &(o).in.unit_opinion}, \
	{"--proposal", TR_OPTION_TEXT, &(o).in.proposal}, \
	{"--progress", TR_OPTION_TEXT, &(o).in.progress}, \
	{"--answer", TR_OPTION_TEXT, &(o).in.answer}, \
	{"--late", TR_OPTION_FLAG, &(o).in.late}

static void
free_words(struct tr_office_words *o)
{
	tr_buf_free(&o->file.content);
	tr_buf_free(&o->file.evidence);
	tr_buf_free(&o->original);
	if (o->filler != NULL)
		tr_worker_stop(o->filler);
	tr_issue_right_free(&o->right);
}

int
tr_cli_office(struct tr_cli *cli, int argc, char **argv)
{
	struct tr_office_words o = {0};
	struct tr_registry_words w = {.office = &o};
	const struct tr_option options[] = {TR_SECRECY_OPTIONS(o.secrecy), TR_ISSUE_RIGHT_OPTIONS(o.right),
		{"--blobs", TR_OPTION_TEXT, &w.blobs},
		{"--reason", TR_OPTION_TEXT, &w.reason},
		{"--on", TR_OPTION_TEXT, &w.on},
		{"--agency", TR_OPTION_TEXT, &w.agency},
		{"--as", TR_OPTION_TEXT, &w.as},
		{"--role", TR_OPTION_TEXT, &w.role},
		{"--trust", TR_OPTION_TEXT, &w.trust},
		{"-o", TR_OPTION_TEXT, &w.out},
		{"--sheet", TR_OPTION_TEXT, &w.sheet},
		{"--force", TR_OPTION_FLAG, &w.force},
		{"--kind", TR_OPTION_TEXT, &o.kind},
		{"--subject", TR_OPTION_TEXT, &o.subject},
		{"--unit", TR_OPTION_TEXT, &o.unit},
		{"--signer", TR_OPTION_TEXT, &o.signer},
		{"--recipients", TR_OPTION_TEXT, &o.recipients},
		{"--urgency", TR_OPTION_TEXT, &o.urgency},
		{"--retry-key", TR_OPTION_TEXT, &o.key},
		{"--kept", TR_OPTION_TEXT, &o.kept},
		{"--replaces", TR_OPTION_TEXT, &o.replaces},
		{"--count", TR_OPTION_TEXT, &o.count},
		{"--year", TR_OPTION_TEXT, &o.year},
		{"--name", TR_OPTION_TEXT, &o.name},
		{"--note", TR_OPTION_TEXT, &o.note},
		{"--certificate", TR_OPTION_TEXT, &o.certificate},
		{"--giver", TR_OPTION_TEXT, &o.giver},
		{"--taker", TR_OPTION_TEXT, &o.taker},
		{"--decision", TR_OPTION_TEXT, &o.decision},
		{"--decided", TR_OPTION_TEXT, &o.decided},
		{"--from", TR_OPTION_TEXT, &o.from},
		{"--until", TR_OPTION_TEXT, &o.until},
		{"--to", TR_OPTION_TEXT, &o.to},
		{"--organ", TR_OPTION_TEXT, &o.organ},
		{"--outbox", TR_OPTION_TEXT, &o.outbox},
		{"--annex", TR_OPTION_FLAG, &o.annex},
		{"--paper", TR_OPTION_FLAG, &o.paper},
		{"--common", TR_OPTION_FLAG, &o.common},
		{"--dossier", TR_OPTION_TEXT, &o.dossier},
		{"--title", TR_OPTION_TEXT, &w.title},
		{"--years", TR_OPTION_TEXT, &o.years},
		{"--closed", TR_OPTION_TEXT, &o.closed},
		{"--final", TR_OPTION_FLAG, &o.final},
		{"--dry-run", TR_OPTION_FLAG, &w.dry_run},
		{"--offline", TR_OPTION_FLAG, &w.offline},
		{"--allow-host", TR_OPTION_LIST, &w.allow},
		DRAFT_OPTIONS(o), COPY_OPTIONS(o), IN_OPTIONS(o)};
	const struct tr_registry_main m = {"trien office", verbs, sizeof(verbs) / sizeof(*verbs), options, sizeof(options) / sizeof(*options), &w};
	const int code = tr_registry_main(cli, argc, argv, &m);

	free_words(&o);
	return code;
}
