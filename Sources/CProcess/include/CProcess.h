#pragma once

/// What C's main was started with. Swift's own arguments are read from /proc/self, which not every
/// container lets a process see.
int cp_argument_count(void);
const char *cp_argument(int index);

/// The path that the kernel was asked to start, or NULL.
const char *cp_executable(void);

/// syncfs(2), which glibc shows to who asks for GNU's extensions only, and so not to Swift: returns once
/// everything written to the file system of an open file is on the device; -1 with errno.
int cp_sync_all(int descriptor);
