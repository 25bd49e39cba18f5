"""`make airflow`: Airflow on this machine without Docker, the DAGs scheduled on the user's own sources. Ctrl-C stops everything.

api-server first, then scheduler, dag-processor and triggerer once it answers (a scheduler that starts earlier fails its first
tasks). Honcho keeps them together: when one ends, all end. Listens on loopback, without login: whoever can reach the port of
this machine can already read its files.
"""

from __future__ import annotations

import os
import secrets
import shlex
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from pathlib import Path

from airflow_env import ROOT, airflow_environment, apply
from honcho.manager import Manager

PORT = 8080
OURSELVES = shlex.join([sys.executable, str(Path(__file__).resolve())])
LATEST = 120.0  # Seconds until the api-server must have answered; it takes 10.


def run_airflow(arguments: list[str]) -> int:
    """An airflow command over what `make airflow` runs: what a failed task names as its repair."""
    home = _home()
    apply(airflow_environment(home) | _local(home, PORT) | {"DATELINE_HOME": str(home)})
    return subprocess.run([Path(sys.executable).parent / "airflow", *arguments], check=False).returncode


def _home() -> Path:
    return Path(os.environ.get("DATELINE_HOME") or ROOT / "var").resolve()


def main() -> int:
    home = _home()
    (home / "airflow").mkdir(parents=True, exist_ok=True)
    port = _free_port(int(os.environ.get("PORT", PORT)))
    apply(airflow_environment(home) | _local(home, port) | {"DATELINE_HOME": str(home)})
    airflow = str(Path(sys.executable).parent / "airflow")
    print(f"setting up {home / 'airflow'}", flush=True)
    log = home / "airflow" / "setup.log"
    log.unlink(missing_ok=True)
    for command in (["db", "migrate"], *_pools()):
        set_up([airflow, *command], log)
    manager = Manager()
    quoted = shlex.quote(airflow)
    manager.add_process("api-server", f"{quoted} api-server")
    waiting = threading.Thread(target=_start_rest, args=(airflow, port, log), daemon=True)
    # The rest waits inside its own command, so that one manager owns every process and stops them all.
    gate = f"{OURSELVES} --wait {port}"
    # The log servers of scheduler and triggerer would listen on all interfaces; the page reads the files.
    for name in ("scheduler --skip-serve-logs", "dag-processor", "triggerer --skip-serve-logs"):
        manager.add_process(name.split()[0], f"{gate} && exec {quoted} {name}")
    waiting.start()
    manager.loop()
    return manager.returncode or 0


def _local(home: Path, port: int) -> dict[str, str]:
    """What real processes need beyond `dag.test()`. Secrets are made once and kept readable for the owner alone."""
    return {
        "AIRFLOW__CORE__EXECUTOR": "LocalExecutor",
        "AIRFLOW__CORE__PARALLELISM": "2",
        "AIRFLOW__CORE__SIMPLE_AUTH_MANAGER_ALL_ADMINS": "True",
        "AIRFLOW__CORE__EXECUTION_API_SERVER_URL": f"http://127.0.0.1:{port}/execution/",
        "AIRFLOW__API__HOST": "127.0.0.1",
        "AIRFLOW__API__PORT": str(port),
        "AIRFLOW__API__BASE_URL": f"http://127.0.0.1:{port}",
        "AIRFLOW__API__WORKERS": "1",
        "AIRFLOW__API__SECRET_KEY": _kept(home / "airflow" / "secret_key"),
        "AIRFLOW__API_AUTH__JWT_SECRET": _kept(home / "airflow" / "jwt_secret"),
        "AIRFLOW__SCHEDULER__ENABLE_HEALTH_CHECK": "False",
        "AIRFLOW__WORKERS__EXECUTION_API_TIMEOUT": "60",
        "AIRFLOW__DAG_PROCESSOR__REFRESH_INTERVAL": "5",
        "AIRFLOW__CORE__DAGS_ARE_PAUSED_AT_CREATION": "False",
        "DATELINE_AIRFLOW": f"DATELINE_HOME={shlex.quote(str(home))} {OURSELVES}",
    }


def _kept(path: Path) -> str:
    if not path.is_file():
        path.touch(mode=0o600)
        path.write_text(secrets.token_hex(64), encoding="utf-8")
    return path.read_text(encoding="utf-8").strip()


def _pools() -> list[list[str]]:
    sys.path.insert(0, str(ROOT / "plugins"))
    from dag_defaults import POOLS

    return [["pools", "set", name, str(slots), "Dateline"] for name, slots in POOLS.items()]


def _free_port(wanted: int) -> int:
    with socket.socket() as probe:
        if probe.connect_ex(("127.0.0.1", wanted)) == 0:
            sys.exit(f"dateline: port {wanted} is taken; choose another one: PORT=8081 make airflow")
    return wanted


def set_up(command: list[str], log: Path) -> None:
    """Run a command whose output is only read when something is wrong; ends the program with one line that names it and the log."""
    if not _logged(command, log):
        sys.exit(f"dateline: `{' '.join([Path(command[0]).name, *command[1:]])}` failed; what it said is in {log}")


def _logged(command: list[str], log: Path) -> bool:
    with log.open("ab") as out:
        return subprocess.run(command, check=False, stdout=out, stderr=out).returncode == 0


def _start_rest(airflow: str, port: int, log: Path) -> None:
    if not wait_until_healthy(port):
        print(
            f"dateline: the api-server did not answer within {LATEST:.0f} s; its lines stand above, those of the set-up in {log}",
            flush=True,
        )
        return
    print(f"\nAirflow: http://127.0.0.1:{port} (no login on this machine). Ctrl-C stops everything.", flush=True)
    for name in ("poll_feeds", "fetch_pages", "process_articles", "daily_timeline"):
        _logged([airflow, "dags", "unpause", name], log)


def wait_until_healthy(port: int) -> bool:
    """Whether the api-server answered in time."""
    end = time.monotonic() + LATEST
    while time.monotonic() < end:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/api/v2/monitor/health", timeout=5) as answer:
                return bool(answer.status == 200)
        except (urllib.error.URLError, OSError):
            time.sleep(0.5)
    return False


if __name__ == "__main__":
    if sys.argv[1:2] == ["--wait"]:
        sys.exit(0 if wait_until_healthy(int(sys.argv[2])) else 1)
    sys.exit(run_airflow(sys.argv[1:]) if sys.argv[1:] else main())
