-- SPDX-License-Identifier: AGPL-3.0-or-later
-- Notices: what was told, to whom, in which digest; what is muted. The same in sql/sqlite/.
-- What people do not want to hear of for a while (R7).
CREATE TABLE mute (
	id bigint NOT NULL PRIMARY KEY,
	version bigint NOT NULL,
	act bigint NOT NULL,
	about text COLLATE "C" NOT NULL CHECK (about <> ''),
	agency bigint NOT NULL REFERENCES agency (id),
	until_at bigint NOT NULL
);
COMMENT ON COLUMN mute.id IS 'counts up';
COMMENT ON COLUMN mute.version IS 'of its row in change';
COMMENT ON COLUMN mute.act IS 'that wrote that version: who muted it, and why';
COMMENT ON COLUMN mute.about IS 'the object: certificate:99';
COMMENT ON COLUMN mute.agency IS 'that the object belongs to';
COMMENT ON COLUMN mute.until_at IS 'from then on it is told again';
CREATE UNIQUE INDEX mute_key ON mute (about);
CREATE INDEX mute_agency ON mute (agency, id);

-- Letters of notices: one for each person and day, and one for each act that is told at once.
CREATE TABLE digest (
	id bigint NOT NULL PRIMARY KEY,
	key text COLLATE "C" NOT NULL CHECK (key <> ''),
	person bigint NOT NULL REFERENCES person (id),
	day bigint,
	made_at bigint NOT NULL,
	job bigint NOT NULL REFERENCES job (id)
);
COMMENT ON COLUMN digest.id IS 'counts up, without a gap';
COMMENT ON COLUMN digest.key IS 'whom and which day, or whom and which act; never twice';
COMMENT ON COLUMN digest.person IS 'who gets it';
COMMENT ON COLUMN digest.day IS 'of Vietnam, days since 1970-01-01; NULL: an act that is told at once';
COMMENT ON COLUMN digest.made_at IS 'UTC epoch seconds';
COMMENT ON COLUMN digest.job IS 'that sends it';
CREATE UNIQUE INDEX digest_key ON digest (key);
CREATE INDEX digest_person ON digest (person, day);

-- Steps of notices that have come. Never two of one step of one event.
CREATE TABLE notice (
	id bigint NOT NULL PRIMARY KEY,
	kind text COLLATE "C" NOT NULL CHECK (kind <> ''),
	book text COLLATE "C" NOT NULL,
	object bigint NOT NULL,
	since bigint NOT NULL,
	step bigint NOT NULL CHECK (step >= 0),
	due_at bigint NOT NULL,
	days bigint NOT NULL,
	agency bigint NOT NULL REFERENCES agency (id),
	audience bigint NOT NULL CHECK (audience >= 0),
	state text COLLATE "C" NOT NULL CHECK (state IN ('open', 'told', 'seen', 'gone')),
	made_at bigint NOT NULL
);
COMMENT ON COLUMN notice.id IS 'counts up, without a gap';
COMMENT ON COLUMN notice.kind IS 'a word of the rules; act: something that was done';
COMMENT ON COLUMN notice.book IS 'of the object that it is about';
COMMENT ON COLUMN notice.object IS 'that object';
COMMENT ON COLUMN notice.since IS 'which event of the object: the expiry, the end of the time limit, the incident, the act';
COMMENT ON COLUMN notice.step IS 'of the kind''s steps, from 0';
COMMENT ON COLUMN notice.due_at IS 'what the days are counted to or from';
COMMENT ON COLUMN notice.days IS 'left or late when it was made';
COMMENT ON COLUMN notice.agency IS 'that the object belongs to';
COMMENT ON COLUMN notice.audience IS 'who is told, bits of the rules';
COMMENT ON COLUMN notice.state IS 'seen: was so before the books knew it, told to nobody; gone: settled before it was told';
COMMENT ON COLUMN notice.made_at IS 'UTC epoch seconds';
CREATE UNIQUE INDEX notice_key ON notice (kind, book, object, since, step);
CREATE INDEX notice_open ON notice (agency, id) WHERE state = 'open';

-- Who is told of a notice.
CREATE TABLE notice_to (
	notice bigint NOT NULL REFERENCES notice (id),
	person bigint NOT NULL REFERENCES person (id),
	via bigint REFERENCES person (id),
	digest bigint REFERENCES digest (id),
	PRIMARY KEY (notice, person)
);
COMMENT ON COLUMN notice_to.notice IS 'of what';
COMMENT ON COLUMN notice_to.person IS 'who ought to know';
COMMENT ON COLUMN notice_to.via IS 'who gets the letter: the officer where the person has no address; NULL: nobody has one';
COMMENT ON COLUMN notice_to.digest IS 'the letter; NULL: not yet';
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
