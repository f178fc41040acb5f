// The positions of contacts after the velocities are known, one contact of one world at a time: few
// lanes have one. Those of joints are in settle.inc.
#ifndef POSITIONS_HPP
#define POSITIONS_HPP

#include <box2d/box2d.h>

#include <cmath>

#include "LaneData.hpp"

namespace lanes {

struct Place {
  b2Vec2 center;
  float angle;
};

/// A contact with the ground as the solvers visit it.
struct Touching {
  b2Contact *contact;
  int32_t body;        // its place in the creature
  int32_t slot;        // of the group's contacts
  int32_t pointCount;  // those whose velocities are solved
};

/// Box2D's b2Rot::Set; gcc asks libm for both at once.
inline b2Rot rotation(float angle) {
  b2Rot turn;
#if defined(__GLIBC__)
  sincosf(angle, &turn.s, &turn.c);
#else
  turn.Set(angle);
#endif
  return turn;
}

/// The ground stands at the origin.
inline b2Transform groundTransform() {
  b2Transform transform;
  transform.SetIdentity();
  return transform;
}

/// One contact of b2ContactSolver::SolvePositionConstraints, or of its SolveTOIPositionConstraints,
/// which corrects a larger `share` of the error; returns the least separation.
inline float settle(const Creature::Body &plan, b2Contact &contact, float share, Place &place) {
  const b2Manifold &manifold = *contact.GetManifold();
  const float radiusA = contact.GetFixtureA()->GetShape()->m_radius;
  const float radiusB = contact.GetFixtureB()->GetShape()->m_radius;
  const b2Vec2 localCenter(plan.centerX, plan.centerY);
  const b2Transform ground = groundTransform();
  const float mA = 0.0f, iA = 0.0f, mB = plan.inverseMass, iB = plan.inverseInertia;
  float least = 0.0f;
  for (int32 k = 0; k < manifold.pointCount; ++k) {
    b2Transform transform;
    transform.q = rotation(place.angle);
    transform.p = place.center - b2Mul(transform.q, localCenter);
    const bool isGroundFace = manifold.type == b2Manifold::e_faceA;
    const b2Transform &face = isGroundFace ? ground : transform;
    const b2Transform &other = isGroundFace ? transform : ground;
    b2Vec2 normal = b2Mul(face.q, manifold.localNormal);
    const b2Vec2 plane = b2Mul(face, manifold.localPoint);
    const b2Vec2 point = b2Mul(other, manifold.points[k].localPoint);
    const float separation = b2Dot(point - plane, normal) - radiusA - radiusB;
    if (!isGroundFace) normal = -normal;

    const b2Vec2 rA = point - b2Vec2(0.0f, 0.0f), rB = point - place.center;
    least = b2Min(least, separation);
    const float error = b2Clamp(
      share * (separation + b2_linearSlop), -b2_maxLinearCorrection, 0.0f);
    const float rnA = b2Cross(rA, normal), rnB = b2Cross(rB, normal);
    const float K = mA + mB + iA * rnA * rnA + iB * rnB * rnB;
    const float impulse = K > 0.0f ? -error / K : 0.0f;
    const b2Vec2 P = impulse * normal;
    place.center += mB * P;
    place.angle += iB * b2Cross(rB, P);
  }
  return least;
}

}  // namespace lanes

#endif
