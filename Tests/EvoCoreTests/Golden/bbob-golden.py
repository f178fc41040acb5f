"""Writes bbob.json: values of the 24 noiseless BBOB functions by COCO's own C code.

    pip install coco-experiment==2.8.2 numpy==2.4.6
    python bbob-golden.py [file]

Three points per dimension serve all functions; the last lies outside the domain of [-5, 5]. `optimum`
is f_opt, found as the least value of COCO's own problem, at its own minimum.
"""

import json
import pathlib
import sys

import cocoex
import numpy as np

DIMENSIONS = (2, 3, 5, 10, 20)
INSTANCES = (1, 2, 7, 71)


def main():
    random = np.random.Generator(np.random.PCG64(2009))
    points = {
        str(n): [
            [float(v) for v in np.round(random.uniform(-bound, bound, n), 6)] for bound in (5, 5, 7)
        ]
        for n in DIMENSIONS
    }
    rows = []
    for number in range(1, 25):
        for n in DIMENSIONS:
            for instance in INSTANCES:
                problem = cocoex.BareProblem("bbob", number, n, instance)
                rows.append(
                    {
                        "function": number,
                        "dimension": n,
                        "instance": instance,
                        "optimum": problem.best_value(),
                        "values": [problem(x) for x in points[str(n)]],
                    }
                )
    here = pathlib.Path(__file__).resolve().parent
    target = pathlib.Path(sys.argv[1]) if len(sys.argv) > 1 else here / "bbob.json"
    lines = ['{"points": {', ",\n".join(f'"{n}": {json.dumps(p)}' for n, p in points.items())]
    lines += ['}, "rows": [', ",\n".join(json.dumps(row) for row in rows), "]}"]
    target.write_text("\n".join(lines) + "\n")


if __name__ == "__main__":
    main()
