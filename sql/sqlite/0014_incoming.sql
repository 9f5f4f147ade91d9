-- SPDX-License-Identifier: AGPL-3.0-or-later
-- Documents that come (R10, Decree 30/2020 Điều 21-24). The same in sql/postgresql/. No act could write the table incoming before: it is made anew.
DROP TABLE incoming;

-- Documents that came, and what was found about them. Of a refused one the row stays, and nothing of its content (R10.2).
CREATE TABLE arrival (
	id INTEGER NOT NULL PRIMARY KEY, -- counts up
	version INTEGER NOT NULL, -- of its row in change
	act INTEGER NOT NULL, -- that wrote that version
	agency INTEGER NOT NULL REFERENCES agency (id), -- that received it
	sender TEXT NOT NULL, -- who is named as its sender
	contact TEXT, -- the sender's e-mail, to be told of a refusal
	medium TEXT NOT NULL CHECK (medium IN ('electronic', 'paper')), -- what came
	channel TEXT NOT NULL CHECK (channel IN ('upload', 'folder', 'agency', 'paper', 'legacy')), -- how it came
	state TEXT NOT NULL CHECK (state IN ('retry', 'waiting', 'refused', 'registered', 'assigned', 'done', 'recalled', 'replaced')), -- where it stands
	arrived_at INTEGER NOT NULL, -- when it came
	hash TEXT, -- SHA-256 of the file, which stays when the file is deleted; NULL: there is none
	verdict TEXT CHECK (verdict IN ('nothing', 'passed', 'open', 'failed')), -- of its signatures; nothing: it has none, or cannot be read; NULL: there is no file
	rightness TEXT CHECK (rightness IN ('unknown', 'yes', 'unsure', 'wrong')), -- are they the named sender's
	control TEXT CHECK (control IN ('unknown', 'yes', 'no')), -- were the keys in their subscribers' hands, by the books
	findings TEXT, -- why it is not simply good: words with blanks between them, never text of the file
	seal TEXT, -- SHA-256 of the last signer's certificate
	judged_at INTEGER, -- when it was judged last
	tries INTEGER NOT NULL, -- how often it was judged
	retry_at INTEGER, -- from when it is judged again
	file TEXT REFERENCES blob (hash), -- the document; NULL: on paper, or deleted
	card TEXT REFERENCES blob (hash), -- what is to be written into the register, while that is not decided; a file, so that it is deleted with the document
	evidence TEXT REFERENCES blob (hash), -- with the time stamp of receipt
	replaces INTEGER REFERENCES arrival (id), -- the one whose place it takes
	reason TEXT, -- of who decided
	decided_at INTEGER -- when it was registered or refused
) STRICT;
CREATE UNIQUE INDEX arrival_file ON arrival (agency, hash, sender);
CREATE INDEX arrival_state ON arrival (agency, state, retry_at);

-- The register of incoming documents (Decree 30/2020 Annex IV), and what becomes of them.
CREATE TABLE incoming (
	id INTEGER NOT NULL PRIMARY KEY, -- counts up
	version INTEGER NOT NULL, -- of its row in change
	act INTEGER NOT NULL, -- that wrote that version
	agency INTEGER NOT NULL REFERENCES agency (id), -- whose register
	year INTEGER NOT NULL, -- of Vietnam: numbers begin anew with it
	number INTEGER NOT NULL, -- from 1 without a gap
	twin INTEGER NOT NULL, -- 0; else the how-manieth document of an old book with a number that it had given already
	arrival INTEGER NOT NULL REFERENCES arrival (id), -- the document
	arrived_at INTEGER NOT NULL, -- the day it came
	author TEXT NOT NULL, -- who sent it
	symbol TEXT, -- number and symbol of the sender
	dated_at INTEGER, -- of the document
	kind TEXT, -- abbreviation of its kind
	subject TEXT NOT NULL, -- what it is about
	urgency TEXT NOT NULL CHECK (urgency IN ('normal', 'urgent', 'very_urgent', 'express')), -- how urgent it is
	receiver TEXT, -- who deals with it
	passed_at INTEGER, -- when it was handed on
	receipt TEXT, -- who signed for it
	note TEXT, -- whatever else
	deadline_at INTEGER, -- until when it is to be dealt with
	progress TEXT, -- how far it is
	answer INTEGER REFERENCES document (id), -- the document that answers it
	head_opinion TEXT, -- who deals with it, until when
	unit_opinion TEXT, -- who deals with it, until when
	proposal TEXT, -- of who deals with it
	origin TEXT NOT NULL CHECK (origin IN ('taken', 'late', 'legacy')), -- taken: on its day; late: entered on a later day; legacy: of an old book
	sort_key TEXT NOT NULL, -- order of the name, computed: text compares by bytes
	search_key TEXT NOT NULL -- words of the name without diacritics, each with a blank before and behind
) STRICT;
CREATE UNIQUE INDEX incoming_key ON incoming (agency, year, number, twin);
CREATE INDEX incoming_arrival ON incoming (arrival);
CREATE INDEX incoming_order ON incoming (sort_key, id);
CREATE INDEX incoming_symbol ON incoming (agency, symbol);
CREATE INDEX incoming_due ON incoming (agency, deadline_at);
