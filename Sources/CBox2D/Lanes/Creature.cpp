#pragma clang fp contract(off)
#include <cstring>

#include "Lanes.hpp"
#include "PrivateMembers.hpp"

namespace lanes {

namespace {

/// The order in which b2World::Solve finds the bodies and joints of its only island: depth first
/// from the newest body. Contacts with the ground do not change it: the static ground ends a path.
class IslandOrder {
public:
  std::vector<b2Body *> bodies;
  std::vector<b2Joint *> joints;

  explicit IslandOrder(b2World &world) {
    std::vector<b2Body *> stack = {world.GetBodyList()}, seen = stack;
    while (!stack.empty()) {
      b2Body *body = stack.back();
      stack.pop_back();
      bodies.push_back(body);
      for (b2JointEdge *edge = body->GetJointList(); edge; edge = edge->next) {
        if (has(joints, edge->joint)) continue;
        joints.push_back(edge->joint);
        if (has(seen, edge->other)) continue;
        seen.push_back(edge->other);
        stack.push_back(edge->other);
      }
    }
  }

private:
  template <typename T>
  static bool has(const std::vector<T> &list, T item) {
    return std::find(list.begin(), list.end(), item) != list.end();
  }
};

template <typename T, typename U>
int32_t indexOf(const std::vector<T> &list, U item) {
  return static_cast<int32_t>(std::find(list.begin(), list.end(), item) - list.begin());
}

/// Whether a jumping jack falls onto two edges in lanes as it does by the library at hand: another
/// build of it may fuse multiplications and additions.
bool agreesWithBox2D() {
  const cb2_body bodies[] = {{{0.0f, 1.3f}, 0.0f}, {{-0.1f, 0.8f}, -0.3f}, {{0.1f, 0.8f}, 0.3f}};
  cb2_shape shapes[3] = {};
  for (int32_t i = 0; i < 3; ++i) {
    shapes[i].body = i;
    shapes[i].corners[0] = i == 0 ? cb2_vector{0.4f, 0.2f} : cb2_vector{0.1f, 0.5f};
    shapes[i].density = 1.0f;
    shapes[i].friction = 0.5f;
    shapes[i].group = 2;
    shapes[i].collides_with = CB2_GROUND;
  }
  cb2_joint joints[2] = {};
  for (int32_t i = 0; i < 2; ++i) {
    const float side = i == 0 ? -1.0f : 1.0f;
    joints[i].body_b = i + 1;
    joints[i].anchor_a = {side * 0.1f, -0.1f};
    joints[i].anchor_b = {0.0f, 0.4f};
    joints[i].has_limits = 1;
    joints[i].lower = -0.5f, joints[i].upper = 0.5f;
    joints[i].motor_speed = 5.0f, joints[i].motor_force = 20.0f;
  }
  const cb2_definition definition = {
    bodies, shapes, joints, nullptr, 3, 3, 2, 0, 10.0f, 0.02f, 30, 10, 0, 0};
  const cb2_vector points[] = {{-5.0f, 0.1f}, {0.05f, 0.0f}, {5.0f, 0.2f}};
  cb2_ground ground = {};
  ground.points = points;
  ground.point_count = 3;
  ground.friction = 1.0f;

  cb2_world alone(definition), laned(definition);
  cb2_lanes lanes(definition);
  alone.reset(ground, 0, {1.0f, 0.0f});
  laned.reset(ground, 0, {1.0f, 0.0f});
  for (int32_t step = 0; step < 40; ++step) {
    for (size_t i = 0; i < 2; ++i) {
      alone.drives[i] = laned.drives[i] = (step / 8 + i) % 2 == 0 ? 1.0f : -0.7f;
    }
    cb2_world *world = &laned;
    int32_t result;
    lanes.step(&world, 1, &result);
    if (cb2_world_step(&alone) != result) return false;
    const size_t size = alone.readings.size() * sizeof(float);
    if (memcmp(alone.readings.data(), laned.readings.data(), size) != 0) return false;
  }
  return true;
}

/// A world of the creature over no ground, never stepped.
void build(cb2_world &world) {
  cb2_ground nothing = {};
  world.reset(nothing, 0, {0.0f, 0.0f});
}

}  // namespace

int32_t fit(const cb2_definition &definition) {
#if !defined(__x86_64__)
  return CB2_OTHER_PROCESSOR;
#endif
  // 2.4.1 still calls itself 2.4.0. An older one lacks a member that is used here.
  if (b2_version.major != 2 || b2_version.minor != 4 || b2_version.revision != 0) {
    return CB2_OTHER_BOX2D;
  }
  static const bool isTrusted = agreesWithBox2D();
  if (!isTrusted) return CB2_OTHER_BOX2D;
  if (definition.moving_ground) return CB2_MOVING_GROUND;
  for (int32_t i = 0; i < definition.shape_count; ++i) {
    if (definition.shapes[i].radius > 0.0f) return CB2_WITH_CIRCLES;
  }
  for (int32_t i = 0; i < definition.joint_count; ++i) {
    if (definition.joints[i].kind != CB2_REVOLUTE) return CB2_OTHER_JOINTS;
  }
  if (definition.body_count < 1) return CB2_SEVERAL_ISLANDS;
  cb2_world sample(definition);
  build(sample);
  for (b2Body *body : sample.bodies) {
    if (!(inner::inverseMass(*body) > 0.0f) || !(inner::inverseInertia(*body) > 0.0f)) {
      return CB2_WITHOUT_MASS;
    }
  }
  const IslandOrder order(*sample.world);
  if (order.bodies.size() != sample.bodies.size()) return CB2_SEVERAL_ISLANDS;
  return CB2_FITS;
}

Creature creature(const cb2_definition &definition) {
  cb2_world sample(definition);
  build(sample);
  const IslandOrder order(*sample.world);
  Creature creature;
  creature.timeStep = definition.time_step;
  creature.inverseTimeStep = 1.0f / definition.time_step;
  creature.velocityIterations = definition.velocity_iterations;
  creature.positionIterations = definition.position_iterations;
  creature.follows23 = definition.version == CB2_VERSION_2_3;
  for (b2Body *body : order.bodies) {
    Creature::Body plan;
    plan.number = indexOf(sample.bodies, body);
    plan.mass = inner::mass(*body);
    plan.inverseMass = inner::inverseMass(*body);
    plan.inverseInertia = inner::inverseInertia(*body);
    plan.linearDrag = 1.0f / (1.0f + creature.timeStep * body->GetLinearDamping());
    plan.angularDrag = 1.0f / (1.0f + creature.timeStep * body->GetAngularDamping());
    plan.gravityScale = body->GetGravityScale();
    plan.centerX = body->GetLocalCenter().x;
    plan.centerY = body->GetLocalCenter().y;
    creature.bodies.push_back(plan);
  }
  for (b2Joint *joint : order.joints) {
    Creature::Joint plan;
    plan.number = indexOf(sample.joints, joint);
    plan.a = indexOf(order.bodies, joint->GetBodyA());
    plan.b = indexOf(order.bodies, joint->GetBodyB());
    const b2RevoluteJoint &hinge = sample.hinge(plan.number);
    const Creature::Body &a = creature.bodies[plan.a], &b = creature.bodies[plan.b];
    const b2Vec2 anchorA = hinge.GetLocalAnchorA() - b2Vec2(a.centerX, a.centerY);
    const b2Vec2 anchorB = hinge.GetLocalAnchorB() - b2Vec2(b.centerX, b.centerY);
    plan.anchorAX = anchorA.x, plan.anchorAY = anchorA.y;
    plan.anchorBX = anchorB.x, plan.anchorBY = anchorB.y;
    plan.massA = a.inverseMass, plan.massB = b.inverseMass;
    plan.inertiaA = a.inverseInertia, plan.inertiaB = b.inverseInertia;
    plan.axialMass = 1.0f / (plan.inertiaA + plan.inertiaB);
    plan.referenceAngle = hinge.GetReferenceAngle();
    plan.lowerAngle = hinge.GetLowerLimit();
    plan.upperAngle = hinge.GetUpperLimit();
    plan.hasMotor = hinge.IsMotorEnabled();
    plan.isStiff = b2Abs(plan.upperAngle - plan.lowerAngle) < 2.0f * b2_angularSlop;
    creature.joints.push_back(plan);
  }
  return creature;
}

}  // namespace lanes
