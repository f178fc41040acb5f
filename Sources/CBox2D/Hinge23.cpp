// No fused multiply-adds: a test compares the bits with those of the lanes.
#pragma clang fp contract(off)
#include "Hinge23.hpp"

#include "Lanes/Positions.hpp"
#include "Lanes/PrivateMembers.hpp"

void Hinge23::join(b2World &world) {
  b2Joint *&first = inner::firstJoint(world);
  m_prev = nullptr;
  m_next = first;
  if (first) inner::previousJoint(*first) = this;
  first = this;
  inner::jointCount(world) += 1;

  auto attach = [this](b2JointEdge &edge, b2Body &body, b2Body &other) {
    b2JointEdge *&edges = inner::firstEdge(body);
    edge = {&other, this, nullptr, edges};
    if (edges) edges->prev = &edge;
    edges = &edge;
  };
  attach(m_edgeA, *m_bodyA, *m_bodyB);
  attach(m_edgeB, *m_bodyB, *m_bodyA);
}

Hinge23::Limit Hinge23::limitAt(float angle) const {
  if (b2Abs(m_upperAngle - m_lowerAngle) < 2.0f * b2_angularSlop) return equal;
  if (angle <= m_lowerAngle) return atLower;
  return angle >= m_upperAngle ? atUpper : inactive;
}

void Hinge23::InitVelocityConstraints(const b2SolverData &data) {
  m_indexA = inner::islandIndex(*m_bodyA), m_indexB = inner::islandIndex(*m_bodyB);
  m_localCenterA = m_bodyA->GetLocalCenter(), m_localCenterB = m_bodyB->GetLocalCenter();
  m_invMassA = inner::inverseMass(*m_bodyA), m_invMassB = inner::inverseMass(*m_bodyB);
  m_invIA = inner::inverseInertia(*m_bodyA), m_invIB = inner::inverseInertia(*m_bodyB);
  const float mA = m_invMassA, mB = m_invMassB, iA = m_invIA, iB = m_invIB;
  const float angleA = data.positions[m_indexA].a, angleB = data.positions[m_indexB].a;
  b2Velocity &a = data.velocities[m_indexA], &b = data.velocities[m_indexB];

  m_rA = b2Mul(lanes::rotation(angleA), m_localAnchorA - m_localCenterA);
  m_rB = b2Mul(lanes::rotation(angleB), m_localAnchorB - m_localCenterB);
  m_K.ex.x = mA + mB + m_rA.y * m_rA.y * iA + m_rB.y * m_rB.y * iB;
  m_K.ey.x = -m_rA.y * m_rA.x * iA - m_rB.y * m_rB.x * iB;
  m_K.ex.y = m_K.ey.x;
  m_K.ey.y = mA + mB + m_rA.x * m_rA.x * iA + m_rB.x * m_rB.x * iB;
  m_column.Set(-m_rA.y * iA - m_rB.y * iB, m_rA.x * iA + m_rB.x * iB);
  m_corner = iA + iB;
  m_canTurn = m_corner > 0.0f;
  m_axialMass = m_canTurn ? 1.0f / m_corner : 0.0f;

  if (!m_enableMotor || !m_canTurn) m_motorImpulse = 0.0f;
  const Limit before = limit;
  limit = m_canTurn ? limitAt(angleB - angleA - m_referenceAngle) : inactive;
  if (limit == inactive || (limit != equal && limit != before)) limitImpulse = 0.0f;

  m_impulse *= data.step.dtRatio;
  limitImpulse *= data.step.dtRatio;
  m_motorImpulse *= data.step.dtRatio;
  a.v -= mA * m_impulse;
  a.w -= iA * (b2Cross(m_rA, m_impulse) + m_motorImpulse + limitImpulse);
  b.v += mB * m_impulse;
  b.w += iB * (b2Cross(m_rB, m_impulse) + m_motorImpulse + limitImpulse);
}

void Hinge23::runMotor(b2Velocity &a, b2Velocity &b, float timeStep) {
  const float wanted = m_motorImpulse + -m_axialMass * (b.w - a.w - m_motorSpeed);
  const float most = timeStep * m_maxMotorTorque, old = m_motorImpulse;
  m_motorImpulse = b2Clamp(wanted, -most, most);
  const float impulse = m_motorImpulse - old;
  a.w -= m_invIA * impulse;
  b.w += m_invIB * impulse;
}

/// What stops the drift of the two anchors apart and the turn beyond the limit; gathers it.
b2Vec3 Hinge23::blockImpulse(const b2Vec2 &drift, float turn) {
  b2Mat33 block;
  block.ex.Set(m_K.ex.x, m_K.ex.y, m_column.x);
  block.ey.Set(m_K.ey.x, m_K.ey.y, m_column.y);
  block.ez.Set(m_column.x, m_column.y, m_corner);
  b2Vec3 impulse = -block.Solve33(b2Vec3(drift.x, drift.y, turn));
  const float gathered = limitImpulse + impulse.z;
  const bool pulls = (limit == atLower && gathered < 0.0f) || (limit == atUpper && gathered > 0.0f);
  if (pulls) {
    const b2Vec2 alone = m_K.Solve(-drift + limitImpulse * m_column);
    impulse.Set(alone.x, alone.y, -limitImpulse);
  }
  limitImpulse = pulls ? 0.0f : gathered;
  return impulse;
}

void Hinge23::SolveVelocityConstraints(const b2SolverData &data) {
  b2Velocity &a = data.velocities[m_indexA], &b = data.velocities[m_indexB];
  if (m_enableMotor && m_canTurn && limit != equal) runMotor(a, b, data.step.dt);
  const b2Vec2 drift = b.v + b2Cross(b.w, m_rB) - a.v - b2Cross(a.w, m_rA);
  b2Vec2 impulse;
  float turnA, turnB;
  if (limit == inactive) {
    impulse = m_K.Solve(-drift);
    turnA = b2Cross(m_rA, impulse), turnB = b2Cross(m_rB, impulse);
  } else {
    const b2Vec3 all = blockImpulse(drift, b.w - a.w);
    impulse.Set(all.x, all.y);
    turnA = b2Cross(m_rA, impulse) + all.z, turnB = b2Cross(m_rB, impulse) + all.z;
  }
  m_impulse += impulse;
  a.v -= m_invMassA * impulse;
  a.w -= m_invIA * turnA;
  b.v += m_invMassB * impulse;
  b.w += m_invIB * turnB;
}

bool Hinge23::SolvePositionConstraints(const b2SolverData &data) {
  b2Position &a = data.positions[m_indexA], &b = data.positions[m_indexB];
  const float mA = m_invMassA, mB = m_invMassB, iA = m_invIA, iB = m_invIB;

  float error = 0.0f;
  if (limit != inactive) {
    const float most = b2_maxAngularCorrection, angle = b.a - a.a - m_referenceAngle;
    float C;
    if (limit == equal) {
      C = b2Clamp(angle - m_lowerAngle, -most, most);
      error = b2Abs(C);
    } else if (limit == atLower) {
      C = angle - m_lowerAngle;
      error = -C;
      C = b2Clamp(C + b2_angularSlop, -most, 0.0f);
    } else {
      C = angle - m_upperAngle;
      error = C;
      C = b2Clamp(C - b2_angularSlop, 0.0f, most);
    }
    const float impulse = -m_axialMass * C;
    a.a -= iA * impulse;
    b.a += iB * impulse;
  }

  const b2Vec2 rA = b2Mul(lanes::rotation(a.a), m_localAnchorA - m_localCenterA);
  const b2Vec2 rB = b2Mul(lanes::rotation(b.a), m_localAnchorB - m_localCenterB);
  const b2Vec2 gap = b.c + rB - a.c - rA;
  b2Mat22 K;
  K.ex.x = mA + mB + iA * rA.y * rA.y + iB * rB.y * rB.y;
  K.ex.y = -iA * rA.x * rA.y - iB * rB.x * rB.y;
  K.ey.x = K.ex.y;
  K.ey.y = mA + mB + iA * rA.x * rA.x + iB * rB.x * rB.x;
  const b2Vec2 impulse = -K.Solve(gap);
  a.c -= mA * impulse;
  a.a -= iA * b2Cross(rA, impulse);
  b.c += mB * impulse;
  b.a += iB * b2Cross(rB, impulse);
  return gap.Length() <= b2_linearSlop && error <= b2_angularSlop;
}
