-- SPDX-License-Identifier: AGPL-3.0-or-later
-- The template that a draft began with. The same in sql/postgresql/.
ALTER TABLE submission ADD COLUMN template INTEGER -- of its agency; NULL: none
	REFERENCES template (id);
ALTER TABLE submission ADD COLUMN common_template INTEGER -- that is offered to all; NULL: none
	REFERENCES common_template (id);
