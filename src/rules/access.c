/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The access table. Requirement: R4.1 R4.3
 *
 * A head answers for the certificates of the agencies and people that the agency manages directly (the Regulation
 * Điều 4.1), and for documents of that agency alone. A system administrator sees no documents, requests or letters.
 */
#include "rules/access.h"

#include <stdint.h>
#include <stdio.h>

#define SEE TR_BIT(TR_VERB_SEE)
#define ENTER TR_BIT(TR_VERB_ENTER)
#define CHANGE TR_BIT(TR_VERB_CHANGE)
#define ASK TR_BIT(TR_VERB_ASK)
#define CHECK TR_BIT(TR_VERB_CHECK)
#define APPROVE TR_BIT(TR_VERB_APPROVE)
#define FORWARD TR_BIT(TR_VERB_FORWARD)
#define ANSWER TR_BIT(TR_VERB_ANSWER)
#define HAND TR_BIT(TR_VERB_HAND)
#define USE TR_BIT(TR_VERB_USE)
#define REPORT TR_BIT(TR_VERB_REPORT)
#define EXPORT TR_BIT(TR_VERB_EXPORT)
#define ONE(object) (UINT64_C(1) << (object)) /* they are more than an unsigned has bits */
#define O(symbol) ONE(TR_OBJECT_##symbol)
#define STAFF (O(PERSON) | O(POST))
#define TOKENS (O(DEVICE) | O(CERTIFICATE) | O(CUSTODY))
/* The registry's books but the pictures: a seal's picture is what a forger wants. */
#define BOOKS (O(AGENCY) | O(UNIT) | STAFF | TOKENS | O(REQUEST) | O(LETTER) | O(INCIDENT) | O(ROADMAP) | O(TRAINING) | \
		O(GUIDANCE) | O(COMMON_TEMPLATE) | O(INSPECTION) | O(CHECKLIST) | O(TICKET) | O(PROPOSAL) | O(DUTY) | O(SERVICE) | O(RESULT) | O(REPORT))
#define MINE (STAFF | TOKENS | O(PICTURE) | O(REQUEST) | O(INCIDENT) | O(TRAINING) | O(CHECKLIST) | O(TICKET) | O(DUTY) | O(NOTICE))

_Static_assert(TR_OBJECT_COUNT <= 64, "bits of rows[].objects");
static const struct {
	enum tr_rules_role role;
	enum tr_rules_scope scope;
	uint64_t objects; /* bits */
	unsigned verbs;   /* bits */
} rows[] = {
	/* A subscriber: the own certificate, device and requests. */
	{TR_ROLE_SUBSCRIBER, TR_SCOPE_OWN, MINE | O(DOCUMENT), SEE},
	{TR_ROLE_SUBSCRIBER, TR_SCOPE_OWN, O(REQUEST), ASK},
	{TR_ROLE_SUBSCRIBER, TR_SCOPE_OWN, O(DOCUMENT), ASK | CHECK}, /* drafts and submits one, does a step in one */
	{TR_ROLE_SUBSCRIBER, TR_SCOPE_OWN, O(DEVICE) | O(CERTIFICATE), HAND | USE | REPORT},
	{TR_ROLE_SUBSCRIBER, TR_SCOPE_OWN, O(INCIDENT) | O(PICTURE) | O(TICKET) | O(DUTY), ENTER},
	{TR_ROLE_SUBSCRIBER, TR_SCOPE_OWN, O(NOTICE), CHANGE},
	{TR_ROLE_SUBSCRIBER, TR_SCOPE_OWN, O(ACCOUNT), USE}, /* the own session and password */
	{TR_ROLE_SUBSCRIBER, TR_SCOPE_AGENCY, O(TEMPLATE), SEE}, /* who drafts begins with one */
	{TR_ROLE_SUBSCRIBER, TR_SCOPE_PROVINCE, O(GUIDANCE) | O(COMMON_TEMPLATE), SEE}, /* Điều 18.1: everybody is guided */

	/* A clerk: the agency's documents and books; acts with the device that is in the own custody. */
	{TR_ROLE_CLERK, TR_SCOPE_AGENCY, O(AGENCY) | STAFF | TOKENS | O(REQUEST) | O(LETTER) | O(ROADMAP) | O(CHECKLIST) | O(SERVICE) |
		O(RESULT) | O(REPORT) | O(DOCUMENT), SEE},
	{TR_ROLE_CLERK, TR_SCOPE_OWN, O(PICTURE) | O(INCIDENT) | O(TRAINING) | O(TICKET) | O(DUTY) | O(NOTICE), SEE},
	{TR_ROLE_CLERK, TR_SCOPE_OWN, O(REQUEST), ASK},
	{TR_ROLE_CLERK, TR_SCOPE_OWN, O(DEVICE) | O(CERTIFICATE), HAND | USE | REPORT},
	{TR_ROLE_CLERK, TR_SCOPE_OWN, O(INCIDENT) | O(PICTURE) | O(TICKET) | O(DUTY), ENTER},
	{TR_ROLE_CLERK, TR_SCOPE_AGENCY, O(REQUEST) | O(LETTER), FORWARD},
	{TR_ROLE_CLERK, TR_SCOPE_AGENCY, O(DOCUMENT), ENTER | CHANGE | FORWARD | EXPORT},
	{TR_ROLE_CLERK, TR_SCOPE_OWN, O(DOCUMENT), ASK | CHECK},
	{TR_ROLE_CLERK, TR_SCOPE_OWN, O(NOTICE), CHANGE},
	{TR_ROLE_CLERK, TR_SCOPE_AGENCY, O(TEMPLATE), SEE | ENTER | CHANGE | EXPORT},
	{TR_ROLE_CLERK, TR_SCOPE_PROVINCE, O(GUIDANCE) | O(COMMON_TEMPLATE), SEE},

	/* A signatory: signs documents of the agency. */
	{TR_ROLE_SIGNATORY, TR_SCOPE_OWN, MINE, SEE},
	{TR_ROLE_SIGNATORY, TR_SCOPE_AGENCY, O(DOCUMENT), SEE | APPROVE},
	{TR_ROLE_SIGNATORY, TR_SCOPE_OWN, O(DOCUMENT), ASK | CHECK},
	{TR_ROLE_SIGNATORY, TR_SCOPE_OWN, O(DEVICE) | O(CERTIFICATE), USE},
	{TR_ROLE_SIGNATORY, TR_SCOPE_AGENCY, O(TEMPLATE), SEE},
	{TR_ROLE_SIGNATORY, TR_SCOPE_PROVINCE, O(GUIDANCE) | O(COMMON_TEMPLATE), SEE},

	/* The head: all of the agency and what it manages directly; its own documents only. */
	{TR_ROLE_HEAD, TR_SCOPE_SUBTREE, BOOKS | O(NOTICE), SEE | EXPORT},
	{TR_ROLE_HEAD, TR_SCOPE_SUBTREE, O(PICTURE), SEE},
	{TR_ROLE_HEAD, TR_SCOPE_SUBTREE, O(REQUEST) | O(PICTURE) | O(ROADMAP) | O(TRAINING) | O(REPORT), CHECK | APPROVE},
	{TR_ROLE_HEAD, TR_SCOPE_SUBTREE, O(CERTIFICATE), REPORT},
	{TR_ROLE_HEAD, TR_SCOPE_AGENCY, O(PROPOSAL), ENTER}, /* Điều 18.2: it is agencies that report difficulties */
	{TR_ROLE_HEAD, TR_SCOPE_AGENCY, O(DOCUMENT), SEE | APPROVE | EXPORT},
	{TR_ROLE_HEAD, TR_SCOPE_OWN, O(DOCUMENT), ASK | CHECK},
	{TR_ROLE_HEAD, TR_SCOPE_AGENCY, O(TEMPLATE), SEE | EXPORT},
	{TR_ROLE_HEAD, TR_SCOPE_AGENCY, O(AUDIT), SEE},

	/* The IT officer of an agency: devices, checklists, support; asks for services and software. */
	{TR_ROLE_IT_OFFICER, TR_SCOPE_AGENCY, O(AGENCY) | STAFF | TOKENS | O(INCIDENT) | O(ROADMAP) | O(TRAINING) | O(CHECKLIST) |
		O(TICKET) | O(PROPOSAL) | O(SERVICE) | O(RESULT) | O(REPORT), SEE},
	{TR_ROLE_IT_OFFICER, TR_SCOPE_OWN, O(REQUEST) | O(DUTY) | O(NOTICE), SEE},
	{TR_ROLE_IT_OFFICER, TR_SCOPE_OWN, O(REQUEST), ASK},
	{TR_ROLE_IT_OFFICER, TR_SCOPE_OWN, O(CERTIFICATE), HAND | USE},
	{TR_ROLE_IT_OFFICER, TR_SCOPE_AGENCY, O(DEVICE), REPORT},
	{TR_ROLE_IT_OFFICER, TR_SCOPE_AGENCY, O(CHECKLIST) | O(TICKET) | O(PROPOSAL) | O(INCIDENT), ENTER | CHANGE},
	{TR_ROLE_IT_OFFICER, TR_SCOPE_AGENCY, O(TICKET), ANSWER},
	{TR_ROLE_IT_OFFICER, TR_SCOPE_AGENCY, O(REPORT) | O(TRAINING), ENTER | EXPORT},
	{TR_ROLE_IT_OFFICER, TR_SCOPE_PROVINCE, O(GUIDANCE) | O(COMMON_TEMPLATE), SEE},

	/* The managing agency's officer: everything that Điều 14 asks of it, for the agencies under it. */
	{TR_ROLE_MANAGER, TR_SCOPE_SUBTREE, BOOKS | O(NOTICE), SEE | EXPORT},
	{TR_ROLE_MANAGER, TR_SCOPE_SUBTREE, O(PICTURE), SEE | ENTER}, /* a folder of them; the head approves */
	{TR_ROLE_MANAGER, TR_SCOPE_SUBTREE, STAFF | TOKENS | O(INCIDENT) | O(ROADMAP) | O(TRAINING) | O(CHECKLIST) | O(SERVICE) |
		O(RESULT) | O(PROPOSAL) | O(LETTER) | O(REPORT), ENTER | CHANGE},
	{TR_ROLE_MANAGER, TR_SCOPE_SUBTREE, O(REQUEST), ASK | CHECK | FORWARD | ANSWER | HAND},
	{TR_ROLE_MANAGER, TR_SCOPE_SUBTREE, O(LETTER), FORWARD | ANSWER},
	{TR_ROLE_MANAGER, TR_SCOPE_SUBTREE, TOKENS, HAND},
	{TR_ROLE_MANAGER, TR_SCOPE_SUBTREE, O(DEVICE) | O(CERTIFICATE), REPORT},
	{TR_ROLE_MANAGER, TR_SCOPE_SUBTREE, O(PLAN), ENTER}, /* where all agencies that it concerns are under the own one */
	{TR_ROLE_MANAGER, TR_SCOPE_SUBTREE, O(NOTICE), CHANGE},

	/* The department: the whole province's books, and what is routed to it. No documents of agencies. */
	{TR_ROLE_DEPARTMENT, TR_SCOPE_PROVINCE, BOOKS | O(NOTICE), SEE | EXPORT},
	{TR_ROLE_DEPARTMENT, TR_SCOPE_PROVINCE, O(AGENCY) | O(UNIT) | O(TRAINING) | O(GUIDANCE) | O(COMMON_TEMPLATE) | O(INSPECTION) | O(DEVICE), ENTER | CHANGE},
	{TR_ROLE_DEPARTMENT, TR_SCOPE_PROVINCE, O(CERTIFICATE), CHANGE | REPORT},
	{TR_ROLE_DEPARTMENT, TR_SCOPE_PROVINCE, O(CRL), SEE | ENTER | CHANGE | EXPORT},
	{TR_ROLE_DEPARTMENT, TR_SCOPE_PROVINCE, O(REQUEST) | O(LETTER) | O(PROPOSAL) | O(TICKET), ANSWER},
	{TR_ROLE_DEPARTMENT, TR_SCOPE_PROVINCE, O(REPORT) | O(TRAINING), CHECK | APPROVE},

	/* An auditor sees and changes nothing. */
	{TR_ROLE_AUDITOR, TR_SCOPE_PROVINCE, BOOKS | O(AUDIT) | O(ACCOUNT) | O(NOTICE) | O(CRL), SEE | EXPORT},

	/* A system administrator: accounts, settings, and the books' first filling. */
	{TR_ROLE_ADMIN, TR_SCOPE_PROVINCE, O(AGENCY) | O(UNIT) | STAFF | O(ACCOUNT) | O(SETTING) | O(CRL), SEE | ENTER | CHANGE | EXPORT},
	{TR_ROLE_ADMIN, TR_SCOPE_PROVINCE, TOKENS, SEE | ENTER | EXPORT},
	{TR_ROLE_ADMIN, TR_SCOPE_PROVINCE, O(TICKET), SEE | ANSWER},
	{TR_ROLE_ADMIN, TR_SCOPE_PROVINCE, O(AUDIT) | O(GUIDANCE) | O(COMMON_TEMPLATE), SEE},
	{TR_ROLE_ADMIN, TR_SCOPE_PROVINCE, O(UPKEEP), SEE | ENTER | CHANGE},

	/* The program itself: what the clock or another act entails. */
	{TR_ROLE_SYSTEM, TR_SCOPE_PROVINCE, O(CERTIFICATE), SEE | CHANGE | REPORT},
	{TR_ROLE_SYSTEM, TR_SCOPE_PROVINCE, O(REQUEST), SEE | ASK},
	{TR_ROLE_SYSTEM, TR_SCOPE_PROVINCE, O(DEVICE), SEE | CHANGE},
	{TR_ROLE_SYSTEM, TR_SCOPE_PROVINCE, O(NOTICE), SEE | ENTER},
	{TR_ROLE_SYSTEM, TR_SCOPE_PROVINCE, O(CRL), SEE | ENTER | CHANGE}, /* a timer brings the lists */
	{TR_ROLE_SYSTEM, TR_SCOPE_PROVINCE, O(UPKEEP), SEE | ENTER}, /* a machine's account: timers */
	{TR_ROLE_SYSTEM, TR_SCOPE_PROVINCE, O(AUDIT), SEE},

	/* Whoever reaches the service: is it well, the audit trail as it is published, and a witness's signature. */
	{TR_ROLE_ANYONE, TR_SCOPE_PROVINCE, O(STATE) | O(AUDIT), SEE},
	{TR_ROLE_ANYONE, TR_SCOPE_PROVINCE, O(CHECKPOINT) | O(VERDICT), ASK},
	{TR_ROLE_ANYONE, TR_SCOPE_OWN, O(ACCOUNT), USE}, /* whoever can prove that one is theirs */

	/* A portal: the results of the public service that its token is for. */
	{TR_ROLE_PORTAL, TR_SCOPE_OWN, O(RESULT), SEE | ENTER | CHANGE},
};

enum tr_rules_scope
tr_rules_access(enum tr_rules_role role, enum tr_rules_object object, enum tr_rules_verb verb)
{
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++)
		if (rows[i].role == role && (rows[i].objects & ONE(object)) && (rows[i].verbs & TR_BIT(verb)))
			return rows[i].scope;
	return TR_SCOPE_NONE;
}

enum tr_rules_scope
tr_rules_access_any(unsigned roles, enum tr_rules_object object, enum tr_rules_verb verb)
{
	enum tr_rules_scope widest = TR_SCOPE_NONE;

	for (unsigned r = 0; r < TR_ROLE_COUNT; r++) {
		const enum tr_rules_scope scope = tr_rules_access((enum tr_rules_role)r, object, verb);
		if ((roles & TR_BIT(r)) && scope > widest)
			widest = scope;
	}
	return widest;
}

/* ---- who gives which role ---- */

#define R(symbol) TR_BIT(TR_ROLE_##symbol)

/* A managing agency says who does the work in the agencies under it; who watches over them, or over it, is the administrator's to enter. */
static const unsigned gives[TR_ROLE_COUNT] = {
	[TR_ROLE_MANAGER] = R(SUBSCRIBER) | R(CLERK) | R(SIGNATORY) | R(HEAD) | R(IT_OFFICER),
	[TR_ROLE_ADMIN] = R(SUBSCRIBER) | R(CLERK) | R(SIGNATORY) | R(HEAD) | R(IT_OFFICER) | R(MANAGER) | R(DEPARTMENT) | R(AUDITOR) | R(ADMIN),
};

bool
tr_rules_gives(enum tr_rules_role giver, enum tr_rules_role given)
{
	return (gives[giver] & TR_BIT(given)) != 0;
}

/* ---- what a role does not see in a row that it sees ---- */

#define M(symbol) TR_BIT(TR_MATTER_##symbol)

/*
 * Who only watches needs nobody's telephone; identity numbers, which the minutes of a hand-over hold too, are for those who handle requests;
 * an administrator sees no documents.
 */
static const unsigned hidden[TR_ROLE_COUNT] = {
	[TR_ROLE_IT_OFFICER] = M(IDENTITY) | M(FILE),
	[TR_ROLE_AUDITOR] = M(CONTACT) | M(IDENTITY),
	[TR_ROLE_ADMIN] = M(IDENTITY) | M(FILE),
};

bool
tr_rules_sees(enum tr_rules_role role, enum tr_rules_matter matter)
{
	return (hidden[role] & TR_BIT(matter)) == 0;
}

void
tr_rules_access_cell(enum tr_rules_role role, enum tr_rules_object object, enum tr_rules_verb verb, char out[TR_RULES_CELL_TEXT])
{
	snprintf(out, TR_RULES_CELL_TEXT, "%s.%s.%s", tr_rules_role_word(role)->word, tr_rules_object_word(object)->word, tr_rules_verb_word(verb)->word);
}

enum tr_rules_object
tr_rules_act_object(enum tr_rules_act act)
{
	static const enum tr_rules_object objects[] = {TR_OBJECT_REQUEST, TR_OBJECT_CERTIFICATE, TR_OBJECT_DEVICE};

	return objects[tr_rules_machine_of_act(act)];
}

enum tr_rules_verb
tr_rules_act_verb(enum tr_rules_act act)
{
	static const enum tr_rules_verb verbs[] = {
#define TR_RULES_ACT(machine, symbol, word, verb, vi, en) TR_VERB_##verb,
#include "rules/words.def"
	};

	return verbs[act];
}
