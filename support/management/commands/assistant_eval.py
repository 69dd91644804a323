"""Measure how well the assistant recognises questions it has not seen."""

import json
import time
from argparse import ArgumentParser
from collections import defaultdict
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from support.assistant import index
from support.assistant.evaluating import Measured, is_refused, measure
from support.knowledge import catalogue


class Command(BaseCommand):
    help = (
        "Measure the assistant on questions in a JSONL file (fields: question, topic). Prints recall@1, recall@3 and "
        "MRR, per topic and, where the field is there, per spelling; with --out-of-scope also how many questions "
        "outside the field are refused."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument(
            "--out-of-scope", type=Path, metavar="FILE", help="questions that belong to no topic"
        )
        parser.add_argument("--json", action="store_true", help="print one JSON object")

    def handle(self, *args: Any, **options: Any) -> None:
        questions = _read(options["file"], needs_topic=True)
        knowledge = index.prepare()
        if not knowledge.articles:
            raise CommandError("The knowledge base is empty: run `manage.py load_knowledge` first.")
        measured = measure(knowledge, questions)
        refused: float | None = None
        if options["out_of_scope"]:
            strangers = _read(options["out_of_scope"], needs_topic=False)
            refused = sum(is_refused(knowledge, row["question"]) for row in strangers) / len(strangers)
        if options["json"]:
            self.stdout.write(json.dumps(_as_json(measured, refused), ensure_ascii=False))
        else:
            self._print(measured, refused, questions, knowledge)

    def _print(
        self,
        measured: Measured,
        refused: float | None,
        questions: list[dict[str, Any]],
        knowledge: index.Index,
    ) -> None:
        started = time.perf_counter()
        for row in questions[:200]:
            knowledge.judge(row["question"])
        each = (time.perf_counter() - started) / min(200, len(questions))
        self.stdout.write(f"{'':36} {'n':>5} recall@1 recall@3   MRR")
        for name, part in sorted(measured.by_topic.items()):
            self.stdout.write(_line(name, part))
        if len(measured.by_spelling) > 1:
            for name, part in measured.by_spelling.items():
                self.stdout.write(_line(f"spelling: {name}", part))
        self.stdout.write(_line("all", measured))
        self.stdout.write(
            f"answered at once: {measured.answered:.3f}, of these right: {measured.right_when_sure:.3f}"
        )
        self.stdout.write(f"wrongly refused as outside: {measured.wrongly_refused:.3f}")
        if refused is not None:
            self.stdout.write(f"outside the field, refused: {refused:.3f}")
        self.stdout.write(f"time of one question: {each * 1000:.1f} ms")
        for (meant, found), count in measured.confusions.most_common(15):
            self.stdout.write(f"  {count:3} × {meant} taken for {found}")


def _line(name: str, part: Measured) -> str:
    return f"{name:36} {part.count:5} {part.recall_1:8.3f} {part.recall_3:8.3f} {part.mrr:5.3f}"


def _as_json(measured: Measured, refused: float | None) -> dict[str, Any]:
    def figures(part: Measured) -> dict[str, Any]:
        return {
            "recall@1": round(part.recall_1, 4),
            "recall@3": round(part.recall_3, 4),
            "mrr": round(part.mrr, 4),
            "n": part.count,
        }

    whole = figures(measured)
    del whole["n"]
    return {
        **whole,
        "out_of_scope_refused": None if refused is None else round(refused, 4),
        "by_topic": {name: figures(part) for name, part in sorted(measured.by_topic.items())},
    }


def _read(path: Path, *, needs_topic: bool) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = []
    seen: dict[str, int] = defaultdict(int)
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except OSError as error:
        raise CommandError(f"{path}: {error.strerror}") from error
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
            seen[str(row["question"])] += 1
            if needs_topic and row["topic"] not in catalogue.topics():
                raise CommandError(f"{path}:{number}: there is no topic {row['topic']!r}")
        except (ValueError, KeyError, TypeError) as error:
            raise CommandError(
                f"{path}:{number}: needs one JSON object with question and topic a line"
            ) from error
        rows.append(row)
    if not rows:
        raise CommandError(f"{path} holds no question.")
    return rows
