#pragma once

#include <sys/types.h>

/// Another process that works for this one: they share memory and a socket, and it is told when this one
/// ends, however it ends.
struct cw_worker {
  pid_t process;
  /// Messages, one at a time.
  int socket;
  /// Memory without a name, so that none is left behind.
  int memory;
  /// The end of a pipe whose other end is the worker's standard input.
  int lifeline;
};

/// Starts a program, looked for on PATH, in a process group of its own, with its standard output on this
/// one's standard error. Its descriptor 0 is the pipe, 3 the socket, 4 the memory; there are no others.
/// Returns 0 or the system's code, and nothing is open then.
int cw_start(const char *program, char *const arguments[], struct cw_worker *worker);

/// Ends a worker and what it has started, and frees what is shared with it. Returns what waitpid says.
int cw_end(struct cw_worker worker);

/// Sends one message. Returns 0 or the system's code; EPIPE when the worker has ended.
int cw_send(struct cw_worker worker, const void *bytes, size_t count);

/// Waits for one message, at most so many milliseconds. Returns its length; 0 when the worker has ended, -1
/// when it is silent.
long cw_receive(struct cw_worker worker, void *bytes, size_t capacity, int milliseconds);
