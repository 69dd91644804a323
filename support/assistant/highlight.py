"""Which words of a text answer to the words somebody searched for. Pieces of text, never markup."""

from dataclasses import dataclass

from support.assistant.text import meaningful, plain_syllable, raw_words, tokens

EXCERPT = 180  # characters


@dataclass(frozen=True)
class Piece:
    text: str
    is_match: bool


def highlight(text: str, query: str) -> list[Piece]:
    """The text cut at its matching words; joined together it is the text again."""
    wanted = {
        *meaningful(tokens(query)),
        *meaningful([plain_syllable(word) for _s, _e, word in raw_words(query)]),
    }
    found: list[Piece] = []
    written = 0
    for start, end, word in raw_words(text):
        if word not in wanted:
            continue
        if start > written:
            between = text[written:start]
            # Matching words side by side are one match.
            found.append(Piece(between, bool(found) and found[-1].is_match and between == " "))
        found.append(Piece(text[start:end], True))
        written = end
    if written < len(text):
        found.append(Piece(text[written:], False))
    return found


def excerpt(text: str) -> str:
    """The beginning of a text, cut between words."""
    if len(text) <= EXCERPT:
        return text
    return text[:EXCERPT].rsplit(" ", 1)[0] + " …"
