"""The production stack as far as it can be proven without a Docker engine: files, secrets, names, order, scripts."""

import importlib.util
import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml

ROOT = Path(__file__).resolve().parents[1]
DOCKER = ROOT / "docker"
STACK: dict[str, Any] = yaml.safe_load((DOCKER / "compose.yml").read_text(encoding="utf-8"))
SERVICES: dict[str, Any] = STACK["services"]
SCRIPTS = sorted(DOCKER.glob("*.sh"))
SETTINGS = set(re.findall(r'"(DATELINE_[A-Z_]+)"', (ROOT / "plugins" / "dateline" / "settings.py").read_text(encoding="utf-8")))
FILE_SETTINGS = {"DATELINE_INDEX_PASSWORD_FILE", "DATELINE_INDEX_API_KEY_FILE", "DATELINE_KIBANA_PASSWORD_FILE"}
ONLY_COMPOSE = {"DATELINE_VERSION"}  # The tag of the image.
SCHEMA = Path(os.environ.get("DATELINE_SERVICES") or Path.home() / ".cache" / "dateline-services") / "compose_spec.json"


@pytest.fixture(scope="module")
def secrets(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The secrets, made by the real tool into a folder of the test's own."""
    folder = tmp_path_factory.mktemp("docker") / "secrets"
    spec = importlib.util.spec_from_file_location("make_secrets", ROOT / "tools" / "make_secrets.py")
    assert spec is not None
    assert spec.loader is not None
    tool = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(tool)
    assert tool.main(folder) == 0
    return folder


# ---- services -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", sorted(SERVICES))
def test_a_service_is_bounded_and_comes_back(name: str) -> None:
    service = SERVICES[name]
    assert re.fullmatch(r"[^:]+:(?!latest)[\w.${}:-]+", service["image"]), "an image with a version"
    assert re.fullmatch(r"\d+[mg]", service["mem_limit"])
    assert service["restart"] in ("unless-stopped", "no")
    assert "privileged" not in service


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
    assert {mount.split(":")[0] for mount in mounts if not mount.startswith("./")} == set(STACK["volumes"])


def test_our_own_services_have_no_rights_beyond_their_work() -> None:
    ours = {name: service for name, service in SERVICES.items() if service["image"].startswith("dateline:")}
    assert len(ours) == 7
    for service in ours.values():
        assert service["cap_drop"] == ["ALL"]
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
        assert set(re.findall(r"/run/secrets/(\w+)", read)) <= _secrets_of(service), name


def test_no_password_stands_in_a_file() -> None:
    for path in (*DOCKER.glob("*.*"), DOCKER / "Dockerfile"):
        text = "\n".join(line for line in path.read_text(encoding="utf-8").splitlines() if not line.lstrip().startswith("#"))
        assert re.findall(r"changeme|admin123|(?i:passw(?:or)?d)\s*[:=]\s*[\"']?(?![\"'%$]|/run/secrets/)\w+", text) == [], path.name
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


def test_the_entrypoint_runs_without_any_secret() -> None:
    command = [str(DOCKER / "entrypoint.sh"), "sh", "-c", 'printf "%s" "${DATELINE_LEDGER_URL-unset}"']
    done = subprocess.run(command, env={"PATH": os.environ["PATH"]}, capture_output=True, text=True, check=True)
    assert done.stdout == "unset"


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
