-- SPDX-License-Identifier: AGPL-3.0-or-later
-- The office: drafts, their way through the procedures, signing sessions, delivery. The same in sql/sqlite/.
-- The way of a draft through one of the procedures (R9).
CREATE TABLE submission (
	id bigint NOT NULL PRIMARY KEY,
	version bigint NOT NULL,
	act bigint NOT NULL,
	document bigint NOT NULL REFERENCES document (id),
	agency bigint NOT NULL REFERENCES agency (id),
	procedure text COLLATE "C" NOT NULL CHECK (procedure IN ('1', '2', '3', '4')),
	state text COLLATE "C" NOT NULL CHECK (state IN ('drafting', 'submitted', 'refused', 'signed', 'complete', 'dropped')),
	round bigint NOT NULL,
	submitted_at bigint,
	reason text COLLATE "C"
);
CREATE UNIQUE INDEX submission_key ON submission (document);
CREATE INDEX submission_agency ON submission (agency, id);
COMMENT ON COLUMN submission.id IS 'counts up';
COMMENT ON COLUMN submission.version IS 'of its row in change';
COMMENT ON COLUMN submission.act IS 'that wrote that version';
COMMENT ON COLUMN submission.document IS 'which';
COMMENT ON COLUMN submission.agency IS 'that issues it';
COMMENT ON COLUMN submission.procedure IS 'of the Regulation Điều 9';
COMMENT ON COLUMN submission.state IS 'where it stands';
COMMENT ON COLUMN submission.round IS 'how often it was submitted';
COMMENT ON COLUMN submission.submitted_at IS 'the last time';
COMMENT ON COLUMN submission.reason IS 'why it was sent back, taken back or given up';

-- Versions of a draft, from 1.
CREATE TABLE draft (
	id bigint NOT NULL PRIMARY KEY,
	version bigint NOT NULL,
	act bigint NOT NULL,
	document bigint NOT NULL REFERENCES document (id),
	number bigint NOT NULL,
	file text COLLATE "C" NOT NULL REFERENCES blob (hash),
	person bigint NOT NULL REFERENCES person (id),
	note text COLLATE "C"
);
CREATE UNIQUE INDEX draft_key ON draft (document, number);
CREATE INDEX draft_file ON draft (file);
COMMENT ON COLUMN draft.id IS 'counts up';
COMMENT ON COLUMN draft.version IS 'of its row in change';
COMMENT ON COLUMN draft.act IS 'that wrote that version';
COMMENT ON COLUMN draft.document IS 'of what';
COMMENT ON COLUMN draft.number IS 'of the version';
COMMENT ON COLUMN draft.file IS 'its content';
COMMENT ON COLUMN draft.person IS 'who handed it in';
COMMENT ON COLUMN draft.note IS 'what is new';

-- What was delegated in writing (Decree 30/2020 Điều 13.3).
CREATE TABLE delegation (
	id bigint NOT NULL PRIMARY KEY,
	version bigint NOT NULL,
	act bigint NOT NULL,
	agency bigint NOT NULL REFERENCES agency (id),
	giver bigint NOT NULL REFERENCES person (id),
	person bigint NOT NULL REFERENCES person (id),
	decision text COLLATE "C" NOT NULL,
	decided_at bigint NOT NULL,
	from_at bigint NOT NULL,
	to_at bigint NOT NULL
);
CREATE INDEX delegation_giver ON delegation (giver, person);
CREATE INDEX delegation_agency ON delegation (agency, id);
CREATE INDEX delegation_person ON delegation (person);
COMMENT ON COLUMN delegation.id IS 'counts up';
COMMENT ON COLUMN delegation.version IS 'of its row in change';
COMMENT ON COLUMN delegation.act IS 'that wrote that version';
COMMENT ON COLUMN delegation.agency IS 'where';
COMMENT ON COLUMN delegation.giver IS 'whose steps';
COMMENT ON COLUMN delegation.person IS 'who does them';
COMMENT ON COLUMN delegation.decision IS 'number of the written delegation';
COMMENT ON COLUMN delegation.decided_at IS 'its day';
COMMENT ON COLUMN delegation.from_at IS 'from when';
COMMENT ON COLUMN delegation.to_at IS 'until when';

-- Steps of a submission (R9.3).
CREATE TABLE step (
	id bigint NOT NULL PRIMARY KEY,
	version bigint NOT NULL,
	act bigint NOT NULL,
	document bigint NOT NULL REFERENCES document (id),
	round bigint NOT NULL,
	place bigint NOT NULL,
	stage bigint NOT NULL,
	kind text COLLATE "C" NOT NULL CHECK (kind IN ('review', 'content', 'format', 'sign', 'confirm', 'hand')),
	person bigint NOT NULL REFERENCES person (id),
	state text COLLATE "C" NOT NULL CHECK (state IN ('waiting', 'done', 'refused', 'over')),
	done_by bigint REFERENCES person (id),
	delegation bigint REFERENCES delegation (id),
	done_at bigint,
	certificate text COLLATE "C",
	file text COLLATE "C" REFERENCES blob (hash),
	reason text COLLATE "C"
);
CREATE UNIQUE INDEX step_key ON step (document, round, place);
CREATE INDEX step_person ON step (person, state);
CREATE INDEX step_file ON step (file);
COMMENT ON COLUMN step.id IS 'counts up';
COMMENT ON COLUMN step.version IS 'of its row in change';
COMMENT ON COLUMN step.act IS 'that wrote that version';
COMMENT ON COLUMN step.document IS 'of what';
COMMENT ON COLUMN step.round IS 'of the submission';
COMMENT ON COLUMN step.place IS 'in the round, from 1';
COMMENT ON COLUMN step.stage IS 'the same: in any order, one after another';
COMMENT ON COLUMN step.kind IS 'what is done';
COMMENT ON COLUMN step.person IS 'whose it is';
COMMENT ON COLUMN step.state IS 'where it stands';
COMMENT ON COLUMN step.done_by IS 'who did it';
COMMENT ON COLUMN step.delegation IS 'by which somebody else did it';
COMMENT ON COLUMN step.done_at IS 'when';
COMMENT ON COLUMN step.certificate IS 'fingerprint of the certificate that signed';
COMMENT ON COLUMN step.file IS 'the document with this signature';
COMMENT ON COLUMN step.reason IS 'why it was refused';

-- Signing sessions: one signature that is being made (R5.3).
CREATE TABLE signing (
	id bigint NOT NULL PRIMARY KEY,
	version bigint NOT NULL,
	act bigint NOT NULL,
	document bigint NOT NULL REFERENCES document (id),
	step bigint REFERENCES step (id),
	person bigint NOT NULL REFERENCES person (id),
	certificate text COLLATE "C" NOT NULL,
	purpose text COLLATE "C" NOT NULL CHECK (purpose IN ('step', 'seal')),
	base text COLLATE "C" NOT NULL REFERENCES blob (hash),
	state text COLLATE "C" NOT NULL CHECK (state IN ('open', 'done', 'abandoned', 'over')),
	begun_at bigint NOT NULL,
	ends_at bigint NOT NULL,
	file text COLLATE "C" REFERENCES blob (hash)
);
CREATE INDEX signing_document ON signing (document, state);
CREATE INDEX signing_person ON signing (person);
COMMENT ON COLUMN signing.id IS 'counts up';
COMMENT ON COLUMN signing.version IS 'of its row in change';
COMMENT ON COLUMN signing.act IS 'that wrote that version';
COMMENT ON COLUMN signing.document IS 'of what';
COMMENT ON COLUMN signing.step IS 'at which step; NULL: the seal of the agency';
COMMENT ON COLUMN signing.person IS 'who signs';
COMMENT ON COLUMN signing.certificate IS 'fingerprint of the certificate that will sign';
COMMENT ON COLUMN signing.purpose IS 'what for';
COMMENT ON COLUMN signing.base IS 'the file that is signed';
COMMENT ON COLUMN signing.state IS 'where it stands';
COMMENT ON COLUMN signing.begun_at IS 'when';
COMMENT ON COLUMN signing.ends_at IS 'it is over then';
COMMENT ON COLUMN signing.file IS 'what came out of it';

-- What was sent to agencies of this installation (R9, R10).
CREATE TABLE delivery (
	id bigint NOT NULL PRIMARY KEY,
	version bigint NOT NULL,
	act bigint NOT NULL,
	document bigint NOT NULL REFERENCES document (id),
	agency bigint NOT NULL REFERENCES agency (id),
	state text COLLATE "C" NOT NULL CHECK (state IN ('sent', 'arrived')),
	sent_at bigint NOT NULL,
	arrived_at bigint
);
CREATE UNIQUE INDEX delivery_key ON delivery (document, agency);
CREATE INDEX delivery_agency ON delivery (agency, state);
COMMENT ON COLUMN delivery.id IS 'counts up';
COMMENT ON COLUMN delivery.version IS 'of its row in change';
COMMENT ON COLUMN delivery.act IS 'that wrote that version';
COMMENT ON COLUMN delivery.document IS 'what';
COMMENT ON COLUMN delivery.agency IS 'to whom';
COMMENT ON COLUMN delivery.state IS 'where it stands';
COMMENT ON COLUMN delivery.sent_at IS 'when it was issued';
COMMENT ON COLUMN delivery.arrived_at IS 'when the receiver took it in';
