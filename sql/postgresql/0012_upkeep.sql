-- SPDX-License-Identifier: AGPL-3.0-or-later
-- Programs that come to the store by a clock and not by a person's hand. The same in sql/sqlite/.
CREATE TABLE machine (
	id bigint NOT NULL PRIMARY KEY,
	version bigint NOT NULL,
	act bigint NOT NULL,
	kind text COLLATE "C" NOT NULL CHECK (kind IN ('os', 'postgresql')),
	name text COLLATE "C" NOT NULL CHECK (name <> ''),
	agency bigint NOT NULL REFERENCES agency (id),
	purpose text COLLATE "C" NOT NULL CHECK (purpose <> ''),
	state text COLLATE "C" NOT NULL CHECK (state IN ('active', 'closed'))
);
COMMENT ON COLUMN machine.id IS 'counts up';
COMMENT ON COLUMN machine.version IS 'of its row in change';
COMMENT ON COLUMN machine.act IS 'that wrote that version';
COMMENT ON COLUMN machine.kind IS 'who vouches for the name';
COMMENT ON COLUMN machine.name IS 'as who vouches for it calls it';
COMMENT ON COLUMN machine.agency IS 'whose machine it runs on';
COMMENT ON COLUMN machine.purpose IS 'what it runs there';
COMMENT ON COLUMN machine.state IS 'closed: opens no door';
CREATE UNIQUE INDEX machine_key ON machine (kind, name);
CREATE INDEX machine_agency ON machine (agency, id);

-- What was signed of each log, as the store remembers it beside the signer: an older folder, or another key, is seen without a checkpoint too.
CREATE TABLE audit_signed (
	log bigint NOT NULL PRIMARY KEY,
	key text COLLATE "C" NOT NULL CHECK (key <> ''),
	size bigint NOT NULL CHECK (size >= 0),
	root bytea NOT NULL CHECK (length(root) = 32),
	at bigint NOT NULL
);
COMMENT ON COLUMN audit_signed.log IS 'which log';
COMMENT ON COLUMN audit_signed.key IS 'public key that signed it, a line of c2sp.org/signed-note';
COMMENT ON COLUMN audit_signed.size IS 'leaves under the last checkpoint';
COMMENT ON COLUMN audit_signed.root IS 'of the tree over them';
COMMENT ON COLUMN audit_signed.at IS 'when, UTC epoch seconds';
