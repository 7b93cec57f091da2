import LabTestSupport
import ProcFS
import Record
import Testing

@testable import Machines

@Suite struct MachineRecordTests {
  static func sample(_ name: String = "practice") -> MachineRecord {
    var record = MachineRecord(
      name: name, kind: .namespaced, instance: "0123456789abcdef", started: 12.5,
      labVersion: "1", labDigest: "d1")
    record.process = ProcessIdentity(boot: BootID(high: 1, low: 2), pid: 42, startTimeTicks: 99)
    record.endpoints = [.init(socket: "/run/x.sock", sharing: .one)]
    record.controlGroup = "/sys/fs/cgroup/lab-practice"
    record.notes = ["snapshot": "fresh"]
    return record
  }

  @Test func `a record comes back as it was kept`() throws {
    let directory = try TemporaryDirectory()
    try Self.sample().save(in: directory.path)
    #expect(try MachineRecord.read(in: directory.path) == Self.sample())
  }

  @Test func `a record that is no record is an error that names the file`() throws {
    let directory = try TemporaryDirectory()
    let bytes = try JSONLineEncoder.encode(Self.sample())
    for hostile in HostileBytes.prefixes(of: bytes).dropLast() {
      try directory.write(String(decoding: hostile, as: UTF8.self), to: "machine.json")
      let error = #expect(throws: MachineError.self) {
        try MachineRecord.read(in: directory.path)
      }
      #expect(error?.message.contains("machine.json") == true)
    }
    for hostile in HostileBytes.mutations(of: bytes, count: 200) {
      try directory.write(String(decoding: hostile, as: UTF8.self), to: "machine.json")
      _ = try? MachineRecord.read(in: directory.path)
    }
  }
}
