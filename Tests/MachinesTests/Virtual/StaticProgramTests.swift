import LabTestSupport
import Testing

@testable import Machines

@Suite struct StaticProgramTests {
  /// An ELF header with program headers of these types behind it.
  static func program(types: [UInt8]) -> [UInt8] {
    var bytes: [UInt8] = [0x7f, 0x45, 0x4c, 0x46, 2, 1, 1] + [UInt8](repeating: 0, count: 57)
    bytes[32] = 64
    bytes[54] = 56
    bytes[56] = UInt8(types.count)
    for type in types { bytes += [type] + [UInt8](repeating: 0, count: 55) }
    return bytes
  }

  @Test func `a program that names a loader is not static`() {
    #expect(StaticProgram.isStatic(head: Self.program(types: [1, 1, 4])) == true)
    #expect(StaticProgram.isStatic(head: Self.program(types: [6, 3, 1])) == false)
    #expect(StaticProgram.isStatic(head: Array("#!/bin/sh\n".utf8)) == nil)
  }

  @Test func `broken headers are no programs`() {
    let whole = Self.program(types: [1, 3])
    for bytes in HostileBytes.all(of: whole) { _ = StaticProgram.isStatic(head: bytes) }
    for prefix in HostileBytes.prefixes(of: whole).dropLast(56) {
      #expect(StaticProgram.isStatic(head: prefix) != false)
    }
  }

  @Test func `the error says what to do`() throws {
    #expect(throws: MachineError.self) { try StaticProgram.check("/nowhere/lab") }
    let error = #expect(throws: MachineError.self) { try StaticProgram.check("/bin/bash") }
    #expect(error?.message.contains("make build") == true)
  }
}
