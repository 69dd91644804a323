"""Bring the articles of support/knowledge/articles and the known scams into the database."""

from typing import Any

import pghistory
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError

from support.knowledge.catalogue import KnowledgeFileError
from support.knowledge.loading import load
from support.truth import loading as scams


class Command(BaseCommand):
    help = "Load the knowledge base from its files. Safe to run again; articles changed by staff are kept as they are."

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            with pghistory.context(knowledge="files"):
                done = load()
                scams.load()
        except (KnowledgeFileError, ValidationError) as error:
            raise CommandError(f"The knowledge base was not loaded: {error}") from error
        if options["verbosity"]:
            self.stdout.write(
                f"Articles: {done.added} added, {done.updated} updated, {done.withdrawn} withdrawn, "
                f"{done.kept} kept as staff changed them."
            )
