// Counts the allocations of one thread between two calls.
//
// Linked into a test binary, it takes the place of malloc and its relatives there and hands every
// call on to glibc. Threads that do not count are not slowed down or disturbed.

#ifndef CALLOCATIONCOUNTER_H
#define CALLOCATIONCOUNTER_H

// 1 where allocations can be counted: glibc without a sanitizer, which wants malloc for itself.
int ac_is_available(void);
// From now on the calling thread counts, from 0.
void ac_start(void);
// How many allocations the calling thread has made since it started to count; it stops.
long ac_stop(void);

#endif
