/// A walker's file to start from, which has every key that envs/README.md explains.
enum WalkerTemplate {
  /// The file of a walker called `name`.
  static func text(name: String) -> String {
    #"""
    # A walker of your own: every key, with what it means. Keys marked "optional" may be
    # left out. Meters, kilograms, seconds, newtons and radians; x points right, y up, angles turn
    # counterclockwise. Look at it: evo-rl check FILE --picture creature.png; train it: evo-rl train FILE
    name: \#(name)  # letters, digits, '-' and '_'; no environment that is built in has it
    summary: Run to the right on two legs with one hinge each.  # one sentence: what it has to do
    # origin: MuJoCo HalfCheetah  # optional: the model that it follows
    step_limit: 500  # an episode ends after so many steps
    # solved_at: 300  # optional: the mean return that counts as solved
    units_per_meter: 1  # optional; with 30 the lengths of this file are in units of 1/30 m

    physics:  # optional
      steps_per_second: 50
      gravity: 10
      velocity_iterations: 60  # more make stiffer joints and slower steps
      position_iterations: 20
      box2d: 2.4  # with 2.3 the joints are Gymnasium's, whose limits are stiffer

    # Names of your own choice. `at` and `angle` are the pose at the start, seen from `start: at`.
    bodies:
      trunk:
        box: [1.6, 0.4]  # width, height; or circle: radius, or polygon: [[x, y], ...] (convex, 3 to 8 corners),
        density: 2       # or polygons: [[[x, y], ...], ...]; density in kg per square meter
        friction: 0.2    # optional; a contact has the root of the product of both sides
        restitution: 0   # optional: how much it bounces, 0 to 1
        at: [0, 0]
        angle: 0         # optional
        group: body      # optional: a name for collides_with
        collides_with: [ground]  # optional: the groups that it bumps into
        color: "#4f7cac"  # optional, "#rrggbb"
        layer: 1          # optional: higher ones are drawn on top
        eye: [0.6, 0.08]  # optional: where an eye is drawn
      hind_leg: {box: [0.16, 0.8], density: 2, friction: 0.9, at: [-0.6, -0.4]}
      front_leg: {box: [0.16, 0.8], density: 2, friction: 0.9, at: [0.6, -0.4]}

    # Every joint with a motor is one number of the action, in -1...1: the sign is the direction, the size the share
    # of the torque that it may use. `anchors` is where it holds the first and the second body, in the frame of each.
    joints:
      hind_hip:
        # revolute (a hinge); prismatic slides along an `axis: [1, 0]`; wheel turns on a
        # `spring: {stiffness: 400, damping: 10}` along an `axis: [0, 1]`; distance holds the anchors apart, stiff or
        # by a `spring: {stiffness: 100, damping: 5, length: 1}`, and has no motor
        type: revolute  # optional
        between: [trunk, hind_leg]
        anchors: [[-0.6, 0], [0, 0.4]]
        limits: [-0.9, 0.9]  # optional, from the pose of the start on: radians, or lengths where it slides
        motor: {speed: 6, torque: 40}  # rad/s and N m; of a prismatic one m/s and force: N
      front_hip: {between: [trunk, front_leg], anchors: [[0.6, 0], [0, 0.4]], limits: [-0.9, 0.9], motor: {speed: 6, torque: 40}}

    # What it sees, in this order: value * scale + offset, where scale: 1 and offset: 0 are optional.
    #   of a body:  angle, angular_velocity, velocity_x, velocity_y, position_x, position_y, height (above the ground),
    #               distance, distance_x, distance_y (to: another body, or target), contact (1 while it touches the
    #               ground; until: first or last of its contacts ends), lidar (one number for each ray)
    #   of a joint: joint_angle, joint_speed, joint_translation (prismatic, wheel), joint_length (distance)
    sensors:
      - {sense: height, of: trunk}
      - {sense: angle, of: trunk}
      - {sense: angular_velocity, of: trunk, scale: 0.1}
      - {sense: velocity_x, of: trunk, scale: 0.2}
      - {sense: velocity_y, of: trunk, scale: 0.2}
      - {sense: joint_angle, of: hind_hip, scale: 1, offset: 0}
      - {sense: joint_speed, of: hind_hip, scale: 0.15}
      - {sense: joint_angle, of: front_hip}
      - {sense: joint_speed, of: front_hip, scale: 0.15}
      - {sense: contact, of: hind_leg, until: last}
      - {sense: contact, of: front_leg}
      - {sense: lidar, of: trunk, rays: 3, range: 4, first_angle: 0.3, angle_between: 0.4}  # 0 looks down, then ahead

    # All of it is optional; [low, high] is drawn anew each time, one number is fixed.
    terrain:
      points: 200  # corners of the ground, `spacing` apart
      spacing: 0.5
      height: 3  # of the base line
      friction: 2.5
      flat_start: 20  # points that are level
      grass: {roughness: 0.02, pull: 0.01, memory: 0.7}  # change of slope per point, pull back to the base line, slope kept
      # slope: 0.05                                    # a grade
      # hills: {height: [0.2, 0.6], length: [4, 8]}     # one after the other
      # profile: [[0, 0], [20, 1], [40, 0]]             # a given line
      # stretch: [5, 9]                                 # points of plain ground between two obstacles
      # obstacles: {stumps: {size: [1, 2], weight: 2}, stairs: {count: [3, 5], width: 4, rise: 1}, pits: {width: 3, depth: 4}}
      # conveyor: -0.5                                  # the surface runs at this speed, m/s
      # sway: {amplitude: [0.1, 0], period: 2}          # the ground moves to and fro
      # wind: {power: 5, turbulence: 0.5, steady: 0, of: trunk}  # gusts up to N and N m, a steady force

    # target: {x: [20, 30], height: 1}  # optional: a place for the sensors, rewards and rules with a distance

    start:
      at: [5, 0.85]  # x, and the height above the ground there
      push: {of: trunk, force: [2, 0]}  # optional: a random force up to this in the first step

    # A sum of weighted terms. Of a body: progress (meters along x), speed, tilt, tilt_change, spin, height,
    # height_change, distance, distance_change (to: another body, or target). Of all of it: torque and force (what
    # the motors ask for), alive (1 for every step).
    reward:
      - {term: progress, of: trunk, weight: 5}
      - {term: tilt_change, of: trunk, weight: -2}
      - {term: torque, weight: -0.0005}

    # Tried in order: touches_ground, tilted (angle), behind and beyond (x), below (y), reaches_target (distance).
    # A reward here takes the place of the last step's.
    end:
      - {when: tilted, of: trunk, angle: 1.5, reward: -10}
      - {when: behind, of: trunk, x: 0.5, reward: -10}
      - {when: beyond, of: trunk, x: 90}

    camera: {follow: trunk, width: 10, lead: 0.2}  # optional: meters that it shows; where the body stands, a share of it
    colors: {sky: "#d7e1ff", grass: "#4caf50", soil: "#8b6b4a", rock: "#999999"}  # optional

    """#
  }
}
