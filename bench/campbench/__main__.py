"""`python -m bench.campbench [--patients 60,200] [--load 1.2] [--seeds 1,2] [--seconds 5] [--z 0]`: a JSON line a plan.

Each is judged by the independent checker; the gap is to the bound of the linear program.
"""

from __future__ import annotations

import json
import sys
import time
from argparse import ArgumentParser

from bench.campbench.generator import LOADS, SIZES, camp
from scheduling.planning.checking import violations
from scheduling.planning.solution import gap
from scheduling.planning.solve import Limits, Progress, plan

LOOKS = (1.0, 5.0, 30.0)  # seconds at which the gap is written down


def main(arguments: list[str]) -> int:
    parser = ArgumentParser(prog="python -m bench.campbench", description=__doc__)
    parser.add_argument("--patients", default=",".join(map(str, (60, 200, 500, 1000))), help=f"of {sorted(SIZES)}")
    parser.add_argument("--load", type=float, default=LOADS[1], help="demand, in the tables' minutes")
    parser.add_argument("--seeds", default="1")
    parser.add_argument("--seconds", type=float, default=5.0)
    parser.add_argument("--z", type=float, default=0.0)
    options = parser.parse_args(arguments)
    wrong = 0
    for patients in map(int, options.patients.split(",")):
        for seed in map(int, options.seeds.split(",")):
            row = measured(patients=patients, load=options.load, seed=seed, seconds=options.seconds, z=options.z)
            print(json.dumps(row), flush=True)
            wrong += bool(row["violations"])
    return 1 if wrong else 0


def measured(*, patients: int, load: float, seed: int, seconds: float, z: float) -> dict[str, object]:
    """One camp planned for so many seconds."""
    problem = camp(patients=patients, load=load, seed=seed, z=z)
    seen: list[Progress] = []
    begun = time.monotonic()
    solution = plan(
        problem, limits=Limits(seconds=seconds, seed=1, workers=2), clock=time.monotonic, report=seen.append
    )
    bound = solution.bound or 0.0
    best_by = {
        f"gap_{look:.0f}s": round(gap(max((each.value for each in seen if each.seconds <= look), default=0), bound), 2)
        for look in LOOKS
        if look <= seconds
    }
    return {
        "patients": patients,
        "load": load,
        "seed": seed,
        "z": z,
        "first": round(seen[0].seconds, 3),
        "first_gap": round(gap(seen[0].value, bound), 2),
        **best_by,
        "gap": round(gap(seen[-1].value, bound), 2),
        "seconds": round(time.monotonic() - begun, 1),
        "served": len(solution.spots),
        "violations": len(violations(problem, solution.spots)),
    }


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
