-- SPDX-License-Identifier: AGPL-3.0-or-later
-- The template that a draft began with. The same in sql/sqlite/.
ALTER TABLE submission ADD COLUMN template bigint REFERENCES template (id);
ALTER TABLE submission ADD COLUMN common_template bigint REFERENCES common_template (id);
COMMENT ON COLUMN submission.template IS 'of its agency; NULL: none';
COMMENT ON COLUMN submission.common_template IS 'that is offered to all; NULL: none';
