-- SPDX-License-Identifier: AGPL-3.0-or-later
-- Minutes of the way back of a device that nobody keeps: they stand with the device. The same in sql/sqlite/.
ALTER TABLE device ADD COLUMN back_minutes text COLLATE "C" REFERENCES blob (hash);
ALTER TABLE device ADD COLUMN back_giver_at bigint;
ALTER TABLE device ADD COLUMN back_taker_at bigint;
COMMENT ON COLUMN device.back_minutes IS 'of a return or a loss, where no custody ends by it';
COMMENT ON COLUMN device.back_giver_at IS 'the side that gives it back signed';
COMMENT ON COLUMN device.back_taker_at IS 'the side that takes it back signed';
