-- SPDX-License-Identifier: AGPL-3.0-or-later
-- How long documents are kept, and their destruction (X1). The same in sql/postgresql/.
-- Files in which documents are put together (hồ sơ): they are kept from the end of the file on.
CREATE TABLE dossier (
	id INTEGER NOT NULL PRIMARY KEY, -- counts up
	version INTEGER NOT NULL, -- of its row in change
	act INTEGER NOT NULL, -- that wrote that version
	agency INTEGER NOT NULL REFERENCES agency (id), -- whose
	code TEXT NOT NULL CHECK (code <> ''), -- its number and symbol
	title TEXT NOT NULL CHECK (title <> ''), -- of the file
	years INTEGER NOT NULL CHECK (years >= 0), -- how long it is kept; 0: for ever
	closed_at INTEGER -- when its work ended; NULL: it has not
) STRICT;
CREATE UNIQUE INDEX dossier_key ON dossier (agency, code);

-- What somebody has said of the keeping of a document; of all others it is what their kind says.
CREATE TABLE retention (
	id INTEGER NOT NULL PRIMARY KEY, -- counts up
	version INTEGER NOT NULL, -- of its row in change
	act INTEGER NOT NULL, -- that wrote that version
	about TEXT NOT NULL CHECK (about <> ''), -- document:5, arrival:5
	agency INTEGER NOT NULL REFERENCES agency (id), -- whose it is
	dossier INTEGER REFERENCES dossier (id), -- that it is filed in
	years INTEGER CHECK (years >= 0), -- its own period; 0: for ever; NULL: that of its file or kind
	hold INTEGER NOT NULL CHECK (hold IN (0, 1)), -- 1: it is not destroyed as long as this stands
	reason TEXT -- of the hold
) STRICT;
CREATE UNIQUE INDEX retention_key ON retention (about);
CREATE INDEX retention_dossier ON retention (dossier);
CREATE INDEX retention_agency ON retention (agency);

-- Lists of documents that are to be destroyed.
CREATE TABLE destruction (
	id INTEGER NOT NULL PRIMARY KEY, -- counts up
	version INTEGER NOT NULL, -- of its row in change
	act INTEGER NOT NULL, -- that wrote that version
	agency INTEGER NOT NULL REFERENCES agency (id), -- whose
	state TEXT NOT NULL CHECK (state IN ('proposed', 'submitted', 'approved', 'done', 'dropped')), -- where it stands
	proposed_at INTEGER NOT NULL, -- when it was made
	requester INTEGER REFERENCES person (id), -- who asks for it
	approver INTEGER REFERENCES person (id), -- who has decided, another
	decision TEXT, -- its number
	decided_at INTEGER, -- its day
	done_at INTEGER, -- when the documents were destroyed
	reason TEXT -- why it was given up
) STRICT;
CREATE INDEX destruction_agency ON destruction (agency, state);

-- Their lines. What was destroyed stays here, with the decision.
CREATE TABLE destruction_item (
	id INTEGER NOT NULL PRIMARY KEY, -- counts up
	version INTEGER NOT NULL, -- of its row in change
	act INTEGER NOT NULL, -- that wrote that version
	destruction INTEGER NOT NULL REFERENCES destruction (id), -- of which list
	about TEXT NOT NULL CHECK (about <> ''), -- document:5, arrival:5
	state TEXT NOT NULL CHECK (state IN ('listed', 'struck', 'destroyed')), -- struck: it stays
	due_at INTEGER NOT NULL, -- the day its period was over
	reason TEXT -- why it was struck
) STRICT;
CREATE UNIQUE INDEX destruction_item_key ON destruction_item (destruction, about);
CREATE INDEX destruction_item_about ON destruction_item (about, state);
