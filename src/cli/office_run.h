/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* trien office: what its subcommands share. They run as those of trien registry do (registry_run.h). */
#ifndef TR_CLI_OFFICE_RUN_H
#define TR_CLI_OFFICE_RUN_H

#include "cli/issue_right.h"
#include "cli/registry_run.h"
#include "cli/secrecy_gate.h"
#include "desk/file.h"
#include "office/office.h"

/* The options of trien office alone; NULL: not given. */
struct tr_office_words {
	const char *kind, *subject, *unit, *signer, *recipients, *urgency, *key, *kept, *replaces, *count, *year;
	const char *procedure, *name, *note, *certificate, *giver, *taker, *decision, *decided, *from, *until, *to, *copy_of, *copied_kind, *copier, *template;
	const char *dossier, *years, *closed; /* how long documents are kept */
	const char *organ, *outbox; /* of the document exchange */
	const char *signers, *texts; /* places that are reserved in a draft */
	bool paper, annex, final, reserve, common;
	struct tr_secrecy_texts secrecy;
	struct tr_issue_right right; /* of a file that may be issued */
	char released[1024];         /* by whom and why, as the reason of an act */
	struct tr_desk_file file;
	/* Of a template: as it was handed in; its format, a word of the book. */
	struct tr_buf original;
	const char *format;
	struct tr_worker *filler; /* that fills templates: started before the database is open; NULL: none */
	/* Of documents that come (office_in.h). */
	struct {
		const char *sender, *contact, *symbol, *dated, *receiver, *evidence, *tsa, *folder, *mailbox, *mailbox_user, *mailbox_password, *mailbox_ca, *senders, *deadline, *days, *opinion, *unit_opinion, *proposal, *progress,
				*answer;
		bool late;
	} in;
};

/* Files of documents that are named for one hand-over. */
#define TR_OFFICE_DOSSIERS_MAX 100u

/* Who acts; r->act is filled in. */
TRIEN_MUST_CHECK trien_rc tr_office_who_of(struct tr_registry_run *r, const char *what, struct tr_office_who *out, struct trien_err *err);
/* "document:17"; office: of which book. */
TRIEN_MUST_CHECK trien_rc tr_office_object(const char *text, const struct tr_book *book, int64_t *id, struct trien_err *err);
/* "template:3", or "common_template:3". */
TRIEN_MUST_CHECK trien_rc tr_office_template_object(const char *text, const struct tr_book **b, int64_t *id, struct trien_err *err);
/* The agency of --agency. */
TRIEN_MUST_CHECK trien_rc tr_office_agency(struct tr_registry_run *r, int64_t *out, struct trien_err *err);
/* The words behind the object, "column=value"; as many as there are. */
void tr_office_read_corrections(const struct tr_registry_run *r, struct tr_office_correction *items);
/* What was taken down to be printed (base/printed.h), as the name of the file of -o says: .pdf, .xlsx, else HTML. */
TRIEN_MUST_CHECK trien_rc tr_office_put_printed(const struct tr_registry_run *r, struct tr_bytes printed, struct trien_err *err);
/* Into the file of -o, or onto standard output. */
TRIEN_MUST_CHECK trien_rc tr_office_put_page(const struct tr_registry_run *r, const struct tr_buf *page, struct trien_err *err);
TRIEN_MUST_CHECK trien_rc tr_office_wanted(const char *text, const char *option, struct trien_err *err);

/* The document that the options describe, its file put into the store; out borrows file. */
TRIEN_MUST_CHECK trien_rc tr_office_read_new(struct tr_registry_run *r, char file[TR_HEX256 + 1], struct tr_office_new *out, struct trien_err *err);
/* What it is a copy of, as the options say, if they do; out borrows copy. */
TRIEN_MUST_CHECK trien_rc tr_office_read_copy(struct tr_registry_run *r, struct tr_office_copy *copy, struct tr_office_new *out, struct trien_err *err);
/* A day of Vietnam, or a time of it; an option that is wanted. */
TRIEN_MUST_CHECK trien_rc tr_office_read_time(const char *text, const char *option, int64_t *out, struct trien_err *err);
/* A row of a book by its key, or "#" and its number, as a column that refers to it takes it. */
TRIEN_MUST_CHECK trien_rc tr_office_reference(struct tr_registry_run *r, const struct tr_book *book, size_t column, const char *text, int64_t *out,
		struct trien_err *err);
/* The agencies of --to: keys with commas between them. */
struct tr_office_receivers {
	int64_t ids[TR_OFFICE_RECEIVERS_MAX];
	size_t count;
};
/* office.receiver-limit */
TRIEN_MUST_CHECK trien_rc tr_office_read_receivers(struct tr_registry_run *r, struct tr_office_receivers *out, struct trien_err *err);
/*
 * What is issued names its signers and its agency on the page (R9.3): official.issue-not-right. A release is the reason of the act, where it has no other. Puts
 * the evidence into the store; *name is "" where there is none.
 */
TRIEN_MUST_CHECK trien_rc tr_office_issuing(struct tr_registry_run *r, char name[TR_HEX256 + 1], struct trien_err *err);

/*
 * Reads, judges and loads the file named by a word behind the store: the first (take), the second as a scan (e-copy, in-scan), the second as what may be issued, the first and the second as a
 * draft, which may be one of a word processor, the first and the second as a template, which may be too.
 */
TR_REGISTRY_VERB(office_read_first);
TR_REGISTRY_VERB(office_read_scan);
TR_REGISTRY_VERB(office_read_issued);
TR_REGISTRY_VERB(office_read_draft);
TR_REGISTRY_VERB(office_read_draft_second);
TR_REGISTRY_VERB(office_read_template);
TR_REGISTRY_VERB(office_read_template_second);
/* Starts who fills a template. */
TR_REGISTRY_VERB(office_start_filler);
TR_REGISTRY_VERB(office_template);
TR_REGISTRY_VERB(office_template_change);
TR_REGISTRY_VERB(office_template_begin);
TR_REGISTRY_VERB(office_take);
TR_REGISTRY_VERB(office_number);
TR_REGISTRY_VERB(office_issue);
TR_REGISTRY_VERB(office_e_copy);
TR_REGISTRY_VERB(office_void);
TR_REGISTRY_VERB(office_recall);
TR_REGISTRY_VERB(office_correct);
TR_REGISTRY_VERB(office_keep);
TR_REGISTRY_VERB(office_close);
TR_REGISTRY_VERB(office_list);
TR_REGISTRY_VERB(office_register);
TR_REGISTRY_VERB(office_read_table);
TR_REGISTRY_VERB(office_import);
TR_REGISTRY_VERB(office_in_import);
TR_REGISTRY_VERB(office_draft);
TR_REGISTRY_VERB(office_revise);
TR_REGISTRY_VERB(office_attach);
TR_REGISTRY_VERB(office_dispatch);
TR_REGISTRY_VERB(office_dispatches);
TR_REGISTRY_VERB(office_dispatch_close);
TR_REGISTRY_VERB(office_in_enclose);
TR_REGISTRY_VERB(office_submit);
TR_REGISTRY_VERB(office_approve);
TR_REGISTRY_VERB(office_refuse);
TR_REGISTRY_VERB(office_take_back);
TR_REGISTRY_VERB(office_drop);
TR_REGISTRY_VERB(office_delegate);
TR_REGISTRY_VERB(office_copy_right);
TR_REGISTRY_VERB(office_copy_right_end);
TR_REGISTRY_VERB(office_steps);
TR_REGISTRY_VERB(office_file);
TR_REGISTRY_VERB(office_begin);
TR_REGISTRY_VERB(office_finish);
TR_REGISTRY_VERB(office_abandon);
TR_REGISTRY_VERB(office_in);
TR_REGISTRY_VERB(office_send);
TR_REGISTRY_VERB(office_exchange);
TR_REGISTRY_VERB(office_in_retry);
TR_REGISTRY_VERB(office_in_accept);
TR_REGISTRY_VERB(office_in_reject);
TR_REGISTRY_VERB(office_in_assign);
TR_REGISTRY_VERB(office_in_progress);
TR_REGISTRY_VERB(office_in_answer);
TR_REGISTRY_VERB(office_in_finish);
TR_REGISTRY_VERB(office_in_reopen);
TR_REGISTRY_VERB(office_in_recalled);
TR_REGISTRY_VERB(office_in_recall_refuse);
TR_REGISTRY_VERB(office_in_correct);
TR_REGISTRY_VERB(office_in_scan);
TR_REGISTRY_VERB(office_in_letter);
TR_REGISTRY_VERB(office_in_letter_close);
TR_REGISTRY_VERB(office_in_close);
TR_REGISTRY_VERB(office_in_list);
TR_REGISTRY_VERB(office_in_register);
TR_REGISTRY_VERB(office_in_follow);
TR_REGISTRY_VERB(office_in_slip);
TR_REGISTRY_VERB(office_in_stamp);
TR_REGISTRY_VERB(office_in_evidence);
TR_REGISTRY_VERB(office_dossier);
TR_REGISTRY_VERB(office_retain);
TR_REGISTRY_VERB(office_hold);
TR_REGISTRY_VERB(office_unhold);
TR_REGISTRY_VERB(office_due);
TR_REGISTRY_VERB(office_hand_over);
TR_REGISTRY_VERB(office_archive);
TR_REGISTRY_VERB(office_take_over);
TR_REGISTRY_VERB(office_hand_over_drop);
TR_REGISTRY_VERB(office_hand_over_list);
TR_REGISTRY_VERB(office_hand_over_show);
TR_REGISTRY_VERB(office_destroy_propose);
TR_REGISTRY_VERB(office_destroy_list);
TR_REGISTRY_VERB(office_destroy_show);
TR_REGISTRY_VERB(office_destroy_strike);
TR_REGISTRY_VERB(office_destroy_submit);
TR_REGISTRY_VERB(office_destroy_approve);
TR_REGISTRY_VERB(office_destroy_drop);
TR_REGISTRY_VERB(office_destroy);

#endif
