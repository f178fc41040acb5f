// No fused multiply-adds, as in Debian's Box2D.
#pragma clang fp contract(off)
#include "CBox2D.h"

#include <cmath>

#include "Joints.hpp"
#include "Lanes/PrivateMembers.hpp"
#include "Mass23.hpp"
#include "World.hpp"

void TouchListener::BeginContact(b2Contact *contact) {
  if (Touch *touch = withGround(contact)) {
    touch->lasting += 1;
    touch->lastEvent = true;
    touch->ever = true;
  }
}

void TouchListener::EndContact(b2Contact *contact) {
  if (Touch *touch = withGround(contact)) {
    touch->lasting -= 1;
    touch->lastEvent = false;
  }
}

/// A positive speed runs to the right whichever side of the contact the ground is.
void TouchListener::PreSolve(b2Contact *contact, const b2Manifold *) {
  if (conveyor != 0.0f && withGround(contact)) contact->SetTangentSpeed(conveyor);
}

Touch *TouchListener::withGround(b2Contact *contact) {
  const int32_t a = cb2_world::shapeOf(*contact->GetFixtureA());
  const int32_t b = cb2_world::shapeOf(*contact->GetFixtureB());
  // Exactly one side is the ground.
  if ((a < 0) == (b < 0)) return nullptr;
  return &touches[shapes[a < 0 ? b : a].body];
}

static b2Vec2 vec(cb2_vector v) { return b2Vec2(v.x, v.y); }

/// Box2D fills a global table on the first contact of the process without a lock; one contact made
/// here, under the lock of a static's initialization, fills it before worlds go to threads.
static bool fillContactTable() {
  b2World world(b2Vec2(0.0f, 0.0f));
  b2PolygonShape box;
  box.SetAsBox(1.0f, 1.0f);
  b2BodyDef definition;
  world.CreateBody(&definition)->CreateFixture(&box, 1.0f);
  definition.type = b2_dynamicBody;
  world.CreateBody(&definition)->CreateFixture(&box, 1.0f);
  world.Step(0.01f, 1, 1);
  return true;
}

cb2_world::cb2_world(const cb2_definition &d)
    : bodyPlans(d.bodies, d.bodies + d.body_count),
      shapes(d.shapes, d.shapes + d.shape_count),
      jointPlans(d.joints, d.joints + d.joint_count),
      probes(d.probes, d.probes + d.probe_count),
      gravity(d.gravity),
      timeStep(d.time_step),
      velocityIterations(d.velocity_iterations),
      positionIterations(d.position_iterations),
      canSleep(d.can_sleep != 0),
      follows23(d.version == CB2_VERSION_2_3),
      listener(shapes),
      bodies(d.body_count),
      joints(d.joint_count),
      drives(d.joint_count),
      readings(
        d.body_count * CB2_BODY_READINGS + d.joint_count * CB2_JOINT_READINGS + d.probe_count) {
  listener.touches.resize(d.body_count);
  if (follows23) hinges.reserve(d.joint_count);
}

void cb2_world::buildGround(const cb2_ground &plan) {
  // One static body for the whole terrain: the solver walks over every body several times a step.
  b2BodyDef definition;
  sway = vec(plan.sway);
  swayPeriod = plan.sway_period;
  swayPhase = plan.sway_phase;
  steps = 0;
  if (swayPeriod > 0.0f) definition.type = b2_kinematicBody;
  ground = world->CreateBody(&definition);
  b2FixtureDef fixture;
  fixture.friction = plan.friction;
  fixture.filter.categoryBits = CB2_GROUND;

  b2PolygonShape block;
  fixture.shape = &block;
  for (int32_t i = 0; i < plan.block_count; ++i) {
    const cb2_vector low = plan.blocks[i].low, high = plan.blocks[i].high;
    const b2Vec2 corners[4] = {{low.x, low.y}, {high.x, low.y}, {high.x, high.y}, {low.x, high.y}};
    block.Set(corners, 4);
    ground->CreateFixture(&fixture);
  }

  // From the far end: Box2D 2.3 sorted new contacts by the age of their shapes, 2.4 takes them as
  // its tree yields them, which for this order of insertion comes out the same. The solver visits
  // contacts in that order, and a hard landing does not converge: it shows.
  b2EdgeShape edge;
  fixture.shape = &edge;
  for (int32_t i = plan.point_count - 2; i >= 0; --i) {
    edge.SetTwoSided(vec(plan.points[i]), vec(plan.points[i + 1]));
    ground->CreateFixture(&fixture);
  }

  // The first step would ask for the neighbors of every shape of the ground, which are its own: a
  // tenth of a reset. The pairs with bodies are found by the bodies, whose numbers are higher.
  inner::moveCount(const_cast<b2ContactManager &>(world->GetContactManager()).m_broadPhase) = 0;
}

void cb2_world::buildBodies() {
  for (size_t i = 0; i < bodyPlans.size(); ++i) {
    b2BodyDef definition;
    definition.type = b2_dynamicBody;
    definition.position = vec(bodyPlans[i].position);
    definition.angle = bodyPlans[i].angle;
    bodies[i] = world->CreateBody(&definition);
  }
  for (size_t i = 0; i < shapes.size(); ++i) {
    const cb2_shape &shape = shapes[i];
    b2PolygonShape polygon;
    b2CircleShape circle;
    if (shape.radius > 0.0f) {
      circle.m_radius = shape.radius;
    } else if (shape.corner_count == 0) {
      polygon.SetAsBox(shape.corners[0].x, shape.corners[0].y);
    } else {
      b2Vec2 corners[CB2_MAX_CORNERS];
      for (int32_t k = 0; k < shape.corner_count; ++k) corners[k] = vec(shape.corners[k]);
      polygon.Set(corners, shape.corner_count);
    }
    b2FixtureDef fixture;
    fixture.shape = &polygon;
    if (shape.radius > 0.0f) fixture.shape = &circle;
    fixture.density = shape.density;
    fixture.friction = shape.friction;
    fixture.restitution = shape.restitution;
    fixture.filter.categoryBits = shape.group;
    fixture.filter.maskBits = shape.collides_with;
    fixture.userData.pointer = i + 1;
    bodies[shape.body]->CreateFixture(&fixture);
  }
  if (!follows23) return;
  for (b2Body *body : bodies) resetMass23(*body);
}

void cb2_world::buildJoints() {
  hinges.clear();
  for (size_t i = 0; i < jointPlans.size(); ++i) {
    const cb2_joint &plan = jointPlans[i];
    b2Body *bodyA = bodies[plan.body_a], *bodyB = bodies[plan.body_b];
    const float turned = bodyPlans[plan.body_b].angle - bodyPlans[plan.body_a].angle;
    if (follows23 && plan.kind == CB2_REVOLUTE) {
      hinges.emplace_back(hingeDefinition(plan, bodyA, bodyB, turned)).join(*world);
      joints[i] = &hinges.back();
    } else {
      joints[i] = makeJoint(*world, plan, bodyA, bodyB, turned);
    }
  }
}

/// False if a number is not finite.
bool cb2_world::readBodies() {
  float *out = readings.data();
  for (size_t i = 0; i < bodies.size(); ++i, out += CB2_BODY_READINGS) {
    const b2Body &body = *bodies[i];
    const b2Vec2 velocity = body.GetLinearVelocity();
    const Touch &touch = listener.touches[i];
    out[CB2_X] = body.GetPosition().x;
    out[CB2_Y] = body.GetPosition().y;
    out[CB2_ANGLE] = body.GetAngle();
    out[CB2_VELOCITY_X] = velocity.x;
    out[CB2_VELOCITY_Y] = velocity.y;
    out[CB2_ANGULAR_VELOCITY] = body.GetAngularVelocity();
    out[CB2_CONTACT] = touch.lasting > 0;
    out[CB2_LAST_CONTACT_EVENT] = touch.lastEvent;
    out[CB2_TOUCHED] = touch.ever;
  }
  for (size_t i = 0; i < joints.size(); ++i, out += CB2_JOINT_READINGS) {
    readJoint(*joints[i], jointPlans[i].kind, out);
  }
  for (const float *value = readings.data(); value < out; ++value) {
    if (!std::isfinite(*value)) return false;
  }
  return true;
}

float cb2_world::measure(const cb2_probe &probe) const {
  const b2Vec2 at = bodies[probe.body]->GetPosition();
  const b2Vec2 moved = ground->GetPosition();
  if (probe.kind == CB2_RAY) {
    return sight.freeShare({at.x - moved.x, at.y - moved.y}, probe.offset);
  }
  if (probe.kind == CB2_HEIGHT) return at.y - moved.y - sight.height(at.x - moved.x);
  const b2Vec2 end = probe.to == CB2_TARGET ? vec(target) : bodies[probe.to]->GetPosition();
  const b2Vec2 way = end - at;
  return probe.kind == CB2_DISTANCE_X_TO   ? way.x
         : probe.kind == CB2_DISTANCE_Y_TO ? way.y
                                           : way.Length();
}

void cb2_world::reset(const cb2_ground &plan, int32_t pushed, cb2_vector force) {
  for (Touch &touch : listener.touches) touch = Touch();
  for (float &drive : drives) drive = 0.0f;
  isFinite = true;
  world.emplace(b2Vec2(0.0f, follows23 ? 0.0f : -gravity));
  // Up to Box2D 2.3 setting a motor woke its bodies, so a driven walker never slept; from 2.4 on
  // only a changed motor does.
  world->SetAllowSleeping(canSleep);
  world->SetContactListener(&listener);
  listener.conveyor = plan.conveyor;
  target = plan.target;
  sight.look(plan);
  buildGround(plan);
  buildBodies();
  buildJoints();
  bodies[pushed]->ApplyForceToCenter(vec(force), true);
}

/// Leads a swaying ground to where it has to be at the end of the step.
void cb2_world::moveGround() {
  if (swayPeriod <= 0.0f) return;
  steps += 1;
  const float phase = swayPhase + 2.0f * b2_pi * (static_cast<float>(steps) * timeStep / swayPeriod);
  const b2Vec2 place = (std::sin(phase) - std::sin(swayPhase)) * sway;
  ground->SetLinearVelocity((1.0f / timeStep) * (place - ground->GetPosition()));
}

void cb2_world::drive() {
  for (size_t i = 0; i < joints.size(); ++i) {
    driveJoint(*joints[i], jointPlans[i], drives[i]);
    if (!follows23) switchLimit(*joints[i], jointPlans[i]);
  }
  moveGround();
  if (follows23) fall();
}

/// Gravity and forces as Box2D 2.3 adds them up. The world itself has no gravity then.
void cb2_world::fall() {
  for (b2Body *body : bodies) {
    if (!body->IsAwake()) continue;
    b2Vec2 &force = inner::force(*body);
    inner::velocity(*body) +=
      timeStep * (b2Vec2(0.0f, -gravity) + inner::inverseMass(*body) * force);
    force.SetZero();
  }
}

int32_t cb2_world::read() {
  isFinite = readBodies();
  if (!isFinite) return CB2_NOT_FINITE;
  float *out = readings.data() + (readings.size() - probes.size());
  for (const cb2_probe &probe : probes) *out++ = measure(probe);
  return CB2_OK;
}

cb2_world *cb2_world_create(const cb2_definition *definition) {
  static const bool isReady = fillContactTable();
  (void)isReady;
  return new cb2_world(*definition);
}

void cb2_world_destroy(cb2_world *world) { delete world; }

void cb2_world_reset(
  cb2_world *world, const cb2_ground *ground, int32_t pushed, cb2_vector force) {
  world->reset(*ground, pushed, force);
}

float *cb2_world_drives(cb2_world *world) { return world->drives.data(); }

const float *cb2_world_readings(const cb2_world *world) { return world->readings.data(); }

void cb2_world_kick(cb2_world *world, int32_t body, cb2_vector impulse, cb2_vector point) {
  if (world->isFinite) world->bodies[body]->ApplyLinearImpulse(vec(impulse), vec(point), true);
}

void cb2_world_push(cb2_world *world, int32_t body, cb2_vector force, float torque) {
  if (!world->isFinite) return;
  world->bodies[body]->ApplyForceToCenter(vec(force), true);
  world->bodies[body]->ApplyTorque(torque, true);
}

cb2_vector cb2_world_ground_offset(const cb2_world *world) {
  if (world->ground == nullptr) return {0.0f, 0.0f};
  const b2Vec2 offset = world->ground->GetPosition();
  return {offset.x, offset.y};
}

int32_t cb2_world_is_awake(const cb2_world *world, int32_t body) {
  return world->isFinite && world->bodies[body]->IsAwake();
}

int32_t cb2_world_step(cb2_world *world) {
  if (!world->isFinite) return CB2_NOT_FINITE;
  world->drive();
  world->world->Step(world->timeStep, world->velocityIterations, world->positionIterations);
  return world->read();
}
