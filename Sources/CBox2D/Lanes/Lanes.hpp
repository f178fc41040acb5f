// Worlds of one creature that step together: what b2World::Step does with each, bit for bit.
//
//   b2World   b2World   b2World  ...      the only state; it is whole between steps
//      |         |         |
//   collide: contacts that may touch      one world at a time            Collide.cpp, Track.hpp
//      |         |         |
//   arrange: who touches the ground alike become neighbors               Step.cpp
//      v         v         v
//   Group  bodies[]    vx vy w  x y angle ...   each a Lane: 16 floats,  LaneData.hpp, Transfer.cpp
//          joints[]    impulses, mass, limits   one world per lane
//          contacts[]  up to 6 per body, with masks of who has them
//      |  velocities: 180 times joints, then contacts; two groups        solve.inc, once each for
//      |              interleaved                                        SSE2, AVX2, AVX-512
//      |  positions:  up to 60 times contacts, then joints               Positions.hpp, settle.inc
//      v
//   b2World   b2World   b2World  ...      bodies and shapes move, new contacts are found
//      |         |         |
//   impacts: what would fall through the ground within the step          Impacts.cpp
//
// Where the bits come from:
//
//   what                        why they are Box2D's
//   --------------------------  --------------------------------------------------------------------
//   arithmetic of a lane        Box2D's operations in Box2D's order; none is fused (contract(off)),
//                               as in Debian's library, which is compiled for SSE2
//   minimum, maximum, clamp     selections, as there: -0 and NaN come out the same
//   what a mask leaves out      keeps its old bits; nothing is added to it
//   order of bodies and joints  depth first from the newest body; a constant of the creature, since
//                               the static ground does not lead on (Creature.cpp)
//   order of contacts           by body, then as Box2D's own lists have them; contacts come and go
//                               through Box2D's own manager and tree
//   sine, cosine, square root   libm's, asked as gcc's code asks it; the square root is IEEE's
//   contacts not updated        surely without points, by a millimeter (Track.hpp)
//   impacts not computed        surely none, by a millimeter
//   iterations not made         those of an impact that returned to an earlier state
//   all else                    Box2D does it itself: worlds in which bodies touch each other, with
//                               more than 6 contacts of a body, or asleep
//
// Private members are reached as PrivateMembers.hpp says. A test steps twins, and `fit` steps two
// before it trusts a library.
//
// The solver follows Box2D 2.4.1 by Erin Catto, under the MIT license (Lanes/LICENSE).
#ifndef LANES_HPP
#define LANES_HPP

#include <algorithm>
#include <vector>

#include "../World.hpp"
#include "LaneData.hpp"
#include "Positions.hpp"
#include "PrivateMembers.hpp"
#include "Track.hpp"

namespace lanes {

/// CB2_FITS, or why worlds of the creature cannot step in lanes.
int32_t fit(const cb2_definition &definition);

/// What is the same in all worlds of a creature that fits.
Creature creature(const cb2_definition &definition);

/// The solver of the instruction set that was selected.
const Solver &solver();

/// Worlds that go through the phases of a step together.
constexpr int32_t groupsPerChunk = 4;
constexpr int32_t chunk = groupsPerChunk * width;

/// One world during a step.
struct Walk {
  cb2_world *world;
  b2Body *ground;
  /// Whether it steps in lanes; otherwise Box2D solves it.
  bool isInLanes;
  /// The place of the world in its groups.
  int32_t place;
  /// Whether its positions were found to hold.
  bool isSettled;
  /// Which bodies touch the ground, with how many points.
  uint64_t pattern;
  std::vector<Touching> touching;
  std::vector<Track> tracks;
};

/// b2Body::SynchronizeTransform.
inline void synchronize(b2Body &body) {
  const b2Sweep &sweep = inner::sweep(body);
  b2Transform &transform = inner::transform(body);
  transform.q = rotation(sweep.a);
  transform.p = sweep.c - b2Mul(transform.q, sweep.localCenter);
}

inline b2ContactManager &manager(b2World &world) {
  return const_cast<b2ContactManager &>(world.GetContactManager());
}

/// b2ContactManager::FindNewContacts, where a shape has moved out of its place in the tree.
inline void findNewContacts(b2World &world) {
  b2ContactManager &contacts = manager(world);
  if (inner::moveCount(contacts.m_broadPhase) > 0) contacts.FindNewContacts();
}

/// Whether a contact is between the ground and a moving body; it is the ground's first.
inline bool isWithGround(b2Contact &contact) {
  return contact.GetFixtureA()->GetBody()->GetType() == b2_staticBody;
}

}  // namespace lanes

struct cb2_lanes {
  lanes::Creature creature;
  /// The place of each body of the definition in the creature.
  std::vector<int32_t> placeOf;
  std::vector<lanes::Body> bodies;
  std::vector<lanes::Joint> joints;
  std::vector<lanes::Contact> contacts;
  std::vector<int32_t> order;
  /// How many contacts each body has at most, per group.
  std::vector<int32_t> contactCounts;
  lanes::Group groups[lanes::groupsPerChunk];
  int32_t placedCount, groupCount;
  lanes::Walk walks[lanes::chunk];
  lanes::Walk *arrangement[lanes::chunk];
  /// The farthest corner of each shape from its body's center of mass.
  std::vector<float> reaches;

  explicit cb2_lanes(const cb2_definition &definition);

  void step(cb2_world *const *worlds, int32_t count, int32_t *results);

private:
  bool admit(lanes::Walk &walk, cb2_world &world);
  void arrange(int32_t walking);
  void finish(lanes::Walk &walk);
  void begin(lanes::Walk &walk, cb2_world &world);
  void collide(lanes::Walk &walk);
  bool findTouching(lanes::Walk &walk);
  void gather(lanes::Walk &walk, const b2TimeStep &step);
  void settle(int32_t g);
  float settleContacts(lanes::Walk &walk, lanes::Group &group);
  void takeBack(lanes::Walk &walk);
  void finishSolve(lanes::Walk &walk);
  void rest(cb2_world &world, bool isSettled);
  void followStart(lanes::Walk &walk, b2Body &body, const b2Transform &start);
  void followEnd(lanes::Walk &walk, b2Body &body);
  b2Contact *firstImpact(lanes::Walk &walk, float &time);
  void meet(lanes::Walk &walk, b2Contact &contact, float time);
  void solveImpacts(lanes::Walk &walk);
  b2TimeStep timeStep(cb2_world &world) const;
};

#endif
