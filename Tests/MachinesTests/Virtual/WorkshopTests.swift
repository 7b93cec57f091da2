import Glibc
import LabTestSupport
import Testing

@testable import Machines

@Suite struct WorkshopTests {
  @Test func `what is left in it goes with it`() throws {
    let workshop = try Workshop()
    let left = "\(workshop.path)/mmdebstrap.x/bin"
    #expect(try HostCommand.run(["/bin/mkdir", "-p", left]).status == 0)
    workshop.remove()
    #expect(access(workshop.path, F_OK) != 0)
  }
}
