-- SPDX-License-Identifier: AGPL-3.0-or-later
-- The books of the registry, their acts and their history. The same in sql/postgresql/.
-- Acts: who did what, when, and why. Never changed.
CREATE TABLE act (
	id INTEGER NOT NULL PRIMARY KEY, -- counts up, without a gap
	at INTEGER NOT NULL, -- when it was entered, UTC epoch seconds
	effective_at INTEGER NOT NULL CHECK (effective_at <= at), -- from when what it says holds: a late entry has an earlier one
	actor TEXT NOT NULL, -- who: person:ID, or system
	role TEXT NOT NULL, -- as what
	what TEXT NOT NULL, -- agency.merge
	object TEXT NOT NULL, -- what it is about: agency:ID
	reason TEXT, -- in words, where one was given
	compensates INTEGER REFERENCES act (id), -- the act that this one undoes
	changes INTEGER NOT NULL CHECK (changes >= 0), -- rows that it wrote
	hash BLOB NOT NULL CHECK (length(hash) = 32), -- SHA-256 over it and its changes, as its leaf has it
	log INTEGER NOT NULL, -- of its leaf in the audit trail
	idx INTEGER NOT NULL, -- of its leaf in that log
	FOREIGN KEY (log, idx) REFERENCES audit_leaf (log, idx)
) STRICT;
CREATE UNIQUE INDEX act_compensates ON act (compensates);
CREATE UNIQUE INDEX act_leaf ON act (log, idx);

-- What acts changed: every version of every row. Never changed.
CREATE TABLE change (
	act INTEGER NOT NULL REFERENCES act (id) DEFERRABLE INITIALLY DEFERRED, -- that wrote it
	n INTEGER NOT NULL CHECK (n >= 0), -- which of its changes
	book TEXT NOT NULL, -- table of the row
	object INTEGER NOT NULL, -- id of the row
	version INTEGER NOT NULL CHECK (version >= 1), -- of the row, from 1 without a gap
	content TEXT, -- the whole row after it, canonical JSON; NULL: the row is gone, its entry was undone
	PRIMARY KEY (act, n)
) STRICT;
CREATE UNIQUE INDEX change_object ON change (book, object, version);

-- Words of names, for searching; computed from the rows.
CREATE TABLE word (
	book TEXT NOT NULL, -- table of the row
	word TEXT NOT NULL, -- of its name, without diacritics
	sort_key TEXT NOT NULL, -- that of the row
	object INTEGER NOT NULL, -- id of the row
	PRIMARY KEY (book, word, sort_key, object)
) STRICT;
CREATE INDEX word_object ON word (book, object, word);

-- Who reports: not the tree of agencies, a district reports for its communes (R12).
CREATE TABLE unit (
	id INTEGER NOT NULL PRIMARY KEY, -- counts up
	version INTEGER NOT NULL, -- of its row in change
	act INTEGER NOT NULL, -- that wrote that version
	code TEXT NOT NULL CHECK (code <> ''), -- short code, as people write it
	name TEXT NOT NULL, -- as it stands in the report
	from_at INTEGER, -- reports since; NULL: always
	to_at INTEGER -- reports no longer; NULL: still
) STRICT;
CREATE UNIQUE INDEX unit_key ON unit (code);

-- The tree of agencies (R1).
CREATE TABLE agency (
	id INTEGER NOT NULL PRIMARY KEY, -- counts up
	version INTEGER NOT NULL, -- of its row in change
	act INTEGER NOT NULL, -- that wrote that version
	code TEXT NOT NULL CHECK (code <> ''), -- identification code of the agency
	name TEXT NOT NULL, -- full name, as on its letters
	short_name TEXT, -- in lists
	kind TEXT NOT NULL CHECK (kind IN ('province', 'department', 'agency', 'district', 'commune', 'unit')), -- place in the administration
	parent INTEGER REFERENCES agency (id), -- the agency that it is part of; NULL: the root
	managing INTEGER REFERENCES agency (id), -- forwards its requests; NULL: itself
	unit INTEGER REFERENCES unit (id), -- that reports for it
	state TEXT NOT NULL CHECK (state IN ('active', 'ended')), -- ended: dissolved, merged or split
	successor INTEGER REFERENCES agency (id), -- of an ended one: who has its duties
	from_at INTEGER, -- exists since; NULL: not recorded
	to_at INTEGER, -- ended on; NULL: exists
	sort_key TEXT NOT NULL, -- order of the name, computed: text compares by bytes
	search_key TEXT NOT NULL, -- words of the name without diacritics, each with a blank before and behind
	path TEXT NOT NULL -- where it stands in the tree: 8 hexadecimal digits of an id for each agency from the root to itself
) STRICT;
CREATE UNIQUE INDEX agency_key ON agency (code);
CREATE INDEX agency_path ON agency (path);
CREATE INDEX agency_parent ON agency (parent);
CREATE INDEX agency_order ON agency (sort_key, id);

-- People who hold certificates or have a part in the work (R1).
CREATE TABLE person (
	id INTEGER NOT NULL PRIMARY KEY, -- counts up
	version INTEGER NOT NULL, -- of its row in change
	act INTEGER NOT NULL, -- that wrote that version
	code TEXT NOT NULL CHECK (code <> ''), -- staff number
	name TEXT NOT NULL, -- family name first
	agency INTEGER NOT NULL REFERENCES agency (id), -- where the person works
	email TEXT, -- for notices
	phone TEXT, -- for handing over a device
	state TEXT NOT NULL CHECK (state IN ('active', 'moved', 'retired', 'left')), -- what became of the person
	sort_key TEXT NOT NULL, -- order of the name, computed: text compares by bytes
	search_key TEXT NOT NULL -- words of the name without diacritics, each with a blank before and behind
) STRICT;
CREATE UNIQUE INDEX person_key ON person (code);
CREATE INDEX person_order ON person (sort_key, id);
CREATE INDEX person_agency ON person (agency, sort_key, id);

-- Who has which post and role where, from when to when (R1).
CREATE TABLE post (
	id INTEGER NOT NULL PRIMARY KEY, -- counts up
	version INTEGER NOT NULL, -- of its row in change
	act INTEGER NOT NULL, -- that wrote that version
	person INTEGER NOT NULL REFERENCES person (id), -- who
	agency INTEGER NOT NULL REFERENCES agency (id), -- where
	title TEXT NOT NULL, -- as it stands above a signature
	role TEXT NOT NULL CHECK (role IN ('subscriber', 'clerk', 'signatory', 'head', 'it_officer', 'manager', 'department', 'auditor', 'admin')), -- what the post may do here
	decision TEXT, -- number of the decision
	from_at INTEGER NOT NULL, -- since
	to_at INTEGER -- until; NULL: still
) STRICT;
CREATE INDEX post_person ON post (person);
CREATE INDEX post_agency ON post (agency);

-- What holds a private key: token, SIM, HSM slot (R2.2).
CREATE TABLE device (
	id INTEGER NOT NULL PRIMARY KEY, -- counts up
	version INTEGER NOT NULL, -- of its row in change
	act INTEGER NOT NULL, -- that wrote that version
	kind TEXT NOT NULL CHECK (kind IN ('token', 'sim', 'hsm')), -- of device
	serial TEXT NOT NULL CHECK (serial <> ''), -- of the device
	label TEXT, -- model, bar code, ICCID
	agency INTEGER NOT NULL REFERENCES agency (id), -- that is answerable for it
	state TEXT NOT NULL CHECK (state IN ('in_stock', 'in_transit', 'received', 'assigned', 'locked', 'unlocked', 'lost', 'broken', 'unsafe', 'returned_to_agency', 'returned_to_authority', 'closed')), -- where it stands in its life
	state_from INTEGER NOT NULL -- of that state
) STRICT;
CREATE UNIQUE INDEX device_key ON device (kind, serial);
CREATE INDEX device_agency ON device (agency, id);

-- Certificates, entered from the certificate file itself (R2.2).
CREATE TABLE certificate (
	id INTEGER NOT NULL PRIMARY KEY, -- counts up
	version INTEGER NOT NULL, -- of its row in change
	act INTEGER NOT NULL, -- that wrote that version
	fingerprint TEXT NOT NULL CHECK (fingerprint <> ''), -- SHA-256 of the file in hexadecimal
	serial TEXT NOT NULL, -- of the certificate, hexadecimal
	issuer TEXT NOT NULL, -- common name of the issuer
	subject_name TEXT NOT NULL, -- what people call the holder
	subject TEXT NOT NULL, -- the parts of the subject that registers want, a line each
	holder TEXT NOT NULL CHECK (holder IN ('person', 'title', 'agency', 'service')), -- kind of subscriber
	person INTEGER REFERENCES person (id), -- the subscriber, where a person
	agency INTEGER NOT NULL REFERENCES agency (id), -- the subscriber, or that of the person or the service
	device INTEGER REFERENCES device (id), -- that holds the key; NULL: not recorded
	not_before INTEGER NOT NULL, -- first moment of validity
	not_after INTEGER NOT NULL, -- last moment of validity
	key_name TEXT NOT NULL, -- kind and size of the key
	blob TEXT NOT NULL REFERENCES blob (hash), -- the certificate file
	chain TEXT NOT NULL CHECK (chain IN ('trusted', 'untrusted')), -- did it chain to the trust list when it was entered
	is_lab INTEGER CHECK (is_lab IN (0, 1)), -- 1: of the teaching PKI, without legal force; NULL: not read from a file
	state TEXT NOT NULL CHECK (state IN ('issued', 'handed_over', 'active', 'stopped', 'expired', 'revoked', 'superseded')), -- where it stands in its life
	state_from INTEGER NOT NULL, -- of that state
	reason TEXT, -- of a revocation, a stable word
	renews INTEGER REFERENCES certificate (id), -- the certificate that this one renews or replaces
	renewals INTEGER NOT NULL, -- how often it was renewed
	sort_key TEXT NOT NULL, -- order of the name, computed: text compares by bytes
	search_key TEXT NOT NULL -- words of the name without diacritics, each with a blank before and behind
) STRICT;
CREATE UNIQUE INDEX certificate_key ON certificate (fingerprint);
CREATE INDEX certificate_agency ON certificate (agency, id);
CREATE INDEX certificate_person ON certificate (person);
CREATE INDEX certificate_device ON certificate (device);
CREATE INDEX certificate_end ON certificate (not_after, id);
CREATE INDEX certificate_serial ON certificate (serial);
CREATE INDEX certificate_order ON certificate (sort_key, id);

-- Who keeps a device, by which decision and minutes (R14.3, R16.1).
CREATE TABLE custody (
	id INTEGER NOT NULL PRIMARY KEY, -- counts up
	version INTEGER NOT NULL, -- of its row in change
	act INTEGER NOT NULL, -- that wrote that version
	device INTEGER NOT NULL REFERENCES device (id), -- what is kept
	keeper INTEGER NOT NULL REFERENCES person (id), -- who keeps it
	decision TEXT NOT NULL, -- number of the decision that assigns it
	decided_at INTEGER NOT NULL, -- day of that decision
	minutes TEXT REFERENCES blob (hash), -- file of the minutes of handing over
	giver_at INTEGER, -- when who gave it signed the minutes; NULL: not yet, or nobody had it before
	taker_at INTEGER, -- when the keeper signed the minutes; NULL: not yet
	from_at INTEGER NOT NULL, -- keeps it since
	to_at INTEGER, -- until; NULL: still
	back_minutes TEXT REFERENCES blob (hash), -- file of the minutes of return, or of loss
	back_giver_at INTEGER, -- when the keeper signed them
	back_taker_at INTEGER -- when the managing agency signed them
) STRICT;
CREATE INDEX custody_device ON custody (device, from_at);
CREATE INDEX custody_keeper ON custody (keeper);

-- Pictures of handwritings and seals, each for one certificate (R8).
CREATE TABLE picture (
	id INTEGER NOT NULL PRIMARY KEY, -- counts up
	version INTEGER NOT NULL, -- of its row in change
	act INTEGER NOT NULL, -- that wrote that version
	kind TEXT NOT NULL CHECK (kind IN ('signature', 'seal')), -- handwriting or seal
	certificate INTEGER NOT NULL REFERENCES certificate (id), -- the only one that it may be used with
	blob TEXT NOT NULL REFERENCES blob (hash), -- PNG
	diameter INTEGER, -- of a seal, in micrometres
	state TEXT NOT NULL CHECK (state IN ('proposed', 'approved', 'refused', 'withdrawn')), -- may it be used
	proposed_by INTEGER REFERENCES person (id), -- who uploaded it
	approved_by INTEGER REFERENCES person (id), -- never who proposed it
	from_at INTEGER, -- may be used since
	to_at INTEGER -- until; NULL: no end
) STRICT;
CREATE INDEX picture_certificate ON picture (certificate);

-- Many requests in one letter, and its answer (R6.1).
CREATE TABLE letter (
	id INTEGER NOT NULL PRIMARY KEY, -- counts up
	version INTEGER NOT NULL, -- of its row in change
	act INTEGER NOT NULL, -- that wrote that version
	agency INTEGER NOT NULL REFERENCES agency (id), -- that sends it
	number TEXT, -- number and symbol; NULL while it is a draft
	receiver TEXT NOT NULL CHECK (receiver IN ('department', 'authority')), -- to whom
	state TEXT NOT NULL CHECK (state IN ('draft', 'sent', 'answered')), -- of the letter
	blob TEXT REFERENCES blob (hash), -- the letter as it was sent
	asked_at INTEGER, -- when it was sent
	answer TEXT CHECK (answer IN ('accepted', 'refused')), -- of the receiver
	answer_number TEXT, -- number and symbol of the answer
	answer_blob TEXT REFERENCES blob (hash), -- the document of the answer
	answered_at INTEGER, -- date of the answer
	effective_at INTEGER -- from when what it grants holds
) STRICT;

-- Requests for certification (R6.1, R7).
CREATE TABLE request (
	id INTEGER NOT NULL PRIMARY KEY, -- counts up
	version INTEGER NOT NULL, -- of its row in change
	act INTEGER NOT NULL, -- that wrote that version
	kind TEXT NOT NULL CHECK (kind IN ('new', 'renew', 'change', 'revoke', 'recall', 'recover')), -- what is asked
	state TEXT NOT NULL CHECK (state IN ('draft', 'submitted', 'returned', 'rejected', 'confirmed', 'consolidated', 'sent', 'refused', 'accepted', 'done', 'device_received', 'handed_over', 'closed', 'withdrawn')), -- where it stands
	agency INTEGER NOT NULL REFERENCES agency (id), -- of the subscriber
	person INTEGER REFERENCES person (id), -- the subscriber, where a person
	certificate INTEGER REFERENCES certificate (id), -- that it is about; of a new one: NULL until it is issued
	device INTEGER REFERENCES device (id), -- that it is about
	asked_by INTEGER REFERENCES person (id), -- who asked; never who approves
	approved_by INTEGER REFERENCES person (id), -- of the managing agency
	reason TEXT, -- a stable word of the rules
	letter INTEGER REFERENCES letter (id), -- that carries it
	asked_at INTEGER NOT NULL, -- when it was made
	deadline_at INTEGER, -- of the step that is due
	closed_at INTEGER, -- when it ended
	subject TEXT CHECK (subject IN ('person', 'title', 'agency', 'service')), -- class of the subscriber of a new certificate
	form TEXT REFERENCES blob (hash), -- file of the written request
	basis TEXT REFERENCES blob (hash), -- letter of the procedural or security body that asks
	minutes TEXT REFERENCES blob (hash), -- file of the minutes of handing a device back to the authority
	giver_at INTEGER, -- when the agency signed these minutes
	taker_at INTEGER -- when the authority signed them
) STRICT;
CREATE INDEX request_agency ON request (agency, id);
CREATE INDEX request_certificate ON request (certificate);
CREATE INDEX request_letter ON request (letter);
CREATE INDEX request_person ON request (person);

-- Devices reported lost, damaged, locked or unsafe (R15.2).
CREATE TABLE incident (
	id INTEGER NOT NULL PRIMARY KEY, -- counts up
	version INTEGER NOT NULL, -- of its row in change
	act INTEGER NOT NULL, -- that wrote that version
	device INTEGER NOT NULL REFERENCES device (id), -- what it is about
	kind TEXT NOT NULL CHECK (kind IN ('lost', 'damaged', 'locked', 'unsafe')), -- what happened
	reported_by INTEGER REFERENCES person (id), -- who
	happened_at INTEGER NOT NULL, -- when it happened, or was noticed
	request INTEGER REFERENCES request (id), -- that was drafted for it
	state TEXT NOT NULL CHECK (state IN ('open', 'closed')) -- of the incident
) STRICT;
CREATE INDEX incident_device ON incident (device);

-- Which documents are signed digitally from when (R5.2).
CREATE TABLE roadmap (
	id INTEGER NOT NULL PRIMARY KEY, -- counts up
	version INTEGER NOT NULL, -- of its row in change
	act INTEGER NOT NULL, -- that wrote that version
	agency INTEGER NOT NULL REFERENCES agency (id), -- whose plan
	document_kind TEXT NOT NULL, -- as in Decree 30/2020, Annex III
	procedure INTEGER NOT NULL, -- 1 to 4, of Điều 9
	planned_at INTEGER NOT NULL, -- digitally from then on
	done_at INTEGER -- NULL: not yet
) STRICT;

-- What an agency asks for, a year (R13.2, R14.4).
CREATE TABLE training_need (
	id INTEGER NOT NULL PRIMARY KEY, -- counts up
	version INTEGER NOT NULL, -- of its row in change
	act INTEGER NOT NULL, -- that wrote that version
	agency INTEGER NOT NULL REFERENCES agency (id), -- who asks
	year INTEGER NOT NULL, -- for
	topic TEXT NOT NULL, -- of the training
	people INTEGER NOT NULL -- how many
) STRICT;

-- Classes with plan and cost (R13.2).
CREATE TABLE training_class (
	id INTEGER NOT NULL PRIMARY KEY, -- counts up
	version INTEGER NOT NULL, -- of its row in change
	act INTEGER NOT NULL, -- that wrote that version
	agency INTEGER NOT NULL REFERENCES agency (id), -- who holds it
	year INTEGER NOT NULL, -- of the plan
	topic TEXT NOT NULL, -- of the class
	place TEXT, -- where
	from_at INTEGER, -- first day
	to_at INTEGER, -- last day
	planned_cost INTEGER, -- in đồng
	cost INTEGER, -- in đồng
	state TEXT NOT NULL CHECK (state IN ('planned', 'held', 'cancelled')) -- of the class
) STRICT;

-- Who was summoned to a class, and came (R15.3).
CREATE TABLE attendance (
	id INTEGER NOT NULL PRIMARY KEY, -- counts up
	version INTEGER NOT NULL, -- of its row in change
	act INTEGER NOT NULL, -- that wrote that version
	class INTEGER NOT NULL REFERENCES training_class (id), -- which
	person INTEGER NOT NULL REFERENCES person (id), -- who
	summoned_at INTEGER NOT NULL, -- when
	came INTEGER CHECK (came IN (0, 1)) -- NULL: not recorded yet
) STRICT;
CREATE UNIQUE INDEX attendance_key ON attendance (class, person);
CREATE INDEX attendance_person ON attendance (person);

-- Inspections and guidance (R18.1).
CREATE TABLE inspection (
	id INTEGER NOT NULL PRIMARY KEY, -- counts up
	version INTEGER NOT NULL, -- of its row in change
	act INTEGER NOT NULL, -- that wrote that version
	agency INTEGER NOT NULL REFERENCES agency (id), -- that is looked at
	planned_at INTEGER NOT NULL, -- day
	held_at INTEGER, -- day
	minutes TEXT REFERENCES blob (hash), -- file
	findings TEXT, -- what was found
	remedy_until INTEGER, -- day
	remedied_at INTEGER -- day
) STRICT;

-- Measures of safety per desk and agency (R17.2).
CREATE TABLE checklist (
	id INTEGER NOT NULL PRIMARY KEY, -- counts up
	version INTEGER NOT NULL, -- of its row in change
	act INTEGER NOT NULL, -- that wrote that version
	agency INTEGER NOT NULL REFERENCES agency (id), -- where
	desk TEXT, -- NULL: the whole agency
	measure TEXT NOT NULL, -- what was looked at, a stable word
	good INTEGER NOT NULL CHECK (good IN (0, 1)), -- 1: as it should be
	advice TEXT, -- what to do
	person INTEGER REFERENCES person (id), -- who
	checked_at INTEGER NOT NULL -- when
) STRICT;

-- Requests for support (R17).
CREATE TABLE ticket (
	id INTEGER NOT NULL PRIMARY KEY, -- counts up
	version INTEGER NOT NULL, -- of its row in change
	act INTEGER NOT NULL, -- that wrote that version
	agency INTEGER NOT NULL REFERENCES agency (id), -- who asks
	person INTEGER REFERENCES person (id), -- who
	subject TEXT NOT NULL, -- what about
	report TEXT REFERENCES blob (hash), -- of the workplace
	answer TEXT, -- what was done
	state TEXT NOT NULL CHECK (state IN ('open', 'answered', 'closed')), -- of the ticket
	asked_at INTEGER NOT NULL, -- when
	answered_at INTEGER -- when
) STRICT;

-- Difficulties and proposals, and their answers (R18.2).
CREATE TABLE proposal (
	id INTEGER NOT NULL PRIMARY KEY, -- counts up
	version INTEGER NOT NULL, -- of its row in change
	act INTEGER NOT NULL, -- that wrote that version
	agency INTEGER NOT NULL REFERENCES agency (id), -- whose
	kind TEXT NOT NULL CHECK (kind IN ('difficulty', 'proposal')), -- what it is
	subject TEXT NOT NULL, -- what is said
	answer TEXT, -- of the department
	state TEXT NOT NULL CHECK (state IN ('open', 'answered', 'closed')), -- of the proposal
	asked_at INTEGER NOT NULL, -- when
	answered_at INTEGER -- when
) STRICT;

-- Duties of a subscriber, accepted once for each legal profile (R15.1).
CREATE TABLE duty (
	id INTEGER NOT NULL PRIMARY KEY, -- counts up
	version INTEGER NOT NULL, -- of its row in change
	act INTEGER NOT NULL, -- that wrote that version
	person INTEGER NOT NULL REFERENCES person (id), -- who
	profile TEXT NOT NULL CHECK (profile <> ''), -- id of the profile whose duties they are
	accepted_at INTEGER NOT NULL -- when
) STRICT;
CREATE UNIQUE INDEX duty_key ON duty (person, profile);

-- Public services that may use signatures (R2.1b).
CREATE TABLE service (
	id INTEGER NOT NULL PRIMARY KEY, -- counts up
	version INTEGER NOT NULL, -- of its row in change
	act INTEGER NOT NULL, -- that wrote that version
	code TEXT NOT NULL CHECK (code <> ''), -- of the service
	name TEXT NOT NULL, -- of the service
	agency INTEGER NOT NULL REFERENCES agency (id), -- that gives it
	is_signed INTEGER NOT NULL CHECK (is_signed IN (0, 1)), -- 1: its results are signed digitally
	from_at INTEGER NOT NULL, -- given since
	to_at INTEGER -- until; NULL: still
) STRICT;
CREATE UNIQUE INDEX service_key ON service (code);
