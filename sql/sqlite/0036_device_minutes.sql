-- SPDX-License-Identifier: AGPL-3.0-or-later
-- Minutes of the way back of a device that nobody keeps: they stand with the device. The same in sql/postgresql/.
ALTER TABLE device ADD COLUMN back_minutes TEXT -- of a return or a loss, where no custody ends by it
	REFERENCES blob (hash);
ALTER TABLE device ADD COLUMN back_giver_at INTEGER -- the side that gives it back signed
	NULL;
ALTER TABLE device ADD COLUMN back_taker_at INTEGER -- the side that takes it back signed
	NULL;
