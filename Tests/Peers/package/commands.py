"""Runs what a page tells to type: its blocks of Python, one after the other in one program, and the lines of its
other blocks that begin with `evo-rl`.

    python commands.py PAGE FOLDER_OF_PROGRAMS
"""

import os
import pathlib
import re
import subprocess
import sys

page, programs = sys.argv[1:]
os.environ["PATH"] = f"{programs}:/usr/bin:/bin"
text = pathlib.Path(page).read_text()
failures = 0
names: dict[str, object] = {"__name__": "page"}
for kind, block in re.findall(r"^```(python|sh|text)\n(.*?)^```$", text, re.MULTILINE | re.DOTALL):
    if kind == "python":
        try:
            exec(compile(block, page, "exec"), names)
            print(f"   runs: {block.strip().splitlines()[0]} …")
        except Exception as error:
            failures += 1
            print(f"   FAILS: {type(error).__name__}: {error}\n{block}")
        continue
    for line in block.splitlines():
        if line.startswith("evo-rl "):
            done = subprocess.run(line, shell=True, capture_output=True, text=True)
            failures += done.returncode != 0
            print(f"   {'runs' if done.returncode == 0 else 'FAILS'}: {line}")
            if done.returncode:
                print(done.stderr)
sys.exit(failures > 0)
