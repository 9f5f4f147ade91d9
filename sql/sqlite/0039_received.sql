-- SPDX-License-Identifier: AGPL-3.0-or-later
-- Letters to senders that finally failed, and that a clerk has closed; paper that an agency here has received. The same in sql/postgresql/.
ALTER TABLE arrival ADD COLUMN letter_closed_at INTEGER -- by a clerk, who has told the sender otherwise; NULL: none was
	NULL;
ALTER TABLE delivery ADD COLUMN arrival INTEGER -- of a document on paper: what it is at its receiver; NULL: not received, or known by its file
	REFERENCES arrival (id);
CREATE INDEX delivery_arrival ON delivery (arrival);
