-- SPDX-License-Identifier: AGPL-3.0-or-later
-- How long documents are kept, and their destruction (X1). The same in sql/sqlite/.
-- Files in which documents are put together (hồ sơ): they are kept from the end of the file on.
CREATE TABLE dossier (
	id bigint NOT NULL PRIMARY KEY,
	version bigint NOT NULL,
	act bigint NOT NULL,
	agency bigint NOT NULL REFERENCES agency (id),
	code text COLLATE "C" NOT NULL CHECK (code <> ''),
	title text COLLATE "C" NOT NULL CHECK (title <> ''),
	years bigint NOT NULL CHECK (years >= 0),
	closed_at bigint
);
COMMENT ON COLUMN dossier.id IS 'counts up';
COMMENT ON COLUMN dossier.version IS 'of its row in change';
COMMENT ON COLUMN dossier.act IS 'that wrote that version';
COMMENT ON COLUMN dossier.agency IS 'whose';
COMMENT ON COLUMN dossier.code IS 'its number and symbol';
COMMENT ON COLUMN dossier.title IS 'of the file';
COMMENT ON COLUMN dossier.years IS 'how long it is kept; 0: for ever';
COMMENT ON COLUMN dossier.closed_at IS 'when its work ended; NULL: it has not';
CREATE UNIQUE INDEX dossier_key ON dossier (agency, code);

-- What somebody has said of the keeping of a document; of all others it is what their kind says.
CREATE TABLE retention (
	id bigint NOT NULL PRIMARY KEY,
	version bigint NOT NULL,
	act bigint NOT NULL,
	about text COLLATE "C" NOT NULL CHECK (about <> ''),
	agency bigint NOT NULL REFERENCES agency (id),
	dossier bigint REFERENCES dossier (id),
	years bigint CHECK (years >= 0),
	hold bigint NOT NULL CHECK (hold IN (0, 1)),
	reason text COLLATE "C"
);
COMMENT ON COLUMN retention.id IS 'counts up';
COMMENT ON COLUMN retention.version IS 'of its row in change';
COMMENT ON COLUMN retention.act IS 'that wrote that version';
COMMENT ON COLUMN retention.about IS 'document:5, arrival:5';
COMMENT ON COLUMN retention.agency IS 'whose it is';
COMMENT ON COLUMN retention.dossier IS 'that it is filed in';
COMMENT ON COLUMN retention.years IS 'its own period; 0: for ever; NULL: that of its file or kind';
COMMENT ON COLUMN retention.hold IS '1: it is not destroyed as long as this stands';
COMMENT ON COLUMN retention.reason IS 'of the hold';
CREATE UNIQUE INDEX retention_key ON retention (about);
CREATE INDEX retention_dossier ON retention (dossier);
CREATE INDEX retention_agency ON retention (agency);

-- Lists of documents that are to be destroyed.
CREATE TABLE destruction (
	id bigint NOT NULL PRIMARY KEY,
	version bigint NOT NULL,
	act bigint NOT NULL,
	agency bigint NOT NULL REFERENCES agency (id),
	state text COLLATE "C" NOT NULL CHECK (state IN ('proposed', 'submitted', 'approved', 'done', 'dropped')),
	proposed_at bigint NOT NULL,
	requester bigint REFERENCES person (id),
	approver bigint REFERENCES person (id),
	decision text COLLATE "C",
	decided_at bigint,
	done_at bigint,
	reason text COLLATE "C"
);
COMMENT ON COLUMN destruction.id IS 'counts up';
COMMENT ON COLUMN destruction.version IS 'of its row in change';
COMMENT ON COLUMN destruction.act IS 'that wrote that version';
COMMENT ON COLUMN destruction.agency IS 'whose';
COMMENT ON COLUMN destruction.state IS 'where it stands';
COMMENT ON COLUMN destruction.proposed_at IS 'when it was made';
COMMENT ON COLUMN destruction.requester IS 'who asks for it';
COMMENT ON COLUMN destruction.approver IS 'who has decided, another';
COMMENT ON COLUMN destruction.decision IS 'its number';
COMMENT ON COLUMN destruction.decided_at IS 'its day';
COMMENT ON COLUMN destruction.done_at IS 'when the documents were destroyed';
COMMENT ON COLUMN destruction.reason IS 'why it was given up';
CREATE INDEX destruction_agency ON destruction (agency, state);

-- Their lines. What was destroyed stays here, with the decision.
CREATE TABLE destruction_item (
	id bigint NOT NULL PRIMARY KEY,
	version bigint NOT NULL,
	act bigint NOT NULL,
	destruction bigint NOT NULL REFERENCES destruction (id),
	about text COLLATE "C" NOT NULL CHECK (about <> ''),
	state text COLLATE "C" NOT NULL CHECK (state IN ('listed', 'struck', 'destroyed')),
	due_at bigint NOT NULL,
	reason text COLLATE "C"
);
COMMENT ON COLUMN destruction_item.id IS 'counts up';
COMMENT ON COLUMN destruction_item.version IS 'of its row in change';
COMMENT ON COLUMN destruction_item.act IS 'that wrote that version';
COMMENT ON COLUMN destruction_item.destruction IS 'of which list';
COMMENT ON COLUMN destruction_item.about IS 'document:5, arrival:5';
COMMENT ON COLUMN destruction_item.state IS 'struck: it stays';
COMMENT ON COLUMN destruction_item.due_at IS 'the day its period was over';
COMMENT ON COLUMN destruction_item.reason IS 'why it was struck';
CREATE UNIQUE INDEX destruction_item_key ON destruction_item (destruction, about);
CREATE INDEX destruction_item_about ON destruction_item (about, state);
