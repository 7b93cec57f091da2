import FoundationEssentials
import Glibc
import Observation
import ProcFS
import Progress
import Record

/// A job of the learner's own shell, as it was when its prompt ended.
struct JobLeft: Codable {
  let process: ProcessIdentity
  /// Its command line.
  let command: String
  let wasStopped: Bool
  /// Seconds since 1970, if it went when the prompt did.
  var goneAt: Double?
}

/// Knows the children of the learner's shell, so that the next greeting can tell what became of
/// those that were left behind. It looks once a prompt, and reads only what is new.
struct JobWatch {
  private struct Job {
    let process: ProcessIdentity
    let command: String
  }

  private static let key = "jobs-left"
  private let observer = Observer()
  private var jobs: [Int32: Job] = [:]

  /// Looks at the shell's children as they are now.
  mutating func look(at shell: Int32) {
    let children = observer.children(of: shell)
    if children.isEmpty {
      if !jobs.isEmpty { jobs = [:] }
      return
    }
    for pid in jobs.keys where !children.contains(pid) { jobs[pid] = nil }
    for pid in children where jobs[pid] == nil {
      guard let identity = observer.identity(of: pid),
        let facts = try? observer.facts(of: pid, groups: [.stat, .image])
      else { continue }
      let words = facts.arguments?.joined(separator: " ") ?? facts.comm ?? "?"
      jobs[pid] = Job(process: identity, command: words)
    }
  }

  /// Keeps what is left of the jobs for the next greeting; those that are going with the prompt
  /// are given a moment.
  mutating func leave(store: ProgressStore, stopped: Set<Int32>) {
    guard !jobs.isEmpty else { return }
    let deadline = ContinuousClock.now + .milliseconds(300)
    var gone: [Int32: Double] = [:]
    repeat {
      for (pid, job) in jobs where gone[pid] == nil && !isThere(job.process) {
        gone[pid] = ProgressStore.now()
      }
      if gone.count == jobs.count { break }
      usleep(20_000)
    } while ContinuousClock.now < deadline
    let left = jobs.values.sorted { $0.process.pid < $1.process.pid }.map { job in
      JobLeft(
        process: job.process, command: job.command, wasStopped: stopped.contains(job.process.pid),
        goneAt: gone[job.process.pid])
    }
    let all = Self.kept(store) + left
    guard let data = try? JSONEncoder().encode(Array(all.suffix(20))) else { return }
    try? store.setValue(String(decoding: data, as: UTF8.self), for: Self.key)
  }

  /// Those of the jobs that are stopped now.
  func stopped() -> Set<Int32> {
    Set(jobs.values.filter { observer.state(of: $0.process) == .stopped }.map(\.process.pid))
  }

  private func isThere(_ process: ProcessIdentity) -> Bool {
    guard let state = observer.state(of: process) else { return false }
    return state != .zombie
  }

  /// What earlier prompts left, which is told once.
  static func take(from store: ProgressStore) -> [JobLeft] {
    let jobs = kept(store)
    if !jobs.isEmpty { try? store.setValue(nil, for: key) }
    return jobs
  }

  private static func kept(_ store: ProgressStore) -> [JobLeft] {
    guard let text = try? store.value(key) else { return [] }
    return (try? JSONDecoder().decode([JobLeft].self, from: Data(text.utf8))) ?? []
  }
}
