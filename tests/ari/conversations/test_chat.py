"""`manage.py chat`: leads of the demonstration on the whole way, from the inbox over the worker to what they read."""

import io
import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from pytest_django import Settings

from ari.demonstration.opening import COMMUNITY_LINK
from ari.management.commands.chat import read_script
from config.convex.connection import close_client
from tests.ari.conversations.business import Business

LEADS = Path(__file__).parents[3] / "ari" / "demonstration" / "leads"


@pytest.fixture(autouse=True)
def closed_client() -> Iterator[None]:
    yield
    close_client()


def chat(script: Path, **options: object) -> str:
    out = io.StringIO()
    call_command("chat", script=script, fast=True, stdout=out, **options)
    return out.getvalue()


def write_script(directory: Path, *lines: str) -> Path:
    script = directory / "lead.txt"
    script.write_text("\n".join(lines), encoding="utf-8")
    return script


def test_a_hot_lead_is_offered_a_consultation_and_handed_over(site: Settings) -> None:
    said = chat(LEADS / "hot.txt", name="dimas_p")
    assert "sesi konsultasi dengan konsultan kami?" in said
    assert "Rp18-25 juta di Australia" in said
    assert "Alasan: Lead siap konsultasi; atur waktunya." in said
    assert said.rstrip().endswith("(a human has the conversation now, so ARI is silent)")


def test_a_cold_lead_is_invited_to_the_community_and_still_answered(site: Settings) -> None:
    said = chat(LEADS / "cold.txt", name="Budi")
    assert said.count(COMMUNITY_LINK) == 1
    assert "LPDP, Australia Awards" in said
    assert "What the human reads" not in said


def test_a_lead_who_loses_patience_gets_a_human(site: Settings) -> None:
    said = chat(LEADS / "frustrated.txt", name="Sinta")
    assert "Alasan: Lead terlihat kesal atau frustrasi." in said
    assert "belum tahu" in said or "belum punya informasi" in said


def test_a_lead_who_writes_english_is_answered_in_english(site: Settings) -> None:
    said = chat(LEADS / "english.txt", name="Kevin")
    assert "May I" in said or "what is your full name" in said.lower()
    assert "just reply START" in said
    assert "Kakak" not in said


def test_the_trace_tells_why(site: Settings, tmp_path: Path) -> None:
    said = chat(write_script(tmp_path, "halo", "+ ada beasiswa?"), trace=True)
    steps = [json.loads(line) for line in said.splitlines() if line.strip().startswith('{"step"')]
    assert [step["step"] for step in steps] == ["understand", "knowledge", "score", "route", "state", "words"]
    assert steps[1]["entries"][0]["title"] == "Beasiswa yang bisa dicoba"


def test_an_opt_out_is_heeded(site: Settings, tmp_path: Path) -> None:
    said = chat(write_script(tmp_path, "halo", "stop", "ada beasiswa?", "mulai"))
    assert "cukup balas MULAI" in said
    assert "LPDP" not in said
    assert "lanjut lagi" in said or "Selamat datang kembali" in said


def test_talks_in_a_workspace_of_the_site(business: Business, tmp_path: Path) -> None:
    said = chat(write_script(tmp_path, "halo"), workspace=business.cast.slug)
    assert "there is no knowledge to answer from" in said
    assert "Kopi Nusantara" in said.split("ARI> ")[1]


def test_a_workspace_that_is_not_there(site: Settings, tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="no workspace 'nobody'"):
        chat(write_script(tmp_path, "halo"), workspace="nobody")


def test_a_script_that_cannot_be_read(site: Settings, tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="cannot be read"):
        chat(tmp_path / "missing.txt")


def test_reads_scripts_with_remarks_and_bursts(tmp_path: Path) -> None:
    script = write_script(tmp_path, "# a remark", "halo", "+ saya Rina", "", "  makasih  ")
    assert read_script(script) == [["halo", "saya Rina"], ["makasih"]]


def test_says_when_convex_is_away(settings: Settings, tmp_path: Path) -> None:
    settings.CONVEX_URL = "http://127.0.0.1:9"
    settings.CONVEX_DEPLOY_KEY = "key"
    with pytest.raises(CommandError, match="make run"):
        chat(write_script(tmp_path, "halo"))
