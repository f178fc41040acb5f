// The joints of a world: made, driven and read according to their kind.
#ifndef JOINTS_HPP
#define JOINTS_HPP

#include <box2d/box2d.h>

#include "CBox2D.h"

/// Makes a joint between two bodies; `turned` is the angle of b less that of a at the start.
b2Joint *makeJoint(b2World &world, const cb2_joint &plan, b2Body *a, b2Body *b, float turned);

/// Sets the motor for the coming step and switches limits; `drive` is in -1...1.
void driveJoint(b2Joint &joint, const cb2_joint &plan, float drive);

/// Writes the CB2_JOINT_READINGS of a joint of a kind.
void readJoint(const b2Joint &joint, int32_t kind, float *out);

#endif
