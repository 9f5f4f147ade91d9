-- SPDX-License-Identifier: AGPL-3.0-or-later
-- The newest revocation list of each issuer that was seen, as its signed file says: what the notice of a stale one is told from. The same in sql/postgresql/.
CREATE TABLE crl (
	id INTEGER NOT NULL PRIMARY KEY, -- counts up
	version INTEGER NOT NULL, -- of its row in change
	act INTEGER NOT NULL, -- that wrote that version
	issuer TEXT NOT NULL CHECK (issuer <> ''), -- who signed it, by the name in its certificate
	key_id TEXT NOT NULL CHECK (key_id <> ''), -- by which key: its subjectKeyIdentifier, or SHA-256 of its certificate, in hex
	this_update INTEGER NOT NULL, -- when it was made, UTC epoch seconds
	next_update INTEGER, -- by when the next one is to be there; NULL: the list does not say
	stale_at INTEGER NOT NULL, -- the last moment at which it is fresh
	number TEXT, -- cRLNumber in hex; NULL: none
	sha256 TEXT NOT NULL CHECK (sha256 <> ''), -- of the file, in hex
	seen_at INTEGER NOT NULL -- when it came into the book
) STRICT;
CREATE UNIQUE INDEX crl_key ON crl (issuer, key_id);
CREATE INDEX crl_stale ON crl (stale_at, id);
