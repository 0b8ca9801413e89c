"""The simulator of an agency, for tests: starts it, asks it what was planted, ends it."""
import json
import ssl
import subprocess
import urllib.request

from conftest import ROOT

BASE = "/personal-demographics/FHIR/R4"


class Agency:
    """A running simulators/pds.py. tls: (certificate, key)."""

    def __init__(self, folder, *args, tls=None):
        self.err_path = folder / "agency.err"
        extra = ["--tls", *map(str, tls)] if tls else []
        with self.err_path.open("ab") as err:
            self.process = subprocess.Popen(
                ["/usr/bin/python3", "-B", ROOT / "simulators" / "pds.py", "--port", "0", *map(str, args), *extra],
                stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=err, text=True)
        self.port = int(self.process.stdout.readline())
        self.origin = f"{'https' if tls else 'http'}://127.0.0.1:{self.port}"
        self.url = self.origin + BASE

    @property
    def err(self):
        return self.err_path.read_text()

    def get(self, path, **headers):
        """(status, headers, body) of a request as it is, errors too."""
        request = urllib.request.Request(self.origin + path,
                                         headers={k.replace("_", "-"): v for k, v in headers.items()})
        context = ssl._create_unverified_context() if self.origin.startswith("https") else None
        try:
            answer = urllib.request.urlopen(request, timeout=20, context=context)
        except urllib.error.HTTPError as error:
            answer = error
        with answer:
            return answer.status, answer.headers, answer.read()

    def listed(self, path):
        return json.loads(self.get(path)[2])

    @property
    def planted(self):
        return self.listed("/_planted")

    @property
    def stats(self):
        return self.listed("/_stats")

    def stop(self):
        self.process.terminate()
        self.process.wait(timeout=10)
        self.process.stdout.close()
