"""Starts a script over in the Python that has the pinned apache-beam."""

import importlib.metadata
import os
import pathlib
import sys

SCRIPTS = pathlib.Path(__file__).resolve().parent.parent
ENVIRONMENT = pathlib.Path.home() / ".cache/joist/python/bin/python"


def use_pinned_python():
    """Runs the script in the interpreter that JOIST_TEST_PYTHON names, else in the one that scripts/python-environment
    makes, else in this one; stops unless it has the version of apache-beam that scripts/requirements.txt pins: another
    one's descriptors would show as differences that nobody asked for."""
    wanted = os.environ.get("JOIST_TEST_PYTHON") or (ENVIRONMENT.exists() and str(ENVIRONMENT))
    if wanted and os.environ.get("JOIST_PINNED_PYTHON") != wanted:
        os.environ["JOIST_PINNED_PYTHON"] = wanted
        os.execv(wanted, [wanted, *sys.argv])
    pins = dict(line.split("==") for line in (SCRIPTS / "requirements.txt").read_text().split("\n")
                if "==" in line and not line.startswith("#"))
    try:
        found = importlib.metadata.version("apache-beam")
    except importlib.metadata.PackageNotFoundError:
        found = "none"
    if found != pins["apache-beam"]:
        raise SystemExit(
            f"{pathlib.Path(sys.argv[0]).name}: apache-beam {pins['apache-beam']} is needed, {sys.executable} has {found}; "
            "scripts/python-environment installs it")
