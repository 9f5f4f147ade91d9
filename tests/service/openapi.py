# SPDX-License-Identifier: AGPL-3.0-or-later
"""docs/api/openapi.json, and every request and answer of the tests held against it: by python3-jsonschema, which is nobody's of ours."""
import base64
import functools
import json
import os
import pathlib
import re
import urllib.parse

import jsonschema

API = json.loads(pathlib.Path(os.environ["TRIEN_SOURCE_DIR"], "docs/api/openapi.json").read_bytes())
ABOUT = "x-trien-document"


def wrong(what):
    raise SystemExit("FAILED: openapi.json: " + what)


@functools.lru_cache(maxsize=None)
def _validator(reference):
    schema = {"$ref": reference, "components": API["components"]}
    return jsonschema.Draft202012Validator(schema)


def check_file():
    """Every schema is one."""
    for name, schema in API["components"]["schemas"].items():
        try:
            jsonschema.Draft202012Validator.check_schema(schema)
        except jsonschema.SchemaError as e:
            wrong("%s is no schema: %s" % (name, e.message))


def errors(name, value):
    """What a schema of the file has against a value; None: nothing."""
    found = next(iter(_validator("#/components/schemas/" + name).iter_errors(value)), None)
    if found is not None and found.context:
        found = max(found.context, key=lambda e: len(e.absolute_path) + (e.validator != "pattern"))
    return None if found is None else "%s: %s" % ("/".join(map(str, found.absolute_path)), found.message[:400])


def fits(schema, value, where):
    """By the reference of a schema."""
    e = errors(schema["$ref"].rsplit("/", 1)[1], value)
    if e is not None:
        wrong("%s: %s" % (where, e))


@functools.lru_cache(maxsize=None)
def _patterns():
    return [(re.compile(re.sub(r"\{tile\}", ".+", re.sub(r"\{(?!tile)\w+\}", "[^/]+", path))), path) for path in API["paths"]]


def operation(method, target):
    """Of an address; of several that fit the one with the fewest parameters, as the service does. None: there is none."""
    path = target.split("?")[0]
    found = [p for r, p in _patterns() if r.fullmatch(path) and method.lower() in API["paths"][p]]
    best = min(found, key=lambda p: p.count("{"), default=None)
    return (None, None) if best is None else (best, API["paths"][best][method.lower()])


def _body_of(o, body, fields):
    """What was said: the JSON body, of a form its part, or the JSON of the header field; None: none, or none that is JSON."""
    fields = {k.lower(): v for k, v in (fields or {}).items()}
    try:
        if fields.get("content-type", "").startswith("multipart/form-data"):
            return json.loads(body.split(b'name="about"', 1)[-1].split(b"\r\n\r\n", 1)[-1].split(b"\r\n--", 1)[0])
        if ABOUT in fields and fields.get("content-type") != "application/json":
            return json.loads(base64.b64decode(fields[ABOUT], validate=True))
        return json.loads(body)
    except (ValueError, TypeError):
        return None


def check_request(path, o, target, body, fields):
    """Of a request that was done: it is one that the file describes."""
    known = {p["name"] for p in o["parameters"] if p["in"] == "query"}
    asked = {k for k, _ in urllib.parse.parse_qsl(target.partition("?")[2], keep_blank_values=True)}
    if known and not asked <= known:
        wrong("%s was asked with %s" % (path, asked - known))
    schema = o.get("requestBody", {}).get("content", {}).get("application/json", {}).get("schema")
    if schema is not None:
        said = _body_of(o, body, fields)
        fits(schema, said, "%s takes" % path)


def check_exchange(method, target, body, fields, status, type_, answer):
    """One request and its answer. What the file does not know is not there: 404, 405 or what libmicrohttpd says itself."""
    type_ = type_.split(";")[0]
    path, o = operation("get" if method == "HEAD" else method, target)
    if type_ == "application/problem+json":
        problem = json.loads(answer)
        fits({"$ref": "#/components/schemas/Problem"}, problem, "%s %s: the refusal" % (method, target))
        if o is not None and str(status) not in o["responses"] and status not in (405, 414, 431):
            wrong("%s %s does not know %d, %s" % (method, path, status, problem["id"]))
        fits({"$ref": "#/components/schemas/Refused%d" % status}, problem, "%s %s: the refusal" % (method, target))
    elif o is None and status == 200 and method != "OPTIONS" and target != "/metrics":
        wrong("there is no %s %s" % (method, target))
    elif o is not None and status == 200 and method != "OPTIONS":
        content = o["responses"]["200"]["content"]
        if type_ and type_ not in content and "application/octet-stream" not in content:
            wrong("%s %s answers with %s" % (method, path, type_))
        schema = content.get(type_, {}).get("schema")
        if schema is not None and method != "HEAD":
            fits(schema, json.loads(answer), "%s %s" % (method, path))
        check_request(path, o, target, body, fields)
