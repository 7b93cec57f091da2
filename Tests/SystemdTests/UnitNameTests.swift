import Systemd
import Testing

@Suite struct UnitNameTests {
  @Test(arguments: [
    "a.service", "lab-x_1.slice", "a@1.service", "a@.service", "dev-sda\\x2d1.device", "x.y.timer",
  ])
  func `names that a manager takes`(_ name: String) {
    #expect(UnitName(name)?.text == name)
  }

  // One such name would cost the whole look at several units.
  @Test(arguments: [
    "", "a", ".service", "a.conf", "a b.service", "a/b.service", "ü.service", "a.service\n",
    "-a.service", "@1.service", String(repeating: "a", count: 250) + ".service",
  ])
  func `names that it refuses`(_ name: String) { #expect(UnitName(name) == nil) }

  @Test func `templates and their instances`() throws {
    let instance = try #require(UnitName("lab-train@0.service"))
    #expect(!instance.isTemplate)
    #expect(instance.template?.text == "lab-train@.service")
    #expect(instance.template?.isTemplate == true)
    #expect(UnitName("a.service")?.template == nil)
    #expect(instance.type == "service")
  }
}
