import CLinux
import Glibc

/// A number with so many digits behind the point: Foundation's format, without Foundation.
func fixed(_ value: Double, _ digits: Int) -> String {
  guard value.isFinite, abs(value) < 1e12 else { return "0" }
  var scale = 1.0
  for _ in 0..<digits { scale *= 10 }
  let scaled = UInt64((abs(value) * scale).rounded())
  let whole = scaled / UInt64(scale)
  let sign = value < 0 && scaled > 0 ? "-" : ""
  if digits == 0 { return sign + String(whole) }
  let rest = String(scaled % UInt64(scale))
  return sign + String(whole) + "." + String(repeating: "0", count: digits - rest.utf8.count) + rest
}

/// A number as a person would write it: 0.0005, 32, 0.1.
func trimmed(_ value: Double) -> String {
  var text = fixed(value, 10)
  while text.hasSuffix("0") { text.removeLast() }
  if text.hasSuffix(".") { text.removeLast() }
  return text
}

func padded(_ text: String, _ width: Int) -> String {
  text + String(repeating: " ", count: max(1, width - text.utf8.count))
}

/// The last component of a path.
func lastComponent(_ path: String) -> String {
  path.split(separator: "/").last.map(String.init) ?? path
}

/// The path without its last component; "" if it has only one.
func parentPath(_ path: String) -> String {
  guard let slash = path.lastIndex(of: "/") else { return "" }
  return slash == path.startIndex ? "/" : String(path[..<slash])
}

func under(_ directory: String, _ path: String) -> String {
  path.hasPrefix("/") || directory == "." ? path : directory + "/" + path
}

/// `text` as a JSON string.
func quoted(_ text: String) -> String {
  var out = "\""
  for scalar in text.unicodeScalars {
    switch scalar {
    case "\"": out += "\\\""
    case "\\": out += "\\\\"
    case "\n": out += "\\n"
    case "\t": out += "\\t"
    case "\r": out += "\\r"
    case _ where scalar.value < 0x20:
      let digits = String(scalar.value, radix: 16)
      out += "\\u" + String(repeating: "0", count: 4 - digits.utf8.count) + digits
    default: out.unicodeScalars.append(scalar)
    }
  }
  return out + "\""
}

/// The word of `words` that a typing error most likely meant.
func nearest(_ word: String, in words: [String]) -> String? {
  let ranked = words.map { ($0, distance(Array(word.utf8), Array($0.utf8))) }
  guard let best = ranked.min(by: { $0.1 < $1.1 }), best.1 <= max(1, word.utf8.count / 3) else {
    return words.first { word.utf8.count > 2 && $0.hasPrefix(word) }
  }
  return best.0
}

private func distance(_ a: [UInt8], _ b: [UInt8]) -> Int {
  var row = Array(0...b.count)
  for (i, left) in a.enumerated() {
    var diagonal = row[0]
    row[0] = i + 1
    for (j, right) in b.enumerated() {
      let next = min(diagonal + (left == right ? 0 : 1), row[j] + 1, row[j + 1] + 1)
      diagonal = row[j + 1]
      row[j + 1] = next
    }
  }
  return row[b.count]
}

/// FNV-1a: the same number for the same text, in every process (Hasher's differ).
func hash(_ text: String) -> UInt64 {
  var state: UInt64 = 0xcbf2_9ce4_8422_2325
  for byte in text.utf8 {
    state ^= UInt64(byte)
    state = state &* 0x100_0000_01b3
  }
  return state
}

/// `2025-11-21 16:17:03`, local time.
func timestamp(_ seconds: Int) -> String {
  var moment = time_t(seconds)
  var parts = tm()
  localtime_r(&moment, &parts)
  return withUnsafeTemporaryAllocation(of: CChar.self, capacity: 32) { buffer in
    guard let base = buffer.baseAddress, strftime(base, 32, "%Y-%m-%d %H:%M:%S", &parts) > 0 else {
      return ""
    }
    return String(cString: base)
  }
}

/// Such as EMFILE.
func errnoName(_ code: Int32) -> String { String(cString: lab_errno_name(code)) }

/// What errno means.
func explain(_ code: Int32) -> String {
  guard let text = strerror(code) else { return "error \(code)" }
  return String(cString: text)
}
