public import ArgumentParser
import Attempts
import Course
import FoundationEssentials
import Glibc
import Progress
import Record
public import Reporting

extension ReportFormat: ExpressibleByArgument {}

struct ValidateCommand: LabSubcommand {
  static let configuration = CommandConfiguration(
    commandName: "validate", abstract: "Judge a learner's exercises, for grading.",
    usage: "lab validate [E … | --module M | --profile P | --all] [--format F] [--output FILE]",
    discussion: """
      What is live is judged first, what was recorded second; the report says which. The best \
      attempt counts. Nothing is started, typed or hung up.

      Exit status: 0 all passed · 1 something failed · 3 something could not be judged.
      """)
  @OptionGroup var common: CommonOptions
  @Argument(help: "Such as signals/term-first.") var exercises: [String] = []
  @Option(
    help: ArgumentHelp(
      "All exercises of a module; may be given several times.", valueName: "M"))
  var module: [String] = []
  @Option(help: ArgumentHelp("All exercises of a profile of the course.", valueName: "P"))
  var profile: String?
  @Flag(help: "All exercises of the course.") var all = false
  @Option(help: ArgumentHelp("text, json, junit or tap.", valueName: "F"))
  var format: ReportFormat = .text
  @Option(help: ArgumentHelp("A file instead of standard output.", valueName: "FILE"))
  var output: String?

  func execute() throws -> Int32 {
    let lab = try common.lab()
    let chosen = try lab.select(
      exercises: exercises, modules: module, profile: profile, all: all)
    guard !chosen.isEmpty else {
      throw AttemptError(
        "which exercises? name some, or give --all, --module M or --profile P", kind: .usage)
    }
    do {
      // What lives in a practice machine is judged there, now.
      try lab.bringBackAll(finalising: true)
    } catch {
      complain(Complaint.line(error))
    }
    let reports = chosen.map { report(on: $0, lab) }
    let document = ReportDocument(attempts: reports, time: ProgressStore.now()).settled()
    let text = document.rendered(as: format)
    if let output {
      try write(text, to: output)
    } else {
      try emit(text)
    }
    return document.exitStatus
  }

  /// One exercise that can't be judged spoils no report: it stands there as errored, and is said.
  private func report(on id: String, _ lab: Lab) -> AttemptReport {
    do {
      return AttemptReport(try lab.judgement(of: id))
    } catch {
      let line = Complaint.line(error)
      complain(line)
      let verdict = CheckVerdict(
        id: "exercise", title: "the exercise can be judged", verdict: .errored, score: 0,
        maxScore: 0, reason: nil, expected: "files that can be read", observed: line,
        basis: .record, evidence: [], rationale: nil, help: nil)
      return AttemptReport(
        exercise: id, title: id, attempt: nil, learner: nil, basis: [], checks: [verdict])
    }
  }

  private func write(_ text: String, to path: String) throws {
    do {
      try Data(text.utf8).write(to: URL(filePath: path))
    } catch {
      throw AttemptError("\(path): the report can't be written: \(brief(error))")
    }
  }
}
