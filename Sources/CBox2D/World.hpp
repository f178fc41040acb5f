// One walker's world: Box2D's, built anew by every reset, with what is driven and read.
#ifndef WORLD_HPP
#define WORLD_HPP

#include <box2d/box2d.h>

#include <optional>
#include <vector>

#include "CBox2D.h"
#include "GroundSight.hpp"
#include "Hinge23.hpp"

/// Counts of the contacts between one body and the ground.
struct Touch {
  int32_t lasting = 0;
  bool lastEvent = false;
  bool ever = false;
};

/// Keeps the contact flags of the bodies.
class TouchListener final : public b2ContactListener {
public:
  std::vector<Touch> touches;
  /// Speed of the ground's surface.
  float conveyor = 0.0f;
  const std::vector<cb2_shape> &shapes;

  explicit TouchListener(const std::vector<cb2_shape> &shapes) : shapes(shapes) {}

  void BeginContact(b2Contact *contact) override;
  void EndContact(b2Contact *contact) override;
  void PreSolve(b2Contact *contact, const b2Manifold *earlier) override;

private:
  Touch *withGround(b2Contact *contact);
};

struct cb2_world {
  std::vector<cb2_body> bodyPlans;
  std::vector<cb2_shape> shapes;
  std::vector<cb2_joint> jointPlans;
  std::vector<cb2_probe> probes;
  float gravity, timeStep;
  int32_t velocityIterations, positionIterations;
  bool canSleep, follows23;

  TouchListener listener;
  GroundSight sight;
  // Built in place by every reset: a used broad phase would hand out other numbers, and with them
  // other orders of contacts, than a fresh one.
  std::optional<b2World> world;
  b2Body *ground = nullptr;
  cb2_vector target = {};
  /// Where a moving ground is led, and the steps since the reset.
  b2Vec2 sway = b2Vec2_zero;
  float swayPeriod = 0.0f, swayPhase = 0.0f;
  int32_t steps = 0;
  // Not before the first reset: there is nothing to step.
  bool isFinite = false;
  std::vector<b2Body *> bodies;
  std::vector<b2Joint *> joints;
  /// The hinges of a world that follows Box2D 2.3; the world owns all other joints.
  std::vector<Hinge23> hinges;
  std::vector<float> drives;
  std::vector<float> readings;

  explicit cb2_world(const cb2_definition &definition);
  cb2_world(const cb2_world &) = delete;

  void reset(const cb2_ground &ground, int32_t pushed, cb2_vector force);
  /// Makes the world ready for a step: turns the drives into speeds and forces of the motors, switches
  /// limits, moves the ground, and does what Box2D 2.3 did in another order.
  void drive();
  /// Refreshes the readings after a step: CB2_OK or CB2_NOT_FINITE.
  int32_t read();

  /// A joint of a world whose joints are all hinges.
  b2RevoluteJoint &hinge(int32_t number) { return static_cast<b2RevoluteJoint &>(*joints[number]); }

  /// The number of the shape that a fixture was made from, or -1 for the ground's.
  static int32_t shapeOf(const b2Fixture &fixture) {
    return static_cast<int32_t>(const_cast<b2Fixture &>(fixture).GetUserData().pointer) - 1;
  }

private:
  void buildGround(const cb2_ground &plan);
  void buildBodies();
  void buildJoints();
  void moveGround();
  void fall();
  bool readBodies();
  float measure(const cb2_probe &probe) const;
};

#endif
