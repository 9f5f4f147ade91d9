-- SPDX-License-Identifier: AGPL-3.0-or-later
-- Certificates of an agency in the order of their names: a list of one agency, and a search in it. The same in sql/sqlite/.
DROP INDEX certificate_agency;
CREATE INDEX certificate_agency ON certificate (agency, sort_key, id);
