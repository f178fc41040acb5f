// The hinge of Box2D 2.3, on which Gymnasium's environments stand, for a world of Box2D 2.4.
//
// Box2D 2.4 solves each limit of a hinge apart from its point, as an inequality that looks one step
// ahead. Up to 2.3 a limit acts in the steps that begin at or beyond it, and then point and limit are
// one block of three rows:
//
//       [ point x ]        an impulse that would pull is not applied: what the limit has gathered is
//   K = [ point y ]        taken back, and the point is solved alone, knowing of it
//       [ limit   ]
//
// The world calls it as it calls its own joints. Many of them in lanes: Lanes/hinge23.inc.
//
// The mathematics are those of Box2D 2.3.0 by Erin Catto, under the zlib license (Lanes/LICENSE).
#ifndef HINGE23_HPP
#define HINGE23_HPP

#include <box2d/box2d.h>

class Hinge23 final : public b2RevoluteJoint {
public:
  /// The limit that the last step began at; `equal` if the two are the same.
  enum Limit { inactive, atLower, atUpper, equal };

  Limit limit = inactive;
  /// What the limit has gathered: at the lower one at least 0, at the upper one at most 0.
  float limitImpulse = 0.0f;

  explicit Hinge23(const b2RevoluteJointDef &definition) : b2RevoluteJoint(&definition) {}

  /// What b2World::CreateJoint does with a joint that it has made. The world does not free it.
  void join(b2World &world);

private:
  // Made by the set-up: the third column of the block, whose others are m_K, and whether the bodies
  // can turn at all.
  b2Vec2 m_column;
  float m_corner;
  bool m_canTurn;

  void InitVelocityConstraints(const b2SolverData &data) override;
  void SolveVelocityConstraints(const b2SolverData &data) override;
  bool SolvePositionConstraints(const b2SolverData &data) override;

  Limit limitAt(float angle) const;
  void runMotor(b2Velocity &a, b2Velocity &b, float timeStep);
  b2Vec3 blockImpulse(const b2Vec2 &drift, float turn);
};

#endif
