"""`make eval`: print the accuracy of every evaluation; the exit status is 1 when a gate is missed."""

import argparse
import sys
from collections.abc import Callable, Mapping

from tests.ari.evaluation.dates import evaluate_dates
from tests.ari.evaluation.knowledge import evaluate_knowledge
from tests.ari.evaluation.result import Evaluation, Tally
from tests.ari.evaluation.understanding import evaluate_understanding

# Add an evaluation here: a function without arguments that returns its table.
EVALUATIONS: Mapping[str, Callable[[], Evaluation]] = {
    "dates": evaluate_dates,
    "understanding": evaluate_understanding,
    "knowledge": evaluate_knowledge,
}


def say(text: str = "") -> None:
    """Print a line."""
    sys.stdout.write(text + "\n")


def print_evaluation(evaluation: Evaluation, *, with_misses: bool) -> None:
    """Print the table of an evaluation, and what was missed."""
    say(f"{evaluation.name}, gate {evaluation.gate:.0%}")
    others = {tally.name: tally for tally in evaluation.ungated}
    for tally in evaluation.tallies:
        mark = "" if evaluation.passes(tally) else "  below the gate"
        say(f"  {tally.name:<18}{_share(tally):>18}{_share(others.get(tally.name)):>18}{mark}")
        for miss in tally.misses if with_misses else ():
            say(f"      {miss}")
    for note in evaluation.notes:
        say(f"  {note}")


def main() -> int:
    """Run the evaluations and return the exit status."""
    parser = argparse.ArgumentParser(prog="python -m tests.ari.evaluation", description=__doc__)
    parser.add_argument("--only", choices=sorted(EVALUATIONS), help="run only this evaluation")
    parser.add_argument("--misses", action="store_true", help="print every message that was misread")
    options = parser.parse_args()
    names = [options.only] if options.only else list(EVALUATIONS)
    evaluations = [EVALUATIONS[name]() for name in names]
    for evaluation in evaluations:
        print_evaluation(evaluation, with_misses=options.misses)
    return 0 if all(evaluation.is_passed for evaluation in evaluations) else 1


def _share(tally: Tally | None) -> str:
    return f"{tally.right}/{tally.total} {tally.accuracy:7.1%}" if tally else ""


if __name__ == "__main__":
    raise SystemExit(main())
