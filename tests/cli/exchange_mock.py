# SPDX-License-Identifier: AGPL-3.0-or-later
"""A document exchange of two folders an agency, that reads what was given to it with another reader and hands it on as programs of the field write it.

    exchange_mock.py carry FOLDER CODE=NAME...     from FOLDER/CODE/out into FOLDER/CODE/in of each receiver; the receivers' names are told
    exchange_mock.py spoil HOW FROM TO [FILE [FILE]]      another message made of one: HOW is receiver, twice, broken, unsigned, annex, more, nothing, withdraw, wish, entity, forged, again
"""
import base64
import io
import os
import sys
import time
import xml.etree.ElementTree as tree
import zipfile

NS = "http://www.mic.gov.vn/TBT/QCVN_102_2016"
Q = "{%s}" % NS
tree.register_namespace("edXML", NS)


def find(root, path):
    found = root.find("/".join(Q + p for p in path.split("/")))
    assert found is not None, path
    return found


def old(path):
    os.utime(path, (time.time() - 60,) * 2)


def put(path, root):
    with open(path, "wb") as f:
        f.write(tree.tostring(root, encoding="utf-8", xml_declaration=True))
    old(path)


def zipped(content):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as z:
        z.writestr("mot.pdf", content)
    return base64.b64encode(out.getvalue()).decode()


def receivers(root, names):
    """Who gets it; files go on as archives of one entry, the sender by the name that the exchange knows."""
    status = root.find("%sedXMLEnvelope/%sedXMLHeader/%sStatus" % (Q, Q, Q))
    if status is not None:
        find(status, "From/OrganName").text = names[find(status, "From/OrganId").text]
        return [find(status, "ResponseFor/OrganId").text]
    head = find(root, "edXMLEnvelope/edXMLHeader/MessageHeader")
    find(head, "From/OrganName").text = names[find(head, "From/OrganId").text]
    listed = [r.find(Q + "ContentId").text for r in root.iter(Q + "Reference")]
    for part in root.iter(Q + "Attachment"):
        assert part.find(Q + "ContentId").text in listed
        coded = part.find(Q + "ContentTransferEncoded")
        content = base64.b64decode(coded.text, validate=True)
        assert content.startswith(b"%PDF-")
        coded.text = zipped(content)
    return [to.find(Q + "OrganId").text for to in head.findall(Q + "To")]


def carry(folder, pairs):
    names = dict(p.split("=", 1) for p in pairs)
    for code in names:
        box = os.path.join(folder, code, "out")
        for name in sorted(os.listdir(box)):
            path = os.path.join(box, name)
            root = tree.parse(path).getroot()
            assert root.tag == Q + "edXML"
            for to in receivers(root, names):
                put(os.path.join(folder, to, "in", code + "-" + name), root)
                print(code, to, name)
            os.unlink(path)


def attach(root, id_, name, content):
    for parent, tag in ((find(root, "edXMLEnvelope/edXMLBody/edXMLManifest"), "Reference"), (find(root, "AttachmentEncoded"), "Attachment")):
        part = tree.SubElement(parent, Q + tag)
        tree.SubElement(part, Q + "ContentId").text = "cid:" + id_
        tree.SubElement(part, Q + "AttachmentName").text = name
        if tag == "Attachment":
            tree.SubElement(part, Q + "ContentTransferEncoded").text = base64.b64encode(content).decode()


def spoil(how, source, target, file=None, second=None):
    root = tree.parse(source).getroot()
    if how == "forged":
        find(root, "edXMLEnvelope/edXMLHeader/Status/From/OrganId").text = "H00.66"
        return put(target, root)
    if how == "again":
        return put(target, root)
    head = find(root, "edXMLEnvelope/edXMLHeader/MessageHeader")
    content = open(file, "rb").read() if file else b""
    if how == "receiver":
        find(head, "To/OrganId").text = "H00.77"
    elif how == "wish":  # as some programs write it: a document without files, that names the one that is meant
        business = find(root, "edXMLEnvelope/edXMLHeader/TraceHeaderList/Bussiness")
        find(business, "BussinessDocType").text = "1"
        tree.SubElement(business, Q + "BussinessDocReason").text = "phát hành nhầm"
        tree.SubElement(business, Q + "DocumentId").text = find(head, "DocumentId").text
        for gone in (find(root, "edXMLEnvelope/edXMLBody/edXMLManifest"), find(root, "AttachmentEncoded")):
            gone.clear()
    elif how == "withdraw":
        find(root, "edXMLEnvelope/edXMLHeader/TraceHeaderList/Bussiness/BussinessDocType").text = "1"
    if how != "twice":
        find(head, "DocumentId").text += "-" + how
    if how in ("twice", "broken", "unsigned", "more"):
        next(root.iter(Q + "ContentTransferEncoded")).text = zipped(content)
    if how == "annex":
        coded = list(root.iter(Q + "ContentTransferEncoded"))
        coded[0].text, coded[1].text = zipped(content), zipped(open(second, "rb").read())
    if how == "more":
        attach(root, "x1", "../phu luc.docx", b"PK no archive")
    if how == "nothing":
        for coded in root.iter(Q + "ContentTransferEncoded"):
            coded.text = base64.b64encode(b"no document").decode()
    put(target, root)
    if how == "entity":
        text = open(target, encoding="utf-8").read().replace("?>", "?><!DOCTYPE edXML [<!ENTITY a SYSTEM 'file:///etc/passwd'>]>", 1)
        with open(target, "w", encoding="utf-8") as f:
            f.write(text)
        old(target)


if sys.argv[1] == "carry":
    carry(sys.argv[2], sys.argv[3:])
else:
    spoil(*sys.argv[2:])
