-- SPDX-License-Identifier: AGPL-3.0-or-later
-- The office: drafts, their way through the procedures, signing sessions, delivery. The same in sql/postgresql/.
-- The way of a draft through one of the procedures (R9).
CREATE TABLE submission (
	id INTEGER NOT NULL PRIMARY KEY, -- counts up
	version INTEGER NOT NULL, -- of its row in change
	act INTEGER NOT NULL, -- that wrote that version
	document INTEGER NOT NULL REFERENCES document (id), -- which
	agency INTEGER NOT NULL REFERENCES agency (id), -- that issues it
	procedure TEXT NOT NULL CHECK (procedure IN ('1', '2', '3', '4')), -- of the Regulation Điều 9
	state TEXT NOT NULL CHECK (state IN ('drafting', 'submitted', 'refused', 'signed', 'complete', 'dropped')), -- where it stands
	round INTEGER NOT NULL, -- how often it was submitted
	submitted_at INTEGER, -- the last time
	reason TEXT -- why it was sent back, taken back or given up
) STRICT;
CREATE UNIQUE INDEX submission_key ON submission (document);
CREATE INDEX submission_agency ON submission (agency, id);

-- Versions of a draft, from 1.
CREATE TABLE draft (
	id INTEGER NOT NULL PRIMARY KEY, -- counts up
	version INTEGER NOT NULL, -- of its row in change
	act INTEGER NOT NULL, -- that wrote that version
	document INTEGER NOT NULL REFERENCES document (id), -- of what
	number INTEGER NOT NULL, -- of the version
	file TEXT NOT NULL REFERENCES blob (hash), -- its content
	person INTEGER NOT NULL REFERENCES person (id), -- who handed it in
	note TEXT -- what is new
) STRICT;
CREATE UNIQUE INDEX draft_key ON draft (document, number);
CREATE INDEX draft_file ON draft (file);

-- What was delegated in writing (Decree 30/2020 Điều 13.3).
CREATE TABLE delegation (
	id INTEGER NOT NULL PRIMARY KEY, -- counts up
	version INTEGER NOT NULL, -- of its row in change
	act INTEGER NOT NULL, -- that wrote that version
	agency INTEGER NOT NULL REFERENCES agency (id), -- where
	giver INTEGER NOT NULL REFERENCES person (id), -- whose steps
	person INTEGER NOT NULL REFERENCES person (id), -- who does them
	decision TEXT NOT NULL, -- number of the written delegation
	decided_at INTEGER NOT NULL, -- its day
	from_at INTEGER NOT NULL, -- from when
	to_at INTEGER NOT NULL -- until when
) STRICT;
CREATE INDEX delegation_giver ON delegation (giver, person);
CREATE INDEX delegation_agency ON delegation (agency, id);
CREATE INDEX delegation_person ON delegation (person);

-- Steps of a submission (R9.3).
CREATE TABLE step (
	id INTEGER NOT NULL PRIMARY KEY, -- counts up
	version INTEGER NOT NULL, -- of its row in change
	act INTEGER NOT NULL, -- that wrote that version
	document INTEGER NOT NULL REFERENCES document (id), -- of what
	round INTEGER NOT NULL, -- of the submission
	place INTEGER NOT NULL, -- in the round, from 1
	stage INTEGER NOT NULL, -- the same: in any order, one after another
	kind TEXT NOT NULL CHECK (kind IN ('review', 'content', 'format', 'sign', 'confirm', 'hand')), -- what is done
	person INTEGER NOT NULL REFERENCES person (id), -- whose it is
	state TEXT NOT NULL CHECK (state IN ('waiting', 'done', 'refused', 'over')), -- where it stands
	done_by INTEGER REFERENCES person (id), -- who did it
	delegation INTEGER REFERENCES delegation (id), -- by which somebody else did it
	done_at INTEGER, -- when
	certificate TEXT, -- fingerprint of the certificate that signed
	file TEXT REFERENCES blob (hash), -- the document with this signature
	reason TEXT -- why it was refused
) STRICT;
CREATE UNIQUE INDEX step_key ON step (document, round, place);
CREATE INDEX step_person ON step (person, state);
CREATE INDEX step_file ON step (file);

-- Signing sessions: one signature that is being made (R5.3).
CREATE TABLE signing (
	id INTEGER NOT NULL PRIMARY KEY, -- counts up
	version INTEGER NOT NULL, -- of its row in change
	act INTEGER NOT NULL, -- that wrote that version
	document INTEGER NOT NULL REFERENCES document (id), -- of what
	step INTEGER REFERENCES step (id), -- at which step; NULL: the seal of the agency
	person INTEGER NOT NULL REFERENCES person (id), -- who signs
	certificate TEXT NOT NULL, -- fingerprint of the certificate that will sign
	purpose TEXT NOT NULL CHECK (purpose IN ('step', 'seal')), -- what for
	base TEXT NOT NULL REFERENCES blob (hash), -- the file that is signed
	state TEXT NOT NULL CHECK (state IN ('open', 'done', 'abandoned', 'over')), -- where it stands
	begun_at INTEGER NOT NULL, -- when
	ends_at INTEGER NOT NULL, -- it is over then
	file TEXT REFERENCES blob (hash) -- what came out of it
) STRICT;
CREATE INDEX signing_document ON signing (document, state);
CREATE INDEX signing_person ON signing (person);

-- What was sent to agencies of this installation (R9, R10).
CREATE TABLE delivery (
	id INTEGER NOT NULL PRIMARY KEY, -- counts up
	version INTEGER NOT NULL, -- of its row in change
	act INTEGER NOT NULL, -- that wrote that version
	document INTEGER NOT NULL REFERENCES document (id), -- what
	agency INTEGER NOT NULL REFERENCES agency (id), -- to whom
	state TEXT NOT NULL CHECK (state IN ('sent', 'arrived')), -- where it stands
	sent_at INTEGER NOT NULL, -- when it was issued
	arrived_at INTEGER -- when the receiver took it in
) STRICT;
CREATE UNIQUE INDEX delivery_key ON delivery (document, agency);
CREATE INDEX delivery_agency ON delivery (agency, state);
