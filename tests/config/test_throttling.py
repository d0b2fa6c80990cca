"""Budgets hold, also for callers who come at once from several processes."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from pytest_django import Settings

from config.launch.sample_database import run_postgres
from config.shared_state.store import Budget, SqliteStore
from tests.config.api_client import Caller, use_local_identity

BUDGET = Budget(per_minute=60, burst=10)
NOW = 1_800_000_000.0


@pytest.fixture
def store(tmp_path: Path) -> Iterator[SqliteStore]:
    store = SqliteStore(tmp_path / "shared_state.sqlite3")
    yield store
    store.close()


def take(store: SqliteStore, after_s: float = 0) -> float:
    return store.take("user", BUDGET, now_s=NOW + after_s)


def test_a_burst_passes_and_then_one_a_second(store: SqliteStore) -> None:
    assert [take(store) for _ in range(10)] == [0.0] * 10
    assert take(store) == pytest.approx(1.0, abs=0.01)
    assert take(store, after_s=0.4) == pytest.approx(0.6, abs=0.01)
    assert take(store, after_s=1.0) == 0.0
    assert take(store, after_s=1.0) > 0


def test_a_refused_request_costs_nothing(store: SqliteStore) -> None:
    for _ in range(200):
        take(store)
    assert take(store, after_s=1.0) == 0.0


def test_a_budget_that_rested_is_full_and_not_fuller(store: SqliteStore) -> None:
    for _ in range(10):
        take(store)
    assert [take(store, after_s=3600) == 0.0 for _ in range(12)] == [True] * 10 + [False] * 2


def test_each_caller_has_a_budget_of_their_own(store: SqliteStore) -> None:
    for _ in range(11):
        take(store)
    assert store.take("another", BUDGET, now_s=NOW) == 0.0


def test_a_clock_that_is_set_back_locks_nobody_out(store: SqliteStore) -> None:
    for _ in range(10):
        take(store, after_s=3600)
    assert take(store) == 0.0


def test_what_is_over_is_swept_away(store: SqliteStore) -> None:
    store.sweep_every = 10
    for number in range(20):
        store.take(f"user-{number}", BUDGET, now_s=NOW + 100 * number)
    (rows,) = store.run("SELECT count(*) FROM config_short_lived", ()) or (0.0,)
    assert rows <= 10


def test_processes_and_threads_that_come_at_once_share_one_budget(tmp_path: Path) -> None:
    path = tmp_path / "shared_state.sqlite3"
    SqliteStore(path).close()
    code = """if True:
        import sys, pathlib
        from concurrent.futures import ThreadPoolExecutor
        from config.shared_state.store import Budget, SqliteStore
        store = SqliteStore(pathlib.Path(sys.argv[1]))
        budget = Budget(per_minute=60, burst=25)
        with ThreadPoolExecutor(4) as pool:
            waits = list(pool.map(lambda _: store.take("user", budget, now_s=1800000000.0), range(50)))
        print(sum(wait == 0 for wait in waits))
    """

    def run(_number: int) -> int:
        done = subprocess.run([sys.executable, "-c", code, str(path)], capture_output=True, text=True, check=True)
        return int(done.stdout)

    with ThreadPoolExecutor(4) as pool:
        assert sum(pool.map(run, range(4))) == 25


def test_a_claim_is_had_once_until_it_is_given_back_or_ends(store: SqliteStore) -> None:
    claim = store.claim("key", now_s=NOW, lease_s=60)
    assert claim is not None
    assert store.claim("key", now_s=NOW + 59, lease_s=60) is None
    store.release("key", claim)
    second = store.claim("key", now_s=NOW + 1, lease_s=60)
    assert second is not None
    assert store.claim("key", now_s=NOW + 62, lease_s=60) is not None
    store.release("key", second)
    assert store.claim("key", now_s=NOW + 63, lease_s=60) is None


@pytest.mark.urls("tests.config.api_urls")
class TestOverTheWire:
    @pytest.fixture(autouse=True)
    def limits(self, settings: Settings, tmp_path: Path) -> None:
        use_local_identity(settings, tmp_path)
        settings.API_READS_PER_MINUTE = 48
        settings.API_WRITES_PER_MINUTE = 40
        settings.API_STRANGER_REQUESTS_PER_MINUTE = 12

    def test_too_many_requests_are_answered_429_with_a_pause(self) -> None:
        caller = Caller("user_1")
        # Twelve may come at once, and one more each time that 1.25 s go by meanwhile.
        answers = [caller.get("/api/echo/") for _ in range(40)]
        refused = next(answer for answer in answers if answer.status != 200)
        assert {answer.status for answer in answers[:12]} == {200}
        assert (refused.status, refused.body["code"]) == (429, "too_many_requests")
        assert refused.headers["Retry-After"] in {"1", "2"}

    def test_reading_writing_and_other_callers_do_not_share(self) -> None:
        caller = Caller("user_1")
        while caller.get("/api/echo/").status == 200:
            pass
        assert caller.post("/api/echo/", {"title": "abc"}).status == 201
        assert Caller("user_2").get("/api/echo/").status == 200

    def test_strangers_are_limited_by_their_address(self, settings: Settings) -> None:
        while Caller("").get("/api/failures/not_found").status == 404:
            pass
        forged = {"X_Forwarded_For": "203.0.113.9"}
        assert Caller("").get("/api/failures/not_found", **forged).status == 429
        settings.BEHIND_PROXY = True
        assert Caller("").get("/api/failures/not_found", **forged).status == 404

    def test_no_limit_is_a_setting_too(self, settings: Settings) -> None:
        settings.API_READS_PER_MINUTE = 0
        assert {Caller("user_1").get("/api/echo/").status for _ in range(20)} == {200}

    def test_a_store_that_fails_lets_requests_pass_and_says_so(
        self, settings: Settings, tmp_path: Path, caplog: pytest.LogCaptureFixture
    ) -> None:
        (tmp_path / "broken").write_bytes(b"this is no database at all, and long enough to be read as one" * 20)
        settings.SHARED_STATE_PATH = tmp_path / "broken"
        assert Caller("user_1").get("/api/echo/").status == 200
        assert "unlimited" in caplog.text

    def test_the_file_tells_nobody_s_id(self, settings: Settings, tmp_path: Path) -> None:
        Caller("user_secret").get("/api/echo/")
        time.sleep(0.01)
        written = b"".join(path.read_bytes() for path in tmp_path.glob("shared_state.sqlite3*"))
        assert b"user_secret" not in written
        assert b"read:" in written


def test_in_postgres_too_threads_that_come_at_once_share_one_budget(tmp_path_factory: pytest.TempPathFactory) -> None:
    code = """if True:
        import django
        from concurrent.futures import ThreadPoolExecutor
        django.setup()
        from config.shared_state import get_store
        from config.shared_state.store import Budget
        store, budget, now = get_store(), Budget(per_minute=60, burst=25), 1800000000.0
        with ThreadPoolExecutor(8) as pool:
            waits = list(pool.map(lambda _: store.take("user", budget, now_s=now), range(100)))
            claims = list(pool.map(lambda _: store.claim("key", now_s=now, lease_s=60), range(20)))
        claim = next(claim for claim in claims if claim)
        store.release("key", claim)
        again = store.claim("key", now_s=now, lease_s=60)
        refused = [wait for wait in waits if wait]
        print(type(store).__name__, len(refused), round(max(refused), 1), len([c for c in claims if c]), bool(again))
    """
    with run_postgres(tmp_path_factory.mktemp("postgres")) as database_url:
        environment = {**os.environ, "DATABASE_URL": database_url, "DJANGO_SETTINGS_MODULE": "config.settings"}
        subprocess.run([sys.executable, "manage.py", "migrate", "config"], env=environment, check=True)
        done = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["PostgresStore", "75", "1.0", "1", "True"]
