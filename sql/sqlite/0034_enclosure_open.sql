-- SPDX-License-Identifier: AGPL-3.0-or-later
-- Files that came with a document and are judged again, or were found invalid after it was registered. The same in sql/postgresql/.
CREATE INDEX enclosure_open ON enclosure (arrival) WHERE verdict = 'open';
CREATE INDEX enclosure_failed ON enclosure (arrival) WHERE verdict = 'failed';
