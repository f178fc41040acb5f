// Where a shape is at the two ends of a step, and two tests that are exact because they answer
// only when the answer is far from the border: no contact point, no impact.
#ifndef TRACK_HPP
#define TRACK_HPP

#include <box2d/box2d.h>

namespace lanes {

/// Meters by which a test must be sure of its answer. Rounding moves a corner by less than a tenth
/// of this as long as a world is within `certainRange`.
constexpr float margin = 0.001f;
constexpr float certainRange = 1000.0f;
constexpr float certainAngle = 100.0f;

/// Shapes touch within the sum of two polygon radii, measured along an axis; with the corners of
/// two faces beyond each other, within the square root of 2 of it.
constexpr float touchReach = 2.0f * b2_polygonRadius;
constexpr float cornerReach = 1.5f * touchReach;

/// b2TimeOfImpact's `target` + `tolerance` for two polygon radii.
constexpr float impactReach = touchReach - 3.0f * b2_linearSlop + 0.25f * b2_linearSlop;

/// The corners of a polygon in the world.
struct Corners {
  b2Vec2 at[b2_maxPolygonVertices];
  b2Vec2 low, high;

  void place(const b2PolygonShape &shape, const b2Transform &transform) {
    low = high = at[0] = b2Mul(transform, shape.m_vertices[0]);
    for (int i = 1; i < shape.m_count; ++i) {
      at[i] = b2Mul(transform, shape.m_vertices[i]);
      low = b2Min(low, at[i]);
      high = b2Max(high, at[i]);
    }
  }

  /// b2PolygonShape::ComputeAABB.
  b2AABB box(const b2PolygonShape &shape) const {
    const b2Vec2 skin(shape.m_radius, shape.m_radius);
    b2AABB box;
    box.lowerBound = low - skin;
    box.upperBound = high + skin;
    return box;
  }
};

/// Whether b2DynamicTree::MoveProxy would change the tree: the box in it does not hold the new one,
/// or is much larger.
inline bool hasToMove(const b2AABB &inTree, const b2AABB &box, const b2Vec2 &way) {
  if (!inTree.Contains(box)) return true;
  const b2Vec2 r(b2_aabbExtension, b2_aabbExtension), d = b2_aabbMultiplier * way;
  b2AABB fat;
  fat.lowerBound = box.lowerBound - r;
  fat.upperBound = box.upperBound + r;
  (d.x < 0.0f ? fat.lowerBound.x : fat.upperBound.x) += d.x;
  (d.y < 0.0f ? fat.lowerBound.y : fat.upperBound.y) += d.y;
  b2AABB huge;
  huge.lowerBound = fat.lowerBound - 4.0f * r;
  huge.upperBound = fat.upperBound + 4.0f * r;
  return !huge.Contains(inTree);
}

/// One shape of a moving body during a step.
struct Track {
  const b2PolygonShape *shape;
  const b2Transform *transform;
  Corners start, end;
  /// What the way of a corner may leave the straight line between its ends by.
  float bulge;
  bool isCertain;
};

inline bool isWithin(const b2Vec2 &low, const b2Vec2 &high, float range) {
  return low.x > -range && low.y > -range && high.x < range && high.y < range;
}

/// Whether two boxes are farther apart than `gap` along x or y.
inline bool areApart(
  const b2Vec2 &low, const b2Vec2 &high, const b2Vec2 &otherLow, const b2Vec2 &otherHigh,
  float gap) {
  return low.x - otherHigh.x > gap || otherLow.x - high.x > gap || low.y - otherHigh.y > gap ||
         otherLow.y - high.y > gap;
}

/// A shape of the ground: an edge or an upright block.
struct Obstacle {
  const b2EdgeShape *edge = nullptr;
  b2Vec2 low, high;
  int count;
  b2Vec2 corners[4];

  explicit Obstacle(b2Fixture &fixture) {
    const b2Shape *shape = fixture.GetShape();
    if (shape->m_type == b2Shape::e_edge) {
      edge = static_cast<const b2EdgeShape *>(shape);
      low = b2Min(edge->m_vertex1, edge->m_vertex2);
      high = b2Max(edge->m_vertex1, edge->m_vertex2);
      count = 2;
      corners[0] = edge->m_vertex1, corners[1] = edge->m_vertex2;
    } else {
      const auto *block = static_cast<const b2PolygonShape *>(shape);
      count = block->m_count;
      low = high = corners[0] = block->m_vertices[0];
      for (int i = 1; i < count; ++i) {
        corners[i] = block->m_vertices[i];
        low = b2Min(low, corners[i]);
        high = b2Max(high, corners[i]);
      }
    }
  }

  /// Whether all given corners lie on one side of the edge's line, farther than `gap` from it.
  bool hasOnOneSide(const b2Vec2 *points, int pointCount, bool &isLeft, float gap) const {
    const b2Vec2 along = edge->m_vertex2 - edge->m_vertex1;
    float least = b2Cross(along, points[0] - edge->m_vertex1), most = least;
    for (int i = 1; i < pointCount; ++i) {
      const float area = b2Cross(along, points[i] - edge->m_vertex1);
      least = b2Min(least, area);
      most = b2Max(most, area);
    }
    isLeft = least > 0.0f;
    const float nearest = isLeft ? least : -most;
    return nearest > 0.0f && nearest * nearest > gap * gap * b2Dot(along, along);
  }
};

/// Whether Box2D's collision of the two would surely find no contact point now.
inline bool cannotTouch(const Track &track, const Obstacle &obstacle) {
  if (!track.isCertain) return false;
  const Corners &corners = track.start;
  const float gap = (obstacle.edge ? cornerReach : touchReach) + margin;
  if (areApart(corners.low, corners.high, obstacle.low, obstacle.high, gap)) return true;
  bool isLeft;
  const int count = track.shape->m_count;
  if (obstacle.edge && obstacle.hasOnOneSide(corners.at, count, isLeft, touchReach + margin)) {
    return true;
  }
  for (int i = 0; i < count; ++i) {
    const b2Vec2 normal = b2Mul(track.transform->q, track.shape->m_normals[i]);
    float nearest = b2Dot(normal, obstacle.corners[0] - corners.at[i]);
    for (int k = 1; k < obstacle.count; ++k) {
      nearest = b2Min(nearest, b2Dot(normal, obstacle.corners[k] - corners.at[i]));
    }
    if (nearest > touchReach + margin) return true;
  }
  return false;
}

/// Whether the shape, on its way from start to end, surely stays clear of the obstacle.
inline bool cannotHit(const Track &track, const Obstacle &obstacle) {
  if (!track.isCertain) return false;
  const float gap = impactReach + margin + track.bulge;
  const b2Vec2 low = b2Min(track.start.low, track.end.low);
  const b2Vec2 high = b2Max(track.start.high, track.end.high);
  if (areApart(low, high, obstacle.low, obstacle.high, gap)) return true;
  if (obstacle.edge == nullptr) return false;
  const int count = track.shape->m_count;
  bool startsLeft, endsLeft;
  return obstacle.hasOnOneSide(track.start.at, count, startsLeft, gap) &&
         obstacle.hasOnOneSide(track.end.at, count, endsLeft, gap) && startsLeft == endsLeft;
}

}  // namespace lanes

#endif
