# SPDX-License-Identifier: AGPL-3.0-or-later
"""The OpenAPI file, and as much of JSON Schema as it uses."""
import json
import os
import re

from service import check, equal, pathlib

API = json.loads(pathlib.Path(os.environ["TRIEN_SOURCE_DIR"], "docs/api/openapi.json").read_bytes())


def fits(schema, value, where):
    """As much of JSON Schema as the file uses."""
    if "$ref" in schema:
        return fits(API["components"]["schemas"][schema["$ref"].rsplit("/", 1)[1]], value, where)
    kinds = schema.get("type", [])
    kinds = [kinds] if isinstance(kinds, str) else kinds
    names = {"object": dict, "array": list, "string": str, "integer": int, "boolean": bool, "null": type(None)}
    check("%s is %s: %r" % (where, kinds, value), not kinds or any(isinstance(value, names[k]) and not (k == "integer" and isinstance(value, bool)) for k in kinds))
    if "const" in schema:
        equal(where, value, schema["const"])
    if "pattern" in schema:
        check("%s: %r" % (where, value), re.search(schema["pattern"], value) is not None)
    if isinstance(value, dict):
        for name in schema.get("required", []):
            check("%s has %s: %r" % (where, name, value), name in value)
        for name, item in value.items():
            known = schema.get("properties", {}).get(name)
            check("%s knows %s" % (where, name), known is not None or schema.get("additionalProperties", True) is not False)
            if known is not None:
                fits(known, item, where + "." + name)
    if isinstance(value, list) and "items" in schema:
        for i, item in enumerate(value):
            fits(schema["items"], item, "%s[%d]" % (where, i))


def check_answer(method, path, answer):
    """An answer is what the file says of the operation that was asked, whatever stood in its address."""
    for pattern, operations in API["paths"].items():
        if method in operations and re.fullmatch(re.sub(r"\{\w+\}", "[^/]+", pattern), path.split("?")[0]):
            content = operations[method]["responses"]["200" if answer.status == 200 else "default"]["content"]
            kind = answer.fields.get("content-type", "").split(";")[0]
            check("%s %s answers with %s" % (method, path, kind), kind in content or "application/octet-stream" in content or answer.status != 200)
            if "schema" in content.get(kind, {}):
                fits(content[kind]["schema"], answer.json(), "%s %s" % (method, pattern))
            return
    check("the file knows %s %s" % (method, path), False)
