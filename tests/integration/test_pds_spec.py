"""The simulator's answers, compared with the public specification of NHS PDS.

The specification's files are not part of this project. PDS_SPECIFICATION names their folder (the one that holds
personal-demographics.yaml); else ../shared/specs/pds/specification beside the project is looked at. Where neither
is there, these tests are skipped, and say so."""
import json
import os
import pathlib
import re

import jsonschema
import pytest
import yaml

from agency import BASE, Agency
from conftest import ROOT

FOLDERS = [os.environ.get("PDS_SPECIFICATION"), ROOT.parent / "shared/specs/pds/specification"]
SPECIFICATION = next((pathlib.Path(f) for f in FOLDERS if f and (pathlib.Path(f) / "personal-demographics.yaml").exists()), None)
REQUEST_ID = "60e0b220-8136-4ca5-ae46-1d97ef59d068"
KINDS = ("moved", "renamed", "born", "practice", "deceased", "restricted", "superseded")

pytestmark = pytest.mark.skipif(SPECIFICATION is None, reason="THE PDS SPECIFICATION IS NOT HERE: set PDS_SPECIFICATION")


def resolved(path, pointer=""):
    """The YAML at path, every $ref put in place; the files hold no cycles."""
    node = yaml.safe_load(path.read_text(encoding="utf-8"))
    for part in filter(None, pointer.split("/")):
        node = node[part]

    def walk(value):
        if isinstance(value, list):
            return [walk(v) for v in value]
        if not isinstance(value, dict):
            # YAML reads 2024-01-01 as a date; JSON has texts.
            return value if isinstance(value, (str, int, float, bool, type(None))) else str(value)
        if isinstance(value.get("$ref"), str):
            file, _, inside = value["$ref"].partition("#")
            return resolved((path.parent / file).resolve() if file else path, inside)
        return {k: walk(v) for k, v in value.items() if k not in ("example", "examples")}

    return walk(node)


@pytest.fixture(scope="module")
def schemas():
    folder = SPECIFICATION / "components" / "schemas"
    return {name: jsonschema.Draft7Validator(resolved(folder / f"{name}.yaml"), format_checker=jsonschema.FormatChecker())
            for name in ("Patient", "OperationOutcome")}


CHILDREN = [
    {"nhs_number": "9990000018", "given_names": "Tomos Rhys", "family_name": "Wyn", "born_on": "2012-03-05", "gender": "male",
     "lines": ["1 Mill Lane", "Newtown"], "postcode": "ZA1 1AA", "ods_code": "Z00001"},
    {"nhs_number": "9990000026", "given_names": "Chỉnh", "family_name": None, "born_on": "2015-12-31", "gender": "not-specified",
     "lines": ["Flat 2", "9 O'Brien Street", "Newtown", "Anyshire"], "postcode": None, "ods_code": None},
    {"nhs_number": "9990000034", "given_names": "Ada Bea Cai Dai Eve Fay", "family_name": "Owen-Jones", "born_on": "2010-02-28",
     "gender": "female", "lines": None, "postcode": None, "ods_code": "Z00002", "shielded": True, "died_on": "2020-01-01"},
]


@pytest.fixture
def agency(tmp_path):
    started = []

    def start(*args):
        (tmp_path / "children.json").write_text(json.dumps([{"shielded": False, **c} for c in CHILDREN]), encoding="utf-8")
        started.append(Agency(tmp_path, "--file", tmp_path / "children.json", *args))
        return started[-1]

    yield start
    for one in started:
        one.stop()


def ask(agency, number, **headers):
    status, answered, body = agency.get(f"{BASE}/Patient/{number}", **{"X_Request_ID": REQUEST_ID, **headers})
    return status, answered, json.loads(body)


@pytest.mark.parametrize("kind", ["as-it-is", *KINDS])
def test_patients_are_as_specified(agency, schemas, kind):
    there = agency() if kind == "as-it-is" else agency("--plant", f"{kind}=1.0")
    for child in CHILDREN:
        status, headers, body = ask(there, child["nhs_number"], X_Correlation_ID="11c46f5f-cdef-4865-94b2-0ee0edcc26da")
        assert status == 200
        schemas["Patient"].validate(body)
        assert headers["Content-Type"] == "application/fhir+json"
        assert re.fullmatch(r'W/"[0-9]+"', headers["ETag"]) and headers["ETag"] == f'W/"{body["meta"]["versionId"]}"'
        assert headers["X-Request-ID"] == REQUEST_ID
        assert headers["X-Correlation-ID"] == "11c46f5f-cdef-4865-94b2-0ee0edcc26da"
        assert (body["id"] == child["nhs_number"]) == (kind != "superseded")
        if body["meta"]["security"][0]["code"] == "R":
            assert not {"address", "telecom", "generalPractitioner", "contact"} & set(body)


def test_the_schema_would_notice(agency, schemas):
    """These tests can fail: a wrong use, an unknown member, a name without its family."""
    for change in ({"address": [{"use": "bogus"}]}, {"surname": "Wyn"}, {"name": [{"use": "usual"}]}, {"gender": "F"}, {"id": "12"}):
        _, _, body = ask(agency(), CHILDREN[0]["nhs_number"])
        assert schemas["Patient"].is_valid(body) and not schemas["Patient"].is_valid({**body, **change})


@pytest.mark.parametrize("case, options, number, headers, status, code", [
    ("nobody", [], "9990000042", {}, 404, "RESOURCE_NOT_FOUND"),
    ("missing", ["--plant", "missing=1.0"], "9990000018", {}, 404, "RESOURCE_NOT_FOUND"),
    ("invalidated", ["--plant", "invalidated=1.0"], "9990000018", {}, 404, "INVALIDATED_RESOURCE"),
    ("a wrong check digit", [], "9000000000", {}, 400, "INVALID_RESOURCE_ID"),
    ("no number", [], "", {}, 400, "UNSUPPORTED_SERVICE"),
    ("no request id", [], "9990000018", {"X_Request_ID": ""}, 400, "MISSING_VALUE"),
    ("a poor request id", [], "9990000018", {"X_Request_ID": "17"}, 400, "INVALID_VALUE"),
    ("no token", ["--authorise"], "9990000018", {}, 401, "ACCESS_DENIED"),
    ("away behind", ["--fault", "unavailable=1.0"], "9990000018", {}, 408, "UNABLE_TO_CALL_SERVICE"),
    ("too many", ["--fault", "throttled=1.0"], "9990000018", {}, 429, "TOO_MANY_REQUESTS"),
])
def test_refusals_are_as_specified(agency, schemas, case, options, number, headers, status, code):
    got, _, body = ask(agency(*options), number, **headers)
    schemas["OperationOutcome"].validate(body)
    assert (got, body["issue"][0]["details"]["coding"][0]["code"]) == (status, code)
    described = yaml.safe_load((SPECIFICATION / "components/paths/patient-get.yaml").read_text())["responses"]["4XX"]["description"]
    assert re.search(rf"\| {status} +\| {code} ", described)
