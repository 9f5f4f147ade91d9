-- SPDX-License-Identifier: AGPL-3.0-or-later
-- The scan of a document that came on paper (R8.1). The same in sql/postgresql/.
ALTER TABLE arrival ADD COLUMN scan TEXT -- which the agency has sealed; NULL: there is none
	REFERENCES blob (hash);
