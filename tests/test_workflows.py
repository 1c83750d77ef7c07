"""Workflows and hooks: no stranger's code runs beside a token that may write, and hooks run what the project runs."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).parent.parent
WORKFLOWS = sorted((ROOT / ".github/workflows").glob("*.y*ml"))


def faults(text: str) -> Iterator[str]:
    """What in a workflow could run a stranger's code with a token, or run code that nobody has seen."""
    flow = yaml.safe_load(text)
    triggers = flow[True]  # YAML 1.1 reads the key `on` as true
    triggers = {triggers} if isinstance(triggers, str) else set(triggers)
    for trigger in sorted(triggers - {"pull_request", "push"}):
        yield f"is triggered by {trigger}"
    if flow.get("permissions") != {"contents": "read"}:
        yield "its token may more than read"
    if re.search(r"\bsecrets\b|github\.token|GITHUB_TOKEN", text):
        yield "uses a secret"
    if re.search(r"\$\{\{[^}]*github\.(?:event|head_ref)", text):
        yield "puts words of a stranger into a command"
    for name, job in flow["jobs"].items():
        granted = job.get("permissions", {})
        may_write = granted == "write-all" or "write" in dict(granted).values()
        if may_write and "pull_request" in triggers:
            yield f"{name}: may write for a pull request"
        if not job.get("timeout-minutes"):
            yield f"{name}: may run for ever"
        for step in job["steps"]:
            action, _, version = step.get("uses", "").partition("@")
            if may_write and ("run" in step or action == "actions/checkout"):
                yield f"{name}: runs code of the repository though it may write"
            if action and not action.startswith("actions/"):
                yield f"{name}: {action} is not GitHub's own"
            if action and not re.fullmatch(r"[0-9a-f]{40}|v\d+(\.\d+)*", version):
                yield f"{name}: {action} has no fixed version"
            if action == "actions/checkout" and step.get("with", {}).get("persist-credentials") is not False:
                yield f"{name}: leaves the token in the clone"


@pytest.mark.parametrize("file", WORKFLOWS, ids=lambda file: file.name)
def test_no_stranger_has_a_token(file: Path) -> None:
    assert list(faults(file.read_text(encoding="utf-8"))) == []


def changed(old: str, new: str) -> Callable[[str], str]:
    def change(text: str) -> str:
        assert old in text
        return text.replace(old, new)

    return change


@pytest.mark.parametrize(
    ("name", "change", "fault"),
    [
        ("check", changed("on: pull_request", "on: pull_request_target"), "is triggered by pull_request_target"),
        ("check", changed("on: pull_request", "on: [pull_request, issue_comment]"), "is triggered by issue_comment"),
        ("check", changed("contents: read", "contents: write"), "its token may more than read"),
        ("check", changed("permissions:\n  contents: read\n", ""), "its token may more than read"),
        ("check", changed("run: make test", "run: make test KEY=${{ secrets.KEY }}"), "uses a secret"),
        (
            "check",
            changed("run: make test", "run: echo ${{ github.event.pull_request.title }}"),
            "puts words of a stranger into a command",
        ),
        ("check", changed("    timeout-minutes: 45\n", ""), "check: may run for ever"),
        (
            "check",
            changed("    steps:", "    permissions:\n      pages: write\n    steps:"),
            "check: may write for a pull request",
        ),
        ("check", changed("actions/setup-python@v5", "somebody/setup@v5"), "check: somebody/setup is not GitHub's own"),
        ("check", changed("setup-python@v5", "setup-python@main"), "check: actions/setup-python has no fixed version"),
        ("check", changed("persist-credentials: false", "fetch-depth: 1"), "check: leaves the token in the clone"),
        (
            "publish",
            changed("      - id: deployment", "      - run: make\n      - id: deployment"),
            "publish: runs code of the repository though it may write",
        ),
    ],
)
def test_a_stranger_with_a_token_is_noticed(name: str, change: Callable[[str], str], fault: str) -> None:
    text = (ROOT / f".github/workflows/{name}.yml").read_text(encoding="utf-8")
    assert fault in list(faults(change(text)))


def steps(name: str) -> list[dict[str, Any]]:
    flow = yaml.safe_load((ROOT / f".github/workflows/{name}.yml").read_text(encoding="utf-8"))
    return [step for job in flow["jobs"].values() for step in job["steps"]]


def test_a_pull_request_is_checked_built_and_tested() -> None:
    assert [step["run"] for step in steps("check") if "run" in step] == [
        "make .venv/ready",
        ".venv/bin/handbook check --format github",
        "make",
        "make test",
    ]
    (kept,) = (step for step in steps("check") if step.get("uses", "").startswith("actions/upload-artifact@"))
    assert kept["with"]["path"].split() == ["build/html", "build/handbook.pdf", "build/handbook.epub"]


def test_only_main_is_published() -> None:
    flow = yaml.safe_load((ROOT / ".github/workflows/publish.yml").read_text(encoding="utf-8"))
    assert flow[True] == {"push": {"branches": ["main"]}}
    assert [name for name, job in flow["jobs"].items() if "permissions" in job] == ["publish"]


# Hooks


def test_others_can_name_the_hook() -> None:
    (hook,) = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))
    scripts = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["scripts"]
    assert hook["entry"].split()[0] in scripts
    assert (hook["language"], hook["pass_filenames"]) == ("python", False)
    assert f"`{hook['id']}`" in (ROOT / "docs/contributing/checking.md").read_text(encoding="utf-8")
    seen = ("corpus/ferry/edition.toml", "corpus/exceptions.toml", "docs/page.md", "references.bib")
    assert all(re.search(hook["files"], file) for file in seen)


def test_our_own_hooks_are_those_of_the_tests() -> None:
    (repo,) = yaml.safe_load((ROOT / ".pre-commit-config.yaml").read_text(encoding="utf-8"))["repos"]
    hooks = {hook["id"]: hook for hook in repo["hooks"]}
    assert hooks["handbook-check"]["entry"] == "make check"
    lint = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["optional-dependencies"][
        "lint"
    ]
    for name in ("ruff-check", "ruff-format"):
        assert set(hooks[name]["additional_dependencies"]) <= set(lint)
