"""Puts the libraries that a wheel links into it, as auditwheel does, and those of a desktop too: a server or
a container has no X11, which Cairo is linked with.

    python repair.py PATH_OF_WHEEL FOLDER
"""

import sys

from auditwheel import main, policy

#: What every manylinux system is taken to have, and containers do not. zlib and expat stay outside: Python
#: itself is linked with them, and Debian's expat asks for a newer glibc than all the rest.
DESKTOP = {"libX11.so.6", "libXext.so.6", "libXrender.so.1", "libICE.so.6", "libSM.so.6", "libGL.so.1"}

whitelist = policy._fixup_musl_libc_soname
policy._fixup_musl_libc_soname = lambda *arguments: whitelist(*arguments) - DESKTOP

sys.argv[1:] = ["repair", "--wheel-dir", sys.argv[2], sys.argv[1]]
sys.exit(main.main())
