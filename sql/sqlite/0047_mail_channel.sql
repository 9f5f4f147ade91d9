-- SPDX-License-Identifier: AGPL-3.0-or-later
-- What came by a mailbox says so. Rows of before stay as they were written. The same in sql/postgresql/.
-- A condition of a column is changed with a new table alone. Other tables refer to this one: held against each other is at the end, when its rows are back.
PRAGMA defer_foreign_keys = ON;
CREATE TABLE arrival_kept AS SELECT id, version, act, agency, sender, contact, medium, channel, state, arrived_at, hash, verdict, rightness, control, findings, seal, judged_at, tries, retry_at, file, card, evidence, replaces, reason, decided_at, scan, letter_closed_at FROM arrival;
DROP TABLE arrival;
-- Documents that came: the table of 0014 with what was added since, and one channel more.
CREATE TABLE arrival (
	id INTEGER NOT NULL PRIMARY KEY, -- counts up
	version INTEGER NOT NULL, -- of its row in change
	act INTEGER NOT NULL, -- that wrote that version
	agency INTEGER NOT NULL REFERENCES agency (id), -- that received it
	sender TEXT NOT NULL, -- who is named as its sender
	contact TEXT, -- the sender's e-mail, to be told of a refusal
	medium TEXT NOT NULL CHECK (medium IN ('electronic', 'paper')), -- what came
	channel TEXT NOT NULL CHECK (channel IN ('upload', 'folder', 'mail', 'agency', 'paper', 'legacy')), -- how it came
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
	decided_at INTEGER, -- when it was registered or refused
	scan TEXT REFERENCES blob (hash), -- which the agency has sealed; NULL: there is none
	letter_closed_at INTEGER -- by a clerk, who has told the sender otherwise; NULL: none was
) STRICT;
INSERT INTO arrival (id, version, act, agency, sender, contact, medium, channel, state, arrived_at, hash, verdict, rightness, control, findings, seal, judged_at, tries, retry_at, file, card, evidence, replaces, reason, decided_at, scan, letter_closed_at) SELECT id, version, act, agency, sender, contact, medium, channel, state, arrived_at, hash, verdict, rightness, control, findings, seal, judged_at, tries, retry_at, file, card, evidence, replaces, reason, decided_at, scan, letter_closed_at FROM arrival_kept;
DROP TABLE arrival_kept;
CREATE UNIQUE INDEX arrival_file ON arrival (agency, hash, sender);
CREATE INDEX arrival_state ON arrival (agency, state, retry_at);
CREATE INDEX arrival_undecided ON arrival (id) WHERE state IN ('waiting', 'registered');
