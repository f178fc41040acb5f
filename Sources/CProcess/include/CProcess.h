#pragma once

/// What C's main was started with. Swift's own arguments are read from /proc/self, which not every
/// container lets a process see.
int cp_argument_count(void);
const char *cp_argument(int index);

/// The path that the kernel was asked to start, or NULL.
const char *cp_executable(void);
