-- SPDX-License-Identifier: AGPL-3.0-or-later
-- What waits for somebody is few of what there is: steps, documents on their way, mails that could not go, documents that came and that their agency here has taken back since. The same in sql/postgresql/.
CREATE INDEX job_dead ON job (kind, id) WHERE state = 'dead';
CREATE INDEX document_taken_back ON document (id) WHERE state IN ('recalled', 'replaced');
CREATE INDEX document_pending ON document (id) WHERE state IN ('signed', 'numbered');
CREATE INDEX step_waiting ON step (document) WHERE state = 'waiting';
CREATE INDEX submission_refused ON submission (document) WHERE state = 'refused';
CREATE INDEX delivery_sent ON delivery (id) WHERE state = 'sent';
CREATE INDEX arrival_undecided ON arrival (id) WHERE state IN ('waiting', 'registered');
