#!/usr/bin/env python3
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Requirement: R9.2 R10.4
The OpenAPI file by what a stranger makes of it: a client generated from it walks procedure 2 from draft to issued and public verification, with nothing that is
written by hand, on SQLite and on PostgreSQL."""
import importlib.util
import json
import os
import subprocess
import sys
sys.dont_write_bytecode = True
from service import *  # noqa: E402,F403
import office  # noqa: E402
import openapi  # noqa: E402

SOURCE = pathlib.Path(os.environ["TRIEN_SOURCE_DIR"])


def generated():
    """The module that api-client writes."""
    made = subprocess.run([sys.executable, SOURCE / "scripts/api-client"], capture_output=True, check=True).stdout
    pathlib.Path("trien_api.py").write_bytes(made)
    spec = importlib.util.spec_from_file_location("trien_api", "trien_api.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def transport(where):
    """Of the generated client, over the socket of the service."""
    def send(method, target, fields, body):
        said = {"X-Real-IP": "192.0.2.1", "Origin": "https://x", "Sec-Fetch-Site": "same-origin", **fields}
        answer = request(where, method, target, body, said)
        return answer.status, list(answer.fields.items()) + [("set-cookie", c) for c in answer.cookies], answer.body
    return send


def refused(api, error, method, *args, **said):
    try:
        method(*args, **said)
    except api.Refused as e:
        equal("refused", e.id, error)
        check("in both languages: %r" % e.problem, e.problem["detail"] and e.problem["detail_en"] and e.problem["detail"] != e.problem["detail_en"])
        return
    check("it is refused: " + error, False)


# ---- a document's way ----

def logged_in(api, where, name):
    c = api.Client(transport(where))
    c.log_in(name=name, password=office.password(name))
    return c


def signs(c, document, key, make):
    """A session, whose file is signed at the desk by make(in, out)."""
    signing = c.begin_signing(document=document, certificate=office.fingerprint(key))["signing"]
    pathlib.Path("base.pdf").write_bytes(c.signing_file(signing))
    pathlib.Path("out.pdf").unlink(missing_ok=True)
    make("base.pdf", "out.pdf")
    return c.finish_signing(signing, file=pathlib.Path("out.pdf").read_bytes())


def procedure_2(api, where, ids):
    drafter, clerk, head = (logged_in(api, where, n) for n in ("soan.thao", "van.thu", "thu.truong"))
    refused(api, "service.login-refused", api.Client(transport(where)).log_in, name="soan.thao", password="không phải mật khẩu này")
    refused(api, "service.session-none", api.Client(transport(where)).waiting)
    data = pathlib.Path("draft.pdf").read_bytes()
    refused(api, "office.kind-unknown", drafter.draft, agency=2, kind="XX", subject="Về việc mẫu", procedure="2", file=data)
    one = drafter.draft(agency=2, kind="QĐ", subject="Về việc mẫu", procedure="2", file=data, idempotency_key="mot")
    equal("asked again", drafter.draft(agency=2, kind="QĐ", subject="Về việc mẫu", procedure="2", file=data, idempotency_key="mot"), one)
    one = one["document"]
    drafter.submit(one, steps=[{"stage": 1, "kind": "sign", "person": ids["thu.truong"]}])
    equal("it waits for the head", [w["id"] for w in head.waiting()["data"]], [one])
    signs(head, one, "leader", lambda a, b: trien("sign", "--unseen", "--key", "pem:lab/keys/leader.pem", "-o", b, a))
    number = clerk.take_number(one)
    equal("its number", number["text"], "01/QĐ-UBND")
    clerk_desk = office.Desk(where, "van.thu", "agency")
    equal("issued", signs(clerk, one, "agency", lambda a, b: clerk_desk.puts_seal(number["number"], b, a))["to"], "issued")
    issued = clerk.file("document", one, "issued_file")
    pathlib.Path("issued.pdf").write_bytes(issued)
    office.judged("issued.pdf", 2)
    line = clerk.list_outgoing(agency=2, year=office.now().year)["data"][0]
    equal("in the register", (line["number"], line["symbol"], line["document"], line["state"]), (1, "QĐ-UBND", one, "issued"))
    check("printable", clerk.register_file("outgoing", agency=2, year=office.now().year, form="pdf").startswith(b"%PDF"))
    stranger = api.Client(transport(where)).verify(file=issued)
    equal("anybody is told", stranger["issued"]["number"], "01/QĐ-UBND")
    drafter.log_out()
    refused(api, "service.session-none", drafter.waiting)


def names_are_names(api):
    names = [o["operationId"] for verbs in openapi.API["paths"].values() for o in verbs.values()]
    equal("each its own", len(set(names)), len(names))
    for n in names:
        check("a method: " + n, callable(getattr(api.Client, n)))


def main():
    api = generated()
    names_are_names(api)
    office.make_lab()
    for back in (SQLite(), PostgreSQL()):
        ids = office.set_up(back)
        server = Program("triend", {"listen": "unix:%s/d.sock" % WORK, "store": back.store, "blobs": BLOBS + back.name, "trust": "lab/trust"})
        procedure_2(api, str(WORK / "d.sock"), ids)
        server.stop()
        back.stop()
    finish()


main()
