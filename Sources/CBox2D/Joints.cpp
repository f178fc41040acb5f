#include "Joints.hpp"

#include <cfloat>
#include <cmath>

namespace {

b2Vec2 vec(cb2_vector v) { return b2Vec2(v.x, v.y); }

/// The part of a definition that all kinds share.
template <typename Definition>
Definition between(const cb2_joint &plan, b2Body *a, b2Body *b) {
  Definition definition;
  definition.bodyA = a;
  definition.bodyB = b;
  definition.localAnchorA = vec(plan.anchor_a);
  definition.localAnchorB = vec(plan.anchor_b);
  return definition;
}

/// What slides and wheels share: they are limited along an axis.
template <typename Definition>
Definition along(const cb2_joint &plan, b2Body *a, b2Body *b) {
  auto definition = between<Definition>(plan, a, b);
  definition.localAxisA = vec(plan.axis);
  definition.enableLimit = plan.has_limits != 0;
  definition.lowerTranslation = plan.lower;
  definition.upperTranslation = plan.upper;
  definition.enableMotor = plan.motor_force > 0.0f;
  return definition;
}

b2Joint *makePrismatic(b2World &world, const cb2_joint &plan, b2Body *a, b2Body *b, float turned) {
  auto definition = along<b2PrismaticJointDef>(plan, a, b);
  definition.referenceAngle = turned;
  return world.CreateJoint(&definition);
}

b2Joint *makeWheel(b2World &world, const cb2_joint &plan, b2Body *a, b2Body *b) {
  auto definition = along<b2WheelJointDef>(plan, a, b);
  definition.stiffness = plan.stiffness;
  definition.damping = plan.damping;
  return world.CreateJoint(&definition);
}

b2Joint *makeDistance(b2World &world, const cb2_joint &plan, b2Body *a, b2Body *b) {
  auto definition = between<b2DistanceJointDef>(plan, a, b);
  const bool isSpring = plan.stiffness > 0.0f;
  definition.length = plan.rest_length;
  definition.stiffness = plan.stiffness;
  definition.damping = plan.damping;
  if (plan.has_limits) {
    definition.minLength = plan.lower;
    definition.maxLength = plan.upper;
  } else if (!isSpring) {
    definition.minLength = definition.maxLength = plan.rest_length;
  }
  return world.CreateJoint(&definition);
}

/// How fast the distance between the anchors grows.
float lengthening(const b2DistanceJoint &joint) {
  const b2Body *a = const_cast<b2DistanceJoint &>(joint).GetBodyA();
  const b2Body *b = const_cast<b2DistanceJoint &>(joint).GetBodyB();
  b2Vec2 way = joint.GetAnchorB() - joint.GetAnchorA();
  way.Normalize();
  const b2Vec2 velocity = b->GetLinearVelocityFromLocalPoint(joint.GetLocalAnchorB()) -
                          a->GetLinearVelocityFromLocalPoint(joint.GetLocalAnchorA());
  return b2Dot(way, velocity);
}

}  // namespace

b2RevoluteJointDef hingeDefinition(const cb2_joint &plan, b2Body *a, b2Body *b, float turned) {
  auto definition = between<b2RevoluteJointDef>(plan, a, b);
  definition.referenceAngle = turned;
  // No limits are limits that no angle reaches.
  definition.lowerAngle = plan.has_limits ? plan.lower : -b2_maxFloat;
  definition.upperAngle = plan.has_limits ? plan.upper : b2_maxFloat;
  definition.enableMotor = plan.motor_force > 0.0f;
  return definition;
}

b2Joint *makeJoint(b2World &world, const cb2_joint &plan, b2Body *a, b2Body *b, float turned) {
  switch (plan.kind) {
    case CB2_PRISMATIC: return makePrismatic(world, plan, a, b, turned);
    case CB2_WHEEL: return makeWheel(world, plan, a, b);
    case CB2_DISTANCE: return makeDistance(world, plan, a, b);
    default: {
      const b2RevoluteJointDef definition = hingeDefinition(plan, a, b, turned);
      return world.CreateJoint(&definition);
    }
  }
}

void switchLimit(b2Joint &joint, const cb2_joint &plan) {
  if (plan.kind != CB2_REVOLUTE || !plan.has_limits) return;
  auto &hinge = static_cast<b2RevoluteJoint &>(joint);
  const float angle = hinge.GetJointAngle();
  hinge.EnableLimit(angle <= hinge.GetLowerLimit() || angle >= hinge.GetUpperLimit());
}

void driveJoint(b2Joint &joint, const cb2_joint &plan, float drive) {
  const float direction = drive > 0.0f ? 1.0f : drive < 0.0f ? -1.0f : 0.0f;
  const float speed = plan.motor_speed * direction, force = plan.motor_force * std::fabs(drive);
  if (plan.kind == CB2_REVOLUTE) {
    auto &hinge = static_cast<b2RevoluteJoint &>(joint);
    hinge.SetMotorSpeed(speed);
    hinge.SetMaxMotorTorque(force);
  } else if (plan.kind == CB2_PRISMATIC) {
    auto &slide = static_cast<b2PrismaticJoint &>(joint);
    slide.SetMotorSpeed(speed);
    slide.SetMaxMotorForce(force);
  } else if (plan.kind == CB2_WHEEL) {
    auto &wheel = static_cast<b2WheelJoint &>(joint);
    wheel.SetMotorSpeed(speed);
    wheel.SetMaxMotorTorque(force);
  }
}

void readJoint(const b2Joint &joint, int32_t kind, float *out) {
  float angle = 0.0f, speed = 0.0f, translation = 0.0f;
  if (kind == CB2_REVOLUTE) {
    const auto &hinge = static_cast<const b2RevoluteJoint &>(joint);
    angle = hinge.GetJointAngle();
    speed = hinge.GetJointSpeed();
  } else if (kind == CB2_PRISMATIC) {
    const auto &slide = static_cast<const b2PrismaticJoint &>(joint);
    speed = slide.GetJointSpeed();
    translation = slide.GetJointTranslation();
  } else if (kind == CB2_WHEEL) {
    const auto &wheel = static_cast<const b2WheelJoint &>(joint);
    angle = wheel.GetJointAngle();
    speed = wheel.GetJointAngularSpeed();
    translation = wheel.GetJointTranslation();
  } else {
    const auto &distance = static_cast<const b2DistanceJoint &>(joint);
    speed = lengthening(distance);
    translation = distance.GetCurrentLength();
  }
  out[CB2_JOINT_ANGLE] = angle;
  out[CB2_JOINT_SPEED] = speed;
  out[CB2_JOINT_TRANSLATION] = translation;
}
