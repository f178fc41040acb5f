import CBox2D

/// Where each reading of a walker's world lies in the flat list that a step refreshes.
struct Readings {
  let bodyCount: Int
  let jointCount: Int

  func body(_ body: Int, _ channel: BodyChannel) -> Int {
    body * CB2_BODY_READINGS + channel.rawValue
  }

  func joint(_ joint: Int, _ channel: JointChannel) -> Int {
    body(bodyCount, .x) + joint * CB2_JOINT_READINGS + channel.rawValue
  }

  func probe(_ probe: Int) -> Int { joint(jointCount, .angle) + probe }
}

enum BodyChannel: Int {
  case x, y, angle, velocityX, velocityY, angularVelocity
  case contact, lastContactEvent, touched
}

enum JointChannel: Int {
  case angle, speed, translation
}
