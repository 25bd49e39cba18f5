"""docker/compose.yml, and its secrets as the tests of several files use them: made by the real tool, mounted as Compose mounts them."""

from __future__ import annotations

import importlib.util
import json
import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import yaml

from tests.services import Postgres, free_port, missing, wait_for
from tests.services_elasticsearch import Server, installed

ROOT = Path(__file__).resolve().parents[1]
DOCKER = ROOT / "docker"
STACK: dict[str, Any] = yaml.safe_load((DOCKER / "compose.yml").read_text(encoding="utf-8"))
SERVICES: dict[str, Any] = STACK["services"]


def make_secrets(folder: Path) -> Path:
    """What `make secrets` makes, in a folder of the test's own."""
    spec = importlib.util.spec_from_file_location("make_secrets", ROOT / "tools" / "make_secrets.py")
    assert spec is not None
    assert spec.loader is not None
    tool = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(tool)
    assert tool.main(folder) == 0
    return folder


def mount(service: str, secrets: Path, folder: Path) -> Path:
    """The secrets of one service as it finds them: the files with their modes, in a folder that any user may enter."""
    folder.mkdir()
    folder.chmod(0o755)
    for secret in SERVICES[service]["secrets"]:
        shutil.copy(secrets / (secret if isinstance(secret, str) else secret["source"]), folder)
    return folder


def script_of(entrypoint: list[str], secrets: Path) -> list[str]:
    """A command of the Compose file for this machine: `$$` is Compose's way to write `$`, secrets lie in another folder."""
    return [word.replace("$$", "$").replace("/run/secrets", str(secrets)) for word in entrypoint]


def make_roles(server: Postgres, secrets: Path) -> None:
    """What PostgreSQL's image does with postgres-init.sql when its volume is new."""
    script = (DOCKER / "postgres-init.sql").read_text(encoding="utf-8").replace("/run/secrets", str(secrets))
    command = ["psql", "-h", "127.0.0.1", "-p", str(server.port), "-U", "dateline", "-d", "postgres", "-X", "-q", "-v", "ON_ERROR_STOP=1"]
    subprocess.run(command, input=script, text=True, check=True)


def elasticsearch(secrets: Path) -> Server:
    """A server with our certificates and our two roles, and the users of elasticsearch-users.sh; not started.

    Users and roles come from files: the server of the tests lacks what the API for them needs. `operator` stands for `elastic`.
    """
    options = {"xpack.security.enabled": "true", "xpack.security.http.ssl.enabled": "true"}
    for option in ("key", "certificate"):
        name = f"xpack.security.http.ssl.{option}"
        options[name] = SERVICES["elasticsearch"]["environment"][name]
    server = Server(*installed(), options=options)
    certificates = server.config / "certs"
    certificates.mkdir()
    for name in ("index_key", "index_cert"):
        shutil.copy(secrets / name, certificates)
    roles = {"dateline": "elasticsearch-role.json", "dateline_reader": "elasticsearch-reader.json"}
    text = yaml.safe_dump({role: json.loads((DOCKER / file).read_text(encoding="utf-8")) for role, file in roles.items()})
    (server.config / "roles.yml").write_text(text, encoding="utf-8")
    server.own()
    for user, secret, role in (
        ("dateline", "index_password", "dateline"),
        ("pages", "pages_password", "dateline_reader"),
        ("operator", "elastic_password", "superuser"),
    ):
        server.run("elasticsearch-users", "useradd", user, "-p", (secrets / secret).read_text(encoding="utf-8"), "-r", role)
    return server


@contextmanager
def running_redis(secrets: Path, folder: Path) -> Iterator[tuple[int, int]]:
    """Redis by the command of the Compose file, with its data in a folder: (port, process id). It answers its health check."""
    if shutil.which("redis-server") is None:
        missing("Redis")
    port, script = free_port(), folder / "docker-entrypoint.sh"
    # In place of the image's own script, which changes the user and then does this.
    script.write_text(f'#!/bin/sh\nexec "$@" --port {port} --bind 127.0.0.1\n', encoding="utf-8")
    script.chmod(0o755)
    ask = ["sh", "-c", script_of(SERVICES["redis"]["healthcheck"]["test"], secrets)[3].replace("redis-cli", f"redis-cli -p {port}")]
    with (folder / "redis.log").open("wb") as log:
        command = script_of(SERVICES["redis"]["entrypoint"], secrets)
        environment = {**os.environ, "PATH": f"{folder}:{os.environ['PATH']}"}
        process = subprocess.Popen(command, cwd=folder, env=environment, stdout=log, stderr=log)
    try:
        wait_for(lambda: subprocess.run(ask, check=False).returncode == 0, what="Redis", log=folder / "redis.log")
        yield port, process.pid
    finally:
        process.terminate()
        process.wait(timeout=10)
