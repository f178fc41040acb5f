// One world: where its shapes are, which contacts it has, and which of them touch.
#pragma clang fp contract(off)
#include "Lanes.hpp"

using namespace lanes;

/// The world's bodies and shapes at the beginning of the step.
void cb2_lanes::begin(Walk &walk, cb2_world &world) {
  walk.world = &world;
  walk.ground = world.bodies[0];
  while (walk.ground->GetNext()) walk.ground = walk.ground->GetNext();
  for (b2Body *body : world.bodies) {
    b2Sweep &sweep = inner::sweep(*body);
    sweep.c0 = sweep.c;
    sweep.a0 = sweep.a;
    // Before the first step the body's own transform is the one that it was made with, whose place
    // differs in the last bits.
    b2Transform transform;
    transform.q = body->GetTransform().q;
    transform.p = sweep.c - b2Mul(transform.q, sweep.localCenter);
    followStart(walk, *body, transform);
  }
}

/// Where the shapes of a body are at the beginning of its sweep.
void cb2_lanes::followStart(Walk &walk, b2Body &body, const b2Transform &start) {
  for (b2Fixture *fixture = body.GetFixtureList(); fixture; fixture = fixture->GetNext()) {
    Track &track = walk.tracks[cb2_world::shapeOf(*fixture)];
    track.shape = static_cast<const b2PolygonShape *>(fixture->GetShape());
    track.transform = &body.GetTransform();
    track.start.place(*track.shape, start);
    track.isCertain = isWithin(track.start.low, track.start.high, certainRange) &&
                      b2Abs(inner::sweep(body).a0) < certainAngle;
  }
}

/// b2Body::SynchronizeFixtures: tells the broad phase where the shapes of a body were on their way
/// from the beginning of its sweep to the end.
void cb2_lanes::followEnd(Walk &walk, b2Body &body) {
  b2BroadPhase &broadPhase = manager(*walk.world->world).m_broadPhase;
  const b2Sweep &sweep = inner::sweep(body);
  const float turn = sweep.a - sweep.a0;
  for (b2Fixture *fixture = body.GetFixtureList(); fixture; fixture = fixture->GetNext()) {
    const int32_t number = cb2_world::shapeOf(*fixture);
    Track &track = walk.tracks[number];
    track.end.place(*track.shape, body.GetTransform());
    track.bulge = reaches[number] * turn * turn / 8.0f;
    track.isCertain = track.isCertain && b2Abs(sweep.a) < certainAngle &&
                      isWithin(track.end.low, track.end.high, certainRange);
    // A body that has just fallen asleep is taken to have been there already.
    const Corners &origin = body.IsAwake() ? track.start : track.end;
    const b2AABB before = origin.box(*track.shape), after = track.end.box(*track.shape);
    b2FixtureProxy &proxy = *inner::proxies(*fixture);
    proxy.aabb.Combine(before, after);
    const b2Vec2 way = after.GetCenter() - before.GetCenter();
    if (hasToMove(broadPhase.GetFatAABB(proxy.proxyId), proxy.aabb, way)) {
      broadPhase.MoveProxy(proxy.proxyId, proxy.aabb, way);
    }
  }
}

/// b2ContactManager::Collide, without the updates that would surely find what is there already: a
/// contact without points.
void cb2_lanes::collide(Walk &walk) {
  b2World &world = *walk.world->world;
  b2ContactManager &contacts = manager(world);
  b2Contact *next;
  for (b2Contact *contact = contacts.m_contactList; contact; contact = next) {
    next = contact->GetNext();
    b2Fixture &a = *contact->GetFixtureA(), &b = *contact->GetFixtureB();
    const int32 proxyA = inner::proxies(a)[contact->GetChildIndexA()].proxyId;
    const int32 proxyB = inner::proxies(b)[contact->GetChildIndexB()].proxyId;
    if (!contacts.m_broadPhase.TestOverlap(proxyA, proxyB)) {
      contacts.Destroy(contact);
      continue;
    }
    if (
      !contact->IsTouching() && isWithGround(*contact) &&
      cannotTouch(walk.tracks[cb2_world::shapeOf(b)], Obstacle(a))) {
      contact->SetEnabled(true);
      continue;
    }
    inner::update(*contact, contacts.m_contactListener);
  }
}

/// Lists the contacts with points in the order of the island; false if Box2D has to solve the world
/// itself, because bodies touch each other or a body has very many contacts.
bool cb2_lanes::findTouching(Walk &walk) {
  walk.touching.clear();
  walk.pattern = 0;
  for (size_t i = 0; i < creature.bodies.size(); ++i) {
    int32_t count = 0;
    b2Body &body = *walk.world->bodies[creature.bodies[i].number];
    for (b2ContactEdge *edge = body.GetContactList(); edge; edge = edge->next) {
      b2Contact &contact = *edge->contact;
      if (!contact.IsTouching() || !contact.IsEnabled()) continue;
      if (!isWithGround(contact) || count == contactsPerBody) return false;
      walk.touching.push_back({&contact, static_cast<int32_t>(i), 0, 0});
      walk.pattern += static_cast<uint64_t>(contact.GetManifold()->pointCount == 2 ? 4 : 1)
                      << (4 * i % 60);
      count += 1;
    }
  }
  return true;
}

/// Bodies in the new places, newest first, and the contacts that begin there.
void cb2_lanes::finishSolve(Walk &walk) {
  std::vector<b2Body *> &bodies = walk.world->bodies;
  for (auto body = bodies.rbegin(); body != bodies.rend(); ++body) followEnd(walk, **body);
  findNewContacts(*walk.world->world);
}
