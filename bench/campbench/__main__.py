"""`python -m bench.campbench [run|write|check|improve|peers|lift]`: plan camps made by a seed and say how good that is.

run (what happens without a word): every figure of the planner with its target, a table and JSON lines.
write DIRECTORY: the sixty camps as JSON. check CAMP PLAN.csv: is it a plan, what is it worth.
improve: search for better plans than are known, and keep them. peers: other solvers on the same camps.
lift: what makes a camp hard, one rule lifted at a time.
"""

from __future__ import annotations

import json
import sys
from argparse import ArgumentParser, Namespace, RawDescriptionHelpFormatter
from collections.abc import Iterable, Sequence
from pathlib import Path

from bench.campbench import figures, improving, lifting, peers_run, plan_file, table
from bench.campbench.best_known import BestKnown
from bench.campbench.instances import INSTANCES, SEEDS, Instance, named
from bench.campbench.rules import broken
from bench.figures import Figure
from scheduling.planning.bound import bound_of
from scheduling.planning.grid import Grid
from scheduling.planning.json_form import problem_to_json
from scheduling.planning.schedule import Schedule
from scheduling.planning.solution import gap, value_of


def main(arguments: Sequence[str]) -> int:
    options = _parser().parse_args(arguments or ["run"])
    return options.act(options)


def _parser() -> ArgumentParser:
    parser = ArgumentParser(
        prog="python -m bench.campbench", description=__doc__, formatter_class=RawDescriptionHelpFormatter
    )
    acts = parser.add_subparsers(required=True)
    run = acts.add_parser("run", help="every figure with its target")
    run.add_argument("--seeds", type=_numbers, default=(1, 2, 3), help=f"of {SEEDS}")
    run.add_argument("--seconds", type=float, default=figures.LONG, help="of the searches of 200 patients and more")
    run.set_defaults(act=_run)
    write = acts.add_parser("write", help="the camps as JSON")
    write.add_argument("directory", type=Path)
    write.set_defaults(act=_write)
    check = acts.add_parser("check", help="judge a plan")
    check.add_argument("camp", help=f"its name, such as {INSTANCES[0].name}")
    check.add_argument("plan", type=Path, help=f"a CSV: {','.join(plan_file.COLUMNS)}")
    check.set_defaults(act=_check)
    acting = (("improve", _improve, "keep better plans"), ("peers", _peers, "other solvers"), ("lift", _lift, "why"))
    for name, act, words in acting:
        one = acts.add_parser(name, help=words)
        one.add_argument("camps", nargs="*", help="their names; all without one")
        one.add_argument("--seconds", type=float, default=figures.LONG)
        one.add_argument("--seed", type=int, default=1)
        one.add_argument("--keep", action="store_true", help="peers: keep what CP-SAT found, in best_known.json")
        one.set_defaults(act=act)
    return parser


def _numbers(text: str) -> tuple[int, ...]:
    return tuple(map(int, text.split(",")))


def _say(row: object) -> None:
    print(json.dumps(row, ensure_ascii=False), flush=True)


def _run(options: Namespace) -> int:
    found: list[Figure] = []
    for figure in figures.measured(options.seeds, options.seconds, _say):
        print(figure.line(), flush=True)
        found.append(figure)
    print(f"\n{table.printed(found)}")
    return 0 if all(figure.ok for figure in found) else 1


def _write(options: Namespace) -> int:
    options.directory.mkdir(parents=True, exist_ok=True)
    for instance in INSTANCES:
        file = options.directory / f"{instance.name}.json"
        file.write_text(json.dumps(problem_to_json(instance.problem()), indent=1) + "\n")
    print(f"{len(INSTANCES)} camps in {options.directory}")
    return 0


def _check(options: Namespace) -> int:
    try:
        instance = named(options.camp)
        spots = plan_file.read(options.plan.read_text().splitlines())
    except (ValueError, OSError) as error:
        print(error, file=sys.stderr)
        return 2
    problem = instance.problem()
    wrong = broken(problem, spots)
    value = value_of(problem, spots)
    bound = bound_of(Schedule(Grid(problem))).value
    _say(
        {
            "camp": instance.name,
            "value": value,
            "served": len(spots),
            "violations": [each.words for each in wrong],
            "bound": round(bound, 3),
            "gap": round(gap(value, bound), 3),
            "best_known": BestKnown.load().value(instance),
        }
    )
    return 1 if wrong else 0


def _camps(names: Sequence[str]) -> list[Instance]:
    return [named(name) for name in names] if names else list(INSTANCES)


def _improve(options: Namespace) -> int:
    return _tell(improving.improve(_camps(options.camps), seconds=options.seconds, seed=options.seed))


def _peers(options: Namespace) -> int:
    return _tell(peers_run.peers(_camps(options.camps), seconds=options.seconds, keep=options.keep))


def _lift(options: Namespace) -> int:
    return _tell(lifting.lifted(_camps(options.camps), seconds=options.seconds, seed=options.seed))


def _tell(rows: Iterable[object]) -> int:
    for row in rows:
        _say(row)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
