// One contact between a body and the ground, solved alone: the scalar twin of a lane's contact in
// solve.inc, and what fills that lane.
#ifndef GROUND_CONTACT_HPP
#define GROUND_CONTACT_HPP

#include <box2d/box2d.h>

#include "LaneData.hpp"
#include "Positions.hpp"

namespace lanes {

/// The velocity of a body.
struct Motion {
  b2Vec2 v;
  float w;
};

struct GroundContact {
  struct Point {
    b2Vec2 r;       // from the body's center of mass
    b2Vec2 ground;  // what the ground's own rotation adds to the velocity: 0 or -0
    float normalMass, tangentMass, bias;
    float normal, tangent;
  };
  b2Vec2 normal;
  float friction;
  /// Points whose velocities are solved: one of two that say nearly the same is left out.
  int32_t count;
  Point points[b2_maxManifoldPoints];
  float k11, k12, k22, i11, i12, i22;

  /// What b2ContactSolver's constructor and InitializeVelocityConstraints do. The ground is the
  /// first shape of every contact: it was built first, so its proxies have the lower numbers. It
  /// stands at the origin, at rest, with the inverse mass 0. Impulses of the last step are taken
  /// times `warmth`.
  void setUp(
    const Creature::Body &plan, b2Contact &contact, const b2Vec2 &center,
    const b2Transform &transform, const Motion &motion, float warmth) {
    const b2Manifold &manifold = *contact.GetManifold();
    const float mA = 0.0f, iA = 0.0f, mB = plan.inverseMass, iB = plan.inverseInertia;
    const b2Vec2 origin(0.0f, 0.0f);
    b2WorldManifold world;
    world.Initialize(
      &manifold, groundTransform(), contact.GetFixtureA()->GetShape()->m_radius, transform,
      contact.GetFixtureB()->GetShape()->m_radius);
    normal = world.normal;
    friction = contact.GetFriction();
    const b2Vec2 tangent = b2Cross(normal, 1.0f);

    float rnA[b2_maxManifoldPoints], rnB[b2_maxManifoldPoints];
    for (int32 k = 0; k < manifold.pointCount; ++k) {
      Point &point = points[k];
      const b2Vec2 rA = world.points[k] - origin, rB = world.points[k] - center;
      rnA[k] = b2Cross(rA, normal), rnB[k] = b2Cross(rB, normal);
      const float kNormal = mA + mB + iA * rnA[k] * rnA[k] + iB * rnB[k] * rnB[k];
      const float rtA = b2Cross(rA, tangent), rtB = b2Cross(rB, tangent);
      const float kTangent = mA + mB + iA * rtA * rtA + iB * rtB * rtB;
      point.r = rB;
      point.ground = b2Cross(0.0f, rA);
      point.normalMass = kNormal > 0.0f ? 1.0f / kNormal : 0.0f;
      point.tangentMass = kTangent > 0.0f ? 1.0f / kTangent : 0.0f;
      const float approach = b2Dot(normal, relative(point, motion));
      point.bias = approach < -contact.GetRestitutionThreshold()
                     ? -contact.GetRestitution() * approach
                     : 0.0f;
      point.normal = warmth * manifold.points[k].normalImpulse;
      point.tangent = warmth * manifold.points[k].tangentImpulse;
    }
    count = manifold.pointCount;
    if (count < 2) return;
    k11 = mA + mB + iA * rnA[0] * rnA[0] + iB * rnB[0] * rnB[0];
    k22 = mA + mB + iA * rnA[1] * rnA[1] + iB * rnB[1] * rnB[1];
    k12 = mA + mB + iA * rnA[0] * rnA[1] + iB * rnB[0] * rnB[1];
    const float maxConditionNumber = 1000.0f;
    if (k11 * k11 < maxConditionNumber * (k11 * k22 - k12 * k12)) {
      const b2Mat22 inverse = b2Mat22(k11, k12, k12, k22).GetInverse();
      i11 = inverse.ex.x, i12 = inverse.ex.y, i22 = inverse.ey.y;
    } else {
      count = 1;
    }
  }

  /// b2ContactSolver::SolveVelocityConstraints.
  void solve(const Creature::Body &plan, Motion &motion) {
    const b2Vec2 tangent = b2Cross(normal, 1.0f);
    for (int32_t k = 0; k < count; ++k) {
      Point &point = points[k];
      const float lambda = point.tangentMass * -b2Dot(relative(point, motion), tangent);
      const float most = friction * point.normal;
      const float impulse = b2Clamp(point.tangent + lambda, -most, most);
      const b2Vec2 P = (impulse - point.tangent) * tangent;
      point.tangent = impulse;
      motion.v += plan.inverseMass * P;
      motion.w += plan.inverseInertia * b2Cross(point.r, P);
    }
    if (count == 2) {
      solveBoth(plan, motion);
      return;
    }
    Point &point = points[0];
    const float lambda =
      -point.normalMass * (b2Dot(relative(point, motion), normal) - point.bias);
    const float impulse = b2Max(point.normal + lambda, 0.0f);
    const b2Vec2 P = (impulse - point.normal) * normal;
    point.normal = impulse;
    motion.v += plan.inverseMass * P;
    motion.w += plan.inverseInertia * b2Cross(point.r, P);
  }

  /// Into a lane of a group's contact.
  void put(Contact &slot, int lane) const {
    slot.isThere.at[lane] = -1;
    slot.nx.at[lane] = normal.x, slot.ny.at[lane] = normal.y;
    slot.friction.at[lane] = friction;
    for (int32_t k = 0; k < count; ++k) {
      lanes::Point &target = slot.points[k];
      const Point &point = points[k];
      target.rx.at[lane] = point.r.x, target.ry.at[lane] = point.r.y;
      target.groundX.at[lane] = point.ground.x, target.groundY.at[lane] = point.ground.y;
      target.normalMass.at[lane] = point.normalMass;
      target.tangentMass.at[lane] = point.tangentMass;
      target.bias.at[lane] = point.bias;
      target.normal.at[lane] = point.normal, target.tangent.at[lane] = point.tangent;
    }
    if (count < 2) {
      slot.isAnySingle = true;
      return;
    }
    slot.isDouble.at[lane] = -1;
    slot.isAnyDouble = true;
    slot.k11.at[lane] = k11, slot.k12.at[lane] = k12, slot.k22.at[lane] = k22;
    slot.i11.at[lane] = i11, slot.i12.at[lane] = i12, slot.i22.at[lane] = i22;
  }

private:
  b2Vec2 relative(const Point &point, const Motion &motion) const {
    return motion.v + b2Cross(motion.w, point.r) - b2Vec2(0.0f, 0.0f) - point.ground;
  }

  /// The block of two points: the first of four cases whose signs hold; none changes nothing.
  void solveBoth(const Creature::Body &plan, Motion &motion) {
    Point &first = points[0], &second = points[1];
    const b2Vec2 old(first.normal, second.normal);
    b2Vec2 b(
      b2Dot(relative(first, motion), normal) - first.bias,
      b2Dot(relative(second, motion), normal) - second.bias);
    b -= b2Vec2(k11 * old.x + k12 * old.y, k12 * old.x + k22 * old.y);

    b2Vec2 x = -b2Vec2(i11 * b.x + i12 * b.y, i12 * b.x + i22 * b.y);
    bool holds = x.x >= 0.0f && x.y >= 0.0f;
    if (!holds) {
      x.Set(-first.normalMass * b.x, 0.0f);
      holds = x.x >= 0.0f && k12 * x.x + b.y >= 0.0f;
    }
    if (!holds) {
      x.Set(0.0f, -second.normalMass * b.y);
      holds = x.y >= 0.0f && k12 * x.y + b.x >= 0.0f;
    }
    if (!holds) {
      x.Set(0.0f, 0.0f);
      holds = b.x >= 0.0f && b.y >= 0.0f;
    }
    if (!holds) return;
    const b2Vec2 d = x - old, P1 = d.x * normal, P2 = d.y * normal;
    motion.v += plan.inverseMass * (P1 + P2);
    motion.w += plan.inverseInertia * (b2Cross(first.r, P1) + b2Cross(second.r, P2));
    first.normal = x.x;
    second.normal = x.y;
  }
};

/// b2ContactSolver::StoreImpulses.
inline void storeImpulses(const Contact &slot, int lane, const Touching &touching) {
  b2Manifold &manifold = *touching.contact->GetManifold();
  for (int32_t k = 0; k < touching.pointCount; ++k) {
    manifold.points[k].normalImpulse = slot.points[k].normal.at[lane];
    manifold.points[k].tangentImpulse = slot.points[k].tangent.at[lane];
  }
}

}  // namespace lanes

#endif
