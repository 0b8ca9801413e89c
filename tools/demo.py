#!/usr/bin/python3
"""make demo: a week in the life of a register of 2,000 children who do not exist.

demo.py [--keep]   works in build/demo; results in build/demo/out and build/demo/summary.json. Ends whatever it
started, unless --keep is given: then it says how to look around and how to stop.
"""
import argparse
import contextlib
import csv
import datetime
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import time

ROOT = pathlib.Path(__file__).resolve().parents[1]
BUILD = pathlib.Path(os.environ.get("MUNIMENT_DEMO_BUILD", ROOT / "build" / "release"))
HOME = ROOT / "build" / "demo"
OUT = HOME / "out"
SETTINGS = HOME / "muniment.conf"
CHILDREN = 2000
FIRST_DAY, DAYS = datetime.date(2026, 11, 16), 7
BOLD, DIM, PLAIN = ("\033[1m", "\033[2m", "\033[0m") if sys.stdout.isatty() else ("", "", "")


def heading(text):
    print(f"\n{BOLD}{text}{PLAIN}", flush=True)


def say(text):
    print(f"  {text}", flush=True)


def run(*command, check=True, **options):
    done = subprocess.run([str(c) for c in command], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, text=True,
                          timeout=600, **options)
    if check and done.returncode:
        sys.exit(f"\n{command[0]} ended with {done.returncode}: {' '.join(str(c) for c in command[1:4])}\n{done.stdout}")
    return done


# Who works in the demo: logins that "muniment init" makes, as on an installed host. The daemon has one of its own, and so
# has whoever looks after it; only the demo itself looks into the databases as their superuser.
OPERATOR, OFFICER, SECOND, AUDITOR = "muniment", "dana", "dylan", "ada"


class Demo:
    def __init__(self):
        self.summary = {"children": CHILDREN, "from": str(FIRST_DAY), "days": DAYS}
        self.environment = {**os.environ, "CREDENTIALS_DIRECTORY": str(HOME / "credentials")}
        self.agency = None
        self.base = None

    # --- the programs ---------------------------------------------------------------------------------------

    def muniment(self, *args, day=FIRST_DAY, login=OPERATOR):
        """A command of one of the logins. People have no keys; what they may not do themselves the daemon does for them."""
        environment = self.environment if login == OPERATOR else os.environ
        settings = SETTINGS if login == OPERATOR else HOME / f"{login}.conf"
        done = run(BUILD / "muniment", *args, "--json", "--config", settings, "--as-of", day, env=environment)
        return json.loads(done.stdout)

    def officer(self, *args, **options):
        return self.muniment(*args, login=OFFICER, **options)

    def second(self, *args, **options):
        return self.muniment(*args, login=SECOND, **options)

    def status(self, day):
        """Exit status 1 says that something needs a person, as something always does in the demo."""
        done = subprocess.run([BUILD / "muniment", "status", "--json", "--config", SETTINGS, "--as-of", str(day)], timeout=60,
                              stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
                              env=self.environment)
        assert done.returncode in (0, 1), done.returncode
        return json.loads(done.stdout)

    def log(self):
        return open(HOME / "munimentd.log", "a")

    @contextlib.contextmanager
    def at_work(self, day):
        """The daemon stays, on that day, while people work."""
        with self.log() as log:
            self.running = subprocess.Popen([BUILD / "munimentd", "--foreground", "--as-of", str(day), "--config", SETTINGS],
                                            stdin=subprocess.DEVNULL, stdout=log, stderr=log, env=self.environment)
        try:
            yield
            self.idle(day)
        finally:
            self.running.terminate()
            self.running.wait(timeout=60)

    def idle(self, day):
        end = time.monotonic() + 300
        while time.monotonic() < end:
            begun = self.psql("muniment", f"select count(*) from muniment.job_day where day = '{day}'") != "0"
            queue = self.status(day)["queue"]
            if begun and queue["due"] + queue["running"] == 0:
                return
            time.sleep(0.2)
        sys.exit(f"the day's work does not end; the log is {HOME / 'munimentd.log'}")

    def conninfo(self, login):
        return self.base.replace("user=postgres", f"user={login}")

    def psql(self, database, sql):
        return run("psql", "-qXAt", "-v", "ON_ERROR_STOP=1", "-d", f"{self.base} dbname={database}", "-c", sql).stdout.strip()

    # --- getting ready --------------------------------------------------------------------------------------

    def prepare(self):
        heading("A private PostgreSQL, and a section 12 register in a database of its own")
        run(ROOT / "tools" / "private-postgres.sh", "stop", HOME)
        shutil.rmtree(HOME, ignore_errors=True)
        OUT.mkdir(parents=True)
        self.base = run(ROOT / "tools" / "private-postgres.sh", "start", HOME).stdout.strip()
        self.psql("postgres", "create database s12")
        began = time.monotonic()
        run(ROOT / "tools" / "generate-register.sh", f"{self.base} dbname=s12", CHILDREN, 1, FIRST_DAY)
        say(f"made up {CHILDREN:,} children in {time.monotonic() - began:.1f} s, none of whom exists")
        self.start_agency()
        self.write_settings()
        made = json.loads(run(BUILD / "muniment", "init", "--yes", "--json", "--config", SETTINGS, "--keys", HOME / "credentials",
                              "--owner-connection", self.base, "--officer", OFFICER, "--officer", SECOND, "--auditor", AUDITOR,
                              env=self.environment).stdout)
        for login in (OFFICER, SECOND, AUDITOR):
            (HOME / f"{login}.conf").write_text(SETTINGS.read_text().replace(f"user={OPERATOR}", f"user={login}"))
        say(f"muniment init took {len(made['steps'])} steps: keys, schemas, rights, and a login each for the daemon, two officers and an auditor")
        checked = self.muniment("check")
        mapped = self.muniment("map", "check", "s12")
        say(f"muniment check: {'no problem' if checked['ok'] else checked['problems']}; the data map covers {mapped['coverage']} % of the register")
        self.summary["map_coverage"] = mapped["coverage"]

    def start_agency(self):
        self.agency = subprocess.Popen(
            [ROOT / "simulators" / "pds.py", "--port", "0", "--database", f"{self.base} dbname=s12", "--seed", "7",
             "--plant", "moved=0.03,renamed=0.02,born=0.005,practice=0.03,restricted=0.01,superseded=0.005,missing=0.01",
             "--fault", "error=0.01,throttled=0.01"],
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=open(HOME / "agency.log", "w"), text=True)
        said = self.agency.stdout.readline().strip()
        if not said.isdigit():
            sys.exit(f"the simulated agency did not start: {(HOME / 'agency.log').read().strip().splitlines()[-1:]}")
        self.port = int(said)
        say(f"the simulated health agency answers on 127.0.0.1:{self.port}, with differences planted")

    def write_settings(self):
        source = (ROOT / "policies/sources/pds.conf").read_text()
        changes = {
            'base_url = "https://api.service.nhs.uk/': f'base_url = "http://127.0.0.1:{self.port}/',
            'authentication = "bearer";': 'authentication = "none";',
            '        credential = "pds-token";\n': "",
            "rate_per_second = 5.0;": "rate_per_second = 400.0;",
        }
        for old, new in changes.items():
            assert old in source, f"policies/sources/pds.conf no longer says {old}"
            source = source.replace(old, new)
        (HOME / "pds.conf").write_text(source)
        SETTINGS.write_text(f'''# The demo's settings; "muniment check --print-sample" shows every setting there is.
database = "{self.conninfo(OPERATOR)} dbname=muniment";
rehearsal = true; # its days are made up
made_up_postcodes = [ "ZA", "ZB", "ZC", "ZD" ]; # and its places
jurisdiction = "england-wales";
checkpoint_file = "{HOME}/checkpoint";
output_dir = "{OUT}";
authority = {{
        name_en = "Anytown Council";
        name_cy = "Cyngor Unrhyw Dref";
        address = [ "Children's Records", "Civic Centre", "1 High Street", "Anytown", "ZZ99 3WZ" ];
        phone = "01632 960000";
        email = "records@council.example";
        web = "www.council.example/records";
        dpo_contact = "data.protection@council.example";
}};
maps = [ "{ROOT}/policies/maps/s12-register.conf" ];
packs = [ "{ROOT}/policies/law/england-childrens-database.conf" ];
sources = ( {{ file = "{HOME}/pds.conf"; register = "s12"; }} );
registers = ( {{ name = "s12"; connection = "{self.conninfo(OPERATOR)} dbname=s12"; map = "s12-register"; }} );
''')

    # --- the week -------------------------------------------------------------------------------------------

    def hold(self):
        heading("A hold: somebody's record is wanted by a court")
        key = self.psql("s12", f"select child_id from register.child where archived_on <= date '{FIRST_DAY}' - interval '6 years' "
                               "order by child_id limit 1")
        made = self.officer("hold", "add", "--register", "s12", "--subject", key, "--reason", "litigation")
        say(f"hold {made['hold']} on one record that is due for destruction")
        self.held_key = key

    def request(self):
        heading("A request: a young person asks what is held about them")
        key = self.psql("s12", "select c.child_id from register.child c where archived_on is null and not shielded and died_on is null "
                               "and born_on between '2009-01-01' and '2011-12-31' and nhs_number is not null "
                               "and exists (select from register.service s where s.child_id = c.child_id) order by child_id limit 1")
        made = self.officer("request", "new", "--kind", "access", "--register", "s12", "--subject", key, "--received", FIRST_DAY,
                            "--channel", "post", "--requester", "subject", "--language", "en",
                            "--letters-to", "Sam Example, 12 Example Road, Aberwennol, ZA1 2AB")
        self.ref = made["ref"]
        self.officer("request", "understanding", self.ref, "understands", "--how", "met at school, alone")
        clock = self.officer("request", "clock", self.ref)
        say(f"{self.ref} received on {FIRST_DAY} under {clock['regime']}: to be answered by {clock['due']}, at the latest {clock['extend_by']} to say that it takes longer")
        self.summary["request"] = {"ref": self.ref, "regime": clock["regime"], "due": clock["due"]}

    def week(self):
        heading(f"The daemon at work for each day from {FIRST_DAY}, and people beside it")
        for n in range(DAYS):
            day = FIRST_DAY + datetime.timedelta(days=n)
            began = time.monotonic()
            with self.at_work(day):
                self.idle(day)
                status = self.status(day)
                say(f"{day:%a %d %b}  {time.monotonic() - began:5.1f} s   jobs failed: {len(status.get('failed_jobs', []))}")
                if n == 0:
                    self.decide(day)
                self.approve_runs(day)

    def decide_request(self, ref, day):
        """As proposed; nothing is proposed of who of the staff looked."""
        self.officer("request", "decide", ref, "undecided", "proposed", "--how", "lived with them; knows the service", day=day)
        rest = {i["rule"] for i in self.officer("request", "items", ref, day=day)["items"] if i["decision"] == "undecided"}
        for rule in sorted(rest):
            self.officer("request", "decide", ref, f"rule:{rule}", "disclose", "--because", "access-log", "--how",
                         "staff in their office, no risk known", day=day)

    def decide(self, day):
        items = self.officer("request", "items", self.ref, day=day)["items"]
        waiting = [i["item"] for i in items if i["decision"] == "undecided"]
        self.decide_request(self.ref, day)
        self.second("request", "approve", self.ref, day=day)
        withheld = sum(i["decision"] == "withhold" for i in self.officer("request", "items", self.ref, day=day)["items"])
        say(f"{DIM}  {self.ref}: {len(items)} values found, {withheld} about other people withheld, {len(waiting)} looked at by a person, approved{PLAIN}")
        self.summary["request"].update(items=len(items), withheld=withheld, reviewed=len(waiting))

    def approve_runs(self, day):
        for planned in self.runs(day):
            if planned["state"] == "planned":
                for login in {"one": [OFFICER], "two": [OFFICER, SECOND]}[planned["needs"]]:
                    self.muniment("retention", "approve", planned["run"], day=day, login=login)
                say(f"{DIM}  run {planned['run']} ({planned['rule']}, {planned['subjects']} subjects) approved{PLAIN}")

    def runs(self, day):
        return self.muniment("retention", "show", day=day)["runs"]

    # --- what came out --------------------------------------------------------------------------------------

    def report(self):
        day = FIRST_DAY + datetime.timedelta(days=DAYS)
        self.report_retention(day)
        self.report_accuracy(day)
        with self.at_work(day):
            self.report_cases(day)
            self.report_danger(day)
            self.report_request(day)
            self.report_rights(day)
        self.report_notices(day)
        self.report_ledger(day)
        (HOME / "summary.json").write_text(json.dumps(self.summary, indent=2, default=str) + "\n")
        heading(f"What there is to look at, in {OUT.relative_to(ROOT)}")
        kinds = {}
        for path in sorted(OUT.rglob("*")):
            if path.is_file():
                kinds.setdefault((path.parent, re.sub(r"[0-9]+", "N", path.name)), []).append(path)
        for (folder, kind), paths in sorted(kinds.items()):
            say(f"{len(paths):4} x {(folder / kind).relative_to(OUT)}   for example {paths[0].name}, {paths[0].stat().st_size // 1024 + 1} kB")

    def forecast(self):
        heading("Retention: what is coming in the year from the first day")
        def forecast(*options):
            return run(BUILD / "muniment", "retention", "forecast", "s12", *options, "--config", SETTINGS, "--as-of", FIRST_DAY,
                       env=self.environment).stdout
        print(forecast("--format", "chart"), end="")
        forecast("--format", "svg", "--until", FIRST_DAY.replace(year=FIRST_DAY.year + 10), "--out", OUT / "forecast.svg")
        months = self.muniment("retention", "forecast", "s12")["months"]
        self.summary["forecast"] = {"year": sum(m["subjects"] for m in months), "rules": len({m["rule"] for m in months})}

    def report_retention(self, day):
        heading("Retention: what was due, held, disposed of and verified")
        found = self.runs(day)
        for r in found:
            full = self.muniment("retention", "show", r["run"], day=day)
            verified = full.get("verified") or {}
            checked = f"{verified['places']} tables searched, {'clean' if verified['clean'] else 'NOT CLEAN'}" if verified else "not yet verified"
            say(f"run {r['run']}: {r['action']}, {r['rule']}: due {r['subjects'] + r['held']}, held {r['held']}, "
                f"disposed of {full['disposed']} with {r['rows']} rows; {checked}; {r['state']}")
        still = self.psql("s12", f"select count(*) from register.child where child_id = {self.held_key}")
        say(f"the held record is {'still there' if still == '1' else 'GONE'}")
        self.summary["retention"] = {"runs": [self.muniment("retention", "show", r["run"], day=day) for r in found],
                                     "held_record_kept": still == "1"}

    def report_accuracy(self, day):
        heading("Accuracy: what the agency says against what is held")
        report = self.muniment("accuracy", "report", day=day)
        listed = self.officer("accuracy", "discrepancies", day=day)["discrepancies"]
        for sweep in (s for s in report["sweeps"] if s["asked"]):
            say(", ".join(f"{key} {value}" for key, value in sweep.items() if key not in ("sweep", "register") and value not in (None, "", 0)))
        kinds = {}
        for d in listed:
            kinds[d["attribute"]] = kinds.get(d["attribute"], 0) + 1
        say("differences wait for a person: " + ", ".join(f"{k} {v}" for k, v in sorted(kinds.items(), key=lambda kv: -kv[1])))
        worst = sorted((a for a in report["agreement"] if a["compared"]), key=lambda a: a["share"])[:3]
        say("least agreement: " + ", ".join(f"{a['attribute']} {a['share']} % of {a['compared']} ({a['low']} to {a['high']})" for a in worst))
        self.summary["accuracy"] = {"agreement": report["agreement"], "sweeps": report["sweeps"], "discrepancies": len(listed), "by_attribute": kinds}

    def report_cases(self, day):
        heading("Differences are cases: looked at, decided, and one of them corrected")
        listed = self.officer("accuracy", "discrepancies", day=day)["discrepancies"]
        case = next(d for d in listed if d["attribute"] == "child.born_on")
        self.officer("accuracy", "take", case["id"], day=day)
        shown = self.officer("accuracy", "show", case["id"], day=day)
        say(f"difference {case['id']}, {shown['attribute']}: held {shown['held']}, answered {shown['answered']} by {shown['source']}; "
            f"{shown['grade']}; to be decided by {shown['due']}; taken by {shown['owner']}")
        done = self.officer("accuracy", "decide", case["id"], "correct", "--because", "evidence-seen", day=day)
        now = self.psql("s12", f"select born_on from register.child where child_id = {case['subject']}")
        say(f"corrected: the register now holds {now}; to be told (Art 19): {', '.join(done['recipients']) or 'nobody has had it'}")
        sheet = HOME / "differences.csv"
        self.officer("accuracy", "review", "pds", "--out", sheet, day=day)
        with sheet.open(newline="") as file:
            rows = list(csv.DictReader(file))
        for row in rows:
            if row["attribute"] == "child_name.family_name" and row["kind"] == "differs":
                row.update(decision="correct", reason="person-said")
            elif row["attribute"] == "address.line_1":
                row.update(decision="ask-person", reason="unclear")
        with sheet.open("w", newline="") as file:
            writer = csv.DictWriter(file, fieldnames=list(rows[0]))
            writer.writeheader()
            writer.writerows(rows)
        decided = self.officer("accuracy", "review", "pds", "--apply", sheet, day=day)["differences"]
        states = {}
        for one in decided:
            states[one["state"]] = states.get(one["state"], 0) + 1
        say(f"a sheet of {len(rows)} differences, {len(decided)} of them filled in: " + ", ".join(f"{n} {state}" for state, n in sorted(states.items())))
        sheet.unlink()  # it holds what is sealed elsewhere
        self.summary["cases"] = {"corrected": {"was": shown["held"], "is": now, "told": done["recipients"]}, "by_sheet": states}

    def report_danger(self, day):
        heading("What the agency says about danger: it binds at once")
        stopped = [d for d in self.officer("accuracy", "discrepancies", day=day)["discrepancies"] if d["kind"] == "shielding"]
        say(f"of {len(stopped)} children the agency's record is restricted and the register's is not: nothing goes out about them")
        known = self.psql("s12", "select child_id from register.child where archived_on is null and born_on > '2009-06-01' "
                                 f"and child_id in ({', '.join(d['subject'] for d in stopped)}) order by child_id limit 1")
        difference = next(d["id"] for d in stopped if d["subject"] == known)
        ref = self.officer("request", "new", "--kind", "access", "--register", "s12", "--subject", known, "--received", day,
                            "--channel", "email", "--requester", "representative-of-subject", "--requester-name", "Mx Example",
                            day=day)["ref"]
        self.officer("request", "authority", ref, "--because", "legal-representative", "--evidence", "written-authority",
                     day=day)
        self.officer("request", "understanding", ref, "understands", "--how", "met at school, alone", day=day)
        self.officer("request", "collect", ref, day=day)
        self.decide_request(ref, day)
        self.second("request", "approve", ref, day=day)
        self.idle(day)
        before = self.officer("request", "show", ref, day=day)
        say(f"{ref}, of a representative of one of them: {before['state']}, and stopped by difference {before['stopped']['difference']}")
        self.officer("accuracy", "decide", difference, "keep", "--because", "not-so", day=day)
        self.idle(day)
        after = self.officer("request", "show", ref, day=day)
        say(f"a person decides that it means somebody else: {ref} is {after['state']} by itself; {len(stopped) - 1} still wait for a person")
        self.summary["danger"] = {"stopped": len(stopped), "before": before, "after": after}

    def report_request(self, day):
        heading("The request: released")
        self.second("request", "release", self.ref, "--out", OUT, day=day)
        shown = self.officer("request", "show", self.ref, day=day)
        say(f"{self.ref} {shown['state']}; {OUT.relative_to(ROOT)}/{self.ref}.pdf for a person, .json for a program")
        self.summary["request"]["state"] = shown["state"]
        self.report_letters(day)

    def report_letters(self, day):
        """One goes to the post: the print room moves its file."""
        (OUT / "taken").mkdir(exist_ok=True)
        letter = next(one for one in self.officer("request", "show", self.ref, day=day)["letters"] if one["state"] == "made")
        name = f"L-{letter['number']}"
        (OUT / f"{name}.pdf").rename(OUT / "taken" / f"{name}.pdf")
        self.officer("delivery", "send", day=day)
        for one in self.officer("request", "show", self.ref, day=day)["letters"]:
            delivery = one["delivery"]
            say(f"the letter \"{one['letter']}\" is {one['state']}" +
                (f" and {delivery['state']}" + (f" by the print room on {delivery['sent_on']}" if delivery["sent_on"] else ", in the folder") if delivery else ""))
        self.summary["request"]["letters"] = self.officer("request", "show", self.ref, day=day)["letters"]

    def report_rights(self, day):
        heading("Two other rights: a name put right, and a complaint about how")
        key = self.psql("s12", "select c.child_id from register.child c where archived_on is null and not shielded and died_on is null "
                               "and born_on between '2009-06-01' and '2011-12-31' "
                               "and (select count(*) from register.child_name n where n.child_id = c.child_id) = 1 order by child_id desc limit 1")
        new = ("request", "new", "--register", "s12", "--subject", key, "--received", day, "--channel", "post", "--requester", "subject",
               "--letters-to", "Robin Example, 12 Example Road, Aberwennol, ZA1 2AB", "--language", "en")
        ref = self.officer(*new, "--kind", "rectification", day=day)["ref"]
        self.officer("request", "understanding", ref, "understands", "--how", "met at school, alone", day=day)
        self.officer("request", "claim", ref, "child_name.given_names", "--should-be", "Perpetua", "--evidence", "a birth certificate, seen", day=day)
        self.officer("request", "settle", ref, "1", "correct", "--because", "evidence-seen", day=day)
        self.officer("request", "fulfil", ref, "--say", "Your first name is Perpetua now.", day=day)
        complaint = self.officer(*new, "--kind", "complaint", "--about", ref, day=day)["ref"]
        self.officer("request", "enquiry", complaint, "--how", "who knew of the right name, and since when", day=day)
        self.second("request", "outcome", complaint, "partly-upheld", "--say", "It is right now, but you had to ask twice.", day=day)
        self.idle(day)
        shown = [self.officer("request", "show", one, day=day) for one in (ref, complaint)]
        for one in shown:
            say(f"{one['ref']}, {one['kind']}: {one['state']}, by the letter \"{one['letters'][-1]['letter']}\"")
        told = self.officer("request", "recipients", ref, day=day)["recipients"]
        say(f"{len(told)} had the wrong name and are to be told; nobody who put it right could find the complaint's outcome")
        self.summary["rights"] = [{"ref": one["ref"], "kind": one["kind"], "acknowledge_by": one["clock"]["acknowledge_by"], "due": one["due"],
                                   "state": one["state"], "outcome": next(e["code"] for e in reversed(one["events"]) if e["code"])} for one in shown]

    def report_notices(self, day):
        heading("Advice notices: who is told, and who waits for a person")
        listed = self.officer("notice", "due", "--all", day=day)["obligations"]
        counts = {}
        for o in listed:
            what = f"{o['notice']}, {o['audience']}: {o['state']}" + (f", {o['reason']}" if o["reason"] else "")
            counts[what] = counts.get(what, 0) + 1
        for what, n in sorted(counts.items(), key=lambda kv: -kv[1]):
            say(f"{n:4}  {what}")
        self.summary["notices"] = counts

    def report_ledger(self, day):
        heading("The ledger: recomputed from its first entry")
        verified = self.muniment("ledger", "verify", day=day)
        say(f"{verified['entries']} entries, {verified['checkpoints']} signed checkpoints: {'all agree' if verified['ok'] else 'BROKEN'}")
        print((HOME / "checkpoint").read_text().rstrip().replace("\n", "\n    ").join(["    ", ""]))
        self.summary["ledger"] = verified

    # --- the end --------------------------------------------------------------------------------------------

    def stop(self):
        if self.agency:
            self.agency.terminate()
            self.agency.wait(timeout=20)
        run(ROOT / "tools" / "private-postgres.sh", "stop", HOME)

    def how_to_look_around(self):
        heading("Left running")
        say(f"psql '{self.base} dbname=muniment'     the governance database")
        say(f"psql '{self.base} dbname=s12'          the register")
        say(f"export CREDENTIALS_DIRECTORY={HOME}/credentials")
        say(f"{BUILD}/muniment status --config {SETTINGS}")
        say(f"To end it: kill {self.agency.pid}; tools/private-postgres.sh stop {HOME}")


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--keep", action="store_true")
    keep = parser.parse_args().keep
    demo, began = Demo(), time.monotonic()
    try:
        demo.prepare()
        demo.forecast()
        with demo.at_work(FIRST_DAY):
            demo.hold()
            demo.request()
        demo.week()
        demo.report()
        heading(f"Done in {time.monotonic() - began:.0f} s. The whole of it as JSON: build/demo/summary.json")
    except BaseException:
        keep = False
        raise
    finally:
        if not keep:
            demo.stop()
    if keep:
        demo.how_to_look_around()


if __name__ == "__main__":
    main()
