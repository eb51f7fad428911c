"""Take a picture of a page of a running Linli, for looking at one's own work.

python tools/screenshot.py http://127.0.0.1:8000/ out.png --width 360
python tools/screenshot.py http://127.0.0.1:8000/cases/ out.png --login worker:password
"""

import argparse
import shutil
from pathlib import Path
from urllib.parse import urljoin

from playwright.sync_api import Page, sync_playwright

ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
]


def sign_in(page: Page, url: str, login: str) -> None:
    name, password = login.split(":", 1)
    page.goto(urljoin(url, "/account/login/"))
    page.locator("input[name=login]").fill(name)
    page.locator("input[name=password]").fill(password)
    page.locator("input[name=password]").press("Enter")
    page.wait_for_url(lambda here: "/account/login/" not in here)


def take(arguments: argparse.Namespace) -> None:
    narrow = arguments.width < 600
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=ARGUMENTS
        )
        page = chromium.new_page(
            viewport={"width": arguments.width, "height": arguments.height},
            device_scale_factor=arguments.scale,
            is_mobile=narrow,
            has_touch=narrow,
            locale="zh-CN",
            timezone_id="Asia/Shanghai",
            java_script_enabled=not arguments.no_javascript,
        )
        page.on("console", lambda message: print(f"{message.type}: {message.text}"))
        page.on("pageerror", lambda error: print(f"error: {error}"))
        if arguments.login:
            sign_in(page, arguments.url, arguments.login)
        answer = page.goto(arguments.url, wait_until="networkidle")
        for selector in arguments.click:
            page.locator(selector).first.click()
            page.wait_for_load_state("networkidle")
        page.screenshot(path=arguments.out, full_page=not arguments.fold)
        wide = page.evaluate("document.documentElement.scrollWidth")
        chromium.close()
    print(f"{answer.status if answer else '-'} {arguments.out}", end="")
    print(f": {wide} px wide, scrolls sideways" if wide > arguments.width else "")


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("url")
    parser.add_argument("out", type=Path)
    parser.add_argument("--width", type=int, default=1440, help="below 600 it acts as a phone")
    parser.add_argument("--height", type=int, default=900)
    parser.add_argument("--scale", type=float, default=1)
    parser.add_argument("--login", metavar="NAME:PASSWORD")
    parser.add_argument("--click", action="append", default=[], metavar="SELECTOR")
    parser.add_argument("--fold", action="store_true", help="only what shows without scrolling")
    parser.add_argument("--no-javascript", action="store_true")
    take(parser.parse_args())


if __name__ == "__main__":
    main()
