-- SPDX-License-Identifier: AGPL-3.0-or-later
-- Hand-overs: files of documents to the archive, and what is under way from one clerk to another. The same in sql/postgresql/.
CREATE TABLE handover (
	id INTEGER NOT NULL PRIMARY KEY, -- counts up
	version INTEGER NOT NULL, -- of its row in change
	act INTEGER NOT NULL, -- that wrote that version
	agency INTEGER NOT NULL REFERENCES agency (id), -- whose
	kind TEXT NOT NULL CHECK (kind IN ('archive', 'work')), -- of what
	state TEXT NOT NULL CHECK (state IN ('given', 'taken', 'dropped')), -- where it stands
	giver INTEGER NOT NULL REFERENCES person (id), -- who hands over
	taker INTEGER NOT NULL REFERENCES person (id), -- who takes it
	given_at INTEGER NOT NULL, -- when the giver, or a leader in his place, signed off
	taken_at INTEGER, -- when the taker did
	given_by INTEGER REFERENCES person (id), -- the leader who gave in place of the giver; NULL: the giver did
	reason TEXT -- why another gave; of one that was given up: why
) STRICT;
CREATE INDEX handover_agency ON handover (agency, state);
CREATE INDEX handover_taker ON handover (taker) WHERE state = 'given';

-- Their lines, as the list stood when it was given.
CREATE TABLE handover_item (
	id INTEGER NOT NULL PRIMARY KEY, -- counts up
	version INTEGER NOT NULL, -- of its row in change
	act INTEGER NOT NULL, -- that wrote that version
	handover INTEGER NOT NULL REFERENCES handover (id), -- of which
	about TEXT NOT NULL CHECK (about <> ''), -- dossier:5, document:5, arrival:5, delivery:5, outgoing:5
	stands TEXT NOT NULL CHECK (stands IN ('signed', 'numbered', 'drafting', 'submitted', 'refused', 'kept', 'retry', 'waiting', 'registered', 'assigned', 'asked', 'sent', 'open', 'closed')), -- where it stood then: a word of its book
	documents INTEGER -- of a file of documents: how many were in it
) STRICT;
CREATE UNIQUE INDEX handover_item_key ON handover_item (handover, about);
CREATE INDEX handover_item_about ON handover_item (about);

ALTER TABLE dossier ADD COLUMN archived_at INTEGER -- day on which the archive took it; NULL: it has not
	NULL;
