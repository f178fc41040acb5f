// For the cores of a process.
#define _GNU_SOURCE

#include "CMPI.h"

#include <sched.h>

int cmpi_bound_cores(void) {
  cpu_set_t set;
  return sched_getaffinity(0, sizeof set, &set) == 0 ? CPU_COUNT(&set) : 0;
}

#ifdef WITH_MPI

#include <mpi.h>

static MPI_Request exchange = MPI_REQUEST_NULL;
// Pulses must not be taken for anything else.
static MPI_Comm pulses;
static const char pulse;

int cmpi_is_built(void) { return 1; }

int cmpi_start(void) {
  int granted = 0;
  if (MPI_Init_thread(0, 0, MPI_THREAD_MULTIPLE, &granted) != MPI_SUCCESS) return -1;
  if (granted < MPI_THREAD_MULTIPLE) return -1;
  return MPI_Comm_dup(MPI_COMM_WORLD, &pulses) == MPI_SUCCESS ? 0 : -1;
}

void cmpi_meet(void) { MPI_Ibarrier(pulses, &exchange); }

void cmpi_finish(void) { MPI_Finalize(); }

int cmpi_rank(void) {
  int rank = 0;
  MPI_Comm_rank(MPI_COMM_WORLD, &rank);
  return rank;
}

int cmpi_count(void) {
  int count = 1;
  MPI_Comm_size(MPI_COMM_WORLD, &count);
  return count;
}

void cmpi_gather(const int64_t *own, int words, int64_t *all) {
  MPI_Iallgather(own, words, MPI_INT64_T, all, words, MPI_INT64_T, MPI_COMM_WORLD, &exchange);
}

void cmpi_gather_uneven(const int64_t *own, int64_t *all, const int *words, const int *places) {
  MPI_Iallgatherv(own, words[cmpi_rank()], MPI_INT64_T, all, words, places, MPI_INT64_T,
                  MPI_COMM_WORLD, &exchange);
}

int cmpi_is_done(void) {
  int done = 0;
  MPI_Test(&exchange, &done, MPI_STATUS_IGNORE);
  return done;
}

void cmpi_send_pulse(int rank) {
  MPI_Request request;
  MPI_Isend(&pulse, 1, MPI_CHAR, rank, 0, pulses, &request);
  MPI_Request_free(&request);
}

int cmpi_next_pulse(void) {
  int found = 0;
  char byte;
  MPI_Status status;
  MPI_Iprobe(MPI_ANY_SOURCE, 0, pulses, &found, &status);
  if (!found) return -1;
  MPI_Recv(&byte, 1, MPI_CHAR, status.MPI_SOURCE, 0, pulses, MPI_STATUS_IGNORE);
  return status.MPI_SOURCE;
}

#else

int cmpi_is_built(void) { return 0; }
int cmpi_start(void) { return -1; }
void cmpi_meet(void) {}
void cmpi_finish(void) {}
int cmpi_rank(void) { return 0; }
int cmpi_count(void) { return 1; }
void cmpi_gather(const int64_t *own, int words, int64_t *all) {
  (void)own, (void)words, (void)all;
}
void cmpi_gather_uneven(const int64_t *own, int64_t *all, const int *words, const int *places) {
  (void)own, (void)all, (void)words, (void)places;
}
int cmpi_is_done(void) { return 1; }
void cmpi_send_pulse(int rank) { (void)rank; }
int cmpi_next_pulse(void) { return -1; }

#endif
