"""What the environment may say, and how a wrong value is named."""

from __future__ import annotations

from datetime import timedelta
from ipaddress import ip_network
from pathlib import Path
from typing import Any

import pytest

from dateline.errors import SettingsError
from dateline.settings import MODEL, duration, load


def test_an_empty_environment_keeps_everything_at_home(tmp_path: Path) -> None:
    config = load({"DATELINE_HOME": str(tmp_path), "DATELINE_INDEX_URL": "", "DATELINE_SEEDS": ""})
    assert (config.home, config.ledger_url, config.index_url) == (
        tmp_path,
        f"sqlite:///{tmp_path}/ledger.db",
        f"sqlite:///{tmp_path}/index.db",
    )
    assert (config.archive_url, config.model, config.host_spacing) == (f"file://{tmp_path}/archive", MODEL, timedelta(seconds=2))
    assert (config.seeds, config.sources, config.allow_networks, config.index_user, config.index_password) == ((), None, (), None, None)
    assert config.workers >= 1


@pytest.mark.parametrize(
    ("name", "value", "field", "read"),
    [
        ("DATELINE_HOST_SPACING", "PT0.5S", "host_spacing", timedelta(seconds=0.5)),
        ("DATELINE_WORKERS", "3", "workers", 3),
        ("DATELINE_ALLOW_NETWORKS", "10.0.0.0/8, fd00::/8", "allow_networks", (ip_network("10.0.0.0/8"), ip_network("fd00::/8"))),
        (
            "DATELINE_HOST_MAP",
            "a.example=127.0.0.1:80,b.example=[::1]:81",
            "host_map",
            (("a.example", ("127.0.0.1", 80)), ("b.example", ("::1", 81))),
        ),
        ("DATELINE_HOST_SPACING", "PT1M", "host_spacing", timedelta(minutes=1)),
        ("DATELINE_USER_AGENT", "Desk/1.0 (news@example.org)", "user_agent", "Desk/1.0 (news@example.org)"),
        ("DATELINE_USER_AGENT", "D", "user_agent", "D"),
        ("DATELINE_INDEX_API_KEY", "key", "index_api_key", "key"),
        ("DATELINE_INDEX_API_KEY_FILE", "SECRET", "index_api_key", "from the file"),
    ],
)
def test_each_value_is_read(tmp_path: Path, name: str, value: str, field: str, read: Any) -> None:
    (tmp_path / "SECRET").write_text("from the file\n", encoding="utf-8")
    value = str(tmp_path / value) if value == "SECRET" else value
    assert getattr(load({"DATELINE_HOME": str(tmp_path), name: value}), field) == read


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("DATELINE_HOST_SPACING", "2"),
        ("DATELINE_HOST_SPACING", "PT"),
        ("DATELINE_HOST_SPACING", "P1DT"),
        ("DATELINE_HOST_SPACING", "P99999999999D"),
        ("DATELINE_HOST_SPACING", f"PT{'9' * 400}S"),
        ("DATELINE_HOST_SPACING", "PT61S"),
        ("DATELINE_WORKERS", "0"),
        ("DATELINE_WORKERS", "²"),
        ("DATELINE_WORKERS", "9" * 5000),
        ("DATELINE_WORKERS", "-1"),
        ("DATELINE_WORKERS", "many"),
        ("DATELINE_ALLOW_NETWORKS", "10.0.0.1/8"),
        ("DATELINE_ALLOW_NETWORKS", "localhost"),
        ("DATELINE_HOST_MAP", "a.example"),
        ("DATELINE_HOST_MAP", "a=999.1.1:80"),
        ("DATELINE_HOST_MAP", "a=[:::]:80"),
        ("DATELINE_HOST_MAP", "a=127.0.0.1:0"),
        ("DATELINE_HOST_MAP", "a=127.0.0.1:65536"),
        ("DATELINE_USER_AGENT", "é"),
        ("DATELINE_USER_AGENT", "Desk\nX: y"),
        ("DATELINE_USER_AGENT", "Desk\n"),
        ("DATELINE_USER_AGENT", " "),
        ("DATELINE_USER_AGENT", "/1.0"),
        ("DATELINE_SEEDS", "/no/such/folder"),
        ("DATELINE_SOURCES", "/no/such/file.yml"),
        ("DATELINE_INDEX_PASSWORD_FILE", "/no/such/secret"),
        ("DATELINE_PAGES_TOKEN_FILE", "/dev/null"),
    ],
)
def test_a_wrong_value_is_named_with_its_variable(tmp_path: Path, name: str, value: str) -> None:
    with pytest.raises(SettingsError, match=f"^{name}: ") as wrong:
        load({"DATELINE_HOME": str(tmp_path), name: value})
    assert ("\n" in str(wrong.value), len(str(wrong.value)) < 300) == (False, True)


def test_secrets_do_not_show(tmp_path: Path) -> None:
    secret = "s3cret-w0rd"
    config = load(
        {
            "DATELINE_HOME": str(tmp_path),
            "DATELINE_LEDGER_URL": f"postgresql+psycopg://dateline:{secret}@db/dateline",
            "DATELINE_INDEX_URL": f"https://dateline:{secret}@search.example",
            "DATELINE_INDEX_PASSWORD": secret,
            "DATELINE_INDEX_API_KEY": secret,
            "DATELINE_KIBANA_PASSWORD": secret,
        }
    )
    assert secret not in repr(config)


@pytest.mark.parametrize(
    ("text", "length"),
    [
        ("PT2S", timedelta(seconds=2)),
        ("PT30M", timedelta(minutes=30)),
        ("PT1H30M", timedelta(minutes=90)),
        ("P1D", timedelta(days=1)),
        ("P1DT12H", timedelta(hours=36)),
    ],
)
def test_durations(text: str, length: timedelta) -> None:
    assert duration(text, name="every") == length
