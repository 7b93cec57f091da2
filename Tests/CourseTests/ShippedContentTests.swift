import Course
import Glibc
import Testing

/// The course that is shipped must be as good as lint asks of anybody's.
@Suite struct ShippedContentTests {
  /// The checkout that this file lies in.
  static var library: CourseLibrary? {
    guard let real = realpath(#filePath, nil) else { return nil }
    defer { free(real) }
    let parts = String(cString: real).split(separator: "/")
    guard parts.count > 3 else { return nil }
    return CourseLibrary(root: "/" + parts.dropLast(3).joined(separator: "/"))
  }

  @Test func `lint has nothing to say about the shipped course`() throws {
    let library = try #require(Self.library)
    #expect(!library.exerciseIDs().isEmpty)
    for problem in Lint(library).all() { Issue.record("\(problem)") }
  }
}
