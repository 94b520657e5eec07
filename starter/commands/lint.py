"""`drumbeat cadence lint`: cadences beside the field's good practice."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated

import typer

from config.settings import load_settings
from domain.cadence import Cadence, CadenceFile, Email, contents_of
from domain.cadence.consistency import Loc
from domain.cadence.leading import faults_between
from domain.errors import DrumbeatError
from domain.linting import RULES, Finding, Rule
from domain.linting.page import page_of_rules
from starter.errors import BadInput
from starter.files.judging import Judged, judged
from starter.files.library import read_cadence_file
from starter.output import AsJson, notice, print_json, print_line


@dataclass(frozen=True)
class Refused:
    """A file that cannot be judged, and the one line that says why."""

    file: str
    why: str


@dataclass(frozen=True)
class Verdict:
    """What became of all files that were asked for."""

    judged: tuple[Judged, ...]
    refused: tuple[Refused, ...]

    @property
    def errors(self) -> int:
        """How many findings must be mended."""
        return sum(len(one.report.errors) for one in self.judged)

    @property
    def warnings(self) -> int:
        """How many findings are advice."""
        return sum(len(one.report.warnings) for one in self.judged)

    @property
    def silenced(self) -> int:
        """How many findings are meant."""
        return sum(len(one.report.silenced) for one in self.judged)


def lint_cadences(
    file_or_name: Annotated[
        list[str] | None,
        typer.Argument(help="Cadence files, or bare names from the shipped library."),
    ] = None,
    strict: Annotated[
        bool, typer.Option("--strict", help="Let warnings fail, too: exit 1.")
    ] = False,
    rules: Annotated[
        bool, typer.Option("--rules", help="Print every rule with its source, and judge nothing.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Compare cadences with good practice; exit 2 on errors, 0 or (with --strict) 1 on warnings."""
    if rules:
        _print_rules_as_json() if as_json else print_line(page_of_rules().rstrip())
        return
    if not file_or_name:
        raise BadInput("nothing to judge; name cadence files or shipped cadences, or ask --rules")
    verdict = _verdict_on(file_or_name)
    if as_json:
        print_json(_document(verdict))
    else:
        _print_lines(verdict)
    for refused in verdict.refused:
        notice(refused.why)
    _notice_what_is_not_followed(verdict)
    raise typer.Exit(_exit_code(verdict, "any" if strict else "error"))


def _verdict_on(files_or_names: Sequence[str]) -> Verdict:
    """Every file judged; one that cannot be loaded does not keep the others from it."""
    files: list[CadenceFile] = []
    refused: list[Refused] = []
    for each in dict.fromkeys(files_or_names):
        try:
            files.append(read_cadence_file(each))
        except DrumbeatError as error:
            refused.append(Refused(each, str(error)))
    verdicts: list[Judged] = []
    newest = {file.cadence.name: file.cadence for file in files}
    for file in files:
        if fault := next(faults_between(file.cadence, newest), None):
            refused.append(Refused(file.name, file.said(fault)))
        else:
            verdicts.append(judged(file))
    return Verdict(tuple(verdicts), tuple(refused))


def _notice_what_is_not_followed(verdict: Verdict) -> None:
    """Links are followed through our own address; where that is not known they stay as they are."""
    following = [one.file.name for one in verdict.judged if _follows_links(one.file.cadence)]
    if following and not _can_follow():
        notice(
            f"{', '.join(following)}: track_clicks does nothing until DRUMBEAT_PUBLIC_URL and "
            "DRUMBEAT_SECRET_KEY are set"
        )


def _can_follow() -> bool:
    settings = load_settings()
    return bool(settings.public_url and settings.secret_key.get_secret_value())


def _follows_links(cadence: Cadence) -> bool:
    mails = (content for step in cadence.steps for _, content in contents_of(step, ()))
    return any(cadence.tracks_clicks(mail) for mail in mails if isinstance(mail, Email))


def _exit_code(verdict: Verdict, failing: str) -> int:
    if verdict.refused or verdict.errors:
        return 2
    return 1 if verdict.warnings and failing == "any" else 0


def _print_lines(verdict: Verdict) -> None:
    for one in verdict.judged:
        for line in one.lines(one.report.findings):
            print_line(line)
    print_line(_summary(verdict))


def _summary(verdict: Verdict) -> str:
    """One line: how many files, findings by severity, and what is silenced for which reason."""
    counts = [
        (len(verdict.refused), "refused", "refused"),
        (verdict.errors, "error", "errors"),
        (verdict.warnings, "warning", "warnings"),
    ]
    said = [f"{count} {one if count == 1 else many}" for count, one, many in counts if count]
    files = len(verdict.judged) + len(verdict.refused)
    meant = dict.fromkeys(
        f"{one.finding.rule.id} ({one.because})"
        for file in verdict.judged
        for one in file.report.silenced
    )
    silenced = f"; {verdict.silenced} silenced: {', '.join(meant)}" if meant else ""
    found = ", ".join(said) or "nothing found"
    return f"{files} {'file' if files == 1 else 'files'}: {found}{silenced}"


def _document(verdict: Verdict) -> dict[str, object]:
    return {
        "files": [
            {
                "file": one.file.name,
                "cadence": one.file.cadence.name,
                "findings": [_row(*lined) for lined in one.in_order(one.report.findings)],
                "silenced": [
                    {
                        **_row(one.file.line_of(each.finding.loc), each.finding),
                        "because": each.because,
                    }
                    for each in one.report.silenced
                ],
            }
            for one in verdict.judged
        ],
        "refused": [{"file": one.file, "why": one.why} for one in verdict.refused],
        "errors": verdict.errors,
        "warnings": verdict.warnings,
        "silenced": verdict.silenced,
    }


def _row(line: int, found: Finding) -> dict[str, object]:
    return {
        "line": line,
        "at": _path(found.loc),
        "severity": found.rule.severity,
        "rule": found.rule.id,
        "wrong": found.wrong,
        "right": found.right,
    }


def _path(loc: Loc) -> str:
    """The place as errors in cadence files name it: items count from 1."""
    return ".".join(str(part + 1 if isinstance(part, int) else part) for part in loc)


def _print_rules_as_json() -> None:
    print_json([_rule(rule) for rule in RULES])


def _rule(rule: Rule) -> dict[str, str]:
    return {
        "rule": rule.id,
        "severity": rule.severity,
        "explanation": rule.explanation,
        "remedy": rule.remedy,
        "source": rule.source,
    }
