// The members of Box2D 2.4.1 that a step needs and that its headers keep private.
//
// An explicit instantiation may name a private member (C++17 [temp.spec.general]/6), and a friend
// function that it defines hands the member out. Nothing is copied and no layout is assumed: if a
// member of another version had another name or type, this file would not compile.
#ifndef PRIVATE_MEMBERS_HPP
#define PRIVATE_MEMBERS_HPP

#include <box2d/box2d.h>

namespace inner {

template <typename Key, typename Key::Place place>
struct Door {
  friend constexpr typename Key::Place placeOf(Key) { return place; }
};

// A member that is a value: `inner::name(object)` is a reference to it.
#define MEMBER(Class, Type, Member, name)            \
  struct name##Key {                                 \
    using Place = Type Class::*;                     \
    friend constexpr Place placeOf(name##Key);       \
  };                                                 \
  template struct Door<name##Key, &Class::Member>;   \
  inline Type &name(Class &object) { return object.*placeOf(name##Key()); }

MEMBER(b2Body, b2Transform, m_xf, transform)
MEMBER(b2Body, b2Sweep, m_sweep, sweep)
MEMBER(b2Body, b2Vec2, m_linearVelocity, velocity)
MEMBER(b2Body, float, m_angularVelocity, spin)
MEMBER(b2Body, b2Vec2, m_force, force)
MEMBER(b2Body, float, m_torque, torque)
MEMBER(b2Body, float, m_mass, mass)
MEMBER(b2Body, float, m_invMass, inverseMass)
MEMBER(b2Body, float, m_invI, inverseInertia)
MEMBER(b2Body, float, m_sleepTime, sleepTime)
MEMBER(b2Body, int32, m_islandIndex, islandIndex)
MEMBER(b2Body, b2JointEdge *, m_jointList, firstEdge)

MEMBER(b2Contact, uint32, m_flags, flags)
MEMBER(b2Contact, int32, m_toiCount, impactCount)
MEMBER(b2Contact, float, m_toi, impactTime)

MEMBER(b2RevoluteJoint, b2Vec2, m_impulse, impulse)
MEMBER(b2RevoluteJoint, float, m_motorImpulse, motorImpulse)
MEMBER(b2RevoluteJoint, float, m_lowerImpulse, lowerImpulse)
MEMBER(b2RevoluteJoint, float, m_upperImpulse, upperImpulse)
MEMBER(b2RevoluteJoint, bool, m_enableLimit, hasLimit)

MEMBER(b2Fixture, b2FixtureProxy *, m_proxies, proxies)

MEMBER(b2BroadPhase, int32, m_moveCount, moveCount)

MEMBER(b2Joint, b2Joint *, m_prev, previousJoint)
MEMBER(b2World, b2Joint *, m_jointList, firstJoint)
MEMBER(b2World, int32, m_jointCount, jointCount)
MEMBER(b2World, float, m_inv_dt0, inverseTimeStep)
MEMBER(b2World, bool, m_newContacts, hasNewShapes)
MEMBER(b2World, bool, m_stepComplete, isComplete)
#undef MEMBER

// A member that is a function: `inner::name(object, argument)` calls it.
#define FUNCTION(Class, Argument, Member, name)                  \
  struct name##Key {                                             \
    using Place = void (Class::*)(Argument);                     \
    friend constexpr Place placeOf(name##Key);                   \
  };                                                             \
  template struct Door<name##Key, &Class::Member>;               \
  inline void name(Class &object, Argument argument) {           \
    (object.*placeOf(name##Key()))(argument);                    \
  }

FUNCTION(b2Contact, b2ContactListener *, Update, update)
FUNCTION(b2World, const b2TimeStep &, Solve, solve)
FUNCTION(b2World, const b2TimeStep &, SolveTOI, solveImpacts)
#undef FUNCTION

/// Flags of a contact, which Box2D keeps in a protected enumeration.
struct ContactFlags : b2Contact {
  enum : uint32 {
    island = e_islandFlag,
    touching = e_touchingFlag,
    enabled = e_enabledFlag,
    filter = e_filterFlag,
    impact = e_toiFlag
  };
};

}  // namespace inner

#endif
