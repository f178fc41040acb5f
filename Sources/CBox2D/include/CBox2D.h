// One physics world of a walker behind a C face: Box2D 2.4 bodies, joints and probes.
//
// A world is made once per lane from a definition, built anew by every reset, and stepped in one
// call that drives the motors, advances time, probes and reads everything back. Worlds are
// independent: each may be used by one thread at a time, different worlds by different threads.
// Units are meters, kilograms, seconds and radians.
#ifndef CBOX2D_H
#define CBOX2D_H

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#pragma clang assume_nonnull begin

typedef struct cb2_world cb2_world;

typedef struct {
  float x, y;
} cb2_vector;

typedef struct {
  cb2_vector position;
  float angle;
} cb2_body;

enum { CB2_MAX_CORNERS = 8 };

/// A convex polygon or a circle fixed to a body, in the frame of the body.
typedef struct {
  int32_t body;
  /// 3...8 corners; or 0 for an upright box around the origin whose half sizes are corners[0].
  int32_t corner_count;
  cb2_vector corners[CB2_MAX_CORNERS];
  /// Above 0 for a circle of this radius around the origin, which has no corners.
  float radius;
  float density, friction, restitution;
  /// Collision groups as bits; CB2_GROUND is the terrain's.
  uint16_t group, collides_with;
} cb2_shape;

enum { CB2_GROUND = 1 };

/// What a joint lets its bodies do.
enum {
  /// Turn about the anchor. The angle is 0 in the pose in which the bodies start.
  CB2_REVOLUTE,
  /// Slide along the axis, without turning.
  CB2_PRISMATIC,
  /// Turn about the anchor, which a spring holds on the axis.
  CB2_WHEEL,
  /// Keep a distance between the anchors: a rod, a rope or a spring.
  CB2_DISTANCE
};

typedef struct {
  int32_t kind;
  int32_t body_a, body_b;
  cb2_vector anchor_a, anchor_b;
  /// The direction of slides and springs of wheels in the frame of body_a, of length 1.
  cb2_vector axis;
  /// Limits of the angle, of the way along the axis, or of the distance. Without limits a distance
  /// that no spring holds stays as it is at the start.
  int32_t has_limits;
  float lower, upper;
  /// Radians or meters per second, newton meters or newtons; a joint without a motor has force 0.
  float motor_speed, motor_force;
  /// Of the spring, in N/m and N s/m; a joint without one has stiffness 0. The rest length is that
  /// of a distance only.
  float stiffness, damping, rest_length;
} cb2_joint;

/// What is measured beside bodies and joints.
enum {
  /// The free share of a ray from the origin of the body to a fixed offset in world directions; it
  /// sees only the ground.
  CB2_RAY,
  /// Of the origin of the body above the ground.
  CB2_HEIGHT,
  /// From the origin of the body to that of another body or to the target.
  CB2_DISTANCE_TO,
  CB2_DISTANCE_X_TO,
  CB2_DISTANCE_Y_TO
};

enum { CB2_TARGET = -1 };

typedef struct {
  int32_t kind;
  int32_t body;
  cb2_vector offset;
  /// The other body, or CB2_TARGET.
  int32_t to;
} cb2_probe;

/// The version of Box2D whose mathematics a world follows.
enum {
  /// Box2D 2.4.1, with the limits of hinges acting only in steps that begin at or beyond them.
  CB2_VERSION_2_4,
  /// Box2D 2.3: its hinges, and its order of arithmetic for gravity and forces.
  CB2_VERSION_2_3
};

typedef struct {
  const cb2_body *_Nullable bodies;
  const cb2_shape *_Nullable shapes;
  const cb2_joint *_Nullable joints;
  const cb2_probe *_Nullable probes;
  int32_t body_count, shape_count, joint_count, probe_count;
  float gravity;
  float time_step;
  int32_t velocity_iterations, position_iterations;
  /// Whether bodies at rest fall asleep.
  int32_t can_sleep;
  /// Whether a ground of these worlds may move.
  int32_t moving_ground;
  int32_t version;
} cb2_definition;

/// An upright box of the ground.
typedef struct {
  cb2_vector low, high;
} cb2_block;

/// The terrain of one episode: a chain of edges, solid from both sides, and blocks. The points must
/// go from left to right, and so must the sides of the blocks.
typedef struct {
  const cb2_vector *_Nullable points;
  const cb2_block *_Nullable blocks;
  int32_t point_count, block_count;
  float friction;
  /// Meters per second by which the surface runs to the right, as a conveyor does.
  float conveyor;
  /// The whole ground sways by sway * (sin(t) - sin(phase)), t = phase + 2 pi time / period.
  cb2_vector sway;
  float sway_period, sway_phase;
  cb2_vector target;
} cb2_ground;

/// What is read back of each body, in this order.
enum {
  CB2_X,
  CB2_Y,
  CB2_ANGLE,
  CB2_VELOCITY_X,
  CB2_VELOCITY_Y,
  CB2_ANGULAR_VELOCITY,
  /// 1 while the body touches the ground.
  CB2_CONTACT,
  /// 1 after a contact with the ground began, 0 after any one ended, even if another lasts.
  CB2_LAST_CONTACT_EVENT,
  /// 1 once the body has touched the ground in this episode.
  CB2_TOUCHED,
  CB2_BODY_READINGS
};

/// What is read back of each joint.
enum {
  /// 0 for joints that do not turn.
  CB2_JOINT_ANGLE,
  /// Of the angle, or where there is none of the translation.
  CB2_JOINT_SPEED,
  /// The way along the axis, or the distance of the anchors; 0 for a hinge.
  CB2_JOINT_TRANSLATION,
  CB2_JOINT_READINGS
};

enum {
  CB2_OK = 0,
  /// The state holds a NaN or an infinity, or there was no reset yet; a reset helps.
  CB2_NOT_FINITE = 1
};

/// Copies the definition and allocates all that it needs.
cb2_world *cb2_world_create(const cb2_definition *definition);
void cb2_world_destroy(cb2_world *world);

/// Builds the episode's world from nothing: the ground, then bodies, shapes and joints at rest.
/// During the first step the force acts on the center of mass of the body 'pushed'.
void cb2_world_reset(
  cb2_world *world, const cb2_ground *ground, int32_t pushed, cb2_vector force);

/// One float per joint in -1...1, read by the next step: the sign sets the direction in which the
/// motor turns or slides at its speed, the size the share of its torque or force that it may use.
float *cb2_world_drives(cb2_world *world);

/// Changes the momentum of a body by an impulse at a point of the world, at once.
void cb2_world_kick(cb2_world *world, int32_t body, cb2_vector impulse, cb2_vector point);

/// Lets a force at the center of mass and a torque act on a body during the next step.
void cb2_world_push(cb2_world *world, int32_t body, cb2_vector force, float torque);

/// How far the ground has moved since the start.
cb2_vector cb2_world_ground_offset(const cb2_world *world);

/// 1 while a body moves; 0 once it rests and fell asleep.
int32_t cb2_world_is_awake(const cb2_world *world, int32_t body);

/// CB2_BODY_READINGS per body, CB2_JOINT_READINGS per joint, then one float per probe.
const float *cb2_world_readings(const cb2_world *world);

/// Advances by one time step and refreshes the readings. Returns CB2_OK or CB2_NOT_FINITE, in
/// which case the readings are stale.
int32_t cb2_world_step(cb2_world *world);

// MARK: - Worlds in lanes

/// Steps worlds of one creature together, one world per SIMD lane, bit for bit as cb2_world_step
/// does one after the other. It keeps nothing between steps: a world may be stepped in any way at
/// any time. To be used by one thread at a time.
typedef struct cb2_lanes cb2_lanes;

/// Why worlds of a creature cannot step in lanes.
enum {
  CB2_FITS,
  /// Not the 2.4.1 whose operations the lanes repeat.
  CB2_OTHER_BOX2D,
  /// Not an x86-64, where Debian's Box2D is compiled without fused multiply-adds.
  CB2_OTHER_PROCESSOR,
  /// Not all bodies hang together by joints.
  CB2_SEVERAL_ISLANDS,
  /// A body without mass, or so small that its inertia is 0.
  CB2_WITHOUT_MASS,
  /// A shape that is a circle.
  CB2_WITH_CIRCLES,
  /// A joint that is no hinge.
  CB2_OTHER_JOINTS,
  /// A ground that may move.
  CB2_MOVING_GROUND
};

int32_t cb2_lanes_fit(const cb2_definition *definition);

/// For a creature that fits.
cb2_lanes *cb2_lanes_create(const cb2_definition *definition);
void cb2_lanes_destroy(cb2_lanes *lanes);

/// Does what cb2_world_step does with each of the worlds, which were made from the definition of
/// the lanes, and writes what it returns into 'results'.
void cb2_lanes_step(
  cb2_lanes *lanes, cb2_world *_Nonnull const *_Nonnull worlds, int32_t count, int32_t *results);

/// The instruction sets that the lanes were compiled for. All give the same bits.
enum {
  CB2_BASELINE,
#if defined(__x86_64__)
  CB2_AVX2,
  CB2_AVX512,
#endif
  CB2_VARIANTS
};

/// 1 if this processor can run the variant.
int32_t cb2_variant_available(int32_t variant);
/// Takes the variant for all later steps of the process; 0 if this processor cannot run it. The
/// best one is taken at first.
int32_t cb2_select_variant(int32_t variant);
int32_t cb2_variant(void);

#pragma clang assume_nonnull end

#ifdef __cplusplus
}
#endif
#endif
