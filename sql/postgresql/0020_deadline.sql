-- SPDX-License-Identifier: AGPL-3.0-or-later
-- A deadline that was counted over days of which the calendar is not certain says so. The same in sql/sqlite/.
ALTER TABLE request ADD COLUMN deadline_unsure bigint CHECK (deadline_unsure IN (0, 1));
COMMENT ON COLUMN request.deadline_unsure IS '1: the deadline was counted over days whose calendar is not certain; NULL: it was not';
