-- SPDX-License-Identifier: AGPL-3.0-or-later
-- The ground: migrations, documents by their hash, jobs. The same in sql/postgresql/.
CREATE TABLE migration (
	number INTEGER NOT NULL PRIMARY KEY, -- of the file in sql/, from 1 without a gap
	name TEXT NOT NULL, -- of that file, without its ending
	hash TEXT NOT NULL, -- SHA-256 of its bytes, in hexadecimal: a file that was applied never changes
	applied_at INTEGER NOT NULL -- when, UTC epoch seconds
) STRICT;

CREATE TABLE blob (
	hash TEXT NOT NULL PRIMARY KEY CHECK (length(hash) = 64), -- SHA-256 of the content in hexadecimal, and its file's name
	size INTEGER NOT NULL CHECK (size >= 0), -- bytes
	refs INTEGER NOT NULL CHECK (refs >= 0), -- how many rows of other tables refer to it; 0: may be swept away
	created_at INTEGER NOT NULL -- first reference, UTC epoch seconds
) STRICT;

CREATE TABLE job (
	id INTEGER NOT NULL PRIMARY KEY, -- counts up, without a gap
	kind TEXT NOT NULL CHECK (kind <> ''), -- what is to be done; who takes it knows the word
	payload TEXT NOT NULL, -- what with: JSON that only the taker reads
	dedup TEXT, -- two jobs of one kind never have the same; NULL: no such key
	state TEXT NOT NULL CHECK (state IN ('ready', 'leased', 'done', 'dead')), -- where it stands
	tries INTEGER NOT NULL CHECK (tries >= 0), -- how often it was taken
	ready_at INTEGER NOT NULL, -- not before, UTC epoch seconds
	lease_until INTEGER, -- while it is leased: when it may be taken from its taker
	lease TEXT, -- while it is leased: the taker's random token
	reason TEXT, -- why it failed last, or is dead: an id of the error table
	created_at INTEGER NOT NULL, -- UTC epoch seconds
	ended_at INTEGER, -- when it was done or dead
	CHECK ((state = 'leased') = (lease IS NOT NULL) AND (state = 'leased') = (lease_until IS NOT NULL)),
	CHECK ((state IN ('done', 'dead')) = (ended_at IS NOT NULL)),
	CHECK (state <> 'dead' OR reason IS NOT NULL)
) STRICT;
CREATE UNIQUE INDEX job_dedup ON job (kind, dedup);
CREATE INDEX job_ready ON job (ready_at, id) WHERE state = 'ready';
CREATE INDEX job_leased ON job (lease_until) WHERE state = 'leased';
