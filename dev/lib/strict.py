"""A plugin for pytest: a test that is skipped has failed.

A missing browser, PDF writer or translation would otherwise pass for a green run.
Wrappers come before pytest's own counting, on which the exit code depends.
"""

import pytest


def _fail(report):
    if report.skipped and not hasattr(report, "wasxfail"):
        reason = report.longrepr[2] if report.longrepr else ""
        report.outcome = "failed"
        report.longrepr = f"{report.nodeid}\nmust not be skipped. {reason}"


@pytest.hookimpl(wrapper=True)
def pytest_runtest_logreport(report):
    """Turn a skipped test, or subtest, into a failed one before it is counted."""
    _fail(report)
    return (yield)


@pytest.hookimpl(wrapper=True)
def pytest_collectreport(report):
    """Turn a skipped file into a failed one before it is counted."""
    _fail(report)
    return (yield)
