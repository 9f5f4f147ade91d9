-- SPDX-License-Identifier: AGPL-3.0-or-later
-- Portals of public services and the signed results that they report. The same in sql/postgresql/.
-- Portals that may report the results of a public service (R2.1b).
CREATE TABLE portal (
	id INTEGER NOT NULL PRIMARY KEY, -- counts up
	version INTEGER NOT NULL, -- of its row in change
	act INTEGER NOT NULL, -- that wrote that version
	service INTEGER NOT NULL REFERENCES service (id), -- whose results it reports
	name TEXT NOT NULL CHECK (name <> ''), -- as people call it
	token TEXT NOT NULL CHECK (token <> ''), -- SHA-256 of the secret in its token, in hex; the token itself is kept nowhere
	state TEXT NOT NULL CHECK (state IN ('active', 'revoked')) -- revoked: its token opens no door
) STRICT;
CREATE INDEX portal_service ON portal (service, id);

-- Signed results of public services: one row for each dossier (R2.1b).
CREATE TABLE result (
	id INTEGER NOT NULL PRIMARY KEY, -- counts up
	version INTEGER NOT NULL, -- of its row in change
	act INTEGER NOT NULL, -- that wrote that version; its actor is the portal
	service INTEGER NOT NULL REFERENCES service (id), -- of which service
	dossier TEXT NOT NULL CHECK (dossier <> ''), -- number of the dossier at the portal
	signed_at INTEGER NOT NULL, -- when the result was signed
	document TEXT NOT NULL CHECK (document <> ''), -- SHA-256 of the signed file in hex; the file stays at the portal
	withdrawn INTEGER NOT NULL CHECK (withdrawn IN (0, 1)) -- 1: counts no more
) STRICT;
CREATE UNIQUE INDEX result_key ON result (service, dossier);
CREATE INDEX result_service ON result (service, id);
CREATE INDEX result_signed ON result (service, signed_at);

-- What a portal was answered, that the same request does nothing twice.
CREATE TABLE portal_request (
	portal INTEGER NOT NULL REFERENCES portal (id), -- whose request
	key TEXT NOT NULL CHECK (key <> ''), -- its Idempotency-Key
	at INTEGER NOT NULL, -- when it was done
	body TEXT NOT NULL CHECK (length(body) = 64), -- SHA-256 of the request's body in hex
	answer TEXT NOT NULL, -- what was answered
	PRIMARY KEY (portal, key)
) STRICT;
CREATE INDEX portal_request_at ON portal_request (at);
