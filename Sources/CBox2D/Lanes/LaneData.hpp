// What the lanes hold while worlds step together: plain floats, one world per lane.
#ifndef LANE_DATA_HPP
#define LANE_DATA_HPP

#include <cstdint>
#include <vector>

namespace lanes {

/// Worlds of a group, on every instruction set: a vector of 16 floats is one register of AVX-512,
/// two of AVX2, four of SSE2.
constexpr int width = 16;

/// Contacts of one body that a step can take at a time; a world with more steps by Box2D.
constexpr int contactsPerBody = 6;

/// One number in each of 16 worlds.
struct alignas(64) Lane {
  float at[width];
};

/// 0 or all bits set, in each of 16 worlds.
struct alignas(64) Mask {
  int32_t at[width];
};

struct Body {
  Lane vx, vy, w;        // velocity, which the iterations change
  Lane x, y, angle;      // center of mass, before the step and then after it
  Lane sine, cosine;     // of the angle before the step
};

struct Joint {
  // Given.
  Lane speed, maxTorque;
  Mask isLimited;
  // Warm: kept from step to step.
  Lane impulseX, impulseY, motor, lower, upper;
  // Made by the set-up.
  Lane ax, ay, bx, by;   // from the centers of mass to the anchor
  Lane k11, k12, k22, inverse;
  Lane maxImpulse, lowerBias, upperBias;
  bool isAnyLimited;
  // Of a hinge of Box2D 2.3, where `isLimited` says which worlds are at a limit.
  Lane limit;            // impulse, warm
  Mask isAtLower, isAtUpper;
  Lane k13, k23;         // the third column of the block, and its inverse with the first cross
  Lane c1, c2, c3, blockInverse;
};

/// One point of a contact between a body and the ground.
struct Point {
  Lane rx, ry;           // from the body's center of mass
  Lane groundX, groundY; // what the ground's own rotation adds to the velocity: 0 or -0
  Lane normalMass, tangentMass, bias;
  Lane normal, tangent;  // impulses
};

/// The k-th contact of one body in every world that has so many.
struct Contact {
  int32_t body;
  bool isAnySingle, isAnyDouble;
  Mask isThere;
  Mask isDouble;         // two points, solved as a block
  Lane nx, ny, friction;
  Point points[2];
  Lane k11, k12, k22;    // the block and its inverse
  Lane i11, i12, i22;
};

/// What is the same in every world of a creature, in the order in which Box2D solves.
struct Creature {
  struct Body {
    int32_t number;      // in the definition
    float mass, inverseMass, inverseInertia, linearDrag, angularDrag, gravityScale;
    float centerX, centerY;
  };
  struct Joint {
    int32_t number;
    int32_t a, b;        // places of its bodies in `bodies`
    float anchorAX, anchorAY, anchorBX, anchorBY;  // from the centers of mass
    float massA, massB, inertiaA, inertiaB;        // inverse
    float axialMass;
    float referenceAngle, lowerAngle, upperAngle;
    bool hasMotor;
    bool isStiff;        // its two limits are the same
  };
  std::vector<Body> bodies;
  std::vector<Joint> joints;
  float timeStep, inverseTimeStep;
  int32_t velocityIterations, positionIterations;
  bool follows23;
};

/// Sixteen worlds of one creature.
struct Group {
  Body *bodies;
  Joint *joints;
  Contact *contacts;     // contactsPerBody for each body
  int32_t *order;        // those in use, in the order of solving
  int32_t contactCount;
  Lane timeStepRatio;
  /// Worlds whose positions are not settled yet, and those among them whose joints held last.
  Mask isMoving, isHeld;
};

/// What is compiled for each instruction set.
struct Solver {
  /// Sets up the joints, warm-starts, iterates and integrates one group or two interleaved ones.
  void (*solve)(const Creature &creature, Group *groups, int32_t count);
  /// One position iteration of the joints of those worlds that move.
  void (*settleJoints)(const Creature &creature, Group &group);
};

extern const Solver baselineSolver;
#if defined(__x86_64__)
extern const Solver avx2Solver, avx512Solver;
#endif

}  // namespace lanes

#endif
