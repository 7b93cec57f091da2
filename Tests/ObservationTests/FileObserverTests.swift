import Glibc
import LabTestSupport
import Observation
import Record
import Testing

@Suite struct FileObserverTests {
  let bench: TemporaryDirectory
  let observer: FileObserver

  init() throws {
    bench = try TemporaryDirectory()
    observer = FileObserver(bench: bench.path, contentLimitBytes: 100)
  }

  func matches(_ pattern: String, content: Bool = true) -> [FileMatch] {
    observer.facts(for: [FileRequest(pattern: pattern, readsContent: content)])[0].matches
  }

  /// Sets a file's modification time, so that tests need no pause.
  func date(_ path: String, _ seconds: Int) {
    let time = timespec(tv_sec: seconds, tv_nsec: 500_000_000)
    utimensat(AT_FDCWD, bench.path(path), [time, time], 0)
  }

  @Test func `reads a file and its time on both clocks`() throws {
    try bench.write("hello", to: "out/a.txt")
    let match = try #require(matches("out/a.txt").first)
    #expect(match.path == "out/a.txt")
    #expect(match.content == Array("hello".utf8))
    #expect(match.sizeBytes == 5)
    #expect(match.error == nil)
    #expect(match.modified > 1_000_000_000)
    #expect(match.modifiedBoottime > 0)
    #expect(matches("out/a.txt", content: false).first?.content == nil)
  }

  @Test func `nothing there is no match`() {
    #expect(matches("nothing") == [])
    #expect(matches("no/such/*.json") == [])
    #expect(
      FileObserver(bench: "/nowhere").facts(for: [.init(pattern: "a", readsContent: true)])
        == [FileFacts(pattern: "a", matches: [])])
  }

  @Test func `a pattern's matches come newest first`() throws {
    for (name, time) in [("ckpt_1.json", 100), ("ckpt_10.json", 300), ("ckpt_2.json", 200)] {
      try bench.write(name, to: name)
      date(name, time)
    }
    try bench.write("", to: "ckpt_3.tmp")
    try bench.write("", to: ".ckpt_4.json")
    #expect(matches("ckpt_*.json").map(\.path) == ["ckpt_10.json", "ckpt_2.json", "ckpt_1.json"])
    #expect(matches("ckpt_?.json").map(\.path) == ["ckpt_2.json", "ckpt_1.json"])
    #expect(matches("ckpt_10.json").first?.modified == 300.5)
    #expect(matches("ckpt_10.json").first?.modifiedBoottime == 0)
  }

  @Test func `directories may be patterns too`() throws {
    try bench.write("1", to: "a1/x")
    try bench.write("2", to: "a2/x")
    try bench.write("3", to: "b/x")
    #expect(Set(matches("a*/x").map(\.path)) == ["a1/x", "a2/x"])
  }

  @Test func `no link is followed, out of the bench or within`() throws {
    let elsewhere = try TemporaryDirectory()
    try elsewhere.write("secret", to: "file")
    try bench.link("link", to: elsewhere.path("file"))
    try bench.link("dir", to: elsewhere.path)
    #expect(matches("link").first?.error == "symlink")
    #expect(matches("link").first?.content == nil)
    #expect(matches("dir/file") == [])
    #expect(matches("*/file") == [])
  }

  @Test(arguments: ["/etc/passwd", "../x", "a/../../x", ""])
  func `a pattern can't leave the bench`(_ pattern: String) {
    #expect(matches(pattern).map(\.error) == ["outside-bench"])
  }

  @Test func `only regular files are read, and none that is large`() throws {
    try bench.makeDirectory("folder")
    mkfifo(bench.path("fifo"), 0o600)
    try bench.write([UInt8](repeating: 65, count: 101), to: "large")
    #expect(matches("folder").first?.error == "directory")
    #expect(matches("fifo").first?.error == "fifo")
    #expect(matches("large").first?.error == "too-large")
    #expect(matches("large").first?.sizeBytes == 101)
    #expect(observer.content(of: "fifo") == nil)
  }

  @Test(arguments: [
    ("*", "abc", true), ("*", ".abc", false), (".*", ".abc", true), ("a*c", "abc", true),
    ("a*c", "abcd", false), ("*a*b*", "xxaxxbxx", true), ("?", "", false), ("", "", true),
    ("a?c", "abc", true), ("*.json", ".json", false), ("**", "x", true), ("a*b", "aab", true),
  ])
  func `patterns match like a shell's`(_ pattern: String, _ name: String, _ matches: Bool) throws {
    guard !name.isEmpty, !pattern.isEmpty else { return }
    try bench.write("", to: name)
    #expect(self.matches(pattern, content: false).isEmpty == !matches)
  }
}
