-- SPDX-License-Identifier: AGPL-3.0-or-later
-- Documents of an agency in the order of what they are about. The same in sql/sqlite/, where the order of people and certificates also has their rows with it.
CREATE INDEX document_list ON document (agency, sort_key, id);
CREATE INDEX incoming_list ON incoming (agency, sort_key, id);
