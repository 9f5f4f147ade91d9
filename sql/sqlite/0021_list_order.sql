-- SPDX-License-Identifier: AGPL-3.0-or-later
-- The order of a list has its rows with it: a page is read where it stands, and not row by row from anywhere in the table. Columns behind the row's number order
-- nothing; PostgreSQL, whose indexes take no long rows, has none there. All columns of the table stand in each. Else the same in sql/postgresql/.
DROP INDEX person_order;
CREATE INDEX person_order ON person (sort_key, id, version, act, code, name, agency, email, phone, state, search_key);
DROP INDEX person_agency;
CREATE INDEX person_agency ON person (agency, sort_key, id, version, act, code, name, email, phone, state, search_key);
DROP INDEX certificate_order;
CREATE INDEX certificate_order ON certificate (sort_key, id, version, act, fingerprint, serial, issuer, subject_name, subject, holder, person, agency, device, not_before, not_after, key_name, blob, chain, is_lab,
	state, state_from, reason, renews, renewals, search_key);
DROP INDEX certificate_agency;
CREATE INDEX certificate_agency ON certificate (agency, sort_key, id, version, act, fingerprint, serial, issuer, subject_name, subject, holder, person, device, not_before, not_after, key_name, blob, chain, is_lab,
	state, state_from, reason, renews, renewals, search_key);

-- Documents of an agency in the order of what they are about.
CREATE INDEX document_list ON document (agency, sort_key, id);
CREATE INDEX incoming_list ON incoming (agency, sort_key, id);
