import FoundationEssentials
import Testing

/// Holds the imports to the arrows that Package.swift declares: the package manager builds undeclared
/// transitive imports without complaint.
@Suite struct ArchitectureTests {
  /// The house from the top; an arrow points to a lower row, never inside a row.
  static let rows: [[String]] = [
    ["lab", "lab-workload", "lab-bench", "LabTestSupport"],
    ["LabCommands"],
    ["Reporting"],
    ["Attempts"],
    ["Supervision", "Progress", "Machines"],
    ["Course"],
    ["Checking"],
    ["Observation"],
    ["Record"],
    ["Shell", "LineEditor", "Text"],
    ["ProcFS", "Systemd"],
    ["CLinux", "CReadline", "CMarkdown"],
  ]

  /// Modules from packages that only some rooms may use.
  static let products: Set<String> = ["ArgumentParser", "Crypto", "GRDB", "Yams"]

  /// What these targets must do without, and why.
  static let banned: [(target: String, modules: Set<String>, why: String)] = [
    ("ProcFS", ["Foundation", "FoundationEssentials", "Dispatch"], "it is a library of its own"),
    ("Systemd", ["Foundation", "FoundationEssentials", "Dispatch"], "it is a library of its own"),
    (
      "lab-workload", ["Foundation", "FoundationEssentials", "Dispatch", "_Concurrency"],
      "its threads and handlers would spoil the lessons"
    ),
    ("Checking", ["Glibc", "CLinux", "Dispatch"], "judging is a function: it reads nothing"),
    ("Record", ["Dispatch"], "it is values and codecs"),
  ]

  @Test func `every target has a row, and only targets do`() throws {
    let declared = Set(try Manifest.load().targets.filter { !$0.isTest }.map(\.name))
    #expect(declared.symmetricDifference(Self.rows.joined()) == [])
  }

  @Test func `declared arrows point down`() throws {
    for target in try Manifest.load().targets where !target.isTest {
      let row = try #require(Self.row(of: target.name))
      for dependency in target.targets {
        let below = try #require(Self.row(of: dependency), "\(target.name) → \(dependency)")
        #expect(below > row, "\(target.name) → \(dependency)")
      }
    }
  }

  @Test func `every import is a declared arrow`() throws {
    let manifest = try Manifest.load()
    let internalTargets = Set(manifest.targets.map(\.name))
    for target in manifest.targets {
      let allowed = target.targets.union(target.products).union([target.name])
      for (file, modules) in try target.imports() {
        let undeclared = modules.filter {
          (internalTargets.contains($0) || Self.products.contains($0)) && !allowed.contains($0)
        }
        // Tests reach what their own target reaches: what it exports is part of what they test.
        let reachable = target.isTest ? manifest.reachable(from: target) : []
        #expect(undeclared.subtracting(reachable) == [], "\(file)")
      }
    }
  }

  @Test func `nobody imports what spoils it`() throws {
    for target in try Manifest.load().targets {
      for rule in Self.banned where rule.target == target.name {
        for (file, modules) in try target.imports() {
          #expect(modules.intersection(rule.modules) == [], "\(file): \(rule.why)")
        }
      }
    }
  }

  /// Calls that this house does without.
  static let bannedCalls: [(pattern: Substring, why: String)] = [
    ("try!", "outside data must not trap"), ("as!", "outside data must not trap"),
    ("fatalError(", "a learner's shell runs inside"),
    ("waitUntilExit(", "it can wait 50 ms for nothing; see Shell and Supervision"),
    ("Bundle.module", "it traps when the binary is moved"),
  ]

  @Test func `nobody calls what the house does without`() throws {
    for target in try Manifest.load().targets where !target.isTest {
      for (file, text) in try target.files() {
        for call in Self.bannedCalls {
          let found = text.split(separator: "\n").first { line in
            line.contains(call.pattern) && !line.drop { $0 == " " }.hasPrefix("//")
          }
          #expect(found == nil, "\(file): \(call.pattern): \(call.why)")
        }
      }
    }
  }

  @Test(arguments: [
    ("import A", ["A"]), ("  public import A // why", ["A"]), ("@testable import A", ["A"]),
    ("internal import struct A.B", ["A"]), ("@_exported public import A.B", ["A"]),
    ("// import A", []), ("important A", []), ("let x = \"import A\"", []),
  ])
  func `imports are found in every form`(line: String, modules: [String]) {
    #expect(Manifest.modules(importedBy: line) == Set(modules))
  }

  private static func row(of target: String) -> Int? {
    rows.firstIndex { $0.contains(target) }
  }
}

/// Package.swift as far as these tests need it.
struct Manifest {
  struct Target {
    var name: String
    var isTest: Bool
    /// Targets of this package that it declares.
    var targets: Set<String>
    /// Products of other packages that it declares.
    var products: Set<String>
    /// Absolute.
    var folder: String

    /// Its Swift files, by path.
    func files() throws -> [String: String] {
      var files: [String: String] = [:]
      for path in try FileManager.default.subpathsOfDirectory(atPath: folder)
      where path.hasSuffix(".swift") {
        let file = folder + "/" + path
        files[file] = try String(contentsOfFile: file, encoding: .utf8)
      }
      return files
    }

    /// The modules that each of them imports.
    func imports() throws -> [String: Set<String>] {
      try files().mapValues(Manifest.modules(importedBy:))
    }
  }

  var targets: [Target]

  /// The manifest of the package that this file belongs to.
  static func load() throws -> Manifest {
    // Tests/LabCommandsTests/ArchitectureTests.swift, behind any links.
    let file = try FileManager.default.resolvedPath(#filePath)
    let root = file.split(separator: "/").dropLast(3).map { "/" + $0 }.joined()
    let text = try String(contentsOfFile: root + "/Package.swift", encoding: .utf8)
    let manifest = Manifest(parsing: text, root: root)
    try #require(manifest.targets.count > 20, "Package.swift is written in another way now")
    return manifest
  }

  /// Reads the calls below `targets:`; the arguments are literals, as this package writes them.
  init(parsing text: String, root: String) {
    targets = []
    guard let start = text.firstRange(of: "\n  targets: [") else { return }
    let kinds = [".target(", ".executableTarget(", ".testTarget(", ".systemLibrary("]
    var rest = text[start.upperBound...]
    while let dot = rest.firstIndex(of: ".") {
      rest = rest[dot...]
      guard let kind = kinds.first(where: { rest.hasPrefix($0) }) else {
        rest = rest.dropFirst()
        continue
      }
      let call = Self.balanced(rest.dropFirst(kind.count))
      rest = rest.dropFirst(kind.count + call.count)
      guard let name = Self.strings(in: call, after: "name:").first else { continue }
      let isTest = kind == ".testTarget("
      let dependencies = Self.list(in: call, after: "dependencies:")
      let products = Set(Self.strings(in: dependencies, after: ".product(name:", each: true))
      let packages = Set(Self.strings(in: dependencies, after: "package:", each: true))
      let named = Set(Self.strings(in: dependencies, after: "", each: true))
      let path = Self.strings(in: call, after: "path:").first
      targets.append(
        Target(
          name: name, isTest: isTest,
          targets: named.subtracting(products).subtracting(packages), products: products,
          folder: root + "/" + (path ?? (isTest ? "Tests/" : "Sources/") + name)))
    }
  }

  /// Every target below one, its own dependencies included.
  func reachable(from target: Target) -> Set<String> {
    var found: Set<String> = []
    var open = target.targets
    while let name = open.popFirst() {
      guard found.insert(name).inserted else { continue }
      open.formUnion(targets.first { $0.name == name }?.targets ?? [])
    }
    return found
  }

  /// The modules that a Swift file imports, whatever stands before the word.
  static func modules(importedBy text: String) -> Set<String> {
    let before: Set<Substring> = ["public", "package", "internal", "fileprivate", "private"]
    let kinds: Set<Substring> = [
      "struct", "class", "enum", "protocol", "typealias", "func", "let", "var",
    ]
    var modules: Set<String> = []
    for line in text.split(separator: "\n") {
      var words = line.split(separator: " ")[...]
      while let word = words.first, before.contains(word) || word.hasPrefix("@") {
        words.removeFirst()
      }
      guard words.popFirst() == "import" else { continue }
      if let word = words.first, kinds.contains(word) { words.removeFirst() }
      if let module = words.first?.split(separator: ".").first { modules.insert(String(module)) }
    }
    return modules
  }

  /// The text up to the parenthesis that ends it, that one included.
  private static func balanced(_ text: Substring) -> Substring {
    var depth = 1
    for index in text.indices {
      if text[index] == "(" { depth += 1 }
      if text[index] == ")" { depth -= 1 }
      if depth == 0 { return text[...index] }
    }
    return text
  }

  /// What stands between the brackets after a label.
  private static func list(in text: Substring, after label: String) -> Substring {
    guard let start = text.firstRange(of: label) else { return "" }
    let rest = text[start.upperBound...].drop { $0 == " " || $0 == "\n" }
    guard rest.first == "[", let end = rest.firstIndex(of: "]") else { return "" }
    return rest[rest.index(after: rest.startIndex)..<end]
  }

  /// The literals after a label: the first one, or one after each; after no label, all of them.
  private static func strings(
    in text: Substring, after label: String, each: Bool = false
  ) -> [String] {
    var found: [String] = []
    var rest = text
    while true {
      if !label.isEmpty {
        guard let next = rest.firstRange(of: label) else { return found }
        rest = rest[next.upperBound...]
      }
      let parts = rest.split(separator: "\"", maxSplits: 2, omittingEmptySubsequences: false)
      guard parts.count == 3 else { return found }
      found.append(String(parts[1]))
      rest = parts[2]
      if !each { return found }
    }
  }
}

extension FileManager {
  /// The path with every symbolic link on it followed.
  fileprivate func resolvedPath(_ path: String) throws -> String {
    var resolved = path
    // A loop of links ends the climb, as ELOOP does at 40.
    for _ in 0..<40 {
      guard let target = try? destinationOfSymbolicLink(atPath: resolved) else { return resolved }
      let folder = resolved.split(separator: "/").dropLast().map { "/" + $0 }.joined()
      resolved = target.hasPrefix("/") ? target : folder + "/" + target
    }
    return resolved
  }
}
