-- SPDX-License-Identifier: AGPL-3.0-or-later
-- The scan of a document that came on paper (R8.1). The same in sql/sqlite/.
ALTER TABLE arrival ADD COLUMN scan text COLLATE "C" REFERENCES blob (hash);
COMMENT ON COLUMN arrival.scan IS 'which the agency has sealed; NULL: there is none';
