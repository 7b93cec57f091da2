public import Course
import FoundationEssentials
internal import Progress

/// The learner's way through the course: pages and exercises in the order of each module's path.
public struct Walk {
  /// Where a learner can be.
  public enum Place: Equatable, Sendable {
    case page(module: String, lesson: String, page: Int)
    case exercise(module: String, id: String)
    /// Everything was walked through.
    case end
  }

  let lab: Lab
  let steps: [Place]

  init(lab: Lab) throws {
    self.lab = lab
    let course = try lab.course()
    var steps: [Place] = []
    for module in course.modules {
      for item in module.path {
        switch item {
        case .lesson(let name):
          guard let lesson = module.lessons.first(where: { $0.id == name }) else { continue }
          for page in 1...max(1, lesson.pages.count) {
            steps.append(.page(module: module.id, lesson: name, page: page))
          }
        case .exercise(let slug):
          steps.append(.exercise(module: module.id, id: "\(module.id)/\(slug)"))
        }
      }
    }
    self.steps = steps
  }

  /// Where the learner is; nil before the first page.
  public func current() throws -> Place? {
    guard let position = try lab.store().position(learner: lab.learner().learner.id) else {
      return nil
    }
    if let exercise = position.exercise {
      return .exercise(module: position.module, id: exercise)
    }
    if let lesson = position.lesson {
      return .page(module: position.module, lesson: lesson, page: position.page)
    }
    return nil
  }

  /// Keeps a place as the one where the learner is.
  public func go(to place: Place) throws {
    let learner = try lab.learner().learner.id
    switch place {
    case .page(let module, let lesson, let page):
      try lab.store().setPosition(
        Position(module: module, lesson: lesson, page: page), learner: learner)
    case .exercise(let module, let id):
      try lab.store().setPosition(Position(module: module, exercise: id), learner: learner)
    case .end: break
    }
  }

  /// The place after the current one; an exercise that is passed already is passed by.
  public func next() throws -> Place {
    let passed = try lab.passedExercises()
    var index = try current().flatMap { steps.firstIndex(of: $0) }.map { $0 + 1 } ?? 0
    while index < steps.count {
      if case .exercise(_, let id) = steps[index], passed.contains(id) {
        index += 1
        continue
      }
      return steps[index]
    }
    return .end
  }

  /// The place before the present one; nil at the beginning.
  public func previous() throws -> Place? {
    guard let here = try current(), let index = steps.firstIndex(of: here), index > 0 else {
      return steps.first
    }
    return steps[index - 1]
  }
}

extension Lab {
  /// The question of the page that the learner is at, unless they are in an exercise's bench.
  public func quizHere() throws -> Quiz? {
    guard case .page(let module, let name, let number)? = try walk().current() else { return nil }
    let directory = FileManager.default.currentDirectoryPath
    let learner = try learner().learner.id
    let benches = try store().openAttempts(learner: learner).map(\.bench)
    guard !benches.contains(where: { directory == $0 || directory.hasPrefix($0 + "/") }) else {
      return nil
    }
    let pages = try lesson(module: module, name: name).pages
    return pages.indices.contains(number - 1) ? pages[number - 1].quiz : nil
  }
}
