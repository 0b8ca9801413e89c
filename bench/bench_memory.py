"""What the daemon's processes keep in memory.

    memory        peak of munimentd --once, all its processes together, over a pass with nothing due, the plan of a run
                  and its disposal with verification and certificate: the same number of children out of a large
                  register and out of one of 10,000
    memory-year   the same over the day on which everybody who comes of age within a year is archived: in the large
                  register as many times more as it is larger
    memory-idle   munimentd with two workers that have nothing to do, over the large register, beside 40 MB;
                  and how often they wake in a minute, beside 20 times

The same lines and JSON as bench.h. Registers are those of the PostgreSQL that all benchmarks share; what is not there
is made. N: how many children the large one holds.
"""
import contextlib
import json
import os
import pathlib
import signal
import statistics
import subprocess
import tempfile
import threading
import time

ROOT = pathlib.Path(__file__).resolve().parents[1]
BUILD = pathlib.Path(os.environ.get("MUNIMENT_BUILD", ROOT / "build" / "release"))
RESULTS = pathlib.Path(os.environ.get("MUNIMENT_BENCH", ROOT / "build" / "bench"))
SIZES = {"small": 10_000, "large": int(os.environ.get("N", 1_000_000))}
DISPOSE = 1000
IDLE_LIMIT, IDLE_SECONDS, WAKES_LIMIT = 40e6, 60, 20
DAY, NEXT_DAY, YEAR_ON = "2026-11-22", "2026-11-23", "2027-11-23"


def psql(conninfo, *statements):
    done = subprocess.run(["psql", "-qXAt", "-v", "ON_ERROR_STOP=1", "-d", conninfo, *[w for s in statements for w in ("-c", s)]],
                          stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, check=True, text=True)
    return done.stdout.strip()


@contextlib.contextmanager
def postgres():
    """A conninfo without dbname."""
    shared = os.environ.get("MUNIMENT_BENCH_POSTGRES")
    if shared:
        yield shared
        return
    folder = RESULTS / f"postgres-{os.getpid()}"
    try:
        yield subprocess.run([ROOT / "tools/bench.sh", "postgres", folder], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                             check=True, text=True).stdout.strip()
    finally:
        subprocess.run([ROOT / "tools/private-postgres.sh", "stop", folder], check=True)


# --- what a process has in memory ---------------------------------------------------------------------------------

def field(pid, file, name):
    """Bytes; 0 of a process that has ended."""
    try:
        for line in pathlib.Path(f"/proc/{pid}/{file}").read_text().splitlines():
            if line.startswith(name + ":"):
                return int(line.split()[1]) * 1024
    except (FileNotFoundError, ProcessLookupError):
        pass
    return 0


def family(pid):
    try:
        return [pid, *map(int, pathlib.Path(f"/proc/{pid}/task/{pid}/children").read_text().split())]
    except FileNotFoundError:
        return []


def wakes(pid):
    """How often the processes gave the processor up by themselves, and so had been woken."""
    return sum(field(one, "status", "voluntary_ctxt_switches") // 1024 for one in family(pid))


class Watch(threading.Thread):
    """The peaks of a daemon's processes, by looking often: each one's own (resident, which only grows), and the most
    they had at one moment together (proportional: what they share counted once)."""

    def __init__(self, pid):
        super().__init__(daemon=True)
        self.pid, self.resident, self.together, self.ended = pid, {}, 0, threading.Event()
        self.start()

    def run(self):
        looks = 0
        while not self.ended.wait(0.002):
            pids = family(self.pid)
            for pid in pids:
                self.resident[pid] = max(self.resident.get(pid, 0), field(pid, "status", "VmHWM"))
            looks += 1
            if looks % 10 == 0:  # dearer to ask
                self.together = max(self.together, sum(field(pid, "smaps_rollup", "Pss") for pid in pids))


# --- an office for each register ----------------------------------------------------------------------------------

class Office:
    def __init__(self, base, name, folder):
        self.register, self.governance = f"{base} dbname={name}", f"{base} dbname=governance_{name}"
        self.settings, self.log = folder / f"{name}.conf", (folder / f"{name}.log").open("w")
        self.environment = {**os.environ, "CREDENTIALS_DIRECTORY": str(folder / "keys")}
        system = f"{base} dbname=postgres"
        if not psql(system, f"select 'there' from pg_database where datname = '{name}'"):
            psql(system, f"create database {name}")
            subprocess.run([ROOT / "tools/generate-register.sh", self.register, str(SIZES[name]), "1", DAY],
                           stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, check=True)
        psql(system, "set client_min_messages = error", f"drop database if exists governance_{name}", f"create database governance_{name}")
        self.settings.write_text(f'''database = "{self.governance}";
data_dir = "{ROOT}";
output_dir = "{folder}/{name}";
jurisdiction = "england-wales";
workers = 2;
run_share = 100;
rehearsal = true;
trusted_wrappers = [ "postgres" ];
belt_subjects = 1000000000;
belt_share = 100;
authority = {{ name_en = "Anytown Council"; address = [ "Anytown" ]; dpo_contact = "dpo@council.example"; }};
maps = [ "{ROOT}/policies/maps/s12-register.conf" ];
packs = [ "{ROOT}/policies/law/england-childrens-database.conf" ];
registers = ( {{ name = "s12"; connection = "{self.register}"; map = "s12-register"; }} );
''')
        (folder / name).mkdir()
        # A governance database made anew would be taken for one restored: the register forgets the one before.
        psql(self.register, "truncate muniment_agent.epoch, muniment_agent.receipt",
             "insert into muniment_agent.epoch default values")
        self.muniment("migrate")
        self.settle()

    def settle(self):
        """As a daemon leaves it every night, but that nothing is told: notices are another job than this one."""
        psql(self.register, "set muniment_agent.quiet = on", "truncate muniment_agent.outbox",
             f"update register.child set archived_on = '{DAY}' where archived_on <= date '{DAY}' - interval '6 years'",
             f"update register.child set archived_on = '{DAY}' where archived_on is null and (not participating and"
             f" born_on <= date '{DAY}' - interval '18 years' or died_on <= date '{DAY}' - interval '1 year')",
             "vacuum analyze register.child")

    def muniment(self, *args, day=DAY):
        done = subprocess.run([BUILD / "muniment", *args, "--config", self.settings, "--as-of", day, "--json"], check=True,
                              stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, text=True, env=self.environment)
        return json.loads(done.stdout)

    def start(self, *args):
        return subprocess.Popen([BUILD / "munimentd", "--foreground", "--config", self.settings, *args], env=self.environment,
                                stdin=subprocess.DEVNULL, stdout=self.log, stderr=self.log)

    def once(self, day):
        """The sum of each process's own peak, and the peak of all together, in bytes."""
        began = time.monotonic()
        daemon = self.start("--once", "--as-of", day)
        watch = Watch(daemon.pid)
        status = daemon.wait(timeout=600)
        watch.ended.set()
        watch.join()
        assert status == 0, f"munimentd --once ended with {status}: {pathlib.Path(self.log.name).read_text()[-2000:]}"
        return {"day": day, "seconds": round(time.monotonic() - began, 3), "resident": sum(watch.resident.values()),
                "together": watch.together}

    def due(self, n):
        psql(self.register, "set muniment_agent.quiet = on",
             "update register.child set archived_on = '2018-01-01' where child_id in (select child_id from register.child"
             f" where archived_on is null order by child_id limit {n})")

    def planned(self):
        return [run for run in self.muniment("retention", "show")["runs"] if run["state"] == "planned"]

    def end_of_day(self):
        """What was due of the generator's records, item by item, has gone before anything is measured."""
        self.once(DAY)
        for run in self.planned():
            for who in ("dpo", "head")[:2 if run["needs"] == "two" else 1]:
                self.muniment("retention", "approve", str(run["run"]), "--as", who)
        self.once(DAY)

    def run_state(self, state, at_least):
        runs = self.muniment("retention", "show")["runs"]
        found = [run for run in runs if run["state"] == state and run["subjects"] >= at_least]
        assert found, f"no run of {at_least} subjects is {state}: {runs}"
        return found[0]

    def days(self):
        """The peaks of: nothing due; planned; approved, disposed of, verified and certified."""
        self.end_of_day()
        steps = [self.once(DAY)]
        assert not self.planned(), "somebody was due"
        self.due(DISPOSE)
        steps.append(self.once(NEXT_DAY))
        run = self.run_state("planned", DISPOSE)
        self.muniment("retention", "approve", str(run["run"]), "--as", "dpo", day=NEXT_DAY)
        steps.append(self.once(NEXT_DAY))
        self.run_state("certified", DISPOSE)
        return steps

    def year(self):
        steps = [self.once(YEAR_ON)]
        runs = self.muniment("retention", "show")["runs"]
        return {"steps": steps, "subjects": max(run["subjects"] for run in runs if run["state"] == "certified")}

    def idle(self):
        """The daemon has done the day's work and waits. Bytes of all its processes."""
        daemon = self.start()
        try:
            until = time.monotonic() + 60
            waiting = "select count(*) from muniment.job where state in ('queued', 'running')"
            while len(family(daemon.pid)) < 3 or int(psql(self.governance, waiting)):
                assert daemon.poll() is None and time.monotonic() < until, "the daemon does not come to rest"
                time.sleep(0.2)
            time.sleep(3)
            before, began = wakes(daemon.pid), time.monotonic()
            time.sleep(IDLE_SECONDS)
            a_minute = (wakes(daemon.pid) - before) * 60 / (time.monotonic() - began)
            return {pid: field(pid, "smaps_rollup", "Pss") for pid in family(daemon.pid)}, a_minute
        finally:
            daemon.send_signal(signal.SIGTERM)
            daemon.wait(timeout=30)


# --- the lines ----------------------------------------------------------------------------------------------------

def report(name, n, ours, floor, **more):
    """ours and floor: bytes and what they are."""
    ratio = ours[0] / floor[0]
    print(f"{name} ratio {ratio:.2f} (ours {ours[0] / 1e6:.1f}MB, floor {floor[0] / 1e6:.1f}MB, n {n})", flush=True)
    RESULTS.mkdir(parents=True, exist_ok=True)
    (RESULTS / f"{name}.json").write_text(json.dumps(
        {"name": name, "ours": ours[1], "floor": floor[1], "ours_bytes": ours[0], "floor_bytes": floor[0], "ratio": round(ratio, 4),
         "n": n, **more}, indent=2) + "\n")


def report_seconds(name, n, ours, floor, **more):
    """ours and floor: the rounds' seconds, and what they are."""
    ratios = [a / b for a, b in zip(ours[0], floor[0])]
    ratio = statistics.median(ratios)
    print(f"{name} ratio {ratio:.2f} (ours {statistics.median(ours[0]):.6f}s, floor {statistics.median(floor[0]):.6f}s, n {n})",
          flush=True)
    RESULTS.mkdir(parents=True, exist_ok=True)
    (RESULTS / f"{name}.json").write_text(json.dumps(
        {"name": name, "ours": ours[1], "floor": floor[1], "ours_seconds": ours[0], "floor_seconds": floor[0], "ratios": ratios,
         "ratio": round(ratio, 4), "n": n, **more}, indent=2) + "\n")


def peak(steps):
    return max(step["resident"] for step in steps)


def main():
    with postgres() as base, tempfile.TemporaryDirectory(prefix="muniment-bench.") as temporary:
        folder = pathlib.Path(temporary)
        subprocess.run([BUILD / "muniment", "key", "new", folder / "keys"], stdin=subprocess.DEVNULL,
                       stdout=subprocess.DEVNULL, check=True)
        offices = {name: Office(base, name, folder) for name in SIZES}
        days = {name: office.days() for name, office in offices.items()}
        report("memory", SIZES["large"],
               (peak(days["large"]), "peak of all the daemon's processes: nothing due, planned, disposed of, in the large register"),
               (peak(days["small"]), "the same in a register of 10,000"), steps=days)
        years = {name: office.year() for name, office in offices.items()}
        report("memory-year", years["large"]["subjects"],
               (peak(years["large"]["steps"]), "peak while all who come of age within a year are archived, in the large register"),
               (peak(years["small"]["steps"]), "the same in a register of 10,000"), **years)
        idle, a_minute = offices["large"].idle()
        report("memory-idle", SIZES["large"],
               (sum(idle.values()), "a daemon with two workers that have nothing to do: what processes share counted once"),
               (IDLE_LIMIT, "the most it may be"), processes=list(idle.values()), wakeups_a_minute=round(a_minute, 1))
        print(f"idle-wakeups ratio {a_minute / WAKES_LIMIT:.2f} (ours {a_minute:.1f} a minute, floor {WAKES_LIMIT})", flush=True)


if __name__ == "__main__":
    main()
