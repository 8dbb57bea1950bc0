#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The figures of examples/, from the reports of `firefly eval`.

examples_table.py                  writes the tables
examples_table.py --record NAME    examples/NAME/eval/eval.json -> report.json
examples_table.py --check          exit code 1 where a table or a model card
                                   does not say what the reports say

report.json is committed; it holds what the tables need, and the SHA-256 of the
model that it is about. Tables stand between two comments of a page.
"""
import argparse
import hashlib
import json
import pathlib
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
EXAMPLES = ROOT / "examples"
BEGIN = "<!-- figures: scripts/examples.sh -->"
END = "<!-- end of figures -->"


def projects():
    """Names of the examples, in the order of the table."""
    found = EXAMPLES.glob("**/firefly.toml")
    names = [path.parent.relative_to(EXAMPLES) for path in found]
    return sorted(str(name) for name in names if "runs" not in name.parts)


def sha256(path):
    return hashlib.sha256(path.read_bytes()).hexdigest()


def record(name):
    """Keeps what the tables need of an evaluation."""
    folder = EXAMPLES / name
    evaluation = json.loads((folder / "eval/eval.json").read_text())
    if evaluation["split"] != "test":
        sys.exit(f"{name}: eval.json is about the split {evaluation['split']},"
                 " not about the test")
    report = {"model_sha256": sha256(folder / "model.tflite"),
              "model_bytes": (folder / "model.tflite").stat().st_size}
    for key in ("windows", "recordings", "accuracy", "accuracy_95", "macro_f1",
                "precision", "auc", "partial_auc", "recording_auc"):
        if key in evaluation:
            report[key] = evaluation[key]
    for key in ("stream", "board"):
        if evaluation.get(key):
            report[key] = {name: value
                           for name, value in evaluation[key].items()
                           if name != "curve"}
    if "classes" in evaluation:
        report["recall"] = {one["name"]: round(one["recall"], 4)
                            for one in evaluation["classes"]}
    text = json.dumps(report, indent=1, ensure_ascii=False)
    (folder / "report.json").write_text(text + "\n")


def report_of(name):
    path = EXAMPLES / name / "report.json"
    return json.loads(path.read_text()) if path.exists() else None


def percent(share):
    return f"{100 * share:.1f}"


def score(report):
    """How good it is, in a line."""
    if "auc" in report:
        return (f"AUC {report['auc']:.3f} of windows, "
                f"{report['recording_auc']:.3f} of recordings")
    low, high = report["accuracy_95"]
    return (f"{percent(report['accuracy'])} % ({percent(low)} … "
            f"{percent(high)})")


def stream_score(report):
    stream = report["stream"]
    point = stream["current"]
    return (f"{point['missed']} of {point['events']} missed "
            f"({percent(point['false_rejection_rate'])} %), "
            f"{point['false_accepts']} false accepts in "
            f"{stream['hours']:.2f} h")


def row(name, folder):
    report = report_of(name)
    link = f"[{name}]({folder}{name})"
    if report is None:
        return f"| {link} | not trained yet | | | | | | | |"
    board = report["board"]
    stream = stream_score(report) if "stream" in report else ""
    return (f"| {link} | {score(report)} | {report['windows']:,} | {stream} | "
            f"{board['board']} | {board['latency_ms']:.1f} | "
            f"{board['ram_bytes']:,} | {board['flash_bytes']:,} | "
            f"{report['model_bytes']:,} |")


def table(folder):
    """All examples; `folder` leads from the page to examples/."""
    head = ("| example | accuracy, % (95 % interval) | test windows | as a "
            "stream | board | latency, ms | RAM, B | flash, B | model, B |\n"
            "|---|---|---:|---|---|---:|---:|---:|---:|\n")
    return head + "\n".join(row(name, folder) for name in projects())


def figures(report):
    """Of one example, for its own page."""
    board = report["board"]
    lines = ["| int8, exact kernels | |", "|---|---|",
             f"| test data (95 % interval) | {score(report)} |"]
    if (report.get("precision") or {}).get("metric") == "accuracy":
        lines.append("| the same network in float | "
                     f"{percent(report['precision']['float'])} % |")
    if "stream" in report:
        point = report["stream"]["current"]
        lines.append(f"| as a stream, threshold {point['threshold']:g} | "
                     f"{stream_score(report)} |")
    gate = board.get("gate") or {}
    if "first" in gate:
        stream = report["stream"]
        lines += [f"| woken by {gate['first']['project']} | {stream['woken']} "
                  f"of {stream['wakes']} times, awake "
                  f"{percent(stream['awake'])} % of the stream |",
                  "| a step asleep, awake | "
                  f"{gate['asleep_step']['latency_ms']:.1f} ms, "
                  f"{gate['awake_step']['latency_ms']:.1f} ms |"]
    if len(report.get("recall", {})) > 2:
        worst = sorted(report["recall"].items(), key=lambda one: one[1])[:2]
        lines.append("| hardest classes | " + ", ".join(
            f"{name} {percent(share)} %" for name, share in worst) + " |")
    lines += [f"| test windows / recordings | {report['windows']:,} / "
              f"{report['recordings']:,} |",
              f"| on {board['board']} | {board['latency_ms']:.1f} ms an "
              f"inference, {board['ram_bytes']:,} B RAM, "
              f"{board['flash_bytes']:,} B flash |"]
    return "\n".join(lines)


def with_table(text, lines, path):
    """The page with what stands between its comments exchanged."""
    before, begin, rest = text.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not begin or not end:
        sys.exit(f"{path}: expected '{BEGIN}' and '{END}'")
    return f"{before}{BEGIN}\n{lines}\n{END}{after}"


def pages():
    """Path and wanted text of each page with figures."""
    for path, folder in ((EXAMPLES / "README.md", ""),
                         (ROOT / "docs/tables/accuracy.md", "../../examples/")):
        yield path, with_table(path.read_text(), table(folder), path)
    for name in projects():
        report = report_of(name)
        if report is not None:
            path = EXAMPLES / name / "README.md"
            yield path, with_table(path.read_text(), figures(report), path)


def check():
    """What does not agree with the reports."""
    problems = [f"{path.relative_to(ROOT)}: is old; run "
                "scripts/examples_table.py"
                for path, wanted in pages() if path.read_text() != wanted]
    for name in projects():
        report = report_of(name)
        if report is None:
            continue
        folder = EXAMPLES / name
        digest = sha256(folder / "model.tflite")
        if report["model_sha256"] != digest:
            problems.append(f"examples/{name}/report.json: is about another "
                            "model; run scripts/examples.sh --no-train "
                            f"{name}")
        if digest not in (folder / "model-card.md").read_text():
            problems.append(f"examples/{name}/model-card.md: is about another "
                            f"model; run scripts/examples.sh {name}")
    return problems


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--record", metavar="NAME")
    parser.add_argument("--check", action="store_true")
    arguments = parser.parse_args()
    if arguments.record:
        record(arguments.record)
    elif arguments.check:
        problems = check()
        print("\n".join(problems) or "the tables say what the reports say")
        sys.exit(1 if problems else 0)
    else:
        for path, wanted in pages():
            path.write_text(wanted)


if __name__ == "__main__":
    main()
