#!/usr/bin/env python3
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Requirement: R5.3
The body of every operation for people, as random samples of its schema in the OpenAPI file: what the schema permits the service reads, and each thing that it forbids is refused as malformed."""
import base64
import hashlib
import json
import os
import random
import re
import string
import sys
sys.dont_write_bytecode = True
from service import *  # noqa: E402,F403
import openapi  # noqa: E402
import world  # noqa: E402

SOURCE = pathlib.Path(os.environ["TRIEN_SOURCE_DIR"])
SAMPLES = 6
MALFORMED = {"service.json-malformed", "service.request-malformed"}


def schema_of(schema):
    return openapi.API["components"]["schemas"][schema["$ref"].rsplit("/", 1)[1]] if "$ref" in schema else schema


def sample(rng, schema):
    """A value that fits."""
    schema = schema_of(schema)
    if "enum" in schema:
        return rng.choice(schema["enum"])
    kind = schema["type"]
    if kind == "object":
        out = {k: sample(rng, v) for k, v in schema.get("properties", {}).items() if k in schema["required"] or rng.random() < 0.4} if "properties" in schema else \
            {rng.choice(("subject", "recipients", "state")): sample(rng, schema["additionalProperties"])}
        either = [x["required"][0] for x in schema.get("oneOf", [])]
        if either: # exactly one of them
            out = {**{k: v for k, v in out.items() if k not in either}, (one := rng.choice(either)): sample(rng, schema["properties"][one])}
        return {**out, "dry_run": True} if "dry_run" in schema.get("properties", {}) else out
    if kind == "array":
        return [sample(rng, schema["items"]) for _ in range(rng.randint(max(1, schema.get("minItems", 0)), min(3, schema.get("maxItems", 3))))]
    if kind == "integer":
        return rng.choice((max(1, schema.get("minimum", 0)), world.AGENCY, 2 ** 31))
    if kind == "boolean":
        return rng.random() < 0.5
    return text(rng, schema)


def text(rng, schema):
    if schema.get("contentEncoding") == "base64":
        return base64.b64encode(rng.randbytes(rng.randint(1, 60))).decode()
    if schema.get("format") == "date-time":
        return "2026-03-01T09:00:00+07:00"
    known = {"^[0-9a-f]{64}$": world.HASH, "^([0-9a-f]{64}|any)$": "any"}
    if "pattern" in schema:
        check("a pattern that this test knows: " + schema["pattern"], schema["pattern"] in known)
        return known[schema["pattern"]]
    most = min(schema.get("maxLength", 40), 40)
    return "".join(rng.choice(string.ascii_letters + string.digits) for _ in range(rng.randint(max(1, schema.get("minLength", 0)), max(1, most))))


def of_route(path, value):
    """What no schema of a body alone can say: an act is done to an object, but for that which makes one; how a signature looks is said of one that is prepared here, and a number is taken with one that is not; a draft begins with one template; one for the desk is prepared here and has a certificate; a signing ends with a file, a value or the server's own key; a row is written with values or a
    file, whose column is named where it comes."""
    if path.endswith("/acts/{act}"):
        value.setdefault("object", "request:%d" % world.AGENCY)
    if "/books/" in path and not path.endswith("/undo"):
        value.setdefault("values", {"subject": "khac"})
    if "/books/" in path or "/acts/" in path:
        value.pop("file", None)
    if path.endswith("/plans/{plan}"): # of a dry run, what that one takes
        value = {"dry_run": True, "objects": value.get("objects", ["#%d" % world.AGENCY])}
    if path.endswith("/finish") and "/signings/" in path:
        value.pop("held", None)
        value["value"] = base64.b64encode(b"tri").decode()
    if "template" in value:
        value.pop("common_template", None)
    if "certificate" in value:
        value.pop("look", None)
        if value.get("desk"):
            value.pop("take_number", None)
    elif path.endswith("/signings"):
        value.pop("take_number", None)
        value.pop("desk", None)
    return value


def twins(schema, value):
    """What does not fit: of everything that the schema says one value that breaks it alone."""
    yield "strange", {**value, "strange_member": 1}
    for name in schema["required"]:
        yield "without " + name, {k: v for k, v in value.items() if k != name}
    for name, one in schema["properties"].items():
        one = schema_of(one)
        wrong = {"string": [7], "integer": "seven", "boolean": "yes", "array": "none", "object": []}[one["type"]]
        yield name + " of another kind", {**value, name: wrong}
        yield name + " as nothing", {**value, name: None}
        if one["type"] == "integer":
            yield name + " below its least", {**value, name: one.get("minimum", 0) - 1}
        if "maxLength" in one and one["maxLength"] <= 2000:
            yield name + " too long", {**value, name: "x" * (one["maxLength"] + 1)}
        if "enum" in one:
            yield name + " of no such word", {**value, name: "x"}
        for other in [x["required"][0] for x in schema.get("oneOf", [])]:
            yield other + " or its other", {**{k: v for k, v in value.items() if k != other}, **({} if other in value else {other: sample(random.Random(1), schema["properties"][other])})}
        if "maxItems" in one and one["maxItems"] <= 500:
            yield name + " too many", {**value, name: [sample(random.Random(1), one["items"])] * (one["maxItems"] + 1)}


def operations():
    """Those for people whose body is said by a schema: path, schema, does it take a file."""
    for path, verbs in openapi.API["paths"].items():
        for verb, o in verbs.items():
            content = o.get("requestBody", {}).get("content", {})
            if verb == "post" and "schema" in content.get("application/json", {}) and {"session": []} in o.get("security", []) and "Idempotency-Key" in [p["name"] for p in o["parameters"]]:
                yield path, schema_of(content["application/json"]["schema"]), len(content) > 1, o["requestBody"]["x-max-bytes"]


class Asker:
    def __init__(self, where):
        self.where, self.asked = where, 0

    def ask(self, role, path, place, said, file):
        self.asked += 1
        secret = world.cookie(role)
        head = {"X-Real-IP": "192.0.2.%d" % (self.asked % 250), "Cookie": "__Host-trien-session=" + secret, "X-CSRF-Token": hashlib.sha256(b"trien-csrf\n" + secret.encode()).hexdigest(),
                "X-Trien-Role": role, "Idempotency-Key": "k%d" % self.asked, "Content-Type": "application/pdf" if file else "application/json"}
        body = json.dumps(said).encode()
        if file:
            head["X-Trien-Document"], body = base64.b64encode(body).decode(), world.FILE
        path = path.replace("{act}", "request.send" if "/letters/" in path else "request.withdraw").replace("{register}", "outgoing").replace("{book}", "ticket").replace("{plan}", "retire")
        return request(self.where, "POST", re.sub(r"\{\w+\}", str(place), path), body, head)


def who_is_read(a, path, file):
    """A role, and a place, in which the body of an operation is looked at."""
    for role in world.ROLES:
        for place in (world.MINE[role], world.AGENCY):
            if a.ask(role, path, place, {"strange_member": 1}, file).id in MALFORMED:
                return role, place
    return None


def bodies(a, rng):
    for path, schema, file, most in operations():
        who = who_is_read(a, path, False)
        check("somebody's body is read: " + path, who)
        for _ in range(SAMPLES):
            value = of_route(path, sample(rng, schema))
            equal("the schema itself", list(openapi.jsonschema.Draft202012Validator({**schema, "components": openapi.API["components"]}).iter_errors(value)), [])
            answer = a.ask(*who[:1], path, who[1], value, file and "value" not in value and not re.search("/(books|acts)/", path) and rng.random() < 0.5)
            check("%s takes %r: %s %s" % (path, value, answer.status, answer.body[-300:]), answer.status < 500 and answer.id not in MALFORMED)
        for what, twin in twins(schema, sample(rng, schema)):
            if len(json.dumps(twin)) < most:
                answer = a.ask(who[0], path, who[1], twin, False)
                check("%s, %s: %s" % (path, what, answer.body[-300:]), answer.id in MALFORMED)
    return a.asked


def main():
    rng = dice()
    copy_lab()
    back = SQLite()
    world.make(back, re.findall(r"^TR_BOOK\((\w+),", (SOURCE / "src/registry/books.def").read_text(), re.M))
    server = Program("triend", {"listen": "unix:%s/d.sock" % WORK, "store": back.store, "session_key": world.SESSION_KEY, "blobs": BLOBS + back.name, "trust": "lab/trust", "desk_id": "so-mau"})
    print("%d bodies" % bodies(Asker(str(WORK / "d.sock")), rng))
    server.stop()
    finish()


main()
