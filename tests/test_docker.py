"""The production stack as far as it can be proven without a Docker engine: files, secrets, names, order, scripts."""

import importlib.util
import json
import os
import re
import shutil
import socket
import ssl
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema
import psycopg
import pytest
import yaml

from dateline.seeds.sources import load_sources
from tests.compose import DOCKER, ROOT, SERVICES, STACK, make_roles, make_secrets, mount, running_redis
from tests.services import Postgres, missing

SCRIPTS = sorted(DOCKER.glob("*.sh"))
SETTINGS = set(re.findall(r'"(DATELINE_[A-Z_]+)"', (ROOT / "plugins" / "dateline" / "settings.py").read_text(encoding="utf-8")))
FILE_SETTINGS = {
    "DATELINE_INDEX_PASSWORD_FILE",
    "DATELINE_INDEX_API_KEY_FILE",
    "DATELINE_KIBANA_PASSWORD_FILE",
    "DATELINE_PAGES_TOKEN_FILE",
}
ONLY_COMPOSE = {"DATELINE_VERSION"}  # The tag of the image.
NOBODY = 65534
SCHEMA = Path(os.environ.get("DATELINE_SERVICES") or Path.home() / ".cache" / "dateline-services") / "compose_spec.json"


@pytest.fixture(scope="module")
def secrets(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The secrets, made by the real tool into a folder of the test's own."""
    return make_secrets(tmp_path_factory.mktemp("docker") / "secrets")


# ---- services -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", sorted(SERVICES))
def test_a_service_is_bounded_and_comes_back(name: str) -> None:
    service = SERVICES[name]
    assert re.fullmatch(r"[^:]+:(?!latest)[\w.${}:-]+", service["image"]), "an image with a version"
    assert re.fullmatch(r"\d+[mg]", service["mem_limit"])
    assert service["restart"] in ("unless-stopped", "no")
    assert service["pids_limit"] == 2048
    assert service["logging"]["options"] == {"max-size": "10m", "max-file": "3"}
    assert "privileged" not in service


@pytest.mark.parametrize("name", sorted(name for name, service in SERVICES.items() if service["restart"] != "no"))
def test_a_service_that_stays_can_be_asked_how_it_is(name: str) -> None:
    assert "test" in SERVICES[name]["healthcheck"]


def test_an_image_is_built_by_one_service_and_pulled_by_none() -> None:
    ours = [service for service in SERVICES.values() if service["image"].startswith("dateline:")]
    assert [name for name, service in SERVICES.items() if "build" in service] == ["setup"]
    assert {(service["image"], service["pull_policy"]) for service in ours} == {(SERVICES["setup"]["image"], "never")}


def test_the_guide_names_the_memory_that_the_limits_add_up_to() -> None:
    megabytes = {"m": 1, "g": 1024}
    limits = [service["mem_limit"] for service in SERVICES.values() if service["restart"] != "no"]
    total = sum(int(limit[:-1]) * megabytes[limit[-1]] for limit in limits) / 1024
    assert f"{total:.1f} GB" in (ROOT / "docs" / "team.md").read_text(encoding="utf-8")


def test_pools_begin_with_the_size_that_the_dags_name() -> None:
    # dag_defaults imports Airflow, which would set itself up: the text is enough.
    defaults = (ROOT / "plugins" / "dag_defaults.py").read_text(encoding="utf-8")
    names = dict(re.findall(r'^(\w+_POOL) = "(\w+)"$', defaults, re.M))
    line = re.search(r"^POOLS = \{(.+)\}$", defaults, re.M)
    assert line is not None
    named = {names[name]: size for name, size in re.findall(r"(\w+_POOL): (\d+)", line[1])}
    assert dict(re.findall(r"airflow pools set (\w+) \$\{POOL_SLOTS:-(\d+)\}", SERVICES["setup"]["command"][2])) == named


@pytest.mark.parametrize("name", sorted(SERVICES))
def test_what_a_service_waits_for_can_be_told(name: str) -> None:
    for other, how in SERVICES[name].get("depends_on", {}).items():
        if how["condition"] == "service_healthy":
            assert "test" in SERVICES[other]["healthcheck"]
        else:
            assert how["condition"] == "service_completed_successfully"
            assert SERVICES[other]["restart"] == "no", "only a one-shot completes"


def test_the_order_of_start_has_no_circle() -> None:
    left = {name: set(service.get("depends_on", {})) for name, service in SERVICES.items()}
    while ready := {name for name, others in left.items() if not others}:
        left = {name: others - ready for name, others in left.items() if name not in ready}
    assert left == {}


def test_a_one_shot_is_waited_for_or_started_by_hand() -> None:
    """`up --wait` takes a service that has ended for a failure, unless another one waits for its end."""
    awaited = {other for service in SERVICES.values() for other in service.get("depends_on", {})}
    ended = {name for name, service in SERVICES.items() if service["restart"] == "no" and "profiles" not in service}
    assert ended <= awaited


@pytest.mark.parametrize("name", sorted(SERVICES))
def test_ports_are_open_on_this_machine_only(name: str) -> None:
    assert [port for port in SERVICES[name].get("ports", []) if not port.startswith("127.0.0.1:")] == []


def test_what_is_mounted_is_there() -> None:
    mounts = [mount for service in SERVICES.values() for mount in service.get("volumes", [])]
    files = {mount.split(":")[0] for mount in mounts if mount.startswith("./")}
    assert [name for name in files if not (DOCKER / name).is_file()] == []
    own = "${OWN_SEEDS:-./own}:/own:ro"
    assert (DOCKER / "own").is_dir()
    assert {mount.split(":")[0] for mount in mounts if not mount.startswith("./") and mount != own} == set(STACK["volumes"])


def test_the_example_of_a_team_s_own_source_is_one(tmp_path: Path) -> None:
    (example,) = re.findall(r"```yaml\n(.+?)```", (DOCKER / "own" / "README.md").read_text(encoding="utf-8"), re.S)
    (tmp_path / "sources").mkdir()
    (tmp_path / "sources" / "mine.yml").write_text(example, encoding="utf-8")
    shipped = {source.id for source in load_sources((DOCKER / "own",))}  # The folder as we ship it adds nothing, and breaks nothing.
    assert {source.id for source in load_sources((tmp_path,))} - shipped == {"example-desk"}


def test_our_own_services_have_no_rights_beyond_their_work() -> None:
    ours = {name: service for name, service in SERVICES.items() if service["image"].startswith("dateline:")}
    assert len(ours) == 8
    for service in ours.values():
        assert service["cap_drop"] == ["ALL"]
        assert (service["init"], service["tmpfs"]) == (True, ["/tmp"])
        assert service["security_opt"] == ["no-new-privileges:true"]
    assert re.findall(r"^USER (.+)$", (DOCKER / "Dockerfile").read_text(encoding="utf-8"), re.M) == ["50000:50000"]


def test_the_compose_file_keeps_its_schema() -> None:
    if not SCHEMA.is_file():
        pytest.skip("no Compose schema packaged for this system; tests/setup-services.sh looks for it")
    schema = json.loads(SCHEMA.read_text(encoding="utf-8"))
    known = {key: value for key, value in STACK.items() if key != "name"}  # Younger than the packaged schema.
    problems = [f"{list(error.path)}: {error.message}" for error in jsonschema.Draft201909Validator(schema).iter_errors(known)]
    assert problems == []


# ---- secrets --------------------------------------------------------------------------------------------------------------


def _secrets_of(service: dict[str, Any]) -> set[str]:
    return {each if isinstance(each, str) else each["source"] for each in service.get("secrets", [])}


def test_every_secret_is_made_by_the_tool_and_used(secrets: Path) -> None:
    files = {name: secret["file"] for name, secret in STACK["secrets"].items()}
    assert files == {name: f"secrets/{name}" for name in files}
    assert {path.name for path in secrets.iterdir()} == set(files)
    assert set().union(*(_secrets_of(service) for service in SERVICES.values())) == set(files)


def test_making_secrets_again_keeps_them(secrets: Path) -> None:
    before = {path.name: path.read_bytes() for path in secrets.iterdir()}
    command = "import sys; sys.path.insert(0, 'tools'); import make_secrets, pathlib; make_secrets.main(pathlib.Path(sys.argv[1]))"
    done = subprocess.run([sys.executable, "-c", command, str(secrets)], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout == "secrets: everything was there; nothing was changed\n"
    assert {path.name: path.read_bytes() for path in secrets.iterdir()} == before


def test_secrets_are_long_different_and_the_owners(secrets: Path) -> None:
    values = {path.name: path.read_text(encoding="utf-8") for path in secrets.iterdir()}
    assert len(set(values.values())) == len(values)
    assert min(len(value) for value in values.values()) >= 32
    assert len(bytes.fromhex(values["jwt_secret"])) == 64
    assert secrets.stat().st_mode & 0o077 == 0
    assert "docker/secrets/" in (ROOT / ".gitignore").read_text(encoding="utf-8").split()


def test_a_service_reads_only_secrets_that_it_is_given() -> None:
    scripts = {path.name: path.read_text(encoding="utf-8") for path in SCRIPTS}
    for name, service in SERVICES.items():
        read = json.dumps({key: value for key, value in service.items() if key != "secrets"})
        if name == "users":
            read += scripts["elasticsearch-users.sh"]
        if name == "postgres":
            read += (DOCKER / "postgres-init.sql").read_text(encoding="utf-8")
        assert set(re.findall(r"/run/secrets/(\w+)", read)) <= _secrets_of(service), name


def test_the_entrypoint_wants_the_secrets_of_airflow_s_services() -> None:
    text = (DOCKER / "entrypoint.sh").read_text(encoding="utf-8")
    read = {name for names in re.findall(r"(?:\(secret |for name in |&& secret )([\w ]+)", text) for name in names.split()}
    through = [service for service in SERVICES.values() if service["image"].startswith("dateline:") and "entrypoint" not in service]
    assert len(through) == 6
    assert {frozenset(_secrets_of(service)) for service in through} == {frozenset(read)}


def test_no_password_stands_in_a_file() -> None:
    for path in (*DOCKER.glob("*.*"), DOCKER / "Dockerfile"):
        text = "\n".join(line for line in path.read_text(encoding="utf-8").splitlines() if not line.lstrip().startswith("#"))
        assert re.findall(r"changeme|admin123|(?i:passw(?:or)?d)\s*(?!:'\w+')[:=]\s*[\"']?(?![\"'%$]|/run/secrets/)\w+", text) == [], (
            path.name
        )
    environments = [service.get("environment", {}) for service in SERVICES.values()]
    for environment in environments:
        for key, value in environment.items():
            if re.search(r"PASSWORD|SECRET|TOKEN|KEY$", key):
                assert str(value).startswith("/run/secrets/"), key


# ---- names ----------------------------------------------------------------------------------------------------------------


def _variables() -> set[str]:
    texts = [(DOCKER / name).read_text(encoding="utf-8") for name in ("compose.yml", "airflow.env", "entrypoint.sh", "Dockerfile")]
    return {name for text in texts for name in re.findall(r"\b(?:DATELINE|AIRFLOW_)_[A-Z_]*[A-Z]", text)}


def test_every_setting_of_ours_is_known() -> None:
    ours = {name for name in _variables() if name.startswith("DATELINE_")}
    assert ours <= SETTINGS | FILE_SETTINGS | ONLY_COMPOSE
    assert {name.removesuffix("_FILE") for name in FILE_SETTINGS} <= SETTINGS


def test_every_setting_of_airflow_is_known() -> None:
    """Names are compared with the options that Airflow and its Celery provider list; importing Airflow would set it up."""
    found = importlib.util.find_spec("airflow")
    assert found is not None
    assert found.submodule_search_locations
    home = Path(found.submodule_search_locations[0])
    sections: dict[str, Any] = yaml.safe_load((home / "config_templates" / "config.yml").read_text(encoding="utf-8"))
    provider = importlib.util.spec_from_file_location("celery_info", home / "providers" / "celery" / "get_provider_info.py")
    assert provider is not None
    assert provider.loader is not None
    info = importlib.util.module_from_spec(provider)
    provider.loader.exec_module(info)
    sections |= info.get_provider_info()["config"]
    known = {f"AIRFLOW__{section}__{option}".upper() for section, content in sections.items() for option in content["options"]}
    used = {name for name in _variables() if name.startswith("AIRFLOW__")}
    assert len(used) > 15
    assert used - known == set()


# ---- scripts and files -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda path: path.name)
def test_a_script_is_sound_shell_and_stops_at_errors(script: Path) -> None:
    done = subprocess.run(["sh", "-n", str(script)], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    text = script.read_text(encoding="utf-8")
    assert text.startswith("#!/bin/sh\n")
    assert "\nset -eu\n" in text


def test_the_entrypoint_is_executable() -> None:
    assert os.access(DOCKER / "entrypoint.sh", os.X_OK)


@pytest.fixture
def inside(secrets: Path) -> Iterator[Path]:
    """A folder as a container of Airflow sees it, for any user: the entrypoint, its mounted secrets and a place to write."""
    folder = Path(tempfile.mkdtemp(prefix="dateline-entrypoint-"))
    folder.chmod(0o755)
    shutil.copy(DOCKER / "entrypoint.sh", folder)
    mount("worker", secrets, folder / "secrets")
    (folder / "tmp").mkdir()
    (folder / "tmp").chmod(0o1777)
    yield folder
    shutil.rmtree(folder)


def _enter(inside: Path, *command: str) -> subprocess.CompletedProcess[str]:
    """Run a command through the entrypoint, never as root: root may read everything."""
    user = ["setpriv", f"--reuid={NOBODY}", f"--regid={NOBODY}", "--clear-groups"] if os.geteuid() == 0 else []
    environment = {"PATH": os.environ["PATH"], "SECRETS_DIR": str(inside / "secrets"), "TMPDIR": str(inside / "tmp")}
    return subprocess.run(
        [*user, str(inside / "entrypoint.sh"), *command], cwd=inside, env=environment, capture_output=True, text=True, check=False
    )


def test_the_entrypoint_gives_airflow_what_the_tool_made(inside: Path) -> None:
    done = _enter(inside, "env")
    assert (done.returncode, done.stderr) == (0, "")
    said = dict(line.split("=", 1) for line in done.stdout.splitlines())
    made = {path.name: path.read_text(encoding="utf-8") for path in (inside / "secrets").iterdir()}
    database = f"airflow:{made['airflow_database_password']}@postgres:5432/airflow"
    assert {name: value for name, value in said.items() if name.startswith(("AIRFLOW_", "DATELINE_"))} == {
        "AIRFLOW__CORE__FERNET_KEY": made["fernet_key"],
        "AIRFLOW__API__SECRET_KEY": made["api_secret_key"],
        "AIRFLOW__API_AUTH__JWT_SECRET": made["jwt_secret"],
        "AIRFLOW__DATABASE__SQL_ALCHEMY_CONN": f"postgresql+psycopg2://{database}",
        "AIRFLOW__CELERY__RESULT_BACKEND": f"db+postgresql+psycopg2://{database}",
        "AIRFLOW__CELERY__BROKER_URL": f"redis://:{made['redis_password']}@redis:6379/0",
        "DATELINE_LEDGER_URL": f"postgresql+psycopg://ledger:{made['ledger_password']}@postgres:5432/ledger",
        "AIRFLOW__CORE__SIMPLE_AUTH_MANAGER_PASSWORDS_FILE": str(inside / "tmp" / "airflow_passwords"),
    }
    copied = inside / "tmp" / "airflow_passwords"
    assert (copied.read_text(encoding="utf-8"), copied.stat().st_mode & 0o777) == (made["airflow_passwords"], 0o600)


@pytest.mark.parametrize("name", SERVICES["worker"]["secrets"])
@pytest.mark.parametrize("harm", ["missing", "unreadable", "empty"])
def test_the_entrypoint_starts_nothing_without_a_secret(inside: Path, name: str, harm: str) -> None:
    file = inside / "secrets" / name
    if harm == "missing":
        file.unlink()
    elif harm == "unreadable":
        file.chmod(0o600 if os.geteuid() == 0 else 0)
    else:
        file.write_text("\n", encoding="utf-8")
    done = _enter(inside, "echo", "started")
    said = f"the secret {name} is missing, unreadable or empty in {inside / 'secrets'}; make it with: make secrets"
    assert (done.returncode, done.stdout, done.stderr) == (1, "", f"entrypoint: {said}\n")


def test_the_entrypoint_sets_nothing_where_there_is_no_folder_of_secrets(inside: Path) -> None:
    shutil.rmtree(inside / "secrets")
    done = _enter(inside, "sh", "-c", 'printf "%s" "${DATELINE_LEDGER_URL-unset}"')
    assert (done.returncode, done.stdout) == (0, "unset")


def test_the_certificate_stands_up_to_strict_verification(secrets: Path) -> None:
    """Python 3.13 verifies like this by default; an older one has to be asked."""
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server.load_cert_chain(secrets / "index_cert", secrets / "index_key")
    client = ssl.create_default_context(cafile=str(secrets / "ca"))
    client.verify_flags |= ssl.VERIFY_X509_STRICT
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def greet() -> None:
            for _ in range(2):
                connection, _ = listener.accept()
                with server.wrap_socket(connection, server_side=True) as wrapped:
                    wrapped.sendall(b"well met")

        thread = threading.Thread(target=greet, daemon=True)
        thread.start()
        for name in ("elasticsearch", "localhost"):
            with (
                socket.create_connection(listener.getsockname(), timeout=10) as plain,
                client.wrap_socket(plain, server_hostname=name) as wrapped,
            ):
                assert wrapped.recv(8) == b"well met"
        thread.join(timeout=10)


def test_redis_asks_for_the_password_and_shows_it_to_nobody(secrets: Path, tmp_path: Path) -> None:
    mounted = mount("redis", secrets, tmp_path / "secrets")
    with running_redis(mounted, tmp_path) as (port, pid):
        stranger = subprocess.run(["redis-cli", "-p", str(port), "ping"], capture_output=True, text=True, check=True)
        assert "NOAUTH" in stranger.stdout
        arguments = Path(f"/proc/{pid}/cmdline").read_bytes()
        assert arguments.startswith(b"redis-server")
        assert (mounted / "redis_password").read_bytes() not in arguments


@pytest.mark.postgres
def test_airflow_and_the_ledger_reach_their_own_database_only(secrets: Path, tmp_path: Path) -> None:
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin"))
    if not found:
        missing("PostgreSQL")
    server = Postgres(found[-1])
    try:
        server.start()
        server.require_passwords()
        mounted = mount("postgres", secrets, tmp_path / "secrets")
        make_roles(server, mounted)
        reached = {}
        for role, secret in (("airflow", "airflow_database_password"), ("ledger", "ledger_password")):
            for database in ("airflow", "ledger"):
                url = server.url(database, user=role, password=(mounted / secret).read_text(encoding="utf-8"))
                try:
                    with psycopg.connect(url.replace("+psycopg", "")) as connection:
                        reached[role, database] = connection.execute("CREATE TABLE mine (id int)").statusmessage or ""
                except psycopg.OperationalError as error:
                    reached[role, database] = str(error)
        assert {pair for pair, said in reached.items() if said == "CREATE TABLE"} == {("airflow", "airflow"), ("ledger", "ledger")}
        assert sum("permission denied for database" in said for said in reached.values()) == 2
    finally:
        server.remove()


@pytest.mark.parametrize(("role", "writes"), [("elasticsearch-role.json", True), ("elasticsearch-reader.json", False)])
def test_a_role_may_touch_our_indexes_only(role: str, writes: bool) -> None:
    content = json.loads((DOCKER / role).read_text(encoding="utf-8"))
    assert [index["names"] for index in content["indices"]] == [["dateline-*"]]
    assert ("write" in content["indices"][0]["privileges"]) is writes
    assert "all" not in content.get("cluster", [])


def test_what_the_image_copies_is_there_and_sent_to_the_builder() -> None:
    copied = re.findall(r"^COPY (?!--from)(.+) \S+$", (DOCKER / "Dockerfile").read_text(encoding="utf-8"), re.M)
    names = {name for line in copied for name in line.split()}
    allowed = {line[1:] for line in (DOCKER / "Dockerfile.dockerignore").read_text(encoding="utf-8").splitlines() if line.startswith("!")}
    assert names == allowed
    assert [name for name in names if not (ROOT / name).exists()] == []
