#pragma once

#include <stdint.h>

// What a team needs of MPI, without the types and constants in which the implementations of MPI differ.
// Built without MPI, there is none (cmpi_is_built).

int cmpi_is_built(void);

/// Joins the processes that were started together. Returns 0, or -1 where that cannot be.
int cmpi_start(void);

/// Begins to wait until all ranks have come here; an exchange like those below.
void cmpi_meet(void);

/// Leaves them. No thread may call any of these from then on.
void cmpi_finish(void);

int cmpi_rank(void);
int cmpi_count(void);

/// Begins to hand `words` words of 64 bits around; `all` gets those of every rank, in their order. One
/// exchange at a time; the memory belongs to it until it is done.
void cmpi_gather(const int64_t *own, int words, int64_t *all);

/// The same with a number of words for each rank, which all ranks know.
void cmpi_gather_uneven(const int64_t *own, int64_t *all, const int *words, const int *places);

/// Whether the exchange is done.
int cmpi_is_done(void);

/// Tells a rank that this one is alive, beside the exchanges and from any thread.
void cmpi_send_pulse(int rank);

/// A rank whose pulse has come, or -1.
int cmpi_next_pulse(void);

/// How many cores the launcher has bound this process to; 0 where that is not known.
int cmpi_bound_cores(void);
