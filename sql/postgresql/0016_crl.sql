-- SPDX-License-Identifier: AGPL-3.0-or-later
-- The newest revocation list of each issuer that was seen, as its signed file says: what the notice of a stale one is told from. The same in sql/sqlite/.
CREATE TABLE crl (
	id bigint NOT NULL PRIMARY KEY,
	version bigint NOT NULL,
	act bigint NOT NULL,
	issuer text COLLATE "C" NOT NULL CHECK (issuer <> ''),
	key_id text COLLATE "C" NOT NULL CHECK (key_id <> ''),
	this_update bigint NOT NULL,
	next_update bigint,
	stale_at bigint NOT NULL,
	number text COLLATE "C",
	sha256 text COLLATE "C" NOT NULL CHECK (sha256 <> ''),
	seen_at bigint NOT NULL
);
COMMENT ON COLUMN crl.id IS 'counts up';
COMMENT ON COLUMN crl.version IS 'of its row in change';
COMMENT ON COLUMN crl.act IS 'that wrote that version';
COMMENT ON COLUMN crl.issuer IS 'who signed it, by the name in its certificate';
COMMENT ON COLUMN crl.key_id IS 'by which key: its subjectKeyIdentifier, or SHA-256 of its certificate, in hex';
COMMENT ON COLUMN crl.this_update IS 'when it was made, UTC epoch seconds';
COMMENT ON COLUMN crl.next_update IS 'by when the next one is to be there; NULL: the list does not say';
COMMENT ON COLUMN crl.stale_at IS 'the last moment at which it is fresh';
COMMENT ON COLUMN crl.number IS 'cRLNumber in hex; NULL: none';
COMMENT ON COLUMN crl.sha256 IS 'of the file, in hex';
COMMENT ON COLUMN crl.seen_at IS 'when it came into the book';
CREATE UNIQUE INDEX crl_key ON crl (issuer, key_id);
CREATE INDEX crl_stale ON crl (stale_at, id);
