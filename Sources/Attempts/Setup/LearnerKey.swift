import Crypto
import FoundationEssentials
public import Progress

/// Who the learner is, and the key that their numbers are drawn from.
///
/// The instructor's key file names a learner and holds HMAC(course secret, learner id); without one
/// a random key is drawn once and kept with the progress. The Unix user says nothing: on class
/// machines everybody is `student`.
public struct LearnerKey: Sendable {
  /// Whose key it is.
  public let learner: Learner
  let key: SymmetricKey

  /// Where an instructor puts a learner key, unless `LAB_LEARNER` names another file.
  public static let defaultPath = "/etc/lab/learner"

  /// Reads the key file, else what the progress knows; nil when nobody has been asked yet.
  ///
  /// - Throws: `AttemptError` when a key file is there but is not one.
  public static func find(
    environment: [String: String], store: ProgressStore
  ) throws -> LearnerKey? {
    let path = environment["LAB_LEARNER"] ?? defaultPath
    if let text = try? String(contentsOfFile: path, encoding: .utf8) {
      return try LearnerKey(keyFile: text, path: path)
    }
    guard let known = try store.learner() else { return nil }
    return LearnerKey(learner: known)
  }

  /// A learner known by what they said at the first run; the key is random.
  public static func make(email: String, name: String) -> Learner {
    let random = SymmetricKey(size: .bits256)
    let hex = random.withUnsafeBytes { bytes in hexadecimal(bytes) }
    let id = email.isEmpty ? "me-" + hex.prefix(6) : email.lowercased()
    return Learner(id: id, email: email, name: name, key: hex)
  }

  init(learner: Learner) {
    self.learner = learner
    key = SymmetricKey(data: Array(learner.key.utf8))
  }

  /// Lines `id=`, `email=`, `name=` and `key=` (hexadecimal digits).
  init(keyFile text: String, path: String) throws {
    var values: [String: String] = [:]
    for line in text.split(separator: "\n") {
      guard let equals = line.firstIndex(of: "=") else { continue }
      let name = line[..<equals].filter { $0 != " " }
      values[String(name)] = String(line[line.index(after: equals)...])
    }
    guard let id = values["id"], let key = values["key"], key.count >= 16 else {
      throw AttemptError("\(path): not a learner key: it needs lines id=… and key=…")
    }
    self.init(
      learner: Learner(
        id: id, email: values["email"] ?? "", name: values["name"] ?? "", key: key))
  }

  /// 32 bytes that decide the numbers of an exercise: HMAC-SHA-256(key, exercise and round).
  func drawBytes(exercise: String, round: Int) -> [UInt8] {
    let message = Array("\(exercise)\n\(round)".utf8)
    return Array(HMAC<SHA256>.authenticationCode(for: message, using: key))
  }
}

/// Lower-case hexadecimal digits, two a byte.
func hexadecimal(_ bytes: some Sequence<UInt8>) -> String {
  let digits = Array("0123456789abcdef".utf8)
  var out: [UInt8] = []
  for byte in bytes {
    out.append(digits[Int(byte >> 4)])
    out.append(digits[Int(byte & 15)])
  }
  return String(decoding: out, as: UTF8.self)
}
