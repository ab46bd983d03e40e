#!/usr/bin/env python3
"""Take a picture of a page of the Odoo on this machine.

Logs in, opens PATH (as /odoo/customers-by-class), clicks what it is told to, writes
the picture and prints every console error, with exit code 1 if there was one.
"""

import argparse
import shutil
import sys

from playwright.sync_api import sync_playwright

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def arguments():
    """Return the parsed command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("path")
    parser.add_argument("out", help="a .png file")
    parser.add_argument("--port", type=int, default=8069)
    parser.add_argument("--user", default="admin")
    parser.add_argument("--password", help="default: the same as the user")
    parser.add_argument("--width", type=int, default=1366, help="390 for a phone")
    parser.add_argument("--height", type=int, default=768)
    parser.add_argument("--wait", type=int, default=2000, help="ms after loading")
    parser.add_argument("--click", action="append", default=[], metavar="SELECTOR")
    parser.add_argument("--full", action="store_true", help="the whole page's height")
    return parser.parse_args()


def take(page, options):
    """Log in, open the page, click and take the picture."""
    base = f"http://127.0.0.1:{options.port}"
    page.set_default_timeout(120_000)
    page.goto(f"{base}/web/login")
    page.fill("input[name=login]", options.user)
    page.fill("input[name=password]", options.password or options.user)
    page.click("button[type=submit]")
    page.wait_for_load_state("load")
    page.goto(base + options.path)
    if options.path.startswith("/odoo"):
        page.wait_for_selector(".o_action_manager > *")
    page.wait_for_timeout(options.wait)
    for selector in options.click:
        page.click(selector)
        page.wait_for_timeout(1500)
    page.screenshot(path=options.out, full_page=options.full)


def main():
    """Return the number of console errors, 0 or 1 at most."""
    options = arguments()
    errors = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=FLAGS
        )
        size = {"width": options.width, "height": options.height}
        page = browser.new_page(viewport=size)
        page.on(
            "console",
            lambda m: errors.append(m.text[:300]) if m.type == "error" else None,
        )
        take(page, options)
        browser.close()
    for error in errors:
        print("console:", error)
    return bool(errors)


if __name__ == "__main__":
    sys.exit(main())
