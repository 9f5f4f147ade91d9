-- SPDX-License-Identifier: AGPL-3.0-or-later
-- The ground: migrations, documents by their hash, jobs. The same in sql/sqlite/.
CREATE TABLE migration (
	number bigint NOT NULL PRIMARY KEY,
	name text COLLATE "C" NOT NULL,
	hash text COLLATE "C" NOT NULL,
	applied_at bigint NOT NULL
);
COMMENT ON COLUMN migration.number IS 'of the file in sql/, from 1 without a gap';
COMMENT ON COLUMN migration.name IS 'of that file, without its ending';
COMMENT ON COLUMN migration.hash IS 'SHA-256 of its bytes, in hexadecimal: a file that was applied never changes';
COMMENT ON COLUMN migration.applied_at IS 'when, UTC epoch seconds';

CREATE TABLE blob (
	hash text COLLATE "C" NOT NULL PRIMARY KEY CHECK (length(hash) = 64),
	size bigint NOT NULL CHECK (size >= 0),
	refs bigint NOT NULL CHECK (refs >= 0),
	created_at bigint NOT NULL
);
COMMENT ON COLUMN blob.hash IS 'SHA-256 of the content in hexadecimal, and its file''s name';
COMMENT ON COLUMN blob.size IS 'bytes';
COMMENT ON COLUMN blob.refs IS 'how many rows of other tables refer to it; 0: may be swept away';
COMMENT ON COLUMN blob.created_at IS 'first reference, UTC epoch seconds';

CREATE TABLE job (
	id bigint NOT NULL PRIMARY KEY,
	kind text COLLATE "C" NOT NULL CHECK (kind <> ''),
	payload text COLLATE "C" NOT NULL,
	dedup text COLLATE "C",
	state text COLLATE "C" NOT NULL CHECK (state IN ('ready', 'leased', 'done', 'dead')),
	tries bigint NOT NULL CHECK (tries >= 0),
	ready_at bigint NOT NULL,
	lease_until bigint,
	lease text COLLATE "C",
	reason text COLLATE "C",
	created_at bigint NOT NULL,
	ended_at bigint,
	CHECK ((state = 'leased') = (lease IS NOT NULL) AND (state = 'leased') = (lease_until IS NOT NULL)),
	CHECK ((state IN ('done', 'dead')) = (ended_at IS NOT NULL)),
	CHECK (state <> 'dead' OR reason IS NOT NULL)
);
CREATE UNIQUE INDEX job_dedup ON job (kind, dedup);
CREATE INDEX job_ready ON job (ready_at, id) WHERE state = 'ready';
CREATE INDEX job_leased ON job (lease_until) WHERE state = 'leased';
COMMENT ON COLUMN job.id IS 'counts up, without a gap';
COMMENT ON COLUMN job.kind IS 'what is to be done; who takes it knows the word';
COMMENT ON COLUMN job.payload IS 'what with: JSON that only the taker reads';
COMMENT ON COLUMN job.dedup IS 'two jobs of one kind never have the same; NULL: no such key';
COMMENT ON COLUMN job.state IS 'where it stands';
COMMENT ON COLUMN job.tries IS 'how often it was taken';
COMMENT ON COLUMN job.ready_at IS 'not before, UTC epoch seconds';
COMMENT ON COLUMN job.lease_until IS 'while it is leased: when it may be taken from its taker';
COMMENT ON COLUMN job.lease IS 'while it is leased: the taker''s random token';
COMMENT ON COLUMN job.reason IS 'why it failed last, or is dead: an id of the error table';
COMMENT ON COLUMN job.created_at IS 'UTC epoch seconds';
COMMENT ON COLUMN job.ended_at IS 'when it was done or dead';
