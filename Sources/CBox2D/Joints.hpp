// The joints of a world: made, driven and read according to their kind.
#ifndef JOINTS_HPP
#define JOINTS_HPP

#include <box2d/box2d.h>

#include "CBox2D.h"

/// Makes a joint between two bodies; `turned` is the angle of b less that of a at the start.
b2Joint *makeJoint(b2World &world, const cb2_joint &plan, b2Body *a, b2Body *b, float turned);

/// What a hinge is made from.
b2RevoluteJointDef hingeDefinition(const cb2_joint &plan, b2Body *a, b2Body *b, float turned);

/// Sets the motor for the coming step; `drive` is in -1...1.
void driveJoint(b2Joint &joint, const cb2_joint &plan, float drive);

/// Lets the limits of a hinge of Box2D 2.4 act in the coming step only if it stands at or beyond one.
///
/// So did Box2D 2.3. From 2.4 on a limit also acts inside a step that only reaches it, which changes
/// how legs meet the ground: a landing knee that gives way there is stiff here.
void switchLimit(b2Joint &joint, const cb2_joint &plan);

/// Writes the CB2_JOINT_READINGS of a joint of a kind.
void readJoint(const b2Joint &joint, int32_t kind, float *out);

#endif
