"""The ten fictional people who can sign in to the demo."""

from dataclasses import dataclass

DEMO_PASSWORD = "an-sinh-xin-chao"  # noqa: S105 - opens fictional records only


@dataclass(frozen=True)
class Persona:
    key: str
    role: str  # citizen, clerk, officer or administrator
    sign_in: str  # what to type: a BHXH number, or a staff account's name
    title: str  # one line for people
    look_at: tuple[str, ...]  # paths that show what is special here


HISTORY = "/ca-nhan/qua-trinh-tham-gia/"
ADMIN = "/quan-tri/"

PERSONAS: tuple[Persona, ...] = ()
