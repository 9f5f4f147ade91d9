-- SPDX-License-Identifier: AGPL-3.0-or-later
-- Hand-overs: files of documents to the archive, and what is under way from one clerk to another. The same in sql/sqlite/.
CREATE TABLE handover (
	id bigint NOT NULL PRIMARY KEY,
	version bigint NOT NULL,
	act bigint NOT NULL,
	agency bigint NOT NULL REFERENCES agency (id),
	kind text COLLATE "C" NOT NULL CHECK (kind IN ('archive', 'work')),
	state text COLLATE "C" NOT NULL CHECK (state IN ('given', 'taken', 'dropped')),
	giver bigint NOT NULL REFERENCES person (id),
	taker bigint NOT NULL REFERENCES person (id),
	given_at bigint NOT NULL,
	taken_at bigint,
	given_by bigint REFERENCES person (id),
	reason text COLLATE "C"
);
COMMENT ON COLUMN handover.id IS 'counts up';
COMMENT ON COLUMN handover.version IS 'of its row in change';
COMMENT ON COLUMN handover.act IS 'that wrote that version';
COMMENT ON COLUMN handover.agency IS 'whose';
COMMENT ON COLUMN handover.kind IS 'of what';
COMMENT ON COLUMN handover.state IS 'where it stands';
COMMENT ON COLUMN handover.giver IS 'who hands over';
COMMENT ON COLUMN handover.taker IS 'who takes it';
COMMENT ON COLUMN handover.given_at IS 'when the giver, or a leader in his place, signed off';
COMMENT ON COLUMN handover.taken_at IS 'when the taker did';
COMMENT ON COLUMN handover.given_by IS 'the leader who gave in place of the giver; NULL: the giver did';
COMMENT ON COLUMN handover.reason IS 'why another gave; of one that was given up: why';
CREATE INDEX handover_agency ON handover (agency, state);
CREATE INDEX handover_taker ON handover (taker) WHERE state = 'given';

-- Their lines, as the list stood when it was given.
CREATE TABLE handover_item (
	id bigint NOT NULL PRIMARY KEY,
	version bigint NOT NULL,
	act bigint NOT NULL,
	handover bigint NOT NULL REFERENCES handover (id),
	about text COLLATE "C" NOT NULL CHECK (about <> ''),
	stands text COLLATE "C" NOT NULL CHECK (stands IN ('signed', 'numbered', 'drafting', 'submitted', 'refused', 'kept', 'retry', 'waiting', 'registered', 'assigned', 'asked', 'sent', 'open', 'closed')),
	documents bigint
);
COMMENT ON COLUMN handover_item.id IS 'counts up';
COMMENT ON COLUMN handover_item.version IS 'of its row in change';
COMMENT ON COLUMN handover_item.act IS 'that wrote that version';
COMMENT ON COLUMN handover_item.handover IS 'of which';
COMMENT ON COLUMN handover_item.about IS 'dossier:5, document:5, arrival:5, delivery:5, outgoing:5';
COMMENT ON COLUMN handover_item.stands IS 'where it stood then: a word of its book';
COMMENT ON COLUMN handover_item.documents IS 'of a file of documents: how many were in it';
CREATE UNIQUE INDEX handover_item_key ON handover_item (handover, about);
CREATE INDEX handover_item_about ON handover_item (about);

ALTER TABLE dossier ADD COLUMN archived_at bigint;
COMMENT ON COLUMN dossier.archived_at IS 'day on which the archive took it; NULL: it has not';
