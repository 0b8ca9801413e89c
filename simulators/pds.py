#!/usr/bin/python3
"""An agency in the shape of NHS PDS (FHIR R4), for demos and tests: it knows the same synthetic children as a
register, except where it has been told to differ.

    pds.py --port 0 --database CONNINFO | --file CHILDREN.json
           [--seed N] [--plant moved=0.05,renamed=0.02,...] [--fault error=0.02,slow=0.01,...]

Prints its port on the first line. Listens on loopback only, and logs nothing about anybody. What differs is a
function of the NHS number and the seed alone. /_planted lists it, /_stats says what was asked: both are for
tests, which compare what Muniment found with what was there to be found.

Answers and errors follow the public specification of GET /Patient/{id}; tests/integration/test_pds_spec.py
compares them with it. Searching is not offered: a sweep never searches.
"""
import argparse
import datetime
import hashlib
import http.server
import json
import re
import secrets
import socket
import ssl
import struct
import sys
import threading
import time
import urllib.parse
import uuid

BASE = "/personal-demographics/FHIR/R4"
DIFFERENCES = ("moved", "renamed", "born", "practice", "deceased", "restricted", "superseded", "missing", "invalidated")
# Those that a second try may get past, and those that stay.
PASSING_FAULTS = ("throttled", "error", "unavailable", "reset", "slow")
LASTING_FAULTS = ("not-json", "wrong-shape", "wrong-type", "wrong-content", "huge", "endless", "deep", "twice")
CODES = {
    "INVALID_RESOURCE_ID": (400, "value", "Resource Id is invalid"),
    "UNSUPPORTED_SERVICE": (400, "not-supported", "Unsupported Service"),
    "MISSING_VALUE": (400, "required", "Required value is missing"),
    "INVALID_VALUE": (400, "value", "Provided value is invalid"),
    "ACCESS_DENIED": (401, "login", "Access Denied - Unauthorised"),
    "RESOURCE_NOT_FOUND": (404, "not-found", "Resource not found"),
    "INVALIDATED_RESOURCE": (404, "deleted", "Resource that has been marked as invalid was requested"),
    "UNABLE_TO_CALL_SERVICE": (408, "timeout", "Unable to call service"),
    "TOO_MANY_REQUESTS": (429, "throttled", "You have exceeded your application's rate limit"),
    "SERVER_ERROR": (500, "exception", "Internal error"),
}
STREETS = ("Larch", "Rowan", "Hazel", "Juniper", "Alder", "Sorrel", "Bracken", "Heron")
FAMILIES = ("Ashdown", "Penhaligon", "Llewelyn", "Wojcik", "Adeyemi", "Rahman", "Thornbury", "Castellan")
FIELDS = ("nhs_number", "given_names", "family_name", "born_on", "died_on", "gender", "shielded", "lines", "postcode",
          "ods_code")
CHILDREN_SQL = """
select c.nhs_number, n.given_names::text, n.family_name::text, c.born_on::text, c.died_on::text, c.gender, c.shielded,
       array_remove(array[a.line_1::text, a.line_2::text, a.town::text, a.county::text], null), a.postcode::text,
       g.ods_code
  from register.child c
  left join lateral (select given_names, family_name from register.child_name n
                      where n.child_id = c.child_id and n.until is null and n.kind <> 'former'
                      order by (n.kind = 'legal') desc, n.since desc nulls last, n.name_id desc limit 1) n on true
  left join lateral (select * from register.address a
                      where a.child_id = c.child_id and a.until is null and a.line_1 is not null
                      order by (a.kind = 'home') desc, a.since desc nulls last, a.address_id desc limit 1) a on true
  left join lateral (select ods_code from register.gp_registration r
                      where r.child_id = c.child_id and r.until is null
                      order by r.since desc nulls last, r.gp_registration_id desc limit 1) g on true
 where c.nhs_number is not null
"""


def nhs_valid(number):
    if not re.fullmatch(r"[0-9]{10}", number):
        return False
    check = 11 - sum(int(d) * w for d, w in zip(number, range(10, 1, -1))) % 11
    return check != 10 and int(number[9]) == check % 11


def nhs_number_from(seed):
    """A valid number in the range that is issued to nobody (999...)."""
    while True:
        for digit in "0123456789":
            number = f"999{seed % 1000000:06d}{digit}"
            if nhs_valid(number):
                return number
        seed += 1  # a tenth of all stems have no check digit


def shares(text, allowed):
    """ "moved=0.05,born=0.01" -> {"moved": 0.05, ...} """
    found = {}
    for part in filter(None, text.split(",")):
        kind, _, share = part.partition("=")
        if kind not in allowed:
            raise argparse.ArgumentTypeError(f"{kind}: one of {' '.join(allowed)}")
        found[kind] = float(share)
    return found


class Draw:
    """Numbers that follow from the NHS number and the seed alone."""

    def __init__(self, seed, what, number):
        digest = hashlib.sha256(f"{seed}:{what}:{number}".encode()).digest()
        self.unit, self.number = struct.unpack("<QQ", digest[:16])
        self.unit /= 2.0 ** 64

    def among(self, table):
        """The kind whose share the draw falls into, or None."""
        edge = 0.0
        for kind in sorted(table):
            edge += table[kind]
            if self.unit < edge:
                return kind
        return None


def read_database(conninfo):
    import psycopg
    with psycopg.connect(conninfo) as connection, connection.cursor("children") as cursor:
        cursor.execute(CHILDREN_SQL)
        for row in cursor:
            yield dict(zip(FIELDS, row))


def read_file(path):
    with open(path, encoding="utf-8") as file:
        for child in json.load(file):
            yield {**dict.fromkeys(FIELDS), **child}


def transposed(born):
    """Day and month exchanged, or where that is no other day, the day after."""
    day = datetime.date.fromisoformat(born)
    if day.day <= 12 and day.day != day.month:
        return day.replace(month=day.day, day=day.month).isoformat()
    return (day + datetime.timedelta(days=1)).isoformat()


class Agency:
    """The children, what is planted among them, and what has been asked."""

    def __init__(self, children, options):
        self.options = options
        self.children = {c["nhs_number"]: c for c in children}
        self.lock = threading.Lock()
        self.tries, self.ids, self.arrivals = {}, {}, []
        self.counts = {"requests": 0, "throttled": 0, "ids_changed": 0}
        self.tokens, self.buckets = {}, {}

    def planted(self, number):
        """What is different about a child, or None; nothing is planted that could not show."""
        kind = Draw(self.options.seed, "plant", number).among(self.options.plant)
        child = self.children.get(number)
        if not child:
            return None
        shows = {"moved": child["lines"] and not child["shielded"], "practice": child["ods_code"] and not child["shielded"],
                 "born": child["born_on"], "renamed": child["family_name"], "deceased": not child["died_on"],
                 "restricted": not child["shielded"]}
        return kind if shows.get(kind, True) else None

    def fault(self, number):
        return Draw(self.options.seed, "fault", number).among(self.options.fault)

    def arrival(self, number, request_id):
        """Counts a request; the number of tries of this NHS number so far, this one counted."""
        with self.lock:
            self.counts["requests"] += 1
            self.arrivals.append(time.monotonic())
            self.counts["ids_changed"] += self.ids.setdefault(number, request_id) != request_id
            self.ids[number] = request_id
            self.tries[number] = self.tries.get(number, 0) + 1
            return self.tries[number]

    def within_rate(self, application):
        """A bucket for each application: rate a second, one second's worth at once."""
        rate = self.options.rate
        if rate <= 0:
            return True
        with self.lock:
            now = time.monotonic()
            level, since = self.buckets.get(application, (rate, now))
            level = min(rate, level + (now - since) * rate)
            self.buckets[application] = (level - (level >= 1), now)
            self.counts["throttled"] += level < 1
            return level >= 1

    def stats(self):
        with self.lock:
            busiest = first = 0
            for last, at in enumerate(self.arrivals):
                while at - self.arrivals[first] > 1.0:
                    first += 1
                busiest = max(busiest, last - first + 1)
            return {**self.counts, "asked_about": len(self.tries), "most_tries": max(self.tries.values(), default=0),
                    "busiest_second": busiest, "children": len(self.children)}

    def patient(self, number):
        """The Patient as the agency has it; None when it has none."""
        child, kind = self.children.get(number), self.planted(number)
        if not child or kind in ("missing", "invalidated"):
            return None
        draw = Draw(self.options.seed, "value", number)
        identity = nhs_number_from(draw.number) if kind == "superseded" else number
        restricted = kind == "restricted" or child["shielded"]
        patient = {"resourceType": "Patient", "id": identity, "identifier": self.identifier(identity),
                   "meta": {"versionId": str(1 + draw.number % 40), "security": [{
                       "system": "http://terminology.hl7.org/CodeSystem/v3-Confidentiality",
                       "code": "R" if restricted else "U", "display": "restricted" if restricted else "unrestricted"}]},
                   "gender": {"female": "female", "male": "male"}.get(child["gender"], "unknown")}
        if child["given_names"]:
            patient["name"] = self.names(child, kind, draw)
        if child["born_on"]:
            patient["birthDate"] = transposed(child["born_on"]) if kind == "born" else child["born_on"]
        died = max(child["born_on"] or "2024-02-01", "2024-02-01") if kind == "deceased" else child["died_on"]
        if died:
            patient["deceasedDateTime"] = f"{died}T00:00:00+00:00"
        if not restricted and child["lines"]:
            patient["address"] = self.addresses(child, kind, draw)
        if not restricted and child["ods_code"]:
            patient["generalPractitioner"] = [{"id": "254406A3", "type": "Organization", "identifier": {
                "system": "https://fhir.nhs.uk/Id/ods-organization-code", "period": {"start": "2008-01-01"},
                "value": f"Y{10000 + draw.number % 89999}" if kind == "practice" else child["ods_code"]}}]
        return patient

    @staticmethod
    def identifier(number):
        return [{"system": "https://fhir.nhs.uk/Id/nhs-number", "value": number, "extension": [{
            "url": "https://fhir.hl7.org.uk/StructureDefinition/Extension-UKCore-NHSNumberVerificationStatus",
            "valueCodeableConcept": {"coding": [{
                "system": "https://fhir.hl7.org.uk/CodeSystem/UKCore-NHSNumberVerificationStatus",
                "version": "1.0.0", "code": "01", "display": "Number present and verified"}]}}]}]

    @staticmethod
    def names(child, kind, draw):
        given = child["given_names"].split()
        given = given[:4] + [" ".join(given[4:])] if len(given) > 5 else given
        # Somebody with one name has it as the family name: the specification wants one.
        family = child["family_name"] or child["given_names"]
        name = {"id": "1", "use": "usual", "period": {"start": "2005-01-01"}, "family": family}
        if child["family_name"]:
            name["given"] = given
        if kind != "renamed":
            return [name]
        other = [f for f in FAMILIES if f.lower() not in family.lower()]
        name.update(family=other[draw.number % len(other)], period={"start": "2024-01-01"})
        return [name, {"id": "2", "use": "old", "family": family, "given": given,
                       "period": {"start": "2005-01-01", "end": "2023-12-31"}}]

    @staticmethod
    def addresses(child, kind, draw):
        here = {"id": "1", "use": "home", "period": {"start": "2010-01-01"}, "line": list(child["lines"])}
        if child["postcode"]:
            here["postalCode"] = child["postcode"]
        if kind != "moved":
            return [here]
        here["period"]["end"] = "2023-12-31"
        n = draw.number
        return [{"id": "2", "use": "home", "period": {"start": "2024-01-01"},
                 "line": [f"{1 + n % 180} {STREETS[n % len(STREETS)]} Close", "Upper Marsh", "Newtown"],
                 "postalCode": f"ZZ{1 + n % 9}9 {n % 9}{'ABDEFGHJLN'[n % 10]}Z"}, here]


def outcome(code, diagnostics=None, status=None):
    number, kind, display = CODES[code]
    issue = {"severity": "error", "code": kind, "details": {"coding": [{
        "system": "https://fhir.nhs.uk/R4/CodeSystem/Spine-ErrorOrWarningCode", "version": "1", "code": code,
        "display": display}]}}
    if diagnostics:
        issue["diagnostics"] = diagnostics
    return status or number, {"resourceType": "OperationOutcome", "issue": [issue]}


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    agency = None
    timeout = 120
    wbufsize = -1  # head and body in one segment: else each answer waits for a delayed acknowledgement
    disable_nagle_algorithm = True

    def log_message(self, *_):
        """Nothing is logged: the path holds somebody's NHS number."""

    def send(self, status, body, content="application/fhir+json", headers=()):
        data = body if isinstance(body, bytes) else json.dumps(body, ensure_ascii=False).encode()
        self.send_response(status)
        self.send_header("Content-Type", content)
        self.send_header("Content-Length", str(len(data)))
        for name in ("X-Request-ID", "X-Correlation-ID"):
            if self.headers.get(name):
                self.send_header(name, self.headers[name])
        for name, value in headers:
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(data)

    def refuse(self, code, diagnostics=None, status=None, headers=()):
        self.send(*outcome(code, diagnostics, status), headers=headers)

    def do_GET(self):
        path = urllib.parse.urlsplit(self.path).path
        if path == "/_planted":
            return self.send(200, self.list_planted(), "application/json")
        if path == "/_stats":
            return self.send(200, self.agency.stats(), "application/json")
        if not path.startswith(f"{BASE}/Patient"):
            return self.refuse("UNSUPPORTED_SERVICE", status=404)
        if not self.permitted():
            return self.refuse("ACCESS_DENIED", "Missing or invalid access token")
        request_id = self.headers.get("X-Request-ID")
        if not request_id:
            return self.refuse("MISSING_VALUE", "Missing value - 'X-Request-ID'")
        if not self.is_uuid(request_id):
            return self.refuse("INVALID_VALUE", "Invalid value - 'X-Request-ID' in header")
        number = path[len(f"{BASE}/Patient"):].strip("/")
        if not number:
            return self.refuse("UNSUPPORTED_SERVICE")
        tries = self.agency.arrival(number, request_id)
        if not self.agency.within_rate(self.headers.get("Authorization") or self.client_address[0]):
            return self.refuse("TOO_MANY_REQUESTS", headers=[("Retry-After", "1")])
        return self.answer(number, tries)

    def answer(self, number, tries):
        if not nhs_valid(number):
            return self.refuse("INVALID_RESOURCE_ID", "Invalid value - patient identifier in path is not a valid number")
        fault, times = self.agency.fault(number), self.agency.options.fault_times
        if fault in LASTING_FAULTS or (fault and (times == 0 or tries <= times)):
            return getattr(self, "fault_" + fault.replace("-", "_"))(number)
        patient = self.agency.patient(number)
        if patient is None:
            gone = self.agency.planted(number) == "invalidated"
            return self.refuse("INVALIDATED_RESOURCE" if gone else "RESOURCE_NOT_FOUND")
        return self.send(200, patient, headers=[("ETag", f'W/"{patient["meta"]["versionId"]}"')])

    def permitted(self):
        options = self.agency.options
        if not options.authorise and not options.bearer:
            return True
        word, _, token = (self.headers.get("Authorization") or "").partition(" ")
        known = token == options.bearer or self.agency.tokens.get(token, 0) > time.time()
        return word == "Bearer" and bool(token) and known

    @staticmethod
    def is_uuid(text):
        try:
            return str(uuid.UUID(text)) == text.lower()
        except ValueError:
            return False

    def do_POST(self):
        length = min(int(self.headers.get("Content-Length") or 0), 65536)
        form = urllib.parse.parse_qs(self.rfile.read(length).decode("utf-8", "replace"))
        if urllib.parse.urlsplit(self.path).path != "/oauth2/token":
            return self.refuse("UNSUPPORTED_SERVICE", status=404)
        # The signature is not looked at: there is no RSA in the standard library, and no key to check it with.
        wanted = {"grant_type": "client_credentials",
                  "client_assertion_type": "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"}
        if any(form.get(k) != [v] for k, v in wanted.items()) or form.get("client_assertion", [""])[0].count(".") != 2:
            return self.send(400, {"error": "invalid_request"}, "application/json")
        token = secrets.token_urlsafe(24)
        self.agency.tokens[token] = time.time() + 600
        return self.send(200, {"access_token": token, "expires_in": "599", "token_type": "Bearer"}, "application/json")

    # What agencies do wrong.

    def fault_throttled(self, _):
        self.refuse("TOO_MANY_REQUESTS", headers=[("Retry-After", "0")])

    def fault_error(self, _):
        self.refuse("SERVER_ERROR")

    def fault_unavailable(self, _):
        self.refuse("UNABLE_TO_CALL_SERVICE")

    def fault_reset(self, _):
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.close_connection = True
        self.connection.close()

    def fault_slow(self, _):
        time.sleep(self.agency.options.slow_seconds)
        self.close_connection = True
        self.refuse("UNABLE_TO_CALL_SERVICE")

    def fault_not_json(self, _):
        self.send(200, b'{"resourceType": "Patient", "id": ')

    def fault_wrong_shape(self, number):
        self.send(200, {**(self.agency.patient(number) or {}), "id": number, "resourceType": "Patient", "birthDate": 7})

    def fault_wrong_type(self, _):
        self.send(200, {"resourceType": "Bundle", "type": "searchset", "total": 0})

    def fault_wrong_content(self, _):
        self.send(200, b"<html><body>Please log in</body></html>", "text/html; charset=utf-8")

    def fault_huge(self, number):
        self.send(200, {**(self.agency.patient(number) or {}), "text": "x" * 5_000_000})

    def fault_deep(self, _):
        self.send(200, b'{"resourceType": "Patient", "x": ' + b"[" * 100_000)

    def fault_twice(self, number):
        self.send(200, b'{"resourceType": "Patient", "id": "%s", "gender": "male", "gender": "female"}' % number.encode())

    def fault_endless(self, _):
        self.close_connection = True
        self.send_response(200)
        self.send_header("Content-Type", "application/fhir+json")
        self.send_header("Connection", "close")
        self.end_headers()
        while True:
            self.wfile.write(b" " * 65536)  # until the client has had enough

    def list_planted(self):
        agency = self.agency
        planted = {n: agency.planted(n) for n in agency.children}
        faults = {n: agency.fault(n) for n in agency.children}
        return {"planted": {n: k for n, k in planted.items() if k}, "faults": {n: k for n, k in faults.items() if k},
                "shielded": sorted(n for n, c in agency.children.items() if c["shielded"])}


class Server(http.server.ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128

    def handle_error(self, request, client_address):
        """A client that has gone away is no error; and a traceback could hold somebody's data."""


def arguments():
    parser = argparse.ArgumentParser(description="An agency in the shape of NHS PDS, for demos and tests.")
    parser.add_argument("--port", type=int, default=0, help="0: any that is free; printed on the first line")
    whence = parser.add_mutually_exclusive_group(required=True)
    whence.add_argument("--database", help="libpq conninfo of a section 12 register")
    whence.add_argument("--file", help="JSON list of children: " + ", ".join(FIELDS))
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--plant", default={}, type=lambda t: shares(t, DIFFERENCES), help=" ".join(DIFFERENCES))
    parser.add_argument("--fault", default={}, type=lambda t: shares(t, PASSING_FAULTS + LASTING_FAULTS),
                        help="passing: " + " ".join(PASSING_FAULTS) + "; lasting: " + " ".join(LASTING_FAULTS))
    parser.add_argument("--fault-times", type=int, default=1, help="tries that a passing fault spoils; 0: all")
    parser.add_argument("--slow-seconds", type=float, default=30)
    parser.add_argument("--rate", type=float, default=0, help="requests a second for each application; 0: any")
    parser.add_argument("--bearer", help="a token that is accepted; without it none is wanted")
    parser.add_argument("--authorise", action="store_true", help="want a token of /oauth2/token")
    parser.add_argument("--tls", nargs=2, metavar=("CERTIFICATE", "KEY"))
    return parser.parse_args()


def main():
    options = arguments()
    children = read_database(options.database) if options.database else read_file(options.file)
    Handler.agency = Agency(children, options)
    server = Server(("127.0.0.1", options.port), Handler)
    if options.tls:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(*options.tls)
        server.socket = context.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
    print(server.server_address[1], flush=True)
    try:
        server.serve_forever()
    except KeyboardInterrupt:
        pass


if __name__ == "__main__":
    sys.exit(main())
