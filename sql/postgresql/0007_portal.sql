-- SPDX-License-Identifier: AGPL-3.0-or-later
-- Portals of public services and the signed results that they report. The same in sql/sqlite/.
-- Portals that may report the results of a public service (R2.1b).
CREATE TABLE portal (
	id bigint NOT NULL PRIMARY KEY,
	version bigint NOT NULL,
	act bigint NOT NULL,
	service bigint NOT NULL REFERENCES service (id),
	name text COLLATE "C" NOT NULL CHECK (name <> ''),
	token text COLLATE "C" NOT NULL CHECK (token <> ''),
	state text COLLATE "C" NOT NULL CHECK (state IN ('active', 'revoked'))
);
COMMENT ON COLUMN portal.id IS 'counts up';
COMMENT ON COLUMN portal.version IS 'of its row in change';
COMMENT ON COLUMN portal.act IS 'that wrote that version';
COMMENT ON COLUMN portal.service IS 'whose results it reports';
COMMENT ON COLUMN portal.name IS 'as people call it';
COMMENT ON COLUMN portal.token IS 'SHA-256 of the secret in its token, in hex; the token itself is kept nowhere';
COMMENT ON COLUMN portal.state IS 'revoked: its token opens no door';
CREATE INDEX portal_service ON portal (service, id);

-- Signed results of public services: one row for each dossier (R2.1b).
CREATE TABLE result (
	id bigint NOT NULL PRIMARY KEY,
	version bigint NOT NULL,
	act bigint NOT NULL,
	service bigint NOT NULL REFERENCES service (id),
	dossier text COLLATE "C" NOT NULL CHECK (dossier <> ''),
	signed_at bigint NOT NULL,
	document text COLLATE "C" NOT NULL CHECK (document <> ''),
	withdrawn bigint NOT NULL CHECK (withdrawn IN (0, 1))
);
COMMENT ON COLUMN result.id IS 'counts up';
COMMENT ON COLUMN result.version IS 'of its row in change';
COMMENT ON COLUMN result.act IS 'that wrote that version; its actor is the portal';
COMMENT ON COLUMN result.service IS 'of which service';
COMMENT ON COLUMN result.dossier IS 'number of the dossier at the portal';
COMMENT ON COLUMN result.signed_at IS 'when the result was signed';
COMMENT ON COLUMN result.document IS 'SHA-256 of the signed file in hex; the file stays at the portal';
COMMENT ON COLUMN result.withdrawn IS '1: counts no more';
CREATE UNIQUE INDEX result_key ON result (service, dossier);
CREATE INDEX result_service ON result (service, id);
CREATE INDEX result_signed ON result (service, signed_at);

-- What a portal was answered, that the same request does nothing twice.
CREATE TABLE portal_request (
	portal bigint NOT NULL REFERENCES portal (id),
	key text COLLATE "C" NOT NULL CHECK (key <> ''),
	at bigint NOT NULL,
	body text COLLATE "C" NOT NULL CHECK (length(body) = 64),
	answer text COLLATE "C" NOT NULL,
	PRIMARY KEY (portal, key)
);
COMMENT ON COLUMN portal_request.portal IS 'whose request';
COMMENT ON COLUMN portal_request.key IS 'its Idempotency-Key';
COMMENT ON COLUMN portal_request.at IS 'when it was done';
COMMENT ON COLUMN portal_request.body IS 'SHA-256 of the request''s body in hex';
COMMENT ON COLUMN portal_request.answer IS 'what was answered';
CREATE INDEX portal_request_at ON portal_request (at);
