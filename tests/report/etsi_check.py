#!/usr/bin/env python3
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Holds a validation report against the XML schema of ETSI TS 119 102-2, version 1.2.1. Usage: etsi_check.py FILE.xml...

The schema itself may not be shipped; what stands below is the order, number and type of its elements as published, for those
that we write. Elements that the table does not know are refused. Prints what is wrong, exit 1. The table is tried on the first
file too: each single fault put into it must be found."""
import base64
import copy
import re
import sys
import xml.etree.ElementTree as ET

VR = "{http://uri.etsi.org/19102/v1.2.1#}"
DS = "{http://www.w3.org/2000/09/xmldsig#}"
XADES = "{http://uri.etsi.org/01903/v1.3.2#}"
MANY = 10 ** 9

# ---- simple types ----
URI = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[!-~]+")
TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")
ID = re.compile(r"[A-Za-z_][\w.-]*")
BOOLEAN = re.compile(r"true|false")
ANY = re.compile(r".*", re.S)
BASE64 = re.compile(r"[A-Za-z0-9+/]+={0,2}")


def urn(kind, *words):
    return re.compile("urn:etsi:019102:%s:(%s)" % (kind, "|".join(words)))


MAIN = urn("mainindication", "total-passed", "total-failed", "indeterminate", "passed", "failed")
SUB = urn("subindication", *"""FORMAT_FAILURE HASH_FAILURE SIG_CRYPTO_FAILURE REVOKED EXPIRED NOT_YET_VALID SIG_CONSTRAINTS_FAILURE
CHAIN_CONSTRAINTS_FAILURE CERTIFICATE_CHAIN_GENERAL_FAILURE CRYPTO_CONSTRAINTS_FAILURE CRYPTO_CONSTRAINTS_FAILURE_NO_POE
POLICY_PROCESSING_ERROR SIGNATURE_POLICY_NOT_AVAILABLE TIMESTAMP_ORDER_FAILURE NO_SIGNING_CERTIFICATE_FOUND
NO_CERTIFICATE_CHAIN_FOUND REVOKED_NO_POE REVOKED_CA_NO_POE OUT_OF_BOUNDS_NO_POE OUT_OF_BOUNDS_NOT_REVOKED
REVOCATION_OUT_OF_BOUNDS_NO_POE NO_POE TRY_LATER SIGNED_DATA_NOT_FOUND GENERIC""".split())

REASON = urn("revocationReason", *"""unspecified keyCompromise cACompromise affiliationChanged superseded cessationOfOperation certificateHold
removeFromCRL privilegeWithdrawn aACompromise""".split())

# ---- complex types: ([(element, least, most, type)], {attribute: (type, wanted)}) ----
SAID = {"Signed": (BOOLEAN, False)}
OBJECT = ([], {"VOReference": (re.compile(r"[\w.-]+( [\w.-]+)*"), True)})
DIGEST = ([(DS + "DigestMethod", 1, 1, ([], {"Algorithm": (URI, True)})), (DS + "DigestValue", 1, 1, BASE64)], {})
TYPED = ([("Type", 1, 1, URI), ("Value", 1, 1, ANY)], {})
POE = ([("POETime", 1, 1, TIME), ("TypeOfProof", 1, 1, urn("poetype", "validation", "provided", "policy")),
        ("POEObject", 0, 1, OBJECT)], {})
CHAIN = ([("SigningCertificate", 1, 1, OBJECT), ("IntermediateCertificate", 0, MANY, OBJECT), ("TrustAnchor", 0, 1, OBJECT)], {})
REVOCATION = ([("ValidationObjectId", 1, 1, OBJECT), ("RevocationTime", 1, 1, TIME), ("RevocationReason", 0, 1, REASON),
               ("RevocationObject", 0, 1, OBJECT)], {})
DATA = ([("TrustAnchor", 0, 1, OBJECT), ("CertificateChain", 0, 1, CHAIN), ("RelatedValidationObject", 0, MANY, OBJECT),
         ("RevocationStatusInformation", 0, 1, REVOCATION),
         ("AdditionalValidationReportData", 0, 1, ([("ReportData", 1, MANY, TYPED)], {}))], {})
STATUS = ([("MainIndication", 1, 1, MAIN), ("SubIndication", 0, MANY, SUB), ("AssociatedValidationReportData", 0, MANY, DATA)], {})
CONSTRAINT = ([("ValidationConstraintIdentifier", 1, 1, URI), ("ValidationConstraintParameter", 0, MANY, TYPED),
               ("ConstraintStatus", 1, 1, ([("Status", 1, 1, urn("constraintStatus", "applied", "disabled", "overridden"))], {})),
               ("ValidationStatus", 0, 1, STATUS)], {})
POLICY = ([("SignaturePolicyIdentifier", 1, 1, ([(XADES + "SignaturePolicyImplied", 1, 1, ([], {}))], {})),
           ("PolicyName", 0, 1, ANY)], {})


def attribute(inner, kind):
    return ([("AttributeObject", 0, MANY, OBJECT), (inner, 1, 1, kind)], SAID)


ATTRIBUTES = ([("SigningTime", 0, MANY, attribute("Time", TIME)),
               ("SignatureProductionPlace", 0, MANY, attribute("AddressString", ANY)),
               ("SignatureTimeStamp", 0, MANY, attribute("TimeStampValue", TIME)),
               ("DocTimeStamp", 0, MANY, attribute("TimeStampValue", TIME)),
               ("Reason", 0, MANY, attribute("ReasonElement", ANY)), ("Name", 0, MANY, attribute("NameElement", ANY)),
               ("SubFilter", 0, MANY, attribute("SubFilterElement", ANY))], {})
REPORT = ([("SignatureIdentifier", 0, 1, ([("HashOnly", 1, 1, BOOLEAN), ("DocHashOnly", 1, 1, BOOLEAN)], {"id": (ID, False)})),
           ("ValidationConstraintsEvaluationReport", 0, 1,
            ([("SignatureValidationPolicy", 0, 1, POLICY), ("ValidationConstraint", 0, MANY, CONSTRAINT)], {})),
           ("ValidationTimeInfo", 0, 1, ([("ValidationTime", 1, 1, TIME), ("BestSignatureTime", 1, 1, POE)], {})),
           ("SignersDocument", 0, 1, ([("DigestAlgAndValue", 1, 1, DIGEST)], {})),
           ("SignatureAttributes", 0, 1, ATTRIBUTES),
           ("SignerInformation", 0, 1, ([("SignerCertificate", 1, 1, OBJECT), ("Signer", 0, 1, ANY)], {})),
           ("SignatureValidationProcess", 0, 1,
            ([("SignatureValidationProcessID", 0, 1, urn("validationprocess", "Basic", "LTVM", "LTA"))], {})),
           ("SignatureValidationStatus", 1, 1, STATUS)], {})
REPRESENTATION = ([("DigestAlgAndValue", 0, 1, DIGEST), ("URI", 0, 1, URI)], {})
VALIDATION_OBJECT = ([("ObjectType", 1, 1, urn("validationObject", "certificate", "CRL", "OCSPResponse", "timestamp", "other")),
                      ("ValidationObjectRepresentation", 1, 1, REPRESENTATION), ("POE", 0, 1, POE),
                      ("POEProvisioning", 0, 1, ([("POETime", 1, 1, TIME)], {})), ("ValidationReport", 0, 1, REPORT)],
                     {"id": (ID, True)})
ROOT = ([("SignatureValidationReport", 1, MANY, REPORT),
         ("SignatureValidationObjects", 0, 1, ([("ValidationObject", 1, MANY, VALIDATION_OBJECT)], {}))], {})


def full(name):
    return name if name.startswith("{") else VR + name


def hold(element, kind, problems):
    """Order, number and types of what is inside."""
    name = element.tag.split("}")[1]
    if isinstance(kind, re.Pattern):
        if len(element) or not kind.fullmatch(element.text or ""):
            problems.append("%s: %r" % (name, element.text))
        elif kind is BASE64 and len(base64.b64decode(element.text)) != 32:
            problems.append("%s: no SHA-256" % name)
        return
    children, attributes = kind
    for key, value in element.attrib.items():
        if key not in attributes or not attributes[key][0].fullmatch(value):
            problems.append("%s: attribute %s=%r" % (name, key, value))
    problems += ["%s: no attribute %s" % (name, key) for key, row in attributes.items() if row[1] and key not in element.attrib]
    if (element.text or "").strip() or any((c.tail or "").strip() for c in element):
        problems.append("%s: text between elements" % name)
    left = list(element)
    for child, least, most, inner in children:
        count = 0
        while left and left[0].tag == full(child) and count < most:
            hold(left.pop(0), inner, problems)
            count += 1
        if count < least:
            problems.append("%s: %d times %s, want %d" % (name, count, child, least))
    problems += ["%s: %s out of place" % (name, e.tag) for e in left[:1]]


def check(root):
    problems = []
    if root.tag != VR + "ValidationReport":
        return ["root %s" % root.tag]
    hold(root, ROOT, problems)
    ids = [e.get("id") for e in root.iter() if e.get("id")]
    problems += ["id %s twice" % i for i in set(ids) if ids.count(i) > 1]
    objects = {e.get("id") for e in root.iter(VR + "ValidationObject")}
    for e in root.iter():
        problems += ["reference to nothing: %s" % r for r in (e.get("VOReference") or "").split() if r not in objects]
    for e in root.iter(VR + "ValidationObjectRepresentation"):
        if len(e) != 1:
            problems.append("representation of %d kinds" % len(e))
    return problems


def faults(root):
    """Copies of a good report, each with one fault."""
    for name in ("MainIndication", "SignatureValidationStatus", "ValidationTime", "HashOnly", "SigningCertificate", "ObjectType"):
        bad = copy.deepcopy(root)
        parent = next(p for p in bad.iter() for c in p if c.tag == VR + name)
        parent.remove(next(c for c in parent if c.tag == VR + name))
        yield "without " + name, bad
    for name in ("ValidationTimeInfo", "SignerInformation"):
        bad = copy.deepcopy(root)
        report = bad.find(VR + "SignatureValidationReport")
        moved = report.find(VR + name)
        report.remove(moved)
        report.insert(0, moved)
        yield "order of " + name, bad
    for name, value in (("MainIndication", "urn:etsi:019102:mainindication:TOTAL-PASSED"), ("ValidationTime", "2026-11-26 09:25"),
                        ("Status", "applied"), ("SignatureValidationProcessID", "Basic")):
        bad = copy.deepcopy(root)
        element = next(bad.iter(VR + name), None)
        if element is not None:
            element.text = value
            yield "value of " + name, bad
    bad = copy.deepcopy(root)
    next(bad.iter(VR + "SignerCertificate")).set("VOReference", "C-0")
    yield "reference", bad


def main():
    for n, path in enumerate(sys.argv[1:]):
        root = ET.parse(path).getroot()
        problems = check(root)
        for p in problems:
            print("%s: %s" % (path, p))
        if problems:
            return 1
        if n == 0:
            for what, bad in faults(root):
                if not check(bad):
                    print("%s: the fault was not found: %s" % (path, what))
                    return 1
    return 0


sys.exit(main())
