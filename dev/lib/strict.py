"""A plugin for pytest: a test that is skipped has failed.

A missing browser, PDF writer or translation would otherwise pass for a green run.
"""

import pytest


def _fail(report):
    if report.skipped and not hasattr(report, "wasxfail"):
        reason = report.longrepr[2] if report.longrepr else ""
        report.outcome = "failed"
        report.longrepr = f"{report.nodeid}\nmust not be skipped. {reason}"


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_logreport(report):
    """Turn a skipped test, or subtest, into a failed one before it is counted."""
    _fail(report)


@pytest.hookimpl(tryfirst=True)
def pytest_collectreport(report):
    """Turn a skipped file into a failed one before it is counted."""
    _fail(report)
