-- SPDX-License-Identifier: AGPL-3.0-or-later
-- Who is known at the doors of the registry. The same in sql/sqlite/.
-- Accounts by which people come to the registry (R4.1, X4).
CREATE TABLE account (
	id bigint NOT NULL PRIMARY KEY,
	version bigint NOT NULL,
	act bigint NOT NULL,
	kind text COLLATE "C" NOT NULL CHECK (kind IN ('os', 'postgresql', 'oidc', 'token')),
	name text COLLATE "C" NOT NULL CHECK (name <> ''),
	person bigint NOT NULL REFERENCES person (id),
	state text COLLATE "C" NOT NULL CHECK (state IN ('active', 'closed'))
);
CREATE UNIQUE INDEX account_key ON account (kind, name);
CREATE INDEX account_person ON account (person);
COMMENT ON COLUMN account.id IS 'counts up';
COMMENT ON COLUMN account.version IS 'of its row in change';
COMMENT ON COLUMN account.act IS 'that wrote that version';
COMMENT ON COLUMN account.kind IS 'who vouches for the name';
COMMENT ON COLUMN account.name IS 'as who vouches for it calls it';
COMMENT ON COLUMN account.person IS 'whose it is';
COMMENT ON COLUMN account.state IS 'closed: opens no door';

-- The account by which an act was done; its row in act says in whose name. Never changed.
CREATE TABLE act_account (
	act bigint NOT NULL PRIMARY KEY REFERENCES act (id) DEFERRABLE INITIALLY DEFERRED,
	account bigint NOT NULL
);
COMMENT ON COLUMN act_account.act IS 'which act';
COMMENT ON COLUMN act_account.account IS 'id of the account; history keeps one whose entry was undone';
