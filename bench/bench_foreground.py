"""What a run costs those who use the register meanwhile.

    foreground    a steady load of short transactions (two clients, each beginning the next as soon as one is done: a
                  child with its names and addresses is read, and the child's row written) while munimentd carries out a
                  large run with the standard run_share, beside the same load alone: seconds for a thousand transactions

The same lines and JSON as bench.h, and the register of the PostgreSQL that all benchmarks share.
"""
import pathlib
import re
import subprocess
import tempfile

from bench_memory import BUILD, NEXT_DAY, SIZES, Office, postgres, report_seconds

ROUNDS, SECONDS = 5, 8
SCRIPT = """\\set id random(1, :children)
select * from register.child where child_id = :id;
select * from register.child_name where child_id = :id;
select * from register.address where child_id = :id;
update register.child set shielded = shielded where child_id = :id;
"""


def pgbench():
    return sorted(pathlib.Path("/usr/lib/postgresql").glob("*/bin/pgbench"))[-1]


def load(conninfo, script, children):
    """Seconds for a thousand transactions."""
    done = subprocess.run([pgbench(), "-n", "-M", "prepared", "-c", "2", "-j", "2", "-T", str(SECONDS), "-D", f"children={children}",
                           "-f", script, conninfo], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
                          check=True, text=True)
    return 1000 / float(re.search(r"^tps = ([0-9.]+)", done.stdout, re.M)[1])


def approved(office, n):
    """A run of at least so many children, due and approved."""
    office.due(n)
    run = office.muniment("retention", "plan", "s12", "--rule", "s12-destroy-archived", day=NEXT_DAY)["run"]
    for name in ("first", "second"):
        shown = office.muniment("retention", "show", str(run), day=NEXT_DAY)
        if shown["state"] == "planned":
            office.muniment("retention", "approve", str(run), "--as", name, day=NEXT_DAY)
    return run


def main():
    with postgres() as base, tempfile.TemporaryDirectory(prefix="muniment-bench.") as temporary:
        folder = pathlib.Path(temporary)
        subprocess.run([BUILD / "muniment", "key", "new", folder / "keys"], stdin=subprocess.DEVNULL,
                       stdout=subprocess.DEVNULL, check=True)
        office = Office(base, "large", folder)
        (folder / "standard.conf").write_text(re.sub("run_share.*\n", "", office.settings.read_text()))
        (folder / "load.sql").write_text(SCRIPT)
        office.once(NEXT_DAY)  # all else that the day brings
        alone, beside, works = [], [], []
        load(office.register, folder / "load.sql", SIZES["large"])
        for _ in range(ROUNDS):
            run = approved(office, min(20_000, SIZES["large"] // 20))
            alone.append(load(office.register, folder / "load.sql", SIZES["large"]))
            daemon = office.start("--once", "--as-of", NEXT_DAY, "--config", folder / "standard.conf")
            beside.append(load(office.register, folder / "load.sql", SIZES["large"]))
            works.append(daemon.poll() is None)  # it worked all the while
            daemon.terminate()
            daemon.wait(timeout=60)
            office.once(NEXT_DAY)  # to its end, so that the next has the register to itself
        report_seconds("foreground", SIZES["large"],
                       (beside, "a thousand short transactions while a run works with the standard run_share"),
                       (alone, "the same alone"), worked_all_the_while=works)


if __name__ == "__main__":
    main()
