import FoundationEssentials
import Record
import Testing

@Suite struct FactGroupTests {
  @Test func `each group is one word in a record`() {
    for group in FactGroup.allCases {
      #expect(!group.word.isEmpty)
      #expect(FactGroup(word: group.word) == group)
    }
    #expect(Set(FactGroup.allCases.map(\.word)).count == FactGroup.allCases.count)
    #expect(FactGroup(word: "Stat") == nil)
  }

  @Test(arguments: ["PORT", "", "A:B"])
  func `a variable goes by its name`(_ name: String) throws {
    let text = String(
      decoding: try JSONEncoder().encode([FactGroup.variable(name)]), as: UTF8.self)
    #expect(text == "[\"variable:\(name)\"]")
    #expect(
      try JSONDecoder().decode([FactGroup].self, from: Data(text.utf8))
        == [.variable(name)])
  }
}
