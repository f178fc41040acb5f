// Continuous collision: b2World::SolveTOI, without the times of impact that are surely 1 and
// without the iterations that change nothing any more.
#pragma clang fp contract(off)
#include <box2d/b2_time_of_impact.h>

#include <cstring>

#include "GroundContact.hpp"
#include "Lanes.hpp"
#include "PrivateMembers.hpp"

using namespace lanes;

namespace {

/// Fewer contacts than Box2D takes into one impact are met by a walker; the number is Box2D's.
constexpr int32_t mostContacts = b2_maxTOIContacts;

constexpr int32_t positionIterations = 20;

/// Rounds of iterations up to this long are noticed; most have one iteration, some a few.
constexpr int32_t longestRound = 4;

/// What an iteration over the contacts of one body changes.
struct Momentum {
  Motion motion;
  float impulses[4 * mostContacts];

  bool isSame(const Momentum &other, int32_t contacts) const {
    return memcmp(&motion, &other.motion, sizeof motion) == 0 &&
           memcmp(impulses, other.impulses, sizeof(float) * 4 * contacts) == 0;
  }

  void take(const Momentum &other, int32_t contacts) {
    motion = other.motion;
    std::copy_n(other.impulses, 4 * contacts, impulses);
  }
};

/// b2Body::Advance.
void advance(b2Body &body, float alpha) {
  b2Sweep &sweep = inner::sweep(body);
  sweep.Advance(alpha);
  sweep.c = sweep.c0;
  sweep.a = sweep.a0;
  synchronize(body);
}

/// The contacts of one body with the ground from one impact to the end of the step.
class Impact {
public:
  Impact(const Creature::Body &plan, b2Body &body) : plan(plan), body(body) {}

  bool isFull() const { return count == mostContacts; }
  void add(b2Contact &contact) { contacts[count++] = &contact; }

  /// b2Island::SolveTOI.
  void solve(float timeStep, int32_t iterations) {
    b2Sweep &sweep = inner::sweep(body);
    Place place = {sweep.c, sweep.a};
    Momentum now;
    now.motion = {body.GetLinearVelocity(), body.GetAngularVelocity()};
    for (int32_t i = 0; i < positionIterations && !settleOnce(place); ++i) {}
    sweep.c0 = place.center;
    sweep.a0 = place.angle;

    b2Transform transform;
    transform.q = rotation(place.angle);
    transform.p = place.center - b2Mul(transform.q, sweep.localCenter);
    for (int32_t i = 0; i < count; ++i) {
      solved[i].setUp(plan, *contacts[i], place.center, transform, now.motion, 0.0f);
    }
    iterate(now, iterations);
    move(place, now.motion, timeStep);
    sweep.c = place.center;
    sweep.a = place.angle;
    inner::velocity(body) = now.motion.v;
    inner::spin(body) = now.motion.w;
    synchronize(body);
  }

private:
  const Creature::Body &plan;
  b2Body &body;
  int32_t count = 0;
  b2Contact *contacts[mostContacts];
  GroundContact solved[mostContacts];

  bool settleOnce(Place &place) {
    float least = 0.0f;
    for (int32_t i = 0; i < count; ++i) {
      least = b2Min(least, settle(plan, *contacts[i], b2_toiBaumgarte, place));
    }
    return least >= -1.5f * b2_linearSlop;
  }

  void iterateOnce(Momentum &now) {
    float *impulse = now.impulses;
    for (int32_t i = 0; i < count; ++i) {
      solved[i].solve(plan, now.motion);
      for (int32_t k = 0; k < solved[i].count; ++k) {
        *impulse++ = solved[i].points[k].normal;
        *impulse++ = solved[i].points[k].tangent;
      }
      for (int32_t k = solved[i].count; k < 2; ++k) *impulse++ = 0.0f, *impulse++ = 0.0f;
    }
  }

  /// An iteration is a function of its momentum alone, so one that returns to an earlier momentum
  /// goes round for ever: whole rounds need not be made.
  void iterate(Momentum &now, int32_t iterations) {
    Momentum mark;
    int32_t markedAt = 0;
    for (int32_t done = 1; done <= iterations; ++done) {
      iterateOnce(now);
      if (markedAt > 0 && now.isSame(mark, count)) {
        const int32_t round = done - markedAt;
        for (int32_t left = (iterations - done) % round; left > 0; --left) iterateOnce(now);
        return;
      }
      if (done % longestRound == 1) {
        mark.take(now, count);
        markedAt = done;
      }
    }
  }

  static void move(Place &place, Motion &motion, float h) {
    const b2Vec2 translation = h * motion.v;
    if (b2Dot(translation, translation) > b2_maxTranslationSquared) {
      motion.v *= b2_maxTranslation / translation.Length();
    }
    const float turn = h * motion.w;
    if (turn * turn > b2_maxRotationSquared) motion.w *= b2_maxRotation / b2Abs(turn);
    place.center += h * motion.v;
    place.angle += h * motion.w;
  }
};

/// Brings the two sweeps to the same time, as b2World::SolveTOI does before it compares them.
float commonStart(b2Sweep &ground, b2Sweep &body) {
  if (ground.alpha0 < body.alpha0) {
    ground.Advance(body.alpha0);
  } else if (body.alpha0 < ground.alpha0) {
    body.Advance(ground.alpha0);
  }
  return body.alpha0;
}

/// b2TimeOfImpact as a share of the step; 1 if there is none.
float impactTime(b2Contact &contact, b2Sweep &ground, b2Sweep &body, float start) {
  b2TOIInput input;
  input.proxyA.Set(contact.GetFixtureA()->GetShape(), contact.GetChildIndexA());
  input.proxyB.Set(contact.GetFixtureB()->GetShape(), contact.GetChildIndexB());
  input.sweepA = ground;
  input.sweepB = body;
  input.tMax = 1.0f;
  b2TOIOutput output;
  b2TimeOfImpact(&output, &input);
  if (output.state != b2TOIOutput::e_touching) return 1.0f;
  return b2Min(start + (1.0f - start) * output.t, 1.0f);
}

}  // namespace

/// The contact that is hit first, with the time.
b2Contact *cb2_lanes::firstImpact(Walk &walk, float &time) {
  b2Contact *first = nullptr;
  time = 1.0f;
  b2Sweep &ground = inner::sweep(*walk.ground);
  for (b2Contact *contact = walk.world->world->GetContactList(); contact;
       contact = contact->GetNext()) {
    if (!contact->IsEnabled() || inner::impactCount(*contact) > b2_maxSubSteps) continue;
    uint32 &flags = inner::flags(*contact);
    if ((flags & inner::ContactFlags::impact) == 0) {
      b2Fixture &fixture = *contact->GetFixtureB();
      if (!isWithGround(*contact) || !fixture.GetBody()->IsAwake()) continue;
      b2Sweep &body = inner::sweep(*fixture.GetBody());
      const float start = commonStart(ground, body);
      const bool isClear =
        cannotHit(walk.tracks[cb2_world::shapeOf(fixture)], Obstacle(*contact->GetFixtureA()));
      inner::impactTime(*contact) = isClear ? 1.0f : impactTime(*contact, ground, body, start);
      flags |= inner::ContactFlags::impact;
    }
    if (inner::impactTime(*contact) < time) {
      first = contact;
      time = inner::impactTime(*contact);
    }
  }
  return first;
}

/// Moves the body to its first impact and from there to the end of the step.
void cb2_lanes::meet(Walk &walk, b2Contact &contact, float time) {
  b2ContactManager &contacts = manager(*walk.world->world);
  b2Body &ground = *walk.ground, &body = *contact.GetFixtureB()->GetBody();
  const b2Sweep groundBefore = inner::sweep(ground), before = inner::sweep(body);
  advance(ground, time);
  advance(body, time);
  inner::update(contact, contacts.m_contactListener);
  inner::flags(contact) &= ~inner::ContactFlags::impact;
  inner::impactCount(contact) += 1;
  if (!contact.IsTouching()) {
    contact.SetEnabled(false);
    inner::sweep(ground) = groundBefore;
    inner::sweep(body) = before;
    synchronize(body);
    return;
  }
  body.SetAwake(true);

  const int32_t firstShape = cb2_world::shapeOf(*contact.GetFixtureB());
  Impact impact(creature.bodies[placeOf[walk.world->shapes[firstShape].body]], body);
  impact.add(contact);
  for (b2ContactEdge *edge = body.GetContactList(); edge && !impact.isFull(); edge = edge->next) {
    b2Contact &other = *edge->contact;
    if (&other == &contact || !isWithGround(other)) continue;
    inner::update(other, contacts.m_contactListener);
    if (other.IsTouching()) impact.add(other);
  }
  impact.solve((1.0f - time) * creature.timeStep, creature.velocityIterations);

  const b2Sweep &sweep = inner::sweep(body);
  b2Transform start;
  start.q = rotation(sweep.a0);
  start.p = sweep.c0 - b2Mul(start.q, sweep.localCenter);
  followStart(walk, body, start);
  followEnd(walk, body);
  for (b2ContactEdge *edge = body.GetContactList(); edge; edge = edge->next) {
    inner::flags(*edge->contact) &= ~inner::ContactFlags::impact;
  }
  findNewContacts(*walk.world->world);
}

void cb2_lanes::solveImpacts(Walk &walk) {
  b2World &world = *walk.world->world;
  inner::sweep(*walk.ground).alpha0 = 0.0f;
  for (b2Body *body : walk.world->bodies) inner::sweep(*body).alpha0 = 0.0f;
  for (b2Contact *contact = world.GetContactList(); contact; contact = contact->GetNext()) {
    inner::flags(*contact) &= ~inner::ContactFlags::impact;
    inner::impactCount(*contact) = 0;
  }
  float time;
  while (b2Contact *contact = firstImpact(walk, time)) {
    if (time > 1.0f - 10.0f * b2_epsilon) return;
    meet(walk, *contact, time);
  }
}
