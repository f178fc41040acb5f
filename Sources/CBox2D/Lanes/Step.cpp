// The phases of a step, for as many worlds as come.
#pragma clang fp contract(off)
#include "Lanes.hpp"

using namespace lanes;

cb2_lanes::cb2_lanes(const cb2_definition &definition)
    : creature(lanes::creature(definition)),
      bodies(groupsPerChunk * creature.bodies.size()),
      joints(groupsPerChunk * creature.joints.size()),
      contacts(groupsPerChunk * contactsPerBody * creature.bodies.size()),
      order(contacts.size()),
      contactCounts(groupsPerChunk * creature.bodies.size()) {
  const size_t slots = contactsPerBody * creature.bodies.size();
  for (int g = 0; g < groupsPerChunk; ++g) {
    groups[g].bodies = bodies.data() + g * creature.bodies.size();
    groups[g].joints = joints.data() + g * creature.joints.size();
    groups[g].contacts = contacts.data() + g * slots;
    groups[g].order = order.data() + g * slots;
    for (size_t i = 0; i < slots; ++i) {
      groups[g].contacts[i].body = static_cast<int32_t>(i / contactsPerBody);
    }
  }
  placeOf.resize(creature.bodies.size());
  for (size_t i = 0; i < creature.bodies.size(); ++i) {
    placeOf[creature.bodies[i].number] = static_cast<int32_t>(i);
  }
  cb2_world sample(definition);
  sample.reset({}, 0, {0.0f, 0.0f});
  reaches.resize(definition.shape_count);
  for (b2Body *body : sample.bodies) {
    for (b2Fixture *fixture = body->GetFixtureList(); fixture; fixture = fixture->GetNext()) {
      const auto &shape = *static_cast<const b2PolygonShape *>(fixture->GetShape());
      float &reach = reaches[cb2_world::shapeOf(*fixture)];
      for (int32 i = 0; i < shape.m_count; ++i) {
        reach = std::max(reach, b2Distance(shape.m_vertices[i], body->GetLocalCenter()));
      }
    }
  }
  for (Walk &walk : walks) {
    walk.touching.reserve(slots);
    walk.tracks.resize(definition.shape_count);
  }
}

b2TimeStep cb2_lanes::timeStep(cb2_world &world) const {
  b2TimeStep step;
  step.dt = creature.timeStep;
  step.inv_dt = creature.inverseTimeStep;
  step.dtRatio = inner::inverseTimeStep(*world.world) * creature.timeStep;
  step.velocityIterations = creature.velocityIterations;
  step.positionIterations = creature.positionIterations;
  step.warmStarting = true;
  return step;
}

/// Takes a world into the step as far as its contacts; false if Box2D made the whole step.
bool cb2_lanes::admit(Walk &walk, cb2_world &world) {
  world.drive();
  bool isAwake = true;
  for (b2Body *body : world.bodies) isAwake = isAwake && body->IsAwake();
  if (!isAwake) {
    world.world->Step(
      creature.timeStep, creature.velocityIterations, creature.positionIterations);
    return false;
  }
  if (inner::hasNewShapes(*world.world)) {
    manager(*world.world).FindNewContacts();
    inner::hasNewShapes(*world.world) = false;
  }
  begin(walk, world);
  collide(walk);
  walk.isInLanes = findTouching(walk);
  return true;
}

/// Gives worlds whose bodies touch the ground in the same way neighboring lanes, so that fewer
/// contacts of a group are there for few of its lanes. A lane does not see its neighbors.
void cb2_lanes::arrange(int32_t walking) {
  placedCount = 0;
  for (int32_t i = 0; i < walking; ++i) {
    if (walks[i].isInLanes) arrangement[placedCount++] = &walks[i];
  }
  std::sort(arrangement, arrangement + placedCount, [](const Walk *a, const Walk *b) {
    return a->pattern != b->pattern ? a->pattern < b->pattern : a < b;
  });
  std::fill(contactCounts.begin(), contactCounts.end(), 0);
  for (int32_t i = 0; i < placedCount; ++i) {
    arrangement[i]->place = i;
    gather(*arrangement[i], timeStep(*arrangement[i]->world));
  }
  groupCount = (placedCount + width - 1) / width;
  for (int32_t g = 0; g < groupCount; ++g) {
    Group &group = groups[g];
    const int32_t *counts = contactCounts.data() + g * creature.bodies.size();
    group.contactCount = 0;
    for (size_t i = 0; i < creature.bodies.size(); ++i) {
      for (int32_t k = 0; k < counts[i]; ++k) {
        group.order[group.contactCount++] = static_cast<int32_t>(i) * contactsPerBody + k;
      }
    }
  }
}

void cb2_lanes::step(cb2_world *const *worlds, int32_t count, int32_t *results) {
  for (int32_t first = 0; first < count; first += chunk) {
    const int32_t end = std::min(count, first + chunk);
    int32_t walking = 0;
    for (int32_t i = first; i < end; ++i) {
      results[i] = worlds[i]->isFinite ? CB2_OK : CB2_NOT_FINITE;
      if (worlds[i]->isFinite && admit(walks[walking], *worlds[i])) walking += 1;
    }
    arrange(walking);
    for (int32_t g = 0; g < groupCount; g += 2) {
      solver().solve(creature, groups + g, std::min(2, groupCount - g));
    }
    for (int32_t g = 0; g < groupCount; ++g) settle(g);
    for (int32_t i = 0; i < walking; ++i) finish(walks[i]);
    for (int32_t i = first; i < end; ++i) {
      if (results[i] == CB2_OK) results[i] = worlds[i]->read();
    }
  }
}

/// From velocities to the end of the step.
void cb2_lanes::finish(Walk &walk) {
  b2World &world = *walk.world->world;
  if (walk.isInLanes) {
    takeBack(walk);
    finishSolve(walk);
    solveImpacts(walk);
  } else {
    const b2TimeStep step = timeStep(*walk.world);
    inner::solve(world, step);
    inner::solveImpacts(world, step);
  }
  inner::inverseTimeStep(world) = creature.inverseTimeStep;
  world.ClearForces();
}

// MARK: - C face

int32_t cb2_lanes_fit(const cb2_definition *definition) { return fit(*definition); }

cb2_lanes *cb2_lanes_create(const cb2_definition *definition) { return new cb2_lanes(*definition); }

void cb2_lanes_destroy(cb2_lanes *lanes) { delete lanes; }

void cb2_lanes_step(
  cb2_lanes *lanes, cb2_world *const *worlds, int32_t count, int32_t *results) {
  lanes->step(worlds, count, results);
}
