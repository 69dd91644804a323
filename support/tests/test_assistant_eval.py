"""What docs/assistant.md says about unseen questions is measured, by the command, on questions it never learned."""

import json
import re
import tomllib
from collections import defaultdict
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from support.assistant import index, learning
from support.assistant.evaluating import is_refused, measure
from support.knowledge import catalogue
from support.knowledge.loading import load
from support.models import Article
from territory.text import fold

pytestmark = [pytest.mark.django_db, pytest.mark.xdist_group("assistant")]
SETS = Path(learning.__file__).parent / "evaluation"


def rows(name: str) -> list[dict[str, str]]:
    return [json.loads(line) for line in (SETS / f"{name}.jsonl").read_text().splitlines()]


@pytest.mark.usefixtures("_knowledge")
def test_unseen_questions_are_recognised_in_all_three_spellings_and_strangers_refused() -> None:
    knowledge = index.prepare()
    strangers = defaultdict(list)
    for row in rows("fresh_outside"):
        strangers[row["spelling"]].append(is_refused(knowledge, row["question"]))
    measured = measure(knowledge, rows("fresh"))
    assert set(measured.by_topic) == set(catalogue.topics())
    assert set(measured.by_spelling) == set(strangers) == {"full", "none", "slips"}
    for spelling, part in measured.by_spelling.items():
        assert part.recall_1 >= 0.90, spelling
        assert part.recall_3 >= 0.97, spelling
        assert sum(strangers[spelling]) / len(strangers[spelling]) >= 0.90, spelling
    assert measured.wrongly_refused <= 0.06  # a person with a question of ours who is told that it is none


@pytest.mark.usefixtures("_knowledge")
def test_nothing_measured_was_learned() -> None:
    def plain(text: str) -> str:
        return " ".join(re.findall(r"\w+", fold(text)))

    learned = {plain(example.text) for example in learning.examples_of(Article.objects.all())}
    for name in ("held_out", "outside", "fresh", "fresh_outside", "control"):
        assert not learned & {plain(row["question"]) for row in rows(name)}, name
    files = [tomllib.loads(path.read_text()) for path in (SETS.parent / "asks").glob("*.toml")]
    written = [ask for file in files for asks in file.values() for ask in asks]
    assert len(written) == sum(map(len, learning.more_asks().values()))  # files that name one topic add up


@pytest.mark.usefixtures("_knowledge")
def test_the_command_measures_any_set(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    ours, strangers = tmp_path / "ours.jsonl", tmp_path / "strangers.jsonl"
    ours.write_text(
        '{"question": "lam the bhyt bi mat o dau", "topic": "bhyt-card-lost", "spelling": "none"}\n'
        "\n"
        '{"question": "lương hưu tính thế nào", "topic": "office-location"}\n'
    )
    strangers.write_text(
        '{"question": "hôm nay trời mưa không", "topic": null}\n{"question": "mua vé tàu"}\n'
    )
    call_command("assistant_eval", ours, "--out-of-scope", strangers, "--json")
    told = json.loads(capsys.readouterr().out)
    assert set(told) == {"recall@1", "recall@3", "mrr", "out_of_scope_refused", "by_topic"}
    assert (told["recall@1"], told["out_of_scope_refused"]) == (0.5, 1.0)
    assert told["by_topic"]["bhyt-card-lost"]["recall@1"] == 1.0
    call_command("assistant_eval", ours)
    assert "recall@1" in capsys.readouterr().out
    for wrong in ('{"question": "a", "topic": "no-such"}', '{"topic": "office-location"}', "[]", ""):
        ours.write_text(wrong)
        with pytest.raises(CommandError, match=str(ours)):
            call_command("assistant_eval", ours, "--json")


@pytest.fixture
def _knowledge() -> None:
    load()
