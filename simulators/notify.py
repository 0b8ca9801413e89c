#!/usr/bin/python3
"""GOV.UK Notify for demos and tests, as far as whole ("precompiled") letters go: nothing is printed.

    notify.py --port 0 --service UUID --secret UUID [--steps N] [--rate N]

Prints its port on the first line. Listens on loopback only, and logs nothing of anybody. Tokens are checked as the real one does,
to 30 seconds either way. A letter is pending-virus-check, then accepted, then received: it goes on by one with every --steps times
it is looked at (0: only when told to). Like the real one it makes a letter of each request, whatever its reference, and shows one
that came back as received still, unless those alone are asked for.

For tests, without a token: GET /_letters is what it has; POST /_next {"how": [...]} says what the next posts meet, in order:
ok, busy (429), busy-once, error (500), late (taken, and answered 408), drop (taken, and no answer), lose (not taken, and no answer), reject (400); POST /_set
{"reference": ..., "status": ...} says where a letter is; POST /_words {"words": [...]} which statuses may be asked for. The API's own public description is what its answers are held against:
tests/integration/test_notify.py.
"""
import argparse
import base64
import binascii
import datetime
import hashlib
import hmac
import http.server
import json
import re
import sys
import threading
import time
import urllib.parse
import uuid

LEEWAY = 30
WAY = ["pending-virus-check", "accepted", "received"]
STATUSES = set(WAY) | {"validation-failed", "virus-scan-failed", "permanent-failure", "technical-failure", "cancelled", "returned-letter"}
PAGE = 250


class Refusal(Exception):
    def __init__(self, status, error, message, headers=()):
        self.status, self.error, self.message, self.headers = status, error, message, dict(headers)


def unbase64url(text):
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def check_token(header, service, secret, now):
    """As the real one: who asks, by their secret, at this moment."""
    if not header or not header.startswith("Bearer "):
        raise Refusal(401, "AuthError", "Unauthorized: authentication bearer scheme must be used")
    try:
        said, _, signature = header[len("Bearer "):].rpartition(".")
        head, claims = (json.loads(unbase64url(part)) for part in said.split("."))
        signed = unbase64url(signature)
    except (ValueError, binascii.Error):
        raise Refusal(403, "AuthError", "Invalid token: signature, api token is not valid") from None
    if head.get("alg") != "HS256" or head.get("typ") != "JWT":
        raise Refusal(403, "AuthError", "Invalid token: algorithm used is not HS256")
    if set(claims) != {"iss", "iat"} or claims["iss"] != service:
        raise Refusal(403, "AuthError", "Invalid token: service not found")
    if not hmac.compare_digest(signed, hmac.new(secret.encode(), said.encode(), hashlib.sha256).digest()):
        raise Refusal(403, "AuthError", "Invalid token: API key not found")
    if abs(now - claims["iat"]) > LEEWAY:
        raise Refusal(403, "AuthError", "Error: Your system clock must be accurate to within 30 seconds")


def check_letter(body):
    """The body of a request for a whole letter; what its PDF is."""
    try:
        letter = json.loads(body)
    except ValueError:
        raise Refusal(400, "BadRequestError", "Invalid JSON supplied in POST data") from None
    if not isinstance(letter, dict) or not {"reference", "content"} <= set(letter) <= {"reference", "content", "postage"}:
        raise Refusal(400, "ValidationError", "reference and content are required, and nothing else but postage is allowed")
    if letter.get("postage", "second") not in ("first", "second", "economy"):
        raise Refusal(400, "ValidationError", "postage invalid. It must be first, second or economy.")
    if not isinstance(letter["reference"], str) or not 0 < len(letter["reference"]) <= 1000:
        raise Refusal(400, "ValidationError", "reference is too long")
    try:
        pdf = base64.b64decode(letter["content"], validate=True)
    except (ValueError, TypeError):
        raise Refusal(400, "BadRequestError", "Cannot decode letter content (invalid base64 encoding)") from None
    return letter, pdf


class Notify:
    def __init__(self, options):
        self.options, self.lock = options, threading.Lock()
        self.letters, self.coming, self.posts, self.arrivals, self.words = [], [], 0, [], STATUSES

    def admit(self):
        """At most --rate requests in a second."""
        now = time.monotonic()
        self.arrivals = [a for a in self.arrivals if now - a < 1]
        if self.options.rate and len(self.arrivals) >= self.options.rate:
            raise Refusal(429, "RateLimitError", "Exceeded rate limit for key type LIVE", {"Retry-After": "1"})
        self.arrivals.append(now)

    def post(self, body):
        """The answer; None: there is none."""
        self.posts += 1
        how = self.coming.pop(0) if self.coming else "ok"
        if how == "busy-once":
            raise Refusal(429, "RateLimitError", "Exceeded rate limit for key type LIVE", {"Retry-After": "0"})
        if how == "busy":
            raise Refusal(429, "TooManyRequestsError", "Exceeded send limits (20000) for today")
        if how == "error":
            raise Refusal(500, "Exception", "Internal server error")
        if how == "reject":
            raise Refusal(400, "ValidationError", "reference is not allowed here")
        if how == "lose":
            return None
        letter, pdf = check_letter(body)
        # It reads the file only later, and of one that it cannot read or print it says no more than this.
        readable = pdf.startswith(b"%PDF-") and b"/Encrypt" not in pdf
        made = {"id": str(uuid.uuid4()), "reference": letter["reference"], "postage": letter.get("postage", "second"),
                "status": WAY[0] if readable else "validation-failed", "sha256": hashlib.sha256(pdf).hexdigest(), "looks": 0,
                "created_at": datetime.datetime.now(datetime.timezone.utc).strftime("%Y-%m-%dT%H:%M:%S.%fZ")}
        self.letters.append(made)
        if how == "late":
            raise Refusal(408, "Exception", "Request Timeout")
        return None if how == "drop" else (201, {key: made[key] for key in ("id", "reference", "postage")})

    def shown(self, letter):
        status = "received" if letter["status"] == "returned-letter" else letter["status"]
        empty = dict.fromkeys(("email_address", "phone_number", "line_1", "line_2", "line_3", "line_4", "line_5", "line_6", "line_7",
                               "postcode", "created_by_name", "scheduled_for", "one_click_unsubscribe_url"))
        template = str(uuid.UUID(int=1))
        return {**empty, "id": letter["id"], "reference": letter["reference"], "postage": letter["postage"], "type": "letter",
                "status": status, "created_at": letter["created_at"], "body": "", "subject": "Pre-compiled PDF",
                "is_cost_data_ready": False, "cost_in_pounds": 0.0, "cost_details": {},
                "template": {"id": template, "version": 1, "uri": f"http://127.0.0.1/v2/template/{template}/version/1"}}

    def look(self, letter):
        """It goes on its way meanwhile."""
        letter["looks"] += 1
        if self.options.steps and letter["looks"] % self.options.steps == 0 and letter["status"] in WAY[:-1]:
            letter["status"] = WAY[WAY.index(letter["status"]) + 1]

    def find(self, query):
        if not set(query.get("status", [])) <= set(self.words):
            raise Refusal(400, "ValidationError", "status is not one of " + ", ".join(sorted(self.words)))
        found = [l for l in reversed(self.letters) if query.get("reference", [l["reference"]]) == [l["reference"]]
                 and l["status"] in query.get("status", STATUSES) and query.get("template_type", ["letter"]) == ["letter"]]
        answer = {"notifications": [self.shown(l) for l in found[:PAGE]], "links": {"current": "http://127.0.0.1/v2/notifications"}}
        for letter in found[:PAGE]:
            self.look(letter)
        return 200, answer

    def told(self, path, body):
        """What tests say to it."""
        if path == "/_next":
            self.coming = list(body["how"])
        if path == "/_words":
            self.words = body["words"]
        for letter in self.letters if path == "/_set" else []:
            if letter["reference"] == body["reference"]:
                assert body["status"] in STATUSES
                letter["status"] = body["status"]
        return 200, {}


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *args):
        pass

    def answer(self, status, body, headers=()):
        data = json.dumps(body).encode()
        self.send_response(status)
        for name, value in {"Content-Type": "application/json", "Content-Length": str(len(data)), **dict(headers)}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(data)

    def handle_one(self, method):
        notify, url = self.server.notify, urllib.parse.urlsplit(self.path)
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        with notify.lock:
            if url.path == "/_letters":
                return 200, {"letters": notify.letters, "posts": notify.posts}
            if url.path.startswith("/_"):
                return notify.told(url.path, json.loads(body))
            check_token(self.headers.get("Authorization"), notify.options.service, notify.options.secret, time.time())
            notify.admit()
            if method == "POST" and url.path == "/v2/notifications/letter":
                return notify.post(body)
            if method == "GET" and url.path == "/v2/notifications":
                return notify.find(urllib.parse.parse_qs(url.query))
            one = re.fullmatch(r"/v2/notifications/([0-9a-f-]{36})", url.path)
            for letter in notify.letters if method == "GET" and one else []:
                if letter["id"] == one[1]:
                    return 200, notify.shown(letter)
            raise Refusal(404, "NoResultFound", "No result found")

    def respond(self, method):
        try:
            answer = self.handle_one(method)
        except Refusal as refusal:
            body = {"status_code": refusal.status, "errors": [{"error": refusal.error, "message": refusal.message}]}
            return self.answer(refusal.status, body, refusal.headers)
        if answer is None:
            self.close_connection = True
            return None
        return self.answer(*answer)

    def do_GET(self):
        self.respond("GET")

    def do_POST(self):
        self.respond("POST")


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--service", required=True)
    parser.add_argument("--secret", required=True)
    parser.add_argument("--steps", type=int, default=0)
    parser.add_argument("--rate", type=int, default=0)
    options = parser.parse_args()
    server = http.server.ThreadingHTTPServer(("127.0.0.1", options.port), Handler)
    server.daemon_threads = True
    server.notify = Notify(options)
    print(server.server_address[1], flush=True)
    try:
        server.serve_forever()
    except KeyboardInterrupt:
        sys.exit(0)


if __name__ == "__main__":
    main()
