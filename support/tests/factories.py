"""Small articles for tests."""

from itertools import count
from typing import Any

from support.models import Article

_numbers = count(1)


def make_article(**fields: Any) -> Article:
    number = next(_numbers)
    return Article.objects.create(
        **{
            "slug": f"cau-hoi-{number}",
            "topic": "bhyt-card-lost",
            "question": f"Câu hỏi thử {number}?",
            "question_en": f"Test question {number}?",
            "answer": f"Trả lời thử {number}.",
            "answer_en": f"Test answer {number}.",
            "law": ["d188:10"],
            "certainty": "known",
            "action": "hotline",
            "asks": [],
            **fields,
        }
    )
