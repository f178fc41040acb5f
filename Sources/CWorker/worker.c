#define _GNU_SOURCE
#include "CWorker.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

extern char **environ;

static void shut(int descriptor) {
  if (descriptor >= 0) close(descriptor);
}

static int spawn(const char *program, char *const arguments[], int input, int socket, int memory,
                 pid_t *process) {
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  // All three are above 4 here (see `above`), so none is overwritten before it is copied.
  posix_spawn_file_actions_adddup2(&actions, input, 0);
  posix_spawn_file_actions_adddup2(&actions, 2, 1);
  posix_spawn_file_actions_adddup2(&actions, socket, 3);
  posix_spawn_file_actions_adddup2(&actions, memory, 4);
  posix_spawn_file_actions_addclosefrom_np(&actions, 5);
  posix_spawnattr_t attributes;
  posix_spawnattr_init(&attributes);
  // What this process ignores or blocks is nothing to the worker, and Ctrl-C is not meant for it.
  sigset_t signals;
  sigemptyset(&signals);
  posix_spawnattr_setsigmask(&attributes, &signals);
  sigaddset(&signals, SIGPIPE);
  sigaddset(&signals, SIGXFSZ);
  posix_spawnattr_setsigdefault(&attributes, &signals);
  posix_spawnattr_setpgroup(&attributes, 0);
  posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGDEF |
                                            POSIX_SPAWN_SETSIGMASK);
  int code = posix_spawnp(process, program, &actions, &attributes, arguments, environ);
  posix_spawnattr_destroy(&attributes);
  posix_spawn_file_actions_destroy(&actions);
  return code;
}

/// The descriptor, or a copy of it above those that a worker gets.
static int above(int descriptor) {
  if (descriptor < 0 || descriptor > 4) return descriptor;
  int copy = fcntl(descriptor, F_DUPFD_CLOEXEC, 5);
  close(descriptor);
  return copy;
}

int cw_start(const char *program, char *const arguments[], struct cw_worker *worker) {
  int pipe[2] = {-1, -1}, sockets[2] = {-1, -1};
  int memory = above(memfd_create("evo-rl", MFD_CLOEXEC));
  int code = 0;
  if (memory < 0 || pipe2(pipe, O_CLOEXEC) != 0 ||
      socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, sockets) != 0) {
    code = errno;
  } else {
    pipe[0] = above(pipe[0]);
    sockets[1] = above(sockets[1]);
    code = pipe[0] < 0 || sockets[1] < 0
               ? EMFILE
               : spawn(program, arguments, pipe[0], sockets[1], memory, &worker->process);
  }
  shut(pipe[0]);
  shut(sockets[1]);
  if (code != 0) {
    shut(pipe[1]);
    shut(sockets[0]);
    shut(memory);
    return code;
  }
  worker->lifeline = pipe[1];
  worker->socket = sockets[0];
  worker->memory = memory;
  return 0;
}

int cw_end(struct cw_worker worker) {
  kill(-worker.process, SIGKILL);
  int status = 0;
  while (waitpid(worker.process, &status, 0) < 0 && errno == EINTR) {
  }
  close(worker.socket);
  close(worker.lifeline);
  close(worker.memory);
  return status;
}

int cw_send(struct cw_worker worker, const void *bytes, size_t count) {
  while (send(worker.socket, bytes, count, MSG_NOSIGNAL) < 0) {
    if (errno != EINTR) return errno;
  }
  return 0;
}

static long milliseconds_now(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

long cw_receive(struct cw_worker worker, void *bytes, size_t capacity, int milliseconds) {
  long end = milliseconds_now() + milliseconds;
  for (;;) {
    long left = end - milliseconds_now();
    struct pollfd ready = {.fd = worker.socket, .events = POLLIN};
    int count = poll(&ready, 1, left < 0 ? 0 : (int)left);
    if (count > 0) {
      long received = recv(worker.socket, bytes, capacity, 0);
      if (received >= 0) return received;
      if (errno != EINTR) return 0;
    } else if (count == 0) {
      return -1;
    } else if (errno != EINTR) {
      return 0;
    }
  }
}
