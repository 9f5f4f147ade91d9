-- SPDX-License-Identifier: AGPL-3.0-or-later
-- The books of the registry, their acts and their history. The same in sql/sqlite/.
-- Acts: who did what, when, and why. Never changed.
CREATE TABLE act (
	id bigint NOT NULL PRIMARY KEY,
	at bigint NOT NULL,
	effective_at bigint NOT NULL CHECK (effective_at <= at),
	actor text COLLATE "C" NOT NULL,
	role text COLLATE "C" NOT NULL,
	what text COLLATE "C" NOT NULL,
	object text COLLATE "C" NOT NULL,
	reason text COLLATE "C",
	compensates bigint REFERENCES act (id),
	changes bigint NOT NULL CHECK (changes >= 0),
	hash bytea NOT NULL CHECK (length(hash) = 32),
	log bigint NOT NULL,
	idx bigint NOT NULL,
	FOREIGN KEY (log, idx) REFERENCES audit_leaf (log, idx)
);
CREATE UNIQUE INDEX act_compensates ON act (compensates);
CREATE UNIQUE INDEX act_leaf ON act (log, idx);
COMMENT ON COLUMN act.id IS 'counts up, without a gap';
COMMENT ON COLUMN act.at IS 'when it was entered, UTC epoch seconds';
COMMENT ON COLUMN act.effective_at IS 'from when what it says holds: a late entry has an earlier one';
COMMENT ON COLUMN act.actor IS 'who: person:ID, or system';
COMMENT ON COLUMN act.role IS 'as what';
COMMENT ON COLUMN act.what IS 'agency.merge';
COMMENT ON COLUMN act.object IS 'what it is about: agency:ID';
COMMENT ON COLUMN act.reason IS 'in words, where one was given';
COMMENT ON COLUMN act.compensates IS 'the act that this one undoes';
COMMENT ON COLUMN act.changes IS 'rows that it wrote';
COMMENT ON COLUMN act.hash IS 'SHA-256 over it and its changes, as its leaf has it';
COMMENT ON COLUMN act.log IS 'of its leaf in the audit trail';
COMMENT ON COLUMN act.idx IS 'of its leaf in that log';

-- What acts changed: every version of every row. Never changed.
CREATE TABLE change (
	act bigint NOT NULL REFERENCES act (id) DEFERRABLE INITIALLY DEFERRED,
	n bigint NOT NULL CHECK (n >= 0),
	book text COLLATE "C" NOT NULL,
	object bigint NOT NULL,
	version bigint NOT NULL CHECK (version >= 1),
	content text COLLATE "C",
	PRIMARY KEY (act, n)
);
CREATE UNIQUE INDEX change_object ON change (book, object, version);
COMMENT ON COLUMN change.act IS 'that wrote it';
COMMENT ON COLUMN change.n IS 'which of its changes';
COMMENT ON COLUMN change.book IS 'table of the row';
COMMENT ON COLUMN change.object IS 'id of the row';
COMMENT ON COLUMN change.version IS 'of the row, from 1 without a gap';
COMMENT ON COLUMN change.content IS 'the whole row after it, canonical JSON; NULL: the row is gone, its entry was undone';

-- Words of names, for searching; computed from the rows.
CREATE TABLE word (
	book text COLLATE "C" NOT NULL,
	word text COLLATE "C" NOT NULL,
	sort_key text COLLATE "C" NOT NULL,
	object bigint NOT NULL,
	PRIMARY KEY (book, word, sort_key, object)
);
CREATE INDEX word_object ON word (book, object, word);
COMMENT ON COLUMN word.book IS 'table of the row';
COMMENT ON COLUMN word.word IS 'of its name, without diacritics';
COMMENT ON COLUMN word.sort_key IS 'that of the row';
COMMENT ON COLUMN word.object IS 'id of the row';

-- Who reports: not the tree of agencies, a district reports for its communes (R12).
CREATE TABLE unit (
	id bigint NOT NULL PRIMARY KEY,
	version bigint NOT NULL,
	act bigint NOT NULL,
	code text COLLATE "C" NOT NULL CHECK (code <> ''),
	name text COLLATE "C" NOT NULL,
	from_at bigint,
	to_at bigint
);
CREATE UNIQUE INDEX unit_key ON unit (code);
COMMENT ON COLUMN unit.id IS 'counts up';
COMMENT ON COLUMN unit.version IS 'of its row in change';
COMMENT ON COLUMN unit.act IS 'that wrote that version';
COMMENT ON COLUMN unit.code IS 'short code, as people write it';
COMMENT ON COLUMN unit.name IS 'as it stands in the report';
COMMENT ON COLUMN unit.from_at IS 'reports since; NULL: always';
COMMENT ON COLUMN unit.to_at IS 'reports no longer; NULL: still';

-- The tree of agencies (R1).
CREATE TABLE agency (
	id bigint NOT NULL PRIMARY KEY,
	version bigint NOT NULL,
	act bigint NOT NULL,
	code text COLLATE "C" NOT NULL CHECK (code <> ''),
	name text COLLATE "C" NOT NULL,
	short_name text COLLATE "C",
	kind text COLLATE "C" NOT NULL CHECK (kind IN ('province', 'department', 'agency', 'district', 'commune', 'unit')),
	parent bigint REFERENCES agency (id),
	managing bigint REFERENCES agency (id),
	unit bigint REFERENCES unit (id),
	state text COLLATE "C" NOT NULL CHECK (state IN ('active', 'ended')),
	successor bigint REFERENCES agency (id),
	from_at bigint,
	to_at bigint,
	sort_key text COLLATE "C" NOT NULL,
	search_key text COLLATE "C" NOT NULL,
	path text COLLATE "C" NOT NULL
);
CREATE UNIQUE INDEX agency_key ON agency (code);
CREATE INDEX agency_path ON agency (path);
CREATE INDEX agency_parent ON agency (parent);
CREATE INDEX agency_order ON agency (sort_key, id);
COMMENT ON COLUMN agency.id IS 'counts up';
COMMENT ON COLUMN agency.version IS 'of its row in change';
COMMENT ON COLUMN agency.act IS 'that wrote that version';
COMMENT ON COLUMN agency.code IS 'identification code of the agency';
COMMENT ON COLUMN agency.name IS 'full name, as on its letters';
COMMENT ON COLUMN agency.short_name IS 'in lists';
COMMENT ON COLUMN agency.kind IS 'place in the administration';
COMMENT ON COLUMN agency.parent IS 'the agency that it is part of; NULL: the root';
COMMENT ON COLUMN agency.managing IS 'forwards its requests; NULL: itself';
COMMENT ON COLUMN agency.unit IS 'that reports for it';
COMMENT ON COLUMN agency.state IS 'ended: dissolved, merged or split';
COMMENT ON COLUMN agency.successor IS 'of an ended one: who has its duties';
COMMENT ON COLUMN agency.from_at IS 'exists since; NULL: not recorded';
COMMENT ON COLUMN agency.to_at IS 'ended on; NULL: exists';
COMMENT ON COLUMN agency.sort_key IS 'order of the name, computed: text compares by bytes';
COMMENT ON COLUMN agency.search_key IS 'words of the name without diacritics, each with a blank before and behind';
COMMENT ON COLUMN agency.path IS 'where it stands in the tree: 8 hexadecimal digits of an id for each agency from the root to itself';

-- People who hold certificates or have a part in the work (R1).
CREATE TABLE person (
	id bigint NOT NULL PRIMARY KEY,
	version bigint NOT NULL,
	act bigint NOT NULL,
	code text COLLATE "C" NOT NULL CHECK (code <> ''),
	name text COLLATE "C" NOT NULL,
	agency bigint NOT NULL REFERENCES agency (id),
	email text COLLATE "C",
	phone text COLLATE "C",
	state text COLLATE "C" NOT NULL CHECK (state IN ('active', 'moved', 'retired', 'left')),
	sort_key text COLLATE "C" NOT NULL,
	search_key text COLLATE "C" NOT NULL
);
CREATE UNIQUE INDEX person_key ON person (code);
CREATE INDEX person_order ON person (sort_key, id);
CREATE INDEX person_agency ON person (agency, sort_key, id);
COMMENT ON COLUMN person.id IS 'counts up';
COMMENT ON COLUMN person.version IS 'of its row in change';
COMMENT ON COLUMN person.act IS 'that wrote that version';
COMMENT ON COLUMN person.code IS 'staff number';
COMMENT ON COLUMN person.name IS 'family name first';
COMMENT ON COLUMN person.agency IS 'where the person works';
COMMENT ON COLUMN person.email IS 'for notices';
COMMENT ON COLUMN person.phone IS 'for handing over a device';
COMMENT ON COLUMN person.state IS 'what became of the person';
COMMENT ON COLUMN person.sort_key IS 'order of the name, computed: text compares by bytes';
COMMENT ON COLUMN person.search_key IS 'words of the name without diacritics, each with a blank before and behind';

-- Who has which post and role where, from when to when (R1).
CREATE TABLE post (
	id bigint NOT NULL PRIMARY KEY,
	version bigint NOT NULL,
	act bigint NOT NULL,
	person bigint NOT NULL REFERENCES person (id),
	agency bigint NOT NULL REFERENCES agency (id),
	title text COLLATE "C" NOT NULL,
	role text COLLATE "C" NOT NULL CHECK (role IN ('subscriber', 'clerk', 'signatory', 'head', 'it_officer', 'manager', 'department', 'auditor', 'admin')),
	decision text COLLATE "C",
	from_at bigint NOT NULL,
	to_at bigint
);
CREATE INDEX post_person ON post (person);
CREATE INDEX post_agency ON post (agency);
COMMENT ON COLUMN post.id IS 'counts up';
COMMENT ON COLUMN post.version IS 'of its row in change';
COMMENT ON COLUMN post.act IS 'that wrote that version';
COMMENT ON COLUMN post.person IS 'who';
COMMENT ON COLUMN post.agency IS 'where';
COMMENT ON COLUMN post.title IS 'as it stands above a signature';
COMMENT ON COLUMN post.role IS 'what the post may do here';
COMMENT ON COLUMN post.decision IS 'number of the decision';
COMMENT ON COLUMN post.from_at IS 'since';
COMMENT ON COLUMN post.to_at IS 'until; NULL: still';

-- What holds a private key: token, SIM, HSM slot (R2.2).
CREATE TABLE device (
	id bigint NOT NULL PRIMARY KEY,
	version bigint NOT NULL,
	act bigint NOT NULL,
	kind text COLLATE "C" NOT NULL CHECK (kind IN ('token', 'sim', 'hsm')),
	serial text COLLATE "C" NOT NULL CHECK (serial <> ''),
	label text COLLATE "C",
	agency bigint NOT NULL REFERENCES agency (id),
	state text COLLATE "C" NOT NULL CHECK (state IN ('in_stock', 'in_transit', 'received', 'assigned', 'locked', 'unlocked', 'lost', 'broken', 'unsafe', 'returned_to_agency', 'returned_to_authority', 'closed')),
	state_from bigint NOT NULL
);
CREATE UNIQUE INDEX device_key ON device (kind, serial);
CREATE INDEX device_agency ON device (agency, id);
COMMENT ON COLUMN device.id IS 'counts up';
COMMENT ON COLUMN device.version IS 'of its row in change';
COMMENT ON COLUMN device.act IS 'that wrote that version';
COMMENT ON COLUMN device.kind IS 'of device';
COMMENT ON COLUMN device.serial IS 'of the device';
COMMENT ON COLUMN device.label IS 'model, bar code, ICCID';
COMMENT ON COLUMN device.agency IS 'that is answerable for it';
COMMENT ON COLUMN device.state IS 'where it stands in its life';
COMMENT ON COLUMN device.state_from IS 'of that state';

-- Certificates, entered from the certificate file itself (R2.2).
CREATE TABLE certificate (
	id bigint NOT NULL PRIMARY KEY,
	version bigint NOT NULL,
	act bigint NOT NULL,
	fingerprint text COLLATE "C" NOT NULL CHECK (fingerprint <> ''),
	serial text COLLATE "C" NOT NULL,
	issuer text COLLATE "C" NOT NULL,
	subject_name text COLLATE "C" NOT NULL,
	subject text COLLATE "C" NOT NULL,
	holder text COLLATE "C" NOT NULL CHECK (holder IN ('person', 'title', 'agency', 'service')),
	person bigint REFERENCES person (id),
	agency bigint NOT NULL REFERENCES agency (id),
	device bigint REFERENCES device (id),
	not_before bigint NOT NULL,
	not_after bigint NOT NULL,
	key_name text COLLATE "C" NOT NULL,
	blob text COLLATE "C" NOT NULL REFERENCES blob (hash),
	chain text COLLATE "C" NOT NULL CHECK (chain IN ('trusted', 'untrusted')),
	is_lab bigint CHECK (is_lab IN (0, 1)),
	state text COLLATE "C" NOT NULL CHECK (state IN ('issued', 'handed_over', 'active', 'stopped', 'expired', 'revoked', 'superseded')),
	state_from bigint NOT NULL,
	reason text COLLATE "C",
	renews bigint REFERENCES certificate (id),
	renewals bigint NOT NULL,
	sort_key text COLLATE "C" NOT NULL,
	search_key text COLLATE "C" NOT NULL
);
CREATE UNIQUE INDEX certificate_key ON certificate (fingerprint);
CREATE INDEX certificate_agency ON certificate (agency, id);
CREATE INDEX certificate_person ON certificate (person);
CREATE INDEX certificate_device ON certificate (device);
CREATE INDEX certificate_end ON certificate (not_after, id);
CREATE INDEX certificate_serial ON certificate (serial);
CREATE INDEX certificate_order ON certificate (sort_key, id);
COMMENT ON COLUMN certificate.id IS 'counts up';
COMMENT ON COLUMN certificate.version IS 'of its row in change';
COMMENT ON COLUMN certificate.act IS 'that wrote that version';
COMMENT ON COLUMN certificate.fingerprint IS 'SHA-256 of the file in hexadecimal';
COMMENT ON COLUMN certificate.serial IS 'of the certificate, hexadecimal';
COMMENT ON COLUMN certificate.issuer IS 'common name of the issuer';
COMMENT ON COLUMN certificate.subject_name IS 'what people call the holder';
COMMENT ON COLUMN certificate.subject IS 'the parts of the subject that registers want, a line each';
COMMENT ON COLUMN certificate.holder IS 'kind of subscriber';
COMMENT ON COLUMN certificate.person IS 'the subscriber, where a person';
COMMENT ON COLUMN certificate.agency IS 'the subscriber, or that of the person or the service';
COMMENT ON COLUMN certificate.device IS 'that holds the key; NULL: not recorded';
COMMENT ON COLUMN certificate.not_before IS 'first moment of validity';
COMMENT ON COLUMN certificate.not_after IS 'last moment of validity';
COMMENT ON COLUMN certificate.key_name IS 'kind and size of the key';
COMMENT ON COLUMN certificate.blob IS 'the certificate file';
COMMENT ON COLUMN certificate.chain IS 'did it chain to the trust list when it was entered';
COMMENT ON COLUMN certificate.is_lab IS '1: of the teaching PKI, without legal force; NULL: not read from a file';
COMMENT ON COLUMN certificate.state IS 'where it stands in its life';
COMMENT ON COLUMN certificate.state_from IS 'of that state';
COMMENT ON COLUMN certificate.reason IS 'of a revocation, a stable word';
COMMENT ON COLUMN certificate.renews IS 'the certificate that this one renews or replaces';
COMMENT ON COLUMN certificate.renewals IS 'how often it was renewed';
COMMENT ON COLUMN certificate.sort_key IS 'order of the name, computed: text compares by bytes';
COMMENT ON COLUMN certificate.search_key IS 'words of the name without diacritics, each with a blank before and behind';

-- Who keeps a device, by which decision and minutes (R14.3, R16.1).
CREATE TABLE custody (
	id bigint NOT NULL PRIMARY KEY,
	version bigint NOT NULL,
	act bigint NOT NULL,
	device bigint NOT NULL REFERENCES device (id),
	keeper bigint NOT NULL REFERENCES person (id),
	decision text COLLATE "C" NOT NULL,
	decided_at bigint NOT NULL,
	minutes text COLLATE "C" REFERENCES blob (hash),
	giver_at bigint,
	taker_at bigint,
	from_at bigint NOT NULL,
	to_at bigint,
	back_minutes text COLLATE "C" REFERENCES blob (hash),
	back_giver_at bigint,
	back_taker_at bigint
);
CREATE INDEX custody_device ON custody (device, from_at);
CREATE INDEX custody_keeper ON custody (keeper);
COMMENT ON COLUMN custody.id IS 'counts up';
COMMENT ON COLUMN custody.version IS 'of its row in change';
COMMENT ON COLUMN custody.act IS 'that wrote that version';
COMMENT ON COLUMN custody.device IS 'what is kept';
COMMENT ON COLUMN custody.keeper IS 'who keeps it';
COMMENT ON COLUMN custody.decision IS 'number of the decision that assigns it';
COMMENT ON COLUMN custody.decided_at IS 'day of that decision';
COMMENT ON COLUMN custody.minutes IS 'file of the minutes of handing over';
COMMENT ON COLUMN custody.giver_at IS 'when who gave it signed the minutes; NULL: not yet, or nobody had it before';
COMMENT ON COLUMN custody.taker_at IS 'when the keeper signed the minutes; NULL: not yet';
COMMENT ON COLUMN custody.from_at IS 'keeps it since';
COMMENT ON COLUMN custody.to_at IS 'until; NULL: still';
COMMENT ON COLUMN custody.back_minutes IS 'file of the minutes of return, or of loss';
COMMENT ON COLUMN custody.back_giver_at IS 'when the keeper signed them';
COMMENT ON COLUMN custody.back_taker_at IS 'when the managing agency signed them';

-- Pictures of handwritings and seals, each for one certificate (R8).
CREATE TABLE picture (
	id bigint NOT NULL PRIMARY KEY,
	version bigint NOT NULL,
	act bigint NOT NULL,
	kind text COLLATE "C" NOT NULL CHECK (kind IN ('signature', 'seal')),
	certificate bigint NOT NULL REFERENCES certificate (id),
	blob text COLLATE "C" NOT NULL REFERENCES blob (hash),
	diameter bigint,
	state text COLLATE "C" NOT NULL CHECK (state IN ('proposed', 'approved', 'refused', 'withdrawn')),
	proposed_by bigint REFERENCES person (id),
	approved_by bigint REFERENCES person (id),
	from_at bigint,
	to_at bigint
);
CREATE INDEX picture_certificate ON picture (certificate);
COMMENT ON COLUMN picture.id IS 'counts up';
COMMENT ON COLUMN picture.version IS 'of its row in change';
COMMENT ON COLUMN picture.act IS 'that wrote that version';
COMMENT ON COLUMN picture.kind IS 'handwriting or seal';
COMMENT ON COLUMN picture.certificate IS 'the only one that it may be used with';
COMMENT ON COLUMN picture.blob IS 'PNG';
COMMENT ON COLUMN picture.diameter IS 'of a seal, in micrometres';
COMMENT ON COLUMN picture.state IS 'may it be used';
COMMENT ON COLUMN picture.proposed_by IS 'who uploaded it';
COMMENT ON COLUMN picture.approved_by IS 'never who proposed it';
COMMENT ON COLUMN picture.from_at IS 'may be used since';
COMMENT ON COLUMN picture.to_at IS 'until; NULL: no end';

-- Many requests in one letter, and its answer (R6.1).
CREATE TABLE letter (
	id bigint NOT NULL PRIMARY KEY,
	version bigint NOT NULL,
	act bigint NOT NULL,
	agency bigint NOT NULL REFERENCES agency (id),
	number text COLLATE "C",
	receiver text COLLATE "C" NOT NULL CHECK (receiver IN ('department', 'authority')),
	state text COLLATE "C" NOT NULL CHECK (state IN ('draft', 'sent', 'answered')),
	blob text COLLATE "C" REFERENCES blob (hash),
	asked_at bigint,
	answer text COLLATE "C" CHECK (answer IN ('accepted', 'refused')),
	answer_number text COLLATE "C",
	answer_blob text COLLATE "C" REFERENCES blob (hash),
	answered_at bigint,
	effective_at bigint
);
COMMENT ON COLUMN letter.id IS 'counts up';
COMMENT ON COLUMN letter.version IS 'of its row in change';
COMMENT ON COLUMN letter.act IS 'that wrote that version';
COMMENT ON COLUMN letter.agency IS 'that sends it';
COMMENT ON COLUMN letter.number IS 'number and symbol; NULL while it is a draft';
COMMENT ON COLUMN letter.receiver IS 'to whom';
COMMENT ON COLUMN letter.state IS 'of the letter';
COMMENT ON COLUMN letter.blob IS 'the letter as it was sent';
COMMENT ON COLUMN letter.asked_at IS 'when it was sent';
COMMENT ON COLUMN letter.answer IS 'of the receiver';
COMMENT ON COLUMN letter.answer_number IS 'number and symbol of the answer';
COMMENT ON COLUMN letter.answer_blob IS 'the document of the answer';
COMMENT ON COLUMN letter.answered_at IS 'date of the answer';
COMMENT ON COLUMN letter.effective_at IS 'from when what it grants holds';

-- Requests for certification (R6.1, R7).
CREATE TABLE request (
	id bigint NOT NULL PRIMARY KEY,
	version bigint NOT NULL,
	act bigint NOT NULL,
	kind text COLLATE "C" NOT NULL CHECK (kind IN ('new', 'renew', 'change', 'revoke', 'recall', 'recover')),
	state text COLLATE "C" NOT NULL CHECK (state IN ('draft', 'submitted', 'returned', 'rejected', 'confirmed', 'consolidated', 'sent', 'refused', 'accepted', 'done', 'device_received', 'handed_over', 'closed', 'withdrawn')),
	agency bigint NOT NULL REFERENCES agency (id),
	person bigint REFERENCES person (id),
	certificate bigint REFERENCES certificate (id),
	device bigint REFERENCES device (id),
	asked_by bigint REFERENCES person (id),
	approved_by bigint REFERENCES person (id),
	reason text COLLATE "C",
	letter bigint REFERENCES letter (id),
	asked_at bigint NOT NULL,
	deadline_at bigint,
	closed_at bigint,
	subject text COLLATE "C" CHECK (subject IN ('person', 'title', 'agency', 'service')),
	form text COLLATE "C" REFERENCES blob (hash),
	basis text COLLATE "C" REFERENCES blob (hash),
	minutes text COLLATE "C" REFERENCES blob (hash),
	giver_at bigint,
	taker_at bigint
);
CREATE INDEX request_agency ON request (agency, id);
CREATE INDEX request_certificate ON request (certificate);
CREATE INDEX request_letter ON request (letter);
CREATE INDEX request_person ON request (person);
COMMENT ON COLUMN request.id IS 'counts up';
COMMENT ON COLUMN request.version IS 'of its row in change';
COMMENT ON COLUMN request.act IS 'that wrote that version';
COMMENT ON COLUMN request.kind IS 'what is asked';
COMMENT ON COLUMN request.state IS 'where it stands';
COMMENT ON COLUMN request.agency IS 'of the subscriber';
COMMENT ON COLUMN request.person IS 'the subscriber, where a person';
COMMENT ON COLUMN request.certificate IS 'that it is about; of a new one: NULL until it is issued';
COMMENT ON COLUMN request.device IS 'that it is about';
COMMENT ON COLUMN request.asked_by IS 'who asked; never who approves';
COMMENT ON COLUMN request.approved_by IS 'of the managing agency';
COMMENT ON COLUMN request.reason IS 'a stable word of the rules';
COMMENT ON COLUMN request.letter IS 'that carries it';
COMMENT ON COLUMN request.asked_at IS 'when it was made';
COMMENT ON COLUMN request.deadline_at IS 'of the step that is due';
COMMENT ON COLUMN request.closed_at IS 'when it ended';
COMMENT ON COLUMN request.subject IS 'class of the subscriber of a new certificate';
COMMENT ON COLUMN request.form IS 'file of the written request';
COMMENT ON COLUMN request.basis IS 'letter of the procedural or security body that asks';
COMMENT ON COLUMN request.minutes IS 'file of the minutes of handing a device back to the authority';
COMMENT ON COLUMN request.giver_at IS 'when the agency signed these minutes';
COMMENT ON COLUMN request.taker_at IS 'when the authority signed them';

-- Devices reported lost, damaged, locked or unsafe (R15.2).
CREATE TABLE incident (
	id bigint NOT NULL PRIMARY KEY,
	version bigint NOT NULL,
	act bigint NOT NULL,
	device bigint NOT NULL REFERENCES device (id),
	kind text COLLATE "C" NOT NULL CHECK (kind IN ('lost', 'damaged', 'locked', 'unsafe')),
	reported_by bigint REFERENCES person (id),
	happened_at bigint NOT NULL,
	request bigint REFERENCES request (id),
	state text COLLATE "C" NOT NULL CHECK (state IN ('open', 'closed'))
);
CREATE INDEX incident_device ON incident (device);
COMMENT ON COLUMN incident.id IS 'counts up';
COMMENT ON COLUMN incident.version IS 'of its row in change';
COMMENT ON COLUMN incident.act IS 'that wrote that version';
COMMENT ON COLUMN incident.device IS 'what it is about';
COMMENT ON COLUMN incident.kind IS 'what happened';
COMMENT ON COLUMN incident.reported_by IS 'who';
COMMENT ON COLUMN incident.happened_at IS 'when it happened, or was noticed';
COMMENT ON COLUMN incident.request IS 'that was drafted for it';
COMMENT ON COLUMN incident.state IS 'of the incident';

-- Which documents are signed digitally from when (R5.2).
CREATE TABLE roadmap (
	id bigint NOT NULL PRIMARY KEY,
	version bigint NOT NULL,
	act bigint NOT NULL,
	agency bigint NOT NULL REFERENCES agency (id),
	document_kind text COLLATE "C" NOT NULL,
	procedure bigint NOT NULL,
	planned_at bigint NOT NULL,
	done_at bigint
);
COMMENT ON COLUMN roadmap.id IS 'counts up';
COMMENT ON COLUMN roadmap.version IS 'of its row in change';
COMMENT ON COLUMN roadmap.act IS 'that wrote that version';
COMMENT ON COLUMN roadmap.agency IS 'whose plan';
COMMENT ON COLUMN roadmap.document_kind IS 'as in Decree 30/2020, Annex III';
COMMENT ON COLUMN roadmap.procedure IS '1 to 4, of Điều 9';
COMMENT ON COLUMN roadmap.planned_at IS 'digitally from then on';
COMMENT ON COLUMN roadmap.done_at IS 'NULL: not yet';

-- What an agency asks for, a year (R13.2, R14.4).
CREATE TABLE training_need (
	id bigint NOT NULL PRIMARY KEY,
	version bigint NOT NULL,
	act bigint NOT NULL,
	agency bigint NOT NULL REFERENCES agency (id),
	year bigint NOT NULL,
	topic text COLLATE "C" NOT NULL,
	people bigint NOT NULL
);
COMMENT ON COLUMN training_need.id IS 'counts up';
COMMENT ON COLUMN training_need.version IS 'of its row in change';
COMMENT ON COLUMN training_need.act IS 'that wrote that version';
COMMENT ON COLUMN training_need.agency IS 'who asks';
COMMENT ON COLUMN training_need.year IS 'for';
COMMENT ON COLUMN training_need.topic IS 'of the training';
COMMENT ON COLUMN training_need.people IS 'how many';

-- Classes with plan and cost (R13.2).
CREATE TABLE training_class (
	id bigint NOT NULL PRIMARY KEY,
	version bigint NOT NULL,
	act bigint NOT NULL,
	agency bigint NOT NULL REFERENCES agency (id),
	year bigint NOT NULL,
	topic text COLLATE "C" NOT NULL,
	place text COLLATE "C",
	from_at bigint,
	to_at bigint,
	planned_cost bigint,
	cost bigint,
	state text COLLATE "C" NOT NULL CHECK (state IN ('planned', 'held', 'cancelled'))
);
COMMENT ON COLUMN training_class.id IS 'counts up';
COMMENT ON COLUMN training_class.version IS 'of its row in change';
COMMENT ON COLUMN training_class.act IS 'that wrote that version';
COMMENT ON COLUMN training_class.agency IS 'who holds it';
COMMENT ON COLUMN training_class.year IS 'of the plan';
COMMENT ON COLUMN training_class.topic IS 'of the class';
COMMENT ON COLUMN training_class.place IS 'where';
COMMENT ON COLUMN training_class.from_at IS 'first day';
COMMENT ON COLUMN training_class.to_at IS 'last day';
COMMENT ON COLUMN training_class.planned_cost IS 'in đồng';
COMMENT ON COLUMN training_class.cost IS 'in đồng';
COMMENT ON COLUMN training_class.state IS 'of the class';

-- Who was summoned to a class, and came (R15.3).
CREATE TABLE attendance (
	id bigint NOT NULL PRIMARY KEY,
	version bigint NOT NULL,
	act bigint NOT NULL,
	class bigint NOT NULL REFERENCES training_class (id),
	person bigint NOT NULL REFERENCES person (id),
	summoned_at bigint NOT NULL,
	came bigint CHECK (came IN (0, 1))
);
CREATE UNIQUE INDEX attendance_key ON attendance (class, person);
CREATE INDEX attendance_person ON attendance (person);
COMMENT ON COLUMN attendance.id IS 'counts up';
COMMENT ON COLUMN attendance.version IS 'of its row in change';
COMMENT ON COLUMN attendance.act IS 'that wrote that version';
COMMENT ON COLUMN attendance.class IS 'which';
COMMENT ON COLUMN attendance.person IS 'who';
COMMENT ON COLUMN attendance.summoned_at IS 'when';
COMMENT ON COLUMN attendance.came IS 'NULL: not recorded yet';

-- Inspections and guidance (R18.1).
CREATE TABLE inspection (
	id bigint NOT NULL PRIMARY KEY,
	version bigint NOT NULL,
	act bigint NOT NULL,
	agency bigint NOT NULL REFERENCES agency (id),
	planned_at bigint NOT NULL,
	held_at bigint,
	minutes text COLLATE "C" REFERENCES blob (hash),
	findings text COLLATE "C",
	remedy_until bigint,
	remedied_at bigint
);
COMMENT ON COLUMN inspection.id IS 'counts up';
COMMENT ON COLUMN inspection.version IS 'of its row in change';
COMMENT ON COLUMN inspection.act IS 'that wrote that version';
COMMENT ON COLUMN inspection.agency IS 'that is looked at';
COMMENT ON COLUMN inspection.planned_at IS 'day';
COMMENT ON COLUMN inspection.held_at IS 'day';
COMMENT ON COLUMN inspection.minutes IS 'file';
COMMENT ON COLUMN inspection.findings IS 'what was found';
COMMENT ON COLUMN inspection.remedy_until IS 'day';
COMMENT ON COLUMN inspection.remedied_at IS 'day';

-- Measures of safety per desk and agency (R17.2).
CREATE TABLE checklist (
	id bigint NOT NULL PRIMARY KEY,
	version bigint NOT NULL,
	act bigint NOT NULL,
	agency bigint NOT NULL REFERENCES agency (id),
	desk text COLLATE "C",
	measure text COLLATE "C" NOT NULL,
	good bigint NOT NULL CHECK (good IN (0, 1)),
	advice text COLLATE "C",
	person bigint REFERENCES person (id),
	checked_at bigint NOT NULL
);
COMMENT ON COLUMN checklist.id IS 'counts up';
COMMENT ON COLUMN checklist.version IS 'of its row in change';
COMMENT ON COLUMN checklist.act IS 'that wrote that version';
COMMENT ON COLUMN checklist.agency IS 'where';
COMMENT ON COLUMN checklist.desk IS 'NULL: the whole agency';
COMMENT ON COLUMN checklist.measure IS 'what was looked at, a stable word';
COMMENT ON COLUMN checklist.good IS '1: as it should be';
COMMENT ON COLUMN checklist.advice IS 'what to do';
COMMENT ON COLUMN checklist.person IS 'who';
COMMENT ON COLUMN checklist.checked_at IS 'when';

-- Requests for support (R17).
CREATE TABLE ticket (
	id bigint NOT NULL PRIMARY KEY,
	version bigint NOT NULL,
	act bigint NOT NULL,
	agency bigint NOT NULL REFERENCES agency (id),
	person bigint REFERENCES person (id),
	subject text COLLATE "C" NOT NULL,
	report text COLLATE "C" REFERENCES blob (hash),
	answer text COLLATE "C",
	state text COLLATE "C" NOT NULL CHECK (state IN ('open', 'answered', 'closed')),
	asked_at bigint NOT NULL,
	answered_at bigint
);
COMMENT ON COLUMN ticket.id IS 'counts up';
COMMENT ON COLUMN ticket.version IS 'of its row in change';
COMMENT ON COLUMN ticket.act IS 'that wrote that version';
COMMENT ON COLUMN ticket.agency IS 'who asks';
COMMENT ON COLUMN ticket.person IS 'who';
COMMENT ON COLUMN ticket.subject IS 'what about';
COMMENT ON COLUMN ticket.report IS 'of the workplace';
COMMENT ON COLUMN ticket.answer IS 'what was done';
COMMENT ON COLUMN ticket.state IS 'of the ticket';
COMMENT ON COLUMN ticket.asked_at IS 'when';
COMMENT ON COLUMN ticket.answered_at IS 'when';

-- Difficulties and proposals, and their answers (R18.2).
CREATE TABLE proposal (
	id bigint NOT NULL PRIMARY KEY,
	version bigint NOT NULL,
	act bigint NOT NULL,
	agency bigint NOT NULL REFERENCES agency (id),
	kind text COLLATE "C" NOT NULL CHECK (kind IN ('difficulty', 'proposal')),
	subject text COLLATE "C" NOT NULL,
	answer text COLLATE "C",
	state text COLLATE "C" NOT NULL CHECK (state IN ('open', 'answered', 'closed')),
	asked_at bigint NOT NULL,
	answered_at bigint
);
COMMENT ON COLUMN proposal.id IS 'counts up';
COMMENT ON COLUMN proposal.version IS 'of its row in change';
COMMENT ON COLUMN proposal.act IS 'that wrote that version';
COMMENT ON COLUMN proposal.agency IS 'whose';
COMMENT ON COLUMN proposal.kind IS 'what it is';
COMMENT ON COLUMN proposal.subject IS 'what is said';
COMMENT ON COLUMN proposal.answer IS 'of the department';
COMMENT ON COLUMN proposal.state IS 'of the proposal';
COMMENT ON COLUMN proposal.asked_at IS 'when';
COMMENT ON COLUMN proposal.answered_at IS 'when';

-- Duties of a subscriber, accepted once for each legal profile (R15.1).
CREATE TABLE duty (
	id bigint NOT NULL PRIMARY KEY,
	version bigint NOT NULL,
	act bigint NOT NULL,
	person bigint NOT NULL REFERENCES person (id),
	profile text COLLATE "C" NOT NULL CHECK (profile <> ''),
	accepted_at bigint NOT NULL
);
CREATE UNIQUE INDEX duty_key ON duty (person, profile);
COMMENT ON COLUMN duty.id IS 'counts up';
COMMENT ON COLUMN duty.version IS 'of its row in change';
COMMENT ON COLUMN duty.act IS 'that wrote that version';
COMMENT ON COLUMN duty.person IS 'who';
COMMENT ON COLUMN duty.profile IS 'id of the profile whose duties they are';
COMMENT ON COLUMN duty.accepted_at IS 'when';

-- Public services that may use signatures (R2.1b).
CREATE TABLE service (
	id bigint NOT NULL PRIMARY KEY,
	version bigint NOT NULL,
	act bigint NOT NULL,
	code text COLLATE "C" NOT NULL CHECK (code <> ''),
	name text COLLATE "C" NOT NULL,
	agency bigint NOT NULL REFERENCES agency (id),
	is_signed bigint NOT NULL CHECK (is_signed IN (0, 1)),
	from_at bigint NOT NULL,
	to_at bigint
);
CREATE UNIQUE INDEX service_key ON service (code);
COMMENT ON COLUMN service.id IS 'counts up';
COMMENT ON COLUMN service.version IS 'of its row in change';
COMMENT ON COLUMN service.act IS 'that wrote that version';
COMMENT ON COLUMN service.code IS 'of the service';
COMMENT ON COLUMN service.name IS 'of the service';
COMMENT ON COLUMN service.agency IS 'that gives it';
COMMENT ON COLUMN service.is_signed IS '1: its results are signed digitally';
COMMENT ON COLUMN service.from_at IS 'given since';
COMMENT ON COLUMN service.to_at IS 'until; NULL: still';
