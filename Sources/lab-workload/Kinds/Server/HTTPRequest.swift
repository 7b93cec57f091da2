/// A request as HTTP/1.1 has it (RFC 9112), read from whatever came in so far.
struct HTTPRequest {
  static let longestHead = 16 << 10
  static let longestBody = 64 << 10

  enum Reading {
    /// More is needed; `wantsContinue` if the client waits for `100 Continue` before it goes on.
    case incomplete(wantsContinue: Bool)
    /// A request, and how many bytes it had.
    case request(HTTPRequest, length: Int)
    /// No request: the status to answer with, after which the connection is of no use.
    case wrong(Int)
  }

  var method = ""
  /// Without the query.
  var path = ""
  /// The request line as it stood there, for the log.
  var line = ""
  var body: ArraySlice<UInt8> = []
  var keepsAlive = true

  private var length = 0
  private var expectsContinue = false

  static func read(_ bytes: [UInt8]) -> Reading {
    guard let head = headLength(bytes) else {
      return bytes.count > longestHead ? .wrong(431) : .incomplete(wantsContinue: false)
    }
    if head > longestHead { return .wrong(431) }
    var request = HTTPRequest()
    // Empty lines before a request are passed over.
    let lines = bytes[..<head].split(separator: 10).map { $0.last == 13 ? $0.dropLast() : $0 }
      .drop { $0.isEmpty }
    guard let first = lines.first else { return .wrong(400) }
    if let status = request.take(requestLine: first) { return .wrong(status) }
    for line in lines.dropFirst() where !line.isEmpty {
      if let status = request.take(header: line) { return .wrong(status) }
    }
    if request.length > longestBody { return .wrong(413) }
    guard bytes.count - head >= request.length else {
      return .incomplete(wantsContinue: request.expectsContinue)
    }
    request.body = bytes[head..<head + request.length]
    return .request(request, length: head + request.length)
  }

  /// Up to and with the empty line that ends a head; lines may end in LF alone.
  private static func headLength(_ bytes: [UInt8]) -> Int? {
    var isEmpty = true
    var hasLine = false
    for (index, byte) in bytes.enumerated() {
      if byte == 13 { continue }
      if byte != 10 {
        isEmpty = false
        hasLine = true
        continue
      }
      if isEmpty, hasLine { return index + 1 }
      isEmpty = true
    }
    return nil
  }

  /// The status to refuse with, or nil.
  private mutating func take(requestLine: ArraySlice<UInt8>) -> Int? {
    line = String(decoding: requestLine.map { 0x20...0x7e ~= $0 ? $0 : 0x3f }, as: UTF8.self)
    let words = requestLine.split(separator: 32, omittingEmptySubsequences: false)
    guard words.count == 3, (1...16).contains(words[0].count),
      words[0].allSatisfy({ 0x41...0x5a ~= $0 }), !words[1].isEmpty
    else { return 400 }
    method = String(decoding: words[0], as: UTF8.self)
    switch String(decoding: words[2], as: UTF8.self) {
    case "HTTP/1.1": break
    case "HTTP/1.0": keepsAlive = false
    case let other: return other.hasPrefix("HTTP/") ? 505 : 400
    }
    var target = String(decoding: words[1], as: UTF8.self)
    if target.hasPrefix("http://") {
      target = String(target.dropFirst(7).drop { $0 != "/" })
      if target.isEmpty { target = "/" }
    }
    guard target.hasPrefix("/") || target == "*" else { return 400 }
    path = String(target.prefix { $0 != "?" && $0 != "#" })
    return nil
  }

  private mutating func take(header: ArraySlice<UInt8>) -> Int? {
    guard let colon = header.firstIndex(of: 0x3a), colon > header.startIndex,
      header[..<colon].allSatisfy({ 0x21...0x7e ~= $0 })
    else { return 400 }
    let name = String(decoding: header[..<colon], as: UTF8.self).lowercased()
    var value = header[(colon + 1)...]
    while let first = value.first, first == 32 || first == 9 { value.removeFirst() }
    while let last = value.last, last == 32 || last == 9 { value.removeLast() }
    switch name {
    case "content-length":
      if value.isEmpty || !value.allSatisfy({ 0x30...0x39 ~= $0 }) { return 400 }
      guard value.count < 10, let count = Int(String(decoding: value, as: UTF8.self)) else {
        return 413
      }
      if length != 0, length != count { return 400 }
      length = count
    case "transfer-encoding": return 411
    case "expect":
      guard String(decoding: value, as: UTF8.self).lowercased() == "100-continue" else {
        return 417
      }
      expectsContinue = true
    case "connection":
      let words = String(decoding: value, as: UTF8.self).lowercased().split(separator: ",")
      for word in words {
        switch String(word.filter { $0 != " " && $0 != "\t" }) {
        case "close": keepsAlive = false
        case "keep-alive": keepsAlive = true
        default: break
        }
      }
    default: break
    }
    return nil
  }
}

/// An answer, before it is bytes.
struct HTTPReply {
  var status: Int
  var type = "application/json"
  var body: String
  var allow: String?

  static func error(_ status: Int) -> HTTPReply {
    HTTPReply(status: status, body: "{\"error\":\(quoted(reason(status)))}\n")
  }

  /// The bytes; a HEAD gets everything but the body.
  func bytes(closes: Bool, isHead: Bool = false) -> [UInt8] {
    var head = "HTTP/1.1 \(status) \(HTTPReply.reason(status))\r\n"
    head += "Content-Type: \(type)\r\nContent-Length: \(body.utf8.count)\r\n"
    if let allow { head += "Allow: \(allow)\r\n" }
    if closes { head += "Connection: close\r\n" }
    head += "\r\n"
    return Array((isHead ? head : head + body).utf8)
  }

  static func reason(_ status: Int) -> String {
    switch status {
    case 200: "OK"
    case 400: "Bad Request"
    case 404: "Not Found"
    case 405: "Method Not Allowed"
    case 411: "Length Required"
    case 413: "Content Too Large"
    case 417: "Expectation Failed"
    case 431: "Request Header Fields Too Large"
    case 505: "HTTP Version Not Supported"
    default: "Error"
    }
  }
}
