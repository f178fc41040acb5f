#include "CProcess.h"

#include <stddef.h>
#include <sys/auxv.h>

static int count;
static char **arguments;

// glibc hands its constructors what it hands main.
__attribute__((constructor)) static void keep(int argc, char **argv) {
  count = argc;
  arguments = argv;
}

int cp_argument_count(void) { return count; }

const char *cp_argument(int index) {
  return index >= 0 && index < count ? arguments[index] : NULL;
}

const char *cp_executable(void) { return (const char *)getauxval(AT_EXECFN); }
