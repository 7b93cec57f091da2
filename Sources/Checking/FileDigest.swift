internal import Crypto
internal import Record

/// What tells whether a file still has the bytes that the lab wrote.
package enum FileDigest {
  /// SHA-256 in lower-case hexadecimal digits, as sha256sum(1) prints it.
  package static func sha256(_ bytes: some Sequence<UInt8>) -> String {
    SHA256.hash(data: Array(bytes)).map { byte in
      let digits = String(byte, radix: 16)
      return digits.count < 2 ? "0\(digits)" : digits
    }.joined()
  }
}

extension Scene {
  /// The digest of a file as the lab wrote it last; nil where it wrote none of this path.
  func digestWritten(_ path: String) -> String? {
    for action in timeline.actions.reversed() {
      if case .wrote(let written, let digest) = action.value, written == path { return digest }
    }
    return nil
  }
}
