// No fused multiply-adds: Debian's Box2D is compiled without them.
#pragma clang fp contract(off)
#include <box2d/box2d.h>

#include "LaneData.hpp"
#include "Positions.hpp"

#define SOLVER baselineSolver
#include "solve.inc"
