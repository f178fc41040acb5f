// The mass of bodies of polygons as Box2D 2.3 adds it up: around the mean of a polygon's corners, where
// 2.4 takes its first corner. The same but for the last bits, with which trajectories begin to part.
#ifndef MASS23_HPP
#define MASS23_HPP

#include <box2d/box2d.h>

/// b2PolygonShape::ComputeMass of Box2D 2.3.0 by Erin Catto, under the zlib license (Lanes/LICENSE).
inline b2MassData mass23(const b2PolygonShape &polygon, float density) {
  b2Vec2 middle(0.0f, 0.0f), center(0.0f, 0.0f);
  for (int32 i = 0; i < polygon.m_count; ++i) middle += polygon.m_vertices[i];
  middle *= 1.0f / static_cast<float>(polygon.m_count);

  const float third = 1.0f / 3.0f;
  float area = 0.0f, I = 0.0f;
  for (int32 i = 0; i < polygon.m_count; ++i) {
    const b2Vec2 e1 = polygon.m_vertices[i] - middle;
    const b2Vec2 e2 = polygon.m_vertices[i + 1 < polygon.m_count ? i + 1 : 0] - middle;
    const float D = b2Cross(e1, e2), triangle = 0.5f * D;
    area += triangle;
    center += triangle * third * (e1 + e2);
    const float x2 = e1.x * e1.x + e2.x * e1.x + e2.x * e2.x;
    const float y2 = e1.y * e1.y + e2.y * e1.y + e2.y * e2.y;
    I += (0.25f * third * D) * (x2 + y2);
  }

  b2MassData mass;
  mass.mass = density * area;
  center *= 1.0f / area;
  mass.center = center + middle;
  mass.I = density * I;
  mass.I += mass.mass * (b2Dot(mass.center, mass.center) - b2Dot(center, center));
  return mass;
}

/// b2Body::ResetMassData with that.
inline void resetMass23(b2Body &body) {
  b2MassData sum = {0.0f, b2Vec2(0.0f, 0.0f), 0.0f};
  for (b2Fixture *fixture = body.GetFixtureList(); fixture; fixture = fixture->GetNext()) {
    if (fixture->GetDensity() == 0.0f) continue;
    b2MassData mass;
    if (fixture->GetType() == b2Shape::e_polygon) {
      const auto &polygon = static_cast<const b2PolygonShape &>(*fixture->GetShape());
      mass = mass23(polygon, fixture->GetDensity());
    } else {
      fixture->GetMassData(&mass);
    }
    sum.mass += mass.mass;
    sum.center += mass.mass * mass.center;
    sum.I += mass.I;
  }
  if (sum.mass > 0.0f) sum.center *= 1.0f / sum.mass;
  body.SetMassData(&sum);
}

#endif
