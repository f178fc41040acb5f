/// Words of Box2D, MuJoCo and Gymnasium that a walker's file does not know, each with what does it here.
///
/// They are listed in small letters without `-` and `_`, and stand for every way of writing.
struct ForeignWords: ExpressibleByDictionaryLiteral {
  private let answers: [String: String]

  init(dictionaryLiteral elements: (String, String)...) {
    // A word that is listed twice keeps its first answer.
    answers = Dictionary(elements) { first, _ in first }
  }

  private init(_ answers: [String: String]) { self.answers = answers }

  func answer(to word: String) -> String? {
    answers[word.lowercased().filter { $0 != "_" && $0 != "-" }]
  }

  /// These answers, and where they have none those of `other`.
  fileprivate func over(_ other: ForeignWords) -> ForeignWords {
    ForeignWords(answers.merging(other.answers) { mine, _ in mine })
  }
}

extension ForeignWords {
  static let ofFile: ForeignWords = [
    "wind": "use 'terrain: {wind: {power, turbulence}}'",
    "gravity": "use 'physics: {gravity}'", "actuator": motors, "actuators": motors,
    "motors": motors, "springs": springs, "spring": springs,
    "goal": "use 'target: {x, height}'", "ground": "use 'terrain'",
  ]

  static let ofBodies: ForeignWords = [
    "capsule": rounds, "ellipse": rounds, "ellipsoid": rounds, "sphere": rounds,
    "cylinder": rounds, "circles": rounds, "radius": "use 'circle: radius'",
    "edge": corners, "chain": corners, "mesh": corners,
    "mass": "use 'density', in kilograms per square meter",
    "inertia": "use 'density', in kilograms per square meter",
    "type": "every body moves; what stands still belongs to 'terrain'",
    "position": "use 'at: [x, y]'", "pos": "use 'at: [x, y]'", "rgba": "use 'color'",
    "gravityscale": "use 'physics: {gravity}' for all bodies",
    "fixedrotation": "use a joint of type 'prismatic', which does not turn",
    "lineardamping": damped, "angulardamping": damped, "damping": damped,
    "bullet": "no body passes through the ground",
    "issensor": "use 'collides_with: []' for a body that meets nothing",
  ]

  /// In the place of a body's name.
  static let bodies: ForeignWords = ["ground": held, "world": held, "worldbody": held]

  static let typesOfJoints: ForeignWords = [
    "hinge": "use 'revolute'", "slide": "use 'prismatic'", "slider": "use 'prismatic'",
    "spring": "use 'distance' with a 'spring'", "rod": "use 'distance'",
    "rope": "use 'distance' with 'limits: [0, length]'",
    "weld": welded, "fixed": welded, "ball": "use 'revolute'; the world is flat",
    "free": "a body that no joint leads to is free",
    "pulley": "use 'distance' with 'limits'", "gear": "use a 'motor' for each joint",
    "motor": "use a 'motor' in a joint of another type",
    "mouse": "use a 'prismatic' joint with a motor",
    "friction": "use a 'spring' with 'damping'",
  ]

  static let ofJoints: ForeignWords = [
    "enablelimit": limits, "range": limits, "lowerangle": limits, "upperangle": limits,
    "lowertranslation": limits, "uppertranslation": limits, "minlength": limits,
    "maxlength": limits, "enablemotor": motors, "motorspeed": motors, "maxmotortorque": motors,
    "maxmotorforce": motors, "speed": motors, "torque": motors, "force": motors,
    "stiffness": sprung, "damping": sprung, "frequency": sprung, "frequencyhz": sprung,
    "dampingratio": sprung, "length": "use 'spring: {length}', or 'limits: [length, length]'",
    "bodya": "use 'between'", "bodyb": "use 'between'", "bodies": "use 'between'",
    "anchor": "use 'anchors', one in the frame of each body",
    "localanchora": "use 'anchors'", "localanchorb": "use 'anchors'",
    "localaxisa": "use 'axis'", "direction": "use 'axis'",
    "referenceangle": "the angle is 0 in the pose of the start",
    "ref": "the angle is 0 in the pose of the start",
    "collideconnected": "use 'group' and 'collides_with' of the bodies",
    "frictionloss": sprung, "armature": "use a larger 'density' of a body",
  ]

  static let ofHinges = ForeignWords([
    "spring": "use the type 'wheel', or one more joint of type 'distance' with a 'spring'",
    "axis": "a revolute joint turns about its anchor and has none",
  ]).over(ofJoints)

  static let ofSlides = ForeignWords([
    "spring": "use one more joint of type 'distance' with a 'spring', between the same bodies"
  ]).over(ofJoints)

  static let ofDistances = ForeignWords([
    "motor": "use a 'prismatic' joint with a motor",
    "axis": "a distance lies between its 'anchors'",
  ]).over(ofJoints)

  static let ofTurningMotors = ForeignWords([
    "force": "use 'torque', since this joint turns", "maxtorque": "use 'torque'",
  ]).over(ofMotors)

  static let ofSlidingMotors = ForeignWords([
    "torque": "use 'force', since this joint slides", "maxforce": "use 'force'",
  ]).over(ofMotors)

  private static let ofMotors: ForeignWords = [
    "position": servo, "kp": servo, "kv": servo, "servo": servo, "gear": servo,
    "ctrlrange": "an action is in -1...1",
  ]

  static let ofSprings: ForeignWords = [
    "frequency": oscillation, "frequencyhz": oscillation, "dampingratio": oscillation,
    "restlength": "use 'length'", "springref": "use 'length'",
  ]

  static let senses: ForeignWords = [
    "gyro": "use 'angular_velocity'", "velocimeter": "use 'velocity_x' and 'velocity_y'",
    "velocity": "use 'velocity_x' and 'velocity_y'",
    "accelerometer": "use 'velocity_x' and 'velocity_y'",
    "position": places, "framepos": places, "x": places, "y": places,
    "target": "use 'distance', 'distance_x' or 'distance_y'",
    "touch": "use 'contact'", "force": "use 'contact'", "torque": "use 'contact'",
    "qpos": "use 'joint_angle', 'joint_translation' or 'joint_length'",
    "jointpos": "use 'joint_angle', 'joint_translation' or 'joint_length'",
    "jointposition": "use 'joint_angle', 'joint_translation' or 'joint_length'",
    "qvel": "use 'joint_speed'", "jointvel": "use 'joint_speed'",
    "jointvelocity": "use 'joint_speed'", "rangefinder": "use 'lidar'", "camera": "use 'lidar'",
    "image": "use 'lidar'", "wind": "it shows in 'velocity_x' and 'angular_velocity'",
  ]

  static let rewards: ForeignWords = [
    "forward": "use 'progress' or 'speed'", "velocity": "use 'speed'",
    "position": "use 'progress'", "x": "use 'progress'",
    "target": "use 'distance' or 'distance_change' with a negative weight",
    "control": efforts, "ctrlcost": efforts, "energy": efforts, "effort": efforts,
    "healthy": "use 'alive'", "survive": "use 'alive'", "angle": "use 'tilt'",
    "contact": "use a rule of 'end' with a 'reward'",
  ]

  static let rules: ForeignWords = [
    "target": "use 'reaches_target'", "goal": "use 'reaches_target'",
    "near": "use 'reaches_target'", "time": "use 'step_limit'", "timeout": "use 'step_limit'",
    "fallen": "use 'touches_ground' or 'tilted'",
  ]

  static let ofTerrain: ForeignWords = [
    "moving": moving, "movingground": moving, "motion": moving, "velocity": moving,
    "speed": moving, "treadmill": "use 'conveyor: speed'", "belt": "use 'conveyor: speed'",
    "platform": moving, "platforms": moving, "earthquake": "use 'sway: {amplitude, period}'",
    "gravity": "use 'physics: {gravity}'", "windpower": "use 'wind: {power}'",
    "turbulencepower": "use 'wind: {turbulence}'", "hfield": "use 'profile'",
    "heightfield": "use 'profile'", "heights": "use 'profile'", "walls": "use 'obstacles'",
    "boxes": "use 'obstacles'", "water": "the ground is solid everywhere",
    "restitution": "use 'restitution' of a body", "target": "it is a key of the file",
  ]

  private static let motors = "use 'motor: {speed, torque}' of a joint, with 'force' in a slide"
  private static let springs = "use joints of type 'distance' or 'wheel' with a 'spring'"
  private static let rounds = "use 'circle: radius', 'box' or 'polygons'"
  private static let corners = "use 'polygon' or 'polygons'"
  private static let damped = "use a 'spring' with 'damping', or 'friction'"
  private static let welded = "use one body with 'polygons', or 'revolute' with 'limits: [0, 0]'"
  private static let limits = "use 'limits: [low, high]'"
  private static let sprung =
    "use 'spring: {stiffness, damping}' of a joint of type 'wheel' or 'distance'"
  private static let servo = "a motor has a 'speed' and the most that it may use to hold it"
  private static let oscillation =
    "use 'stiffness' = m (2 pi f)^2 and 'damping' = 2 m ratio (2 pi f) for the mass m it carries"
  private static let places = "use 'position_x', 'position_y' or 'height'"
  private static let efforts = "use 'torque' or 'force' with a negative weight"
  private static let held = "a joint holds two bodies; one that is wide and heavy stands by itself"
  private static let moving = "use 'conveyor: speed' or 'sway: {amplitude, period}'"
}
