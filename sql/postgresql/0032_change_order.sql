-- SPDX-License-Identifier: AGPL-3.0-or-later
-- The versions of a row are its key, as in sql/sqlite/, where they stand together, in their order.
ALTER TABLE change DROP CONSTRAINT change_pkey;
ALTER TABLE change ADD CONSTRAINT change_pkey PRIMARY KEY USING INDEX change_object;
CREATE UNIQUE INDEX change_act ON change (act, n);
