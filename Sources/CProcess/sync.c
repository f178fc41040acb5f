#define _GNU_SOURCE
#include "CProcess.h"

#include <unistd.h>

int cp_sync_all(int descriptor) { return syncfs(descriptor); }
