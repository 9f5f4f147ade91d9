-- SPDX-License-Identifier: AGPL-3.0-or-later
-- What came by a mailbox says so. Rows of before stay as they were written. The same in sql/sqlite/.
ALTER TABLE arrival DROP CONSTRAINT arrival_channel_check;
ALTER TABLE arrival ADD CONSTRAINT arrival_channel_check CHECK (channel IN ('upload', 'folder', 'mail', 'agency', 'paper', 'legacy'));
