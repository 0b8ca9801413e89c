"""muniment doctor: each way in which an installation can be broken is found, and what is printed under it mends it."""
import datetime
import os
import signal
import shutil
import subprocess
import types

import psycopg
import pytest

from conftest import AS_OF, BUILD, Cluster, Daemon, generate_register, run_muniment, wait_until
from test_init import Host

URGENT = {"now": 0, "soon": 1, "note": 2}


class Installation(Host):
    """Made by muniment init and at work: a register of 200 children and one daemon."""

    def __init__(self, folder):
        own = Cluster(folder / "cluster", "fsync=on")
        register = generate_register(own.create(), 200)
        super().__init__(own, folder, register)
        self.init("--yes")
        with self.settings.open("a") as settings:
            settings.write("workers = 1;\npoll_seconds = 1;\n")
        self.credentials = {"CREDENTIALS_DIRECTORY": str(self.keys)}
        self.daemon = Daemon(self.settings, folder, self.credentials).wait_ready(60)

    def done(self):
        self.daemon.stop()
        self.cluster.stop()

    def doctor(self, *args, as_of=AS_OF, settings=None, status=None, env=None):
        done = run_muniment("doctor", "--json", "--config", settings or self.settings, "--as-of", as_of, "--keys", self.keys,
                            *args, status=status, env=env)
        answer = done.json
        assert answer["ok"] == (done.status == 0) == (not any(f["urgency"] == "now" for f in answer["findings"]))
        for finding in answer["findings"]:
            assert set(finding) == {"urgency", "what", "where", "mend"}
            assert finding["what"][-1] == "." and "\n" not in finding["what"] and finding["mend"], finding
        urgencies = [URGENT[f["urgency"]] for f in answer["findings"]]
        assert urgencies == sorted(urgencies)
        return answer["findings"]

    def found(self, says, **options):
        """The one finding that says so."""
        them = [f for f in self.doctor(**options) if says in f["what"]]
        assert len(them) == 1, self.doctor(**options)
        return types.SimpleNamespace(**them[0])

    def gone(self, says, **options):
        return not [f for f in self.doctor(**options) if says in f["what"]]

    def mend(self, finding):
        """What is printed, typed as it stands."""
        subprocess.run(finding.mend, shell=True, check=True, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, timeout=120,
                       env={**os.environ, **self.credentials, "PATH": f"{BUILD}:{os.environ['PATH']}"})

    def changed(self, old, new):
        """Other settings of the same installation."""
        text = self.settings.read_text()
        assert old in text
        path = self.folder / "changed.conf"
        path.write_text(text.replace(old, new))
        return path


@pytest.fixture(scope="module")
def installation(tmp_path_factory):
    made = Installation(tmp_path_factory.mktemp("installation"))
    yield made
    made.done()


def test_a_sound_installation_needs_nothing(installation):
    assert installation.doctor(status=0) == []
    assert run_muniment("doctor", "--config", installation.settings, "--as-of", AS_OF, "--keys",
                        installation.keys).out == "Nothing is wrong.\n"


def test_people_read_it_too(installation):
    settings = installation.changed('workers = 1;', 'workerz = 1;')
    said = run_muniment("doctor", "--config", settings, "--as-of", AS_OF, "--keys", installation.keys, status=1)
    assert said.out.startswith(f"now   {settings}:") and "\n        " in said.out
    assert said.err == "muniment: 1 finding cannot wait: do what stands under each.\n"


# --- settings, machine ---

def test_settings_that_are_not_there(installation, tmp_path):
    first = installation.doctor(settings=tmp_path / "absent.conf", status=1)[0]
    assert first["urgency"] == "now" and "absent.conf" in first["where"]


def test_fonts(installation, tmp_path):
    (tmp_path / "fonts.conf").write_text("<?xml version='1.0'?><fontconfig><dir>/absent</dir></fontconfig>")
    finding = installation.found("no font", env={"FONTCONFIG_FILE": str(tmp_path / "fonts.conf")})
    assert finding.urgency == "now" and finding.mend.startswith("apt-get install fonts-")


@pytest.mark.parametrize("day,urgency", [("2028-06-30", "soon"), ("2029-06-30", "now")])
def test_holidays_that_run_out(installation, day, urgency):
    finding = installation.found("Bank holidays are known", as_of=day)
    assert finding.urgency == urgency and "policies/holidays/england-wales.conf" in finding.mend


def test_the_output_folder(installation):
    installation.out.rename(installation.folder / "away")
    finding = installation.found("output_dir is not there")
    installation.mend(finding)
    assert installation.gone("output_dir")
    installation.out.chmod(0o755)
    finding = installation.found("open to others")
    assert finding.urgency == "soon"
    installation.mend(finding)
    assert installation.gone("output_dir")
    installation.out.rename(installation.folder / "away too")
    (installation.folder / "away").rename(installation.out)


@pytest.mark.skipif(os.geteuid() != 0, reason="mounts a file system of its own, which only root may")
@pytest.mark.parametrize("options,urgency,says", [("size=8m", "now", "MB left"), ("size=200m", "soon", "MB left"),
                                                  ("size=2g,ro", "now", "cannot be written")])
def test_room_for_letters(installation, options, urgency, says):
    # In a chroot, as where a clone is tried on a bare system, the root is no mount; there nothing is shared anyway.
    script = f'mount --make-rprivate / 2>/dev/null; mount -t tmpfs -o {options},mode=700 tmpfs "$1" && shift && exec "$@"'
    done = subprocess.run(["unshare", "--mount", "--propagation", "unchanged", "bash", "-c", script, "room", installation.out, BUILD / "muniment", "doctor", "--config",
                           installation.settings, "--as-of", AS_OF, "--keys", installation.keys],
                          stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, timeout=60)
    if done.returncode not in (0, 1):
        pytest.skip("this machine gives no mount namespaces")
    line = [line for line in done.stdout.splitlines() if says in line]
    assert len(line) == 1 and line[0].startswith(urgency), done.stdout


# --- database ---

def test_the_database_away(installation):
    installation.cluster.halt()
    finding = installation.found("server cannot be reached")
    assert finding.urgency == "now" and finding.mend == "systemctl start postgresql"
    installation.cluster.resume()
    wait_until(lambda: installation.gone("server cannot be reached"))
    wait_until(lambda: installation.gone("No munimentd is at work"), 40)


def test_a_login_that_is_nobody(installation):
    settings = installation.changed("user=postgres", "user=nobody_yet")
    finding = installation.found("does not let the daemon in", settings=settings)
    installation.mend(finding)
    assert installation.gone("let the daemon in", settings=settings)
    assert not [f for f in installation.doctor(settings=settings) if f["where"] in ("database", "register s12")]


def test_a_login_without_the_engines_role(installation):
    installation.register.rows("create role bare login")
    settings = installation.changed("user=postgres", "user=bare")
    finding = installation.found("may not act as muniment_engine", settings=settings)
    assert finding.where == "database"
    installation.mend(finding)
    assert installation.gone("muniment_engine", settings=settings)


def test_a_database_that_is_not_there_and_one_without_a_schema(installation):
    settings = installation.changed(f"dbname={installation.name}", "dbname=fresh")
    finding = installation.found("the database is missing", settings=settings)
    with psycopg.connect(installation.cluster.conninfo("postgres"), autocommit=True) as connection:
        connection.execute("create database fresh")
    finding = installation.found("schema of this version is missing", settings=settings)
    installation.mend(finding)
    assert installation.gone("schema", settings=settings)


def test_rights_and_the_agent(installation):
    installation.register.rows("revoke delete on register.child_name from muniment_engine")
    finding = installation.found("The engine lacks rights")
    assert finding.where == "register s12" and "register.child_name" in finding.what
    installation.mend(finding)
    assert installation.gone("rights")
    installation.register.rows("alter table muniment_agent.receipt rename to gone")
    finding = installation.found("agent schema is missing")
    installation.mend(finding)
    assert installation.gone("agent schema")


def test_a_register_that_cannot_be_opened(installation):
    settings = installation.changed(f"dbname={installation.register.name}", "dbname=not_there")
    finding = installation.found("does not let the daemon in", settings=settings)
    assert finding.where == "register s12" and finding.urgency == "now"


def test_what_the_map_does_not_know_and_an_index_that_is_missing(installation):
    installation.register.rows("alter table register.child_name add note text")
    finding = installation.found("register.child_name.note")
    assert finding.urgency == "note"
    installation.register.rows("alter table register.child_name drop note")
    index = installation.register.value(
        "select indexrelid::regclass::text from pg_index i where indrelid = 'register.address'::regclass and not indisunique "
        "and (select attname from pg_attribute where attrelid = indrelid and attnum = indkey[0]) = 'child_id' limit 1")
    if index:
        installation.register.rows(f"drop index {index}")
        finding = installation.found("lacks an index")
        assert "create index" in finding.mend
        installation.mend(finding)
        assert installation.gone("lacks an index")


@pytest.mark.parametrize("name,value", [("log_error_verbosity", "default"), ("log_parameter_max_length_on_error", "-1"),
                                        ("synchronous_commit", "off"), ("fsync", "off")])
def test_settings_of_the_server(installation, name, value):
    installation.register.rows(f"alter system set {name} = '{value}'")
    installation.register.rows("select pg_reload_conf()")
    wait_until(lambda: not installation.gone(f"{name} is {value}"))
    installation.mend(installation.found(f"{name} is {value}"))
    wait_until(lambda: installation.gone(f"{name} is"))


# --- keys ---

def test_keys_that_are_gone_and_keys_of_another_ledger(installation):
    wait_until(lambda: installation.value("select count(*) from muniment.ledger_checkpoint") or run_muniment(
        "hold", "add", "--register", "s12", "--reason", "inquiry", "--as", "dpo", "--config", installation.settings) and 0, 40)
    copy = installation.folder / "copy"
    installation.keys.rename(copy)
    finding = installation.found("There is no key file")
    assert finding.urgency == "now" and "COPY-OF-THE-KEYS" in finding.mend
    run_muniment("key", "new", installation.keys)
    finding = installation.found("not the one that signed this ledger")
    finding.mend = finding.mend.replace("COPY-OF-THE-KEYS", str(copy))
    installation.mend(finding)
    assert installation.gone("key")


def test_before_there_is_a_ledger_new_keys_are_made(installation, tmp_path):
    settings = installation.changed(f"dbname={installation.name}", "dbname=unsigned")
    finding = installation.found("the database is missing", settings=settings)
    installation.mend(finding)
    found = run_muniment("doctor", "--json", "--config", settings, "--keys", tmp_path / "new", "--as-of", AS_OF, status=1).json["findings"]
    finding = [types.SimpleNamespace(**f) for f in found if "There is no key file" in f["what"]][0]
    installation.mend(finding)
    assert (tmp_path / "new" / "ledger-signing-key").exists()


# --- work ---

def test_a_failed_job(installation):
    job = installation.value("insert into muniment.job (kind, state, run_on, reason, finished_at) values "
                             f"('queue.tidy', 'failed', '{AS_OF}', 'planted', now()) returning id")
    finding = installation.found(f"Job {job} (queue.tidy) has failed: planted.")
    assert finding.urgency == "now"
    installation.mend(finding)
    assert installation.gone("has failed")


def test_a_job_left_by_a_dead_worker(installation):
    installation.daemon.signal(signal.SIGSTOP)
    for pid in installation.daemon.children():
        os.kill(pid, signal.SIGSTOP)
    try:
        installation.value("insert into muniment.job (kind, state, run_on, attempts, lease_owner, lease_until) values "
                           f"('queue.tidy', 'running', '{AS_OF}', 1, 'gone', now() - interval '1 hour') returning id")
        finding = installation.found("left by a worker that is gone")
        assert finding.mend == "systemctl restart munimentd"
        installation.value("insert into muniment.job (kind, run_on, created_at, not_before) values "
                           f"('queue.tidy', '{AS_OF}', now() - interval '1 hour', now() - interval '1 hour') returning id")
        assert installation.found("are due and wait").urgency == "soon"
        installation.value("insert into muniment.ledger_pending (acted_on, kind, actor, at) values "
                           f"('{AS_OF}', 'login', 'test', now() - interval '2 hours') returning id")
        assert installation.found("wait to be numbered and signed").urgency == "now"
    finally:
        for pid in installation.daemon.processes():
            os.kill(pid, signal.SIGCONT)
    wait_until(lambda: installation.gone("left by a worker") and installation.gone("due and wait")
               and installation.gone("wait to be numbered"), 60)


def test_a_failed_run(installation):
    def muniment(*args):
        return run_muniment(*args, "--config", installation.settings, "--as-of", AS_OF, "--json",
                            env=installation.credentials).json
    wait_until(lambda: installation.value("select count(*) from muniment.job where state in ('queued', 'running') and run_on <= now()") == 0, 60)
    run = installation.value("select max(id) from muniment.run where state = 'planned' and approval <> 'none'")
    if run is None:
        muniment("retention", "plan", "s12")
        run = installation.value("select max(id) from muniment.run where state = 'planned' and approval <> 'none'")
    for state in ("approved", "running", "failed"):
        installation.value(f"update muniment.run set state = '{state}', reason = 'planted' where id = {run} returning id")
    finding = installation.found(f"Run {run} of rule")
    assert finding.urgency == "now" and "planted" in finding.what
    installation.mend(finding)
    assert installation.gone(f"Run {run} of rule")


def test_a_failed_run_whose_job_waits_to_be_retried(installation):
    run = installation.value("insert into muniment.run (register, rule, rule_text, policy_version, disposal, approval, as_of, planned_by) "
                             f"values ('s12', 'planted', '{{}}', 'x', 'destroy', 'one', '{AS_OF}', 'test') returning id")
    for state in ("approved", "running", "failed"):
        installation.value(f"update muniment.run set state = '{state}' where id = {run} returning id")
    installation.value("insert into muniment.job (kind, state, run_on, finished_at, key, arguments) values ('retention.carry-out', "
                       f"'failed', '{AS_OF}', now(), 'retention.carry-out:{run}', '{{\"run\": {run}}}') returning id")
    finding = installation.found("A run of rule planted has failed: no reason kept.")
    assert "muniment job retry" in finding.mend
    installation.value(f"update muniment.run set state = 'stopped' where id = {run} returning id")
    installation.value(f"update muniment.job set state = 'discarded' where key = 'retention.carry-out:{run}' returning id")


def test_what_people_have_left_lying(installation):
    """Clocks, holds and approvals: nothing that a command mends alone, so the command shows the case."""
    rehearsal = installation.folder / "rehearsal.conf"
    rehearsal.write_text(installation.settings.read_text() + "rehearsal = true;\n")
    ref = run_muniment("request", "new", "--kind", "access", "--register", "s12", "--subject", "1", "--received", AS_OF,
                       "--channel", "post", "--requester", "subject", "--as", "officer", "--config", rehearsal,
                       "--as-of", AS_OF, "--json").json["ref"]
    due = installation.value(f"select due_on from muniment.request where ref = '{ref}'")
    soon = installation.found(f"{ref} (access) is to be answered", as_of=str(due))
    assert soon.urgency == "soon"
    late = installation.found(f"{ref} (access) is 46 days past", as_of=str(due + datetime.timedelta(46)))
    assert late.urgency == "now"
    installation.mend(late)
    hold = run_muniment("hold", "add", "--register", "s12", "--reason", "litigation", "--review-on", "2026-12-01", "--as", "dpo",
                        "--config", rehearsal, "--as-of", AS_OF, "--json", env=installation.credentials).json["hold"]
    finding = installation.found(f"Hold {hold} was to be reviewed 9 days ago", as_of="2026-12-10")
    assert finding.urgency == "soon"
    installation.mend(finding)


def test_no_daemon_at_work(installation):
    """The last one: it ends the daemon."""
    installation.daemon.stop()
    finding = installation.found("No munimentd is at work")
    assert finding.urgency == "now"
