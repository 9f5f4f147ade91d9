-- SPDX-License-Identifier: AGPL-3.0-or-later
-- The office: documents, their numbers, the registers of Decree 30/2020 Annex IV. The same in sql/postgresql/.
-- How an agency numbers its documents, as its head has decided (Decree 30/2020 Điều 15).
CREATE TABLE numbering (
	id INTEGER NOT NULL PRIMARY KEY, -- counts up
	version INTEGER NOT NULL, -- of its row in change
	act INTEGER NOT NULL, -- that wrote that version
	agency INTEGER NOT NULL REFERENCES agency (id), -- whose
	symbol TEXT NOT NULL, -- as it stands in a symbol: UBND
	scheme TEXT NOT NULL CHECK (scheme IN ('kind', 'one')), -- kind: each kind of document has its own series; one: one series for all
	decision TEXT -- number of the decision
) STRICT;
CREATE UNIQUE INDEX numbering_key ON numbering (agency);

-- Outgoing documents (R5.3, R9).
CREATE TABLE document (
	id INTEGER NOT NULL PRIMARY KEY, -- counts up
	version INTEGER NOT NULL, -- of its row in change
	act INTEGER NOT NULL, -- that wrote that version
	agency INTEGER NOT NULL REFERENCES agency (id), -- that issues it
	kind TEXT NOT NULL, -- abbreviation of its kind: QĐ
	subject TEXT NOT NULL, -- what it is about
	medium TEXT NOT NULL CHECK (medium IN ('electronic', 'paper')), -- what the original is
	urgency TEXT NOT NULL CHECK (urgency IN ('normal', 'urgent', 'very_urgent', 'express')), -- how urgent it is
	state TEXT NOT NULL CHECK (state IN ('draft', 'signed', 'withdrawn', 'numbered', 'voided', 'issued', 'recalled', 'replaced')), -- where it stands
	unit TEXT, -- abbreviation of the unit that drafted it
	signer TEXT, -- who signed it, as printed
	recipients TEXT, -- who gets it
	drafter INTEGER REFERENCES person (id), -- who drafted it
	file TEXT REFERENCES blob (hash), -- the file that its number was taken for
	issued_file TEXT REFERENCES blob (hash), -- the file that was issued
	e_copy TEXT REFERENCES blob (hash), -- the e-copy of a paper document
	issued_at INTEGER, -- when it was issued
	replaces INTEGER REFERENCES document (id), -- the document that it replaces
	reason TEXT, -- why it was withdrawn, voided or recalled
	sort_key TEXT NOT NULL, -- order of the name, computed: text compares by bytes
	search_key TEXT NOT NULL -- words of the name without diacritics, each with a blank before and behind
) STRICT;
CREATE INDEX document_order ON document (sort_key, id);
CREATE INDEX document_agency ON document (agency, id);
CREATE INDEX document_file ON document (file);
CREATE INDEX document_issued ON document (issued_file);

-- Files that belong to a document.
CREATE TABLE attachment (
	id INTEGER NOT NULL PRIMARY KEY, -- counts up
	version INTEGER NOT NULL, -- of its row in change
	act INTEGER NOT NULL, -- that wrote that version
	document INTEGER NOT NULL REFERENCES document (id), -- which
	kind TEXT NOT NULL CHECK (kind IN ('attachment', 'annex')), -- what it is
	name TEXT NOT NULL, -- of the file
	file TEXT NOT NULL REFERENCES blob (hash) -- its content
) STRICT;
CREATE INDEX attachment_document ON attachment (document);

-- Numbers that were taken, each with its line in the register (Decree 30/2020 Annex IV).
CREATE TABLE outgoing (
	id INTEGER NOT NULL PRIMARY KEY, -- counts up
	version INTEGER NOT NULL, -- of its row in change
	act INTEGER NOT NULL, -- that wrote that version
	agency INTEGER NOT NULL REFERENCES agency (id), -- whose register
	year INTEGER NOT NULL, -- of Vietnam: numbers begin anew with it
	series TEXT NOT NULL CHECK (series <> ''), -- a kind of document, or * for one series of all
	number INTEGER NOT NULL, -- from 1 without a gap
	twin INTEGER NOT NULL, -- 0; else the how-manieth document of an old book with a number that it had given already
	symbol TEXT, -- behind the number: QĐ-UBND; NULL: kept for a document to come
	dated_at INTEGER, -- of the document; NULL: kept for a document to come
	document INTEGER REFERENCES document (id), -- that has the number; NULL: kept for a document to come
	origin TEXT NOT NULL CHECK (origin IN ('taken', 'late', 'kept', 'legacy')), -- taken: on its day; late: entered on a later day; kept: kept before; legacy: of an old book
	key TEXT, -- who asks again with it gets this number again
	copy_keeper TEXT, -- unit or person
	copies INTEGER, -- how many
	sent_at INTEGER, -- when it was handed on
	receipt TEXT, -- who signed for it
	note TEXT -- whatever else
) STRICT;
CREATE UNIQUE INDEX outgoing_key ON outgoing (agency, year, series, number, twin);
CREATE UNIQUE INDEX outgoing_document ON outgoing (document);
CREATE UNIQUE INDEX outgoing_retry ON outgoing (agency, key);

-- Documents that came, and what became of them (Decree 30/2020 Annex IV).
CREATE TABLE incoming (
	id INTEGER NOT NULL PRIMARY KEY, -- counts up
	version INTEGER NOT NULL, -- of its row in change
	act INTEGER NOT NULL, -- that wrote that version
	agency INTEGER NOT NULL REFERENCES agency (id), -- whose register
	year INTEGER NOT NULL, -- of Vietnam: numbers begin anew with it
	number INTEGER NOT NULL, -- from 1 without a gap
	twin INTEGER NOT NULL, -- 0; else the how-manieth document of an old book with a number that it had given already
	arrived_at INTEGER NOT NULL, -- when it came
	author TEXT NOT NULL, -- who sent it
	symbol TEXT, -- of the sender
	dated_at INTEGER, -- of the document
	kind TEXT, -- abbreviation of its kind
	subject TEXT NOT NULL, -- what it is about
	urgency TEXT NOT NULL CHECK (urgency IN ('normal', 'urgent', 'very_urgent', 'express')), -- how urgent it is
	receiver TEXT, -- who deals with it
	passed_at INTEGER, -- when it was handed on
	receipt TEXT, -- who signed for it
	note TEXT, -- whatever else
	file TEXT REFERENCES blob (hash), -- the document
	deadline_at INTEGER, -- until when it is to be dealt with
	progress TEXT, -- how far it is
	answer INTEGER REFERENCES document (id), -- the document that answers it
	head_opinion TEXT, -- who deals with it, until when
	unit_opinion TEXT, -- who deals with it, until when
	proposal TEXT, -- of who deals with it
	key TEXT, -- who asks again with it gets this number again
	sort_key TEXT NOT NULL, -- order of the name, computed: text compares by bytes
	search_key TEXT NOT NULL -- words of the name without diacritics, each with a blank before and behind
) STRICT;
CREATE UNIQUE INDEX incoming_key ON incoming (agency, year, number, twin);
CREATE INDEX incoming_order ON incoming (sort_key, id);
CREATE INDEX incoming_file ON incoming (file);
CREATE UNIQUE INDEX incoming_retry ON incoming (agency, key);
CREATE INDEX incoming_due ON incoming (agency, deadline_at);

-- Registers that are closed: no number is taken from them any more.
CREATE TABLE closing (
	id INTEGER NOT NULL PRIMARY KEY, -- counts up
	version INTEGER NOT NULL, -- of its row in change
	act INTEGER NOT NULL, -- that wrote that version
	agency INTEGER NOT NULL REFERENCES agency (id), -- whose register
	register TEXT NOT NULL CHECK (register IN ('outgoing', 'incoming')), -- which
	year INTEGER NOT NULL, -- of the register
	series TEXT NOT NULL CHECK (series <> ''), -- of numbers; * of incoming documents
	last INTEGER NOT NULL, -- 0: none was taken
	closed_at INTEGER NOT NULL -- when
) STRICT;
CREATE UNIQUE INDEX closing_key ON closing (agency, register, year, series);
