-- SPDX-License-Identifier: AGPL-3.0-or-later
-- Up to where the notices have been found: a run asks for what has changed since, not for everything. The same in sql/sqlite/.
CREATE TABLE notice_run (
	id bigint NOT NULL PRIMARY KEY CHECK (id = 1),
	at bigint NOT NULL,
	act bigint NOT NULL CHECK (act >= 0),
	steps text COLLATE "C" NOT NULL
);
COMMENT ON COLUMN notice_run.id IS 'there is one';
COMMENT ON COLUMN notice_run.at IS 'for which moment the last run found what was due, UTC epoch seconds';
COMMENT ON COLUMN notice_run.act IS 'the last act that it saw; 0: there was none';
COMMENT ON COLUMN notice_run.steps IS 'the steps that it asked for: with others, everything is asked again';

-- Mutes that have ended since.
CREATE INDEX mute_until ON mute (until_at);

-- Notices that may be settled before they are told; without it all of a kind that ever were are gone through.
CREATE INDEX notice_unsettled ON notice (kind, id) WHERE state = 'open';

-- Devices of certificates that have ended lately are read from the index alone.
DROP INDEX certificate_ended;
CREATE INDEX certificate_ended ON certificate (state_from, device) WHERE state IN ('expired', 'revoked', 'superseded');
