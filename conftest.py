"""What every test of the house shares."""

import pytest

from portal.catalogue import compile_catalogues


def pytest_configure(config: pytest.Config) -> None:
    """Pages speak English only from a compiled catalogue. Once, before the workers start."""
    if not hasattr(config, "workerinput"):
        compile_catalogues()


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    skipped = [report for report in terminalreporter.stats.get("skipped", []) if "browser" in report.nodeid]
    if skipped:
        terminalreporter.write_sep(
            "!", f"{len(skipped)} BROWSER TESTS DID NOT RUN: Chromium is missing", red=True
        )
