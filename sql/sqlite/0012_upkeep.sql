-- SPDX-License-Identifier: AGPL-3.0-or-later
-- Programs that come to the store by a clock and not by a person's hand. The same in sql/postgresql/.
CREATE TABLE machine (
	id INTEGER NOT NULL PRIMARY KEY, -- counts up
	version INTEGER NOT NULL, -- of its row in change
	act INTEGER NOT NULL, -- that wrote that version
	kind TEXT NOT NULL CHECK (kind IN ('os', 'postgresql')), -- who vouches for the name
	name TEXT NOT NULL CHECK (name <> ''), -- as who vouches for it calls it
	agency INTEGER NOT NULL REFERENCES agency (id), -- whose machine it runs on
	purpose TEXT NOT NULL CHECK (purpose <> ''), -- what it runs there
	state TEXT NOT NULL CHECK (state IN ('active', 'closed')) -- closed: opens no door
) STRICT;
CREATE UNIQUE INDEX machine_key ON machine (kind, name);
CREATE INDEX machine_agency ON machine (agency, id);

-- What was signed of each log, as the store remembers it beside the signer: an older folder, or another key, is seen without a checkpoint too.
CREATE TABLE audit_signed (
	log INTEGER NOT NULL PRIMARY KEY, -- which log
	key TEXT NOT NULL CHECK (key <> ''), -- public key that signed it, a line of c2sp.org/signed-note
	size INTEGER NOT NULL CHECK (size >= 0), -- leaves under the last checkpoint
	root BLOB NOT NULL CHECK (length(root) = 32), -- of the tree over them
	at INTEGER NOT NULL -- when, UTC epoch seconds
) STRICT;
