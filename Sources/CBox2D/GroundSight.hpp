// How far a ray goes before it meets the ground, and how high the ground is.
//
// The ground is a chain of points from left to right and blocks from left to right, so the few that
// a short ray can meet are found by place. Box2D's own ray cast searches the tree of all shapes and
// costs four times as much, a tenth of an environment step.
#ifndef GROUND_SIGHT_HPP
#define GROUND_SIGHT_HPP

#include <algorithm>
#include <vector>

#include "CBox2D.h"

class GroundSight {
public:
  void look(const cb2_ground &ground) {
    points.assign(ground.points, ground.points + ground.point_count);
    blocks.assign(ground.blocks, ground.blocks + ground.block_count);
  }

  /// The share of the way from 'from' to 'from' + 'way' that is free, in 0...1.
  float freeShare(cb2_vector from, cb2_vector way) const {
    return nearestBlock(from, way, nearestEdge(from, way));
  }

  /// The highest ground at a place; level on beyond the ends.
  float height(float x) const {
    if (points.empty()) return 0.0f;
    const auto after = std::upper_bound(
      points.begin(), points.end(), x, [](float x, cb2_vector p) { return x < p.x; });
    float height = after == points.begin() ? points.front().y : (after - 1)->y;
    if (after != points.begin() && after != points.end()) {
      const cb2_vector from = *(after - 1), to = *after;
      height += (to.y - from.y) * ((x - from.x) / (to.x - from.x));
    }
    auto block = std::lower_bound(
      blocks.begin(), blocks.end(), x, [](cb2_block b, float x) { return b.high.x < x; });
    for (; block != blocks.end() && block->low.x <= x; ++block) {
      height = std::max(height, block->high.y);
    }
    return height;
  }

private:
  std::vector<cb2_vector> points;
  std::vector<cb2_block> blocks;

  static float cross(cb2_vector a, cb2_vector b) { return a.x * b.y - a.y * b.x; }
  static cb2_vector minus(cb2_vector a, cb2_vector b) { return {a.x - b.x, a.y - b.y}; }

  /// Where the ray crosses the segment from a to b; 1 if it does not.
  static float crossing(cb2_vector from, cb2_vector way, cb2_vector a, cb2_vector b) {
    const cb2_vector along = minus(b, a), toStart = minus(a, from);
    const float scale = cross(way, along);
    if (scale == 0.0f) return 1.0f;
    const float share = cross(toStart, along) / scale;
    const float place = cross(toStart, way) / scale;
    return share >= 0.0f && share < 1.0f && place >= 0.0f && place <= 1.0f ? share : 1.0f;
  }

  /// Visits the edges in the order in which the ray passes over them: the first crossing is the
  /// nearest.
  float nearestEdge(cb2_vector from, cb2_vector way) const {
    if (points.size() < 2) return 1.0f;
    const auto after = std::upper_bound(
      points.begin(), points.end(), from.x, [](float x, cb2_vector p) { return x < p.x; });
    const ptrdiff_t last = static_cast<ptrdiff_t>(points.size()) - 2;
    ptrdiff_t edge = std::clamp<ptrdiff_t>(after - points.begin() - 1, 0, last);
    const float end = from.x + way.x;
    if (way.x >= 0.0f) {
      for (; edge <= last && points[edge].x <= end; ++edge) {
        const float share = crossing(from, way, points[edge], points[edge + 1]);
        if (share < 1.0f) return share;
      }
    } else {
      for (; edge >= 0 && points[edge + 1].x >= end; --edge) {
        const float share = crossing(from, way, points[edge], points[edge + 1]);
        if (share < 1.0f) return share;
      }
    }
    return 1.0f;
  }

  float nearestBlock(cb2_vector from, cb2_vector way, float nearest) const {
    const float left = std::min(from.x, from.x + way.x), right = std::max(from.x, from.x + way.x);
    auto block = std::lower_bound(
      blocks.begin(), blocks.end(), left, [](cb2_block b, float x) { return b.high.x < x; });
    for (; block != blocks.end() && block->low.x <= right; ++block) {
      nearest = std::min(nearest, entry(from, way, *block));
    }
    return nearest;
  }

  /// Where the ray enters the block; 1 if it does not, or starts inside, as in Box2D.
  static float entry(cb2_vector from, cb2_vector way, cb2_block block) {
    float enter = 0.0f, leave = 1.0f;
    bool isOutside = false;
    const float starts[2] = {from.x, from.y}, ways[2] = {way.x, way.y};
    const float lows[2] = {block.low.x, block.low.y}, highs[2] = {block.high.x, block.high.y};
    for (int axis = 0; axis < 2; ++axis) {
      const float low = lows[axis] - starts[axis], high = highs[axis] - starts[axis];
      if (low > 0.0f || high < 0.0f) isOutside = true;
      if (ways[axis] == 0.0f) {
        if (low > 0.0f || high < 0.0f) return 1.0f;
        continue;
      }
      const float a = low / ways[axis], b = high / ways[axis];
      enter = std::max(enter, std::min(a, b));
      leave = std::min(leave, std::max(a, b));
    }
    return isOutside && enter <= leave ? enter : 1.0f;
  }
};

#endif
