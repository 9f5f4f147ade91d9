-- SPDX-License-Identifier: AGPL-3.0-or-later
-- Documents that come (R10, Decree 30/2020 Điều 21-24). The same in sql/sqlite/. No act could write the table incoming before: it is made anew.
DROP TABLE incoming;

CREATE TABLE arrival (
	id bigint NOT NULL PRIMARY KEY,
	version bigint NOT NULL,
	act bigint NOT NULL,
	agency bigint NOT NULL REFERENCES agency (id),
	sender text COLLATE "C" NOT NULL,
	contact text COLLATE "C",
	medium text COLLATE "C" NOT NULL CHECK (medium IN ('electronic', 'paper')),
	channel text COLLATE "C" NOT NULL CHECK (channel IN ('upload', 'folder', 'agency', 'paper', 'legacy')),
	state text COLLATE "C" NOT NULL CHECK (state IN ('retry', 'waiting', 'refused', 'registered', 'assigned', 'done', 'recalled', 'replaced')),
	arrived_at bigint NOT NULL,
	hash text COLLATE "C",
	verdict text COLLATE "C" CHECK (verdict IN ('nothing', 'passed', 'open', 'failed')),
	rightness text COLLATE "C" CHECK (rightness IN ('unknown', 'yes', 'unsure', 'wrong')),
	control text COLLATE "C" CHECK (control IN ('unknown', 'yes', 'no')),
	findings text COLLATE "C",
	seal text COLLATE "C",
	judged_at bigint,
	tries bigint NOT NULL,
	retry_at bigint,
	file text COLLATE "C" REFERENCES blob (hash),
	card text COLLATE "C" REFERENCES blob (hash),
	evidence text COLLATE "C" REFERENCES blob (hash),
	replaces bigint REFERENCES arrival (id),
	reason text COLLATE "C",
	decided_at bigint
);
CREATE UNIQUE INDEX arrival_file ON arrival (agency, hash, sender);
CREATE INDEX arrival_state ON arrival (agency, state, retry_at);

CREATE TABLE incoming (
	id bigint NOT NULL PRIMARY KEY,
	version bigint NOT NULL,
	act bigint NOT NULL,
	agency bigint NOT NULL REFERENCES agency (id),
	year bigint NOT NULL,
	number bigint NOT NULL,
	twin bigint NOT NULL,
	arrival bigint NOT NULL REFERENCES arrival (id),
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
	deadline_at bigint,
	progress text COLLATE "C",
	answer bigint REFERENCES document (id),
	head_opinion text COLLATE "C",
	unit_opinion text COLLATE "C",
	proposal text COLLATE "C",
	origin text COLLATE "C" NOT NULL CHECK (origin IN ('taken', 'late', 'legacy')),
	sort_key text COLLATE "C" NOT NULL,
	search_key text COLLATE "C" NOT NULL
);
CREATE UNIQUE INDEX incoming_key ON incoming (agency, year, number, twin);
CREATE INDEX incoming_arrival ON incoming (arrival);
CREATE INDEX incoming_order ON incoming (sort_key, id);
CREATE INDEX incoming_symbol ON incoming (agency, symbol);
CREATE INDEX incoming_due ON incoming (agency, deadline_at);

COMMENT ON COLUMN arrival.id IS 'counts up';
COMMENT ON COLUMN arrival.version IS 'of its row in change';
COMMENT ON COLUMN arrival.act IS 'that wrote that version';
COMMENT ON COLUMN arrival.agency IS 'that received it';
COMMENT ON COLUMN arrival.sender IS 'who is named as its sender';
COMMENT ON COLUMN arrival.contact IS 'the sender''s e-mail, to be told of a refusal';
COMMENT ON COLUMN arrival.medium IS 'what came';
COMMENT ON COLUMN arrival.channel IS 'how it came';
COMMENT ON COLUMN arrival.state IS 'where it stands';
COMMENT ON COLUMN arrival.arrived_at IS 'when it came';
COMMENT ON COLUMN arrival.hash IS 'SHA-256 of the file, which stays when the file is deleted; NULL: there is none';
COMMENT ON COLUMN arrival.verdict IS 'of its signatures; nothing: it has none, or cannot be read; NULL: there is no file';
COMMENT ON COLUMN arrival.rightness IS 'are they the named sender''s';
COMMENT ON COLUMN arrival.control IS 'were the keys in their subscribers'' hands, by the books';
COMMENT ON COLUMN arrival.findings IS 'why it is not simply good: words with blanks between them, never text of the file';
COMMENT ON COLUMN arrival.seal IS 'SHA-256 of the last signer''s certificate';
COMMENT ON COLUMN arrival.judged_at IS 'when it was judged last';
COMMENT ON COLUMN arrival.tries IS 'how often it was judged';
COMMENT ON COLUMN arrival.retry_at IS 'from when it is judged again';
COMMENT ON COLUMN arrival.file IS 'the document; NULL: on paper, or deleted';
COMMENT ON COLUMN arrival.card IS 'what is to be written into the register, while that is not decided; a file, so that it is deleted with the document';
COMMENT ON COLUMN arrival.evidence IS 'with the time stamp of receipt';
COMMENT ON COLUMN arrival.replaces IS 'the one whose place it takes';
COMMENT ON COLUMN arrival.reason IS 'of who decided';
COMMENT ON COLUMN arrival.decided_at IS 'when it was registered or refused';

COMMENT ON COLUMN incoming.id IS 'counts up';
COMMENT ON COLUMN incoming.version IS 'of its row in change';
COMMENT ON COLUMN incoming.act IS 'that wrote that version';
COMMENT ON COLUMN incoming.agency IS 'whose register';
COMMENT ON COLUMN incoming.year IS 'of Vietnam: numbers begin anew with it';
COMMENT ON COLUMN incoming.number IS 'from 1 without a gap';
COMMENT ON COLUMN incoming.twin IS '0; else the how-manieth document of an old book with a number that it had given already';
COMMENT ON COLUMN incoming.arrival IS 'the document';
COMMENT ON COLUMN incoming.arrived_at IS 'the day it came';
COMMENT ON COLUMN incoming.author IS 'who sent it';
COMMENT ON COLUMN incoming.symbol IS 'number and symbol of the sender';
COMMENT ON COLUMN incoming.dated_at IS 'of the document';
COMMENT ON COLUMN incoming.kind IS 'abbreviation of its kind';
COMMENT ON COLUMN incoming.subject IS 'what it is about';
COMMENT ON COLUMN incoming.urgency IS 'how urgent it is';
COMMENT ON COLUMN incoming.receiver IS 'who deals with it';
COMMENT ON COLUMN incoming.passed_at IS 'when it was handed on';
COMMENT ON COLUMN incoming.receipt IS 'who signed for it';
COMMENT ON COLUMN incoming.note IS 'whatever else';
COMMENT ON COLUMN incoming.deadline_at IS 'until when it is to be dealt with';
COMMENT ON COLUMN incoming.progress IS 'how far it is';
COMMENT ON COLUMN incoming.answer IS 'the document that answers it';
COMMENT ON COLUMN incoming.head_opinion IS 'who deals with it, until when';
COMMENT ON COLUMN incoming.unit_opinion IS 'who deals with it, until when';
COMMENT ON COLUMN incoming.proposal IS 'of who deals with it';
COMMENT ON COLUMN incoming.origin IS 'taken: on its day; late: entered on a later day; legacy: of an old book';
COMMENT ON COLUMN incoming.sort_key IS 'order of the name, computed: text compares by bytes';
COMMENT ON COLUMN incoming.search_key IS 'words of the name without diacritics, each with a blank before and behind';
