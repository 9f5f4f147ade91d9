-- SPDX-License-Identifier: AGPL-3.0-or-later
-- Copies of documents, and who may sign them (Decree 30/2020 Điều 25, 27). The same in sql/postgresql/.
-- Who may sign copies beside the head, as the head has decided in writing.
CREATE TABLE copy_right (
	id INTEGER NOT NULL PRIMARY KEY, -- counts up
	version INTEGER NOT NULL, -- of its row in change
	act INTEGER NOT NULL, -- that wrote that version
	agency INTEGER NOT NULL REFERENCES agency (id), -- whose copies
	person INTEGER NOT NULL REFERENCES person (id), -- who signs them
	decision TEXT NOT NULL, -- number of the head's decision
	decided_at INTEGER NOT NULL, -- its day
	from_at INTEGER NOT NULL, -- from when
	to_at INTEGER -- until when; NULL: until it is ended
) STRICT;
CREATE INDEX copy_right_person ON copy_right (person, agency);
CREATE INDEX copy_right_agency ON copy_right (agency, id);

-- What a document that is a copy copies.
CREATE TABLE copying (
	id INTEGER NOT NULL PRIMARY KEY, -- counts up
	version INTEGER NOT NULL, -- of its row in change
	act INTEGER NOT NULL, -- that wrote that version
	document INTEGER NOT NULL REFERENCES document (id), -- the copy
	source_document INTEGER REFERENCES document (id), -- issued here
	source_arrival INTEGER REFERENCES arrival (id), -- that came here
	source_text TEXT, -- neither: what it is, as it is cited
	source_kind TEXT, -- of what is cited alone: SY, TrS or SL where it is a copy itself
	signer INTEGER REFERENCES person (id) -- who signs the copy; of one that goes through a procedure its steps say so
) STRICT;
CREATE UNIQUE INDEX copying_key ON copying (document);
CREATE INDEX copying_source ON copying (source_document);
CREATE INDEX copying_arrival ON copying (source_arrival);
