#if defined(__x86_64__)
// No fused multiply-adds: Debian's Box2D is compiled without them.
#pragma clang fp contract(off)
#include <box2d/box2d.h>

#include "LaneData.hpp"
#include "Positions.hpp"

#pragma clang attribute push(__attribute__((target("avx2,fma"))), apply_to = function)
#define SOLVER avx2Solver
#include "solve.inc"
#pragma clang attribute pop
#endif
