"""The browser that Odoo's tours run in."""

import os
import shutil
import subprocess

from . import apt
from .console import progress, warn

# In the order in which Odoo looks for them.
NAMES = ("google-chrome", "chromium", "chromium-browser", "google-chrome-stable")
FONTS = "fonts-noto-cjk"


def ensure():
    """A browser on PATH and a font for Chinese; on a Debian as root both are installed."""
    wanted = []
    if not any(map(shutil.which, NAMES)):
        wanted.append("chromium")
    if not has_chinese_font() and os.geteuid() == 0 and shutil.which("apt-get"):
        wanted.append(FONTS)
    elif not has_chinese_font():
        warn(f"there is no Chinese font here: screenshots show boxes (on Debian: {FONTS}).")
    if wanted:
        with progress.step(f"Install {' and '.join(wanted)}"):
            apt.install(
                wanted,
                "There is no Chromium for the browser tests",
                "install it (on Debian, as root: apt-get install chromium) or say --no-browser",
            )


def has_chinese_font():
    """Whether Chinese text can be drawn."""
    if not shutil.which("fc-list"):
        return False
    said = subprocess.run(["fc-list", ":lang=zh", "file"], capture_output=True, check=False)
    return bool(said.stdout.strip())
