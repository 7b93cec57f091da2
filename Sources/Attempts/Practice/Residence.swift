public import Machines

/// In which practice machine an attempt lives, and as whom; kept with the attempt as text.
public struct Residence: Hashable, Sendable {
  /// The machine's name.
  public let name: String
  /// Of that start of the machine: the next one of the same name is another.
  public let instance: String
  /// Whose command it is in there.
  public let user: SessionRequest.User

  /// All members, as they are.
  public init(name: String, instance: String, user: SessionRequest.User) {
    self.name = name
    self.instance = instance
    self.user = user
  }

  /// Reads `NAME:INSTANCE:USER`; nil where it is none.
  public init?(_ text: String) {
    let parts = text.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
    guard parts.count == 3, let user = SessionRequest.User(rawValue: parts[2]) else { return nil }
    self.init(name: parts[0], instance: parts[1], user: user)
  }

  /// `NAME:INSTANCE:USER`.
  public var text: String { "\(name):\(instance):\(user.rawValue)" }
}
