-- SPDX-License-Identifier: AGPL-3.0-or-later
-- Who is known at the doors of the registry. The same in sql/postgresql/.
-- Accounts by which people come to the registry (R4.1, X4).
CREATE TABLE account (
	id INTEGER NOT NULL PRIMARY KEY, -- counts up
	version INTEGER NOT NULL, -- of its row in change
	act INTEGER NOT NULL, -- that wrote that version
	kind TEXT NOT NULL CHECK (kind IN ('os', 'postgresql', 'oidc', 'token')), -- who vouches for the name
	name TEXT NOT NULL CHECK (name <> ''), -- as who vouches for it calls it
	person INTEGER NOT NULL REFERENCES person (id), -- whose it is
	state TEXT NOT NULL CHECK (state IN ('active', 'closed')) -- closed: opens no door
) STRICT;
CREATE UNIQUE INDEX account_key ON account (kind, name);
CREATE INDEX account_person ON account (person);

-- The account by which an act was done; its row in act says in whose name. Never changed.
CREATE TABLE act_account (
	act INTEGER NOT NULL PRIMARY KEY REFERENCES act (id) DEFERRABLE INITIALLY DEFERRED, -- which act
	account INTEGER NOT NULL -- id of the account; history keeps one whose entry was undone
) STRICT;
