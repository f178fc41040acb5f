// From Box2D's worlds into their lanes and back, with the positions in between.
#pragma clang fp contract(off)
#include "GroundContact.hpp"
#include "Lanes.hpp"

using namespace lanes;

/// From Box2D's world into its lane: velocities after gravity, joints, contacts.
void cb2_lanes::gather(Walk &walk, const b2TimeStep &step) {
  const int lane = walk.place % width;
  const int g = walk.place / width;
  Group &group = groups[g];
  const float h = step.dt;
  const b2Vec2 gravity = walk.world->world->GetGravity();
  group.timeStepRatio.at[lane] = step.dtRatio;
  for (size_t i = 0; i < creature.bodies.size(); ++i) {
    const Creature::Body &plan = creature.bodies[i];
    b2Body &source = *walk.world->bodies[plan.number];
    const b2Sweep &sweep = inner::sweep(source);
    Body &body = group.bodies[i];
    b2Vec2 v = source.GetLinearVelocity();
    float w = source.GetAngularVelocity();
    v += h * plan.inverseMass * (plan.gravityScale * plan.mass * gravity + inner::force(source));
    w += h * plan.inverseInertia * inner::torque(source);
    v *= plan.linearDrag;
    w *= plan.angularDrag;
    body.vx.at[lane] = v.x, body.vy.at[lane] = v.y, body.w.at[lane] = w;
    body.x.at[lane] = sweep.c.x, body.y.at[lane] = sweep.c.y, body.angle.at[lane] = sweep.a;
    body.sine.at[lane] = source.GetTransform().q.s;
    body.cosine.at[lane] = source.GetTransform().q.c;
  }
  for (size_t j = 0; j < creature.joints.size(); ++j) {
    b2RevoluteJoint &source = walk.world->hinge(creature.joints[j].number);
    Joint &joint = group.joints[j];
    joint.speed.at[lane] = source.GetMotorSpeed();
    joint.maxTorque.at[lane] = source.GetMaxMotorTorque();
    joint.isLimited.at[lane] = inner::hasLimit(source) ? -1 : 0;
    joint.impulseX.at[lane] = inner::impulse(source).x;
    joint.impulseY.at[lane] = inner::impulse(source).y;
    joint.motor.at[lane] = inner::motorImpulse(source);
    joint.lower.at[lane] = inner::lowerImpulse(source);
    joint.upper.at[lane] = inner::upperImpulse(source);
    if (creature.follows23) {
      const auto &hinge = static_cast<const Hinge23 &>(source);
      joint.limit.at[lane] = hinge.limitImpulse;
      joint.isAtLower.at[lane] = hinge.limit == Hinge23::atLower ? -1 : 0;
      joint.isAtUpper.at[lane] = hinge.limit == Hinge23::atUpper ? -1 : 0;
    }
  }
  int32_t *counts = contactCounts.data() + g * creature.bodies.size();
  int32_t earlier = -1, number = 0;
  for (Touching &touching : walk.touching) {
    number = touching.body == earlier ? number + 1 : 0;
    earlier = touching.body;
    touching.slot = touching.body * contactsPerBody + number;
    Contact &slot = group.contacts[touching.slot];
    if (number == counts[touching.body]) {
      counts[touching.body] += 1;
      slot.isThere = slot.isDouble = Mask();
      slot.isAnySingle = slot.isAnyDouble = false;
    }
    const Creature::Body &plan = creature.bodies[touching.body];
    const Body &body = group.bodies[touching.body];
    const b2Vec2 center(body.x.at[lane], body.y.at[lane]);
    const Motion motion = {b2Vec2(body.vx.at[lane], body.vy.at[lane]), body.w.at[lane]};
    b2Transform transform;
    transform.q = walk.world->bodies[plan.number]->GetTransform().q;
    transform.p = center - b2Mul(transform.q, b2Vec2(plan.centerX, plan.centerY));
    GroundContact contact;
    contact.setUp(plan, *touching.contact, center, transform, motion, step.dtRatio);
    contact.put(slot, lane);
    touching.pointCount = contact.count;
  }
}

/// The position iterations of a group: contacts one by one, joints in lanes, until all hold.
void cb2_lanes::settle(int32_t g) {
  Group &group = groups[g];
  Walk **walking = arrangement + g * width;
  const int32_t count = std::min(width, placedCount - g * width);
  group.isMoving = Mask();
  std::fill_n(group.isMoving.at, count, -1);
  int32_t moving = count;
  for (int32_t lane = 0; lane < count; ++lane) walking[lane]->isSettled = false;
  for (int32_t i = 0; i < creature.positionIterations && moving > 0; ++i) {
    bool areContactsFine[width];
    for (int32_t lane = 0; lane < count; ++lane) {
      if (group.isMoving.at[lane] == 0) continue;
      areContactsFine[lane] =
        settleContacts(*walking[lane], group) >= -3.0f * b2_linearSlop;
    }
    solver().settleJoints(creature, group);
    for (int32_t lane = 0; lane < count; ++lane) {
      if (group.isMoving.at[lane] == 0 || group.isHeld.at[lane] == 0) continue;
      if (!areContactsFine[lane]) continue;
      walking[lane]->isSettled = true;
      group.isMoving.at[lane] = 0;
      moving -= 1;
    }
  }
}

/// b2ContactSolver::SolvePositionConstraints; returns the least separation.
float cb2_lanes::settleContacts(Walk &walk, Group &group) {
  const int lane = walk.place % width;
  float least = 0.0f;
  for (const Touching &touching : walk.touching) {
    Body &body = group.bodies[touching.body];
    Place place = {b2Vec2(body.x.at[lane], body.y.at[lane]), body.angle.at[lane]};
    least = b2Min(
      least, lanes::settle(
               creature.bodies[touching.body], *touching.contact, b2_baumgarte, place));
    body.x.at[lane] = place.center.x, body.y.at[lane] = place.center.y;
    body.angle.at[lane] = place.angle;
  }
  return least;
}

/// From the lane back into Box2D's world: impulses, positions, velocities.
void cb2_lanes::takeBack(Walk &walk) {
  const int lane = walk.place % width;
  Group &group = groups[walk.place / width];
  for (size_t j = 0; j < creature.joints.size(); ++j) {
    b2RevoluteJoint &target = walk.world->hinge(creature.joints[j].number);
    const Joint &joint = group.joints[j];
    inner::impulse(target).Set(joint.impulseX.at[lane], joint.impulseY.at[lane]);
    inner::motorImpulse(target) = joint.motor.at[lane];
    inner::lowerImpulse(target) = joint.lower.at[lane];
    inner::upperImpulse(target) = joint.upper.at[lane];
    if (creature.follows23) {
      auto &hinge = static_cast<Hinge23 &>(target);
      hinge.limitImpulse = joint.limit.at[lane];
      hinge.limit = creature.joints[j].isStiff  ? Hinge23::equal
                    : joint.isAtLower.at[lane] ? Hinge23::atLower
                    : joint.isAtUpper.at[lane] ? Hinge23::atUpper
                                               : Hinge23::inactive;
    }
  }
  for (const Touching &touching : walk.touching) {
    storeImpulses(group.contacts[touching.slot], lane, touching);
  }
  for (size_t i = 0; i < creature.bodies.size(); ++i) {
    const Body &body = group.bodies[i];
    b2Body &target = *walk.world->bodies[creature.bodies[i].number];
    b2Sweep &sweep = inner::sweep(target);
    sweep.c.Set(body.x.at[lane], body.y.at[lane]);
    sweep.a = body.angle.at[lane];
    inner::velocity(target).Set(body.vx.at[lane], body.vy.at[lane]);
    inner::spin(target) = body.w.at[lane];
    synchronize(target);
  }
  if (walk.world->canSleep) rest(*walk.world, walk.isSettled);
}

/// Bodies that were slow for half a second fall asleep together.
void cb2_lanes::rest(cb2_world &world, bool isSettled) {
  const float linear = b2_linearSleepTolerance * b2_linearSleepTolerance;
  const float angular = b2_angularSleepTolerance * b2_angularSleepTolerance;
  float least = b2_maxFloat;
  for (b2Body *body : world.bodies) {
    const b2Vec2 v = body->GetLinearVelocity();
    const float w = body->GetAngularVelocity();
    if (w * w > angular || b2Dot(v, v) > linear) {
      inner::sleepTime(*body) = 0.0f;
      least = 0.0f;
    } else {
      inner::sleepTime(*body) += creature.timeStep;
      least = b2Min(least, inner::sleepTime(*body));
    }
  }
  if (least >= b2_timeToSleep && isSettled) {
    for (b2Body *body : world.bodies) body->SetAwake(false);
  }
}
