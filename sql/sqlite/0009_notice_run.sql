-- SPDX-License-Identifier: AGPL-3.0-or-later
-- Up to where the notices have been found: a run asks for what has changed since, not for everything. The same in sql/postgresql/.
CREATE TABLE notice_run (
	id INTEGER NOT NULL PRIMARY KEY CHECK (id = 1), -- there is one
	at INTEGER NOT NULL, -- for which moment the last run found what was due, UTC epoch seconds
	act INTEGER NOT NULL CHECK (act >= 0), -- the last act that it saw; 0: there was none
	steps TEXT NOT NULL -- the steps that it asked for: with others, everything is asked again
) STRICT;

-- Mutes that have ended since.
CREATE INDEX mute_until ON mute (until_at);

-- Notices that may be settled before they are told; without it all of a kind that ever were are gone through.
CREATE INDEX notice_unsettled ON notice (kind, id) WHERE state = 'open';

-- Devices of certificates that have ended lately are read from the index alone.
DROP INDEX certificate_ended;
CREATE INDEX certificate_ended ON certificate (state_from, device) WHERE state IN ('expired', 'revoked', 'superseded');
