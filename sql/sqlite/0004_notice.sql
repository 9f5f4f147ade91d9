-- SPDX-License-Identifier: AGPL-3.0-or-later
-- Notices: what was told, to whom, in which digest; what is muted. The same in sql/postgresql/.
-- What people do not want to hear of for a while (R7).
CREATE TABLE mute (
	id INTEGER NOT NULL PRIMARY KEY, -- counts up
	version INTEGER NOT NULL, -- of its row in change
	act INTEGER NOT NULL, -- that wrote that version: who muted it, and why
	about TEXT NOT NULL CHECK (about <> ''), -- the object: certificate:99
	agency INTEGER NOT NULL REFERENCES agency (id), -- that the object belongs to
	until_at INTEGER NOT NULL -- from then on it is told again
) STRICT;
CREATE UNIQUE INDEX mute_key ON mute (about);
CREATE INDEX mute_agency ON mute (agency, id);

-- Letters of notices: one for each person and day, and one for each act that is told at once.
CREATE TABLE digest (
	id INTEGER NOT NULL PRIMARY KEY, -- counts up, without a gap
	key TEXT NOT NULL CHECK (key <> ''), -- whom and which day, or whom and which act; never twice
	person INTEGER NOT NULL REFERENCES person (id), -- who gets it
	day INTEGER, -- of Vietnam, days since 1970-01-01; NULL: an act that is told at once
	made_at INTEGER NOT NULL, -- UTC epoch seconds
	job INTEGER NOT NULL REFERENCES job (id) -- that sends it
) STRICT;
CREATE UNIQUE INDEX digest_key ON digest (key);
CREATE INDEX digest_person ON digest (person, day);

-- Steps of notices that have come. Never two of one step of one event.
CREATE TABLE notice (
	id INTEGER NOT NULL PRIMARY KEY, -- counts up, without a gap
	kind TEXT NOT NULL CHECK (kind <> ''), -- a word of the rules; act: something that was done
	book TEXT NOT NULL, -- of the object that it is about
	object INTEGER NOT NULL, -- that object
	since INTEGER NOT NULL, -- which event of the object: the expiry, the end of the time limit, the incident, the act
	step INTEGER NOT NULL CHECK (step >= 0), -- of the kind's steps, from 0
	due_at INTEGER NOT NULL, -- what the days are counted to or from
	days INTEGER NOT NULL, -- left or late when it was made
	agency INTEGER NOT NULL REFERENCES agency (id), -- that the object belongs to
	audience INTEGER NOT NULL CHECK (audience >= 0), -- who is told, bits of the rules
	state TEXT NOT NULL CHECK (state IN ('open', 'told', 'seen', 'gone')), -- seen: was so before the books knew it, told to nobody; gone: settled before it was told
	made_at INTEGER NOT NULL -- UTC epoch seconds
) STRICT;
CREATE UNIQUE INDEX notice_key ON notice (kind, book, object, since, step);
CREATE INDEX notice_open ON notice (agency, id) WHERE state = 'open';

-- Who is told of a notice.
CREATE TABLE notice_to (
	notice INTEGER NOT NULL REFERENCES notice (id), -- of what
	person INTEGER NOT NULL REFERENCES person (id), -- who ought to know
	via INTEGER REFERENCES person (id), -- who gets the letter: the officer where the person has no address; NULL: nobody has one
	digest INTEGER REFERENCES digest (id), -- the letter; NULL: not yet
	PRIMARY KEY (notice, person)
) STRICT;
CREATE INDEX notice_to_digest ON notice_to (digest);
CREATE INDEX notice_to_waiting ON notice_to (via) WHERE digest IS NULL;

-- What the notices of a day are found by.
CREATE INDEX certificate_renews ON certificate (renews) WHERE renews IS NOT NULL;
CREATE INDEX certificate_ended ON certificate (state_from) WHERE state IN ('expired', 'revoked', 'superseded');
CREATE INDEX certificate_live ON certificate (not_after, id) WHERE state IN ('issued', 'handed_over', 'active', 'stopped');
CREATE INDEX request_due ON request (deadline_at) WHERE closed_at IS NULL AND deadline_at IS NOT NULL;
CREATE INDEX request_waiting ON request (id) WHERE state IN ('draft', 'returned');
CREATE INDEX incident_open ON incident (happened_at) WHERE state = 'open';
CREATE INDEX post_office ON post (role, agency) WHERE role IN ('manager', 'department');
