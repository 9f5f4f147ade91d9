-- SPDX-License-Identifier: AGPL-3.0-or-later
-- The office: documents, their numbers, the registers of Decree 30/2020 Annex IV. The same in sql/sqlite/.
-- How an agency numbers its documents, as its head has decided (Decree 30/2020 Điều 15).
CREATE TABLE numbering (
	id bigint NOT NULL PRIMARY KEY,
	version bigint NOT NULL,
	act bigint NOT NULL,
	agency bigint NOT NULL REFERENCES agency (id),
	symbol text COLLATE "C" NOT NULL,
	scheme text COLLATE "C" NOT NULL CHECK (scheme IN ('kind', 'one')),
	decision text COLLATE "C"
);
CREATE UNIQUE INDEX numbering_key ON numbering (agency);
COMMENT ON COLUMN numbering.id IS 'counts up';
COMMENT ON COLUMN numbering.version IS 'of its row in change';
COMMENT ON COLUMN numbering.act IS 'that wrote that version';
COMMENT ON COLUMN numbering.agency IS 'whose';
COMMENT ON COLUMN numbering.symbol IS 'as it stands in a symbol: UBND';
COMMENT ON COLUMN numbering.scheme IS 'kind: each kind of document has its own series; one: one series for all';
COMMENT ON COLUMN numbering.decision IS 'number of the decision';

-- Outgoing documents (R5.3, R9).
CREATE TABLE document (
	id bigint NOT NULL PRIMARY KEY,
	version bigint NOT NULL,
	act bigint NOT NULL,
	agency bigint NOT NULL REFERENCES agency (id),
	kind text COLLATE "C" NOT NULL,
	subject text COLLATE "C" NOT NULL,
	medium text COLLATE "C" NOT NULL CHECK (medium IN ('electronic', 'paper')),
	urgency text COLLATE "C" NOT NULL CHECK (urgency IN ('normal', 'urgent', 'very_urgent', 'express')),
	state text COLLATE "C" NOT NULL CHECK (state IN ('draft', 'signed', 'withdrawn', 'numbered', 'voided', 'issued', 'recalled', 'replaced')),
	unit text COLLATE "C",
	signer text COLLATE "C",
	recipients text COLLATE "C",
	drafter bigint REFERENCES person (id),
	file text COLLATE "C" REFERENCES blob (hash),
	issued_file text COLLATE "C" REFERENCES blob (hash),
	e_copy text COLLATE "C" REFERENCES blob (hash),
	issued_at bigint,
	replaces bigint REFERENCES document (id),
	reason text COLLATE "C",
	sort_key text COLLATE "C" NOT NULL,
	search_key text COLLATE "C" NOT NULL
);
CREATE INDEX document_order ON document (sort_key, id);
CREATE INDEX document_agency ON document (agency, id);
CREATE INDEX document_file ON document (file);
CREATE INDEX document_issued ON document (issued_file);
COMMENT ON COLUMN document.id IS 'counts up';
COMMENT ON COLUMN document.version IS 'of its row in change';
COMMENT ON COLUMN document.act IS 'that wrote that version';
COMMENT ON COLUMN document.agency IS 'that issues it';
COMMENT ON COLUMN document.kind IS 'abbreviation of its kind: QĐ';
COMMENT ON COLUMN document.subject IS 'what it is about';
COMMENT ON COLUMN document.medium IS 'what the original is';
COMMENT ON COLUMN document.urgency IS 'how urgent it is';
COMMENT ON COLUMN document.state IS 'where it stands';
COMMENT ON COLUMN document.unit IS 'abbreviation of the unit that drafted it';
COMMENT ON COLUMN document.signer IS 'who signed it, as printed';
COMMENT ON COLUMN document.recipients IS 'who gets it';
COMMENT ON COLUMN document.drafter IS 'who drafted it';
COMMENT ON COLUMN document.file IS 'the file that its number was taken for';
COMMENT ON COLUMN document.issued_file IS 'the file that was issued';
COMMENT ON COLUMN document.e_copy IS 'the e-copy of a paper document';
COMMENT ON COLUMN document.issued_at IS 'when it was issued';
COMMENT ON COLUMN document.replaces IS 'the document that it replaces';
COMMENT ON COLUMN document.reason IS 'why it was withdrawn, voided or recalled';
COMMENT ON COLUMN document.sort_key IS 'order of the name, computed: text compares by bytes';
COMMENT ON COLUMN document.search_key IS 'words of the name without diacritics, each with a blank before and behind';

-- Files that belong to a document.
CREATE TABLE attachment (
	id bigint NOT NULL PRIMARY KEY,
	version bigint NOT NULL,
	act bigint NOT NULL,
	document bigint NOT NULL REFERENCES document (id),
	kind text COLLATE "C" NOT NULL CHECK (kind IN ('attachment', 'annex')),
	name text COLLATE "C" NOT NULL,
	file text COLLATE "C" NOT NULL REFERENCES blob (hash)
);
CREATE INDEX attachment_document ON attachment (document);
COMMENT ON COLUMN attachment.id IS 'counts up';
COMMENT ON COLUMN attachment.version IS 'of its row in change';
COMMENT ON COLUMN attachment.act IS 'that wrote that version';
COMMENT ON COLUMN attachment.document IS 'which';
COMMENT ON COLUMN attachment.kind IS 'what it is';
COMMENT ON COLUMN attachment.name IS 'of the file';
COMMENT ON COLUMN attachment.file IS 'its content';

-- Numbers that were taken, each with its line in the register (Decree 30/2020 Annex IV).
CREATE TABLE outgoing (
	id bigint NOT NULL PRIMARY KEY,
	version bigint NOT NULL,
	act bigint NOT NULL,
	agency bigint NOT NULL REFERENCES agency (id),
	year bigint NOT NULL,
	series text COLLATE "C" NOT NULL CHECK (series <> ''),
	number bigint NOT NULL,
	twin bigint NOT NULL,
	symbol text COLLATE "C",
	dated_at bigint,
	document bigint REFERENCES document (id),
	origin text COLLATE "C" NOT NULL CHECK (origin IN ('taken', 'late', 'kept', 'legacy')),
	key text COLLATE "C",
	copy_keeper text COLLATE "C",
	copies bigint,
	sent_at bigint,
	receipt text COLLATE "C",
	note text COLLATE "C"
);
CREATE UNIQUE INDEX outgoing_key ON outgoing (agency, year, series, number, twin);
CREATE UNIQUE INDEX outgoing_document ON outgoing (document);
CREATE UNIQUE INDEX outgoing_retry ON outgoing (agency, key);
COMMENT ON COLUMN outgoing.id IS 'counts up';
COMMENT ON COLUMN outgoing.version IS 'of its row in change';
COMMENT ON COLUMN outgoing.act IS 'that wrote that version';
COMMENT ON COLUMN outgoing.agency IS 'whose register';
COMMENT ON COLUMN outgoing.year IS 'of Vietnam: numbers begin anew with it';
COMMENT ON COLUMN outgoing.series IS 'a kind of document, or * for one series of all';
COMMENT ON COLUMN outgoing.number IS 'from 1 without a gap';
COMMENT ON COLUMN outgoing.twin IS '0; else the how-manieth document of an old book with a number that it had given already';
COMMENT ON COLUMN outgoing.symbol IS 'behind the number: QĐ-UBND; NULL: kept for a document to come';
COMMENT ON COLUMN outgoing.dated_at IS 'of the document; NULL: kept for a document to come';
COMMENT ON COLUMN outgoing.document IS 'that has the number; NULL: kept for a document to come';
COMMENT ON COLUMN outgoing.origin IS 'taken: on its day; late: entered on a later day; kept: kept before; legacy: of an old book';
COMMENT ON COLUMN outgoing.key IS 'who asks again with it gets this number again';
COMMENT ON COLUMN outgoing.copy_keeper IS 'unit or person';
COMMENT ON COLUMN outgoing.copies IS 'how many';
COMMENT ON COLUMN outgoing.sent_at IS 'when it was handed on';
COMMENT ON COLUMN outgoing.receipt IS 'who signed for it';
COMMENT ON COLUMN outgoing.note IS 'whatever else';

-- Documents that came, and what became of them (Decree 30/2020 Annex IV).
CREATE TABLE incoming (
	id bigint NOT NULL PRIMARY KEY,
	version bigint NOT NULL,
	act bigint NOT NULL,
	agency bigint NOT NULL REFERENCES agency (id),
	year bigint NOT NULL,
	number bigint NOT NULL,
	twin bigint NOT NULL,
	arrived_at bigint NOT NULL,
	author text COLLATE "C" NOT NULL,
	symbol text COLLATE "C",
	dated_at bigint,
	kind text COLLATE "C",
	subject text COLLATE "C" NOT NULL,
	urgency text COLLATE "C" NOT NULL CHECK (urgency IN ('normal', 'urgent', 'very_urgent', 'express')),
	receiver text COLLATE "C",
	passed_at bigint,
	receipt text COLLATE "C",
	note text COLLATE "C",
	file text COLLATE "C" REFERENCES blob (hash),
	deadline_at bigint,
	progress text COLLATE "C",
	answer bigint REFERENCES document (id),
	head_opinion text COLLATE "C",
	unit_opinion text COLLATE "C",
	proposal text COLLATE "C",
	key text COLLATE "C",
	sort_key text COLLATE "C" NOT NULL,
	search_key text COLLATE "C" NOT NULL
);
CREATE UNIQUE INDEX incoming_key ON incoming (agency, year, number, twin);
CREATE INDEX incoming_order ON incoming (sort_key, id);
CREATE INDEX incoming_file ON incoming (file);
CREATE UNIQUE INDEX incoming_retry ON incoming (agency, key);
CREATE INDEX incoming_due ON incoming (agency, deadline_at);
COMMENT ON COLUMN incoming.id IS 'counts up';
COMMENT ON COLUMN incoming.version IS 'of its row in change';
COMMENT ON COLUMN incoming.act IS 'that wrote that version';
COMMENT ON COLUMN incoming.agency IS 'whose register';
COMMENT ON COLUMN incoming.year IS 'of Vietnam: numbers begin anew with it';
COMMENT ON COLUMN incoming.number IS 'from 1 without a gap';
COMMENT ON COLUMN incoming.twin IS '0; else the how-manieth document of an old book with a number that it had given already';
COMMENT ON COLUMN incoming.arrived_at IS 'when it came';
COMMENT ON COLUMN incoming.author IS 'who sent it';
COMMENT ON COLUMN incoming.symbol IS 'of the sender';
COMMENT ON COLUMN incoming.dated_at IS 'of the document';
COMMENT ON COLUMN incoming.kind IS 'abbreviation of its kind';
COMMENT ON COLUMN incoming.subject IS 'what it is about';
COMMENT ON COLUMN incoming.urgency IS 'how urgent it is';
COMMENT ON COLUMN incoming.receiver IS 'who deals with it';
COMMENT ON COLUMN incoming.passed_at IS 'when it was handed on';
COMMENT ON COLUMN incoming.receipt IS 'who signed for it';
COMMENT ON COLUMN incoming.note IS 'whatever else';
COMMENT ON COLUMN incoming.file IS 'the document';
COMMENT ON COLUMN incoming.deadline_at IS 'until when it is to be dealt with';
COMMENT ON COLUMN incoming.progress IS 'how far it is';
COMMENT ON COLUMN incoming.answer IS 'the document that answers it';
COMMENT ON COLUMN incoming.head_opinion IS 'who deals with it, until when';
COMMENT ON COLUMN incoming.unit_opinion IS 'who deals with it, until when';
COMMENT ON COLUMN incoming.proposal IS 'of who deals with it';
COMMENT ON COLUMN incoming.key IS 'who asks again with it gets this number again';
COMMENT ON COLUMN incoming.sort_key IS 'order of the name, computed: text compares by bytes';
COMMENT ON COLUMN incoming.search_key IS 'words of the name without diacritics, each with a blank before and behind';

-- Registers that are closed: no number is taken from them any more.
CREATE TABLE closing (
	id bigint NOT NULL PRIMARY KEY,
	version bigint NOT NULL,
	act bigint NOT NULL,
	agency bigint NOT NULL REFERENCES agency (id),
	register text COLLATE "C" NOT NULL CHECK (register IN ('outgoing', 'incoming')),
	year bigint NOT NULL,
	series text COLLATE "C" NOT NULL CHECK (series <> ''),
	last bigint NOT NULL,
	closed_at bigint NOT NULL
);
CREATE UNIQUE INDEX closing_key ON closing (agency, register, year, series);
COMMENT ON COLUMN closing.id IS 'counts up';
COMMENT ON COLUMN closing.version IS 'of its row in change';
COMMENT ON COLUMN closing.act IS 'that wrote that version';
COMMENT ON COLUMN closing.agency IS 'whose register';
COMMENT ON COLUMN closing.register IS 'which';
COMMENT ON COLUMN closing.year IS 'of the register';
COMMENT ON COLUMN closing.series IS 'of numbers; * of incoming documents';
COMMENT ON COLUMN closing.last IS '0: none was taken';
COMMENT ON COLUMN closing.closed_at IS 'when';
