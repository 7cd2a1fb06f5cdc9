import Testing

@testable import IR

struct NameTableTests {
  /// Returns what the table `text` calls `value`.
  private func name(_ kind: NameTable.Kind, _ value: Int64, _ text: String) throws -> String {
    let sample = try Sample(
      body: """
        b0:
        v0 = long \(value)
        v1: string = \(kind.rawValue) v0, "\(text)"
        print "%s", v1
        return
        """)
    return sample.output(FakeEnvironment())
  }

  @Test(arguments: [
    (0, "ZERO"), (1, "ONE"), (-100, "HUNDRED BELOW"), (0x8000_0000, "HIGH"), (2, ""), (-1, ""),
  ])
  func `a value has the name of its entry, or none`(_ value: Int64, _ name: String) throws {
    let table = "1 ONE,0x80000000 HIGH,-100 HUNDRED BELOW,0 ZERO,"
    #expect(try self.name(.values, value, table) == name)
  }

  @Test(arguments: [
    (0, ""), (1, "A"), (3, "AB"), (7, "AB|C"), (6, "B|C"), (0x40, "0x40"), (0x43, "AB|0x40"),
    (Int64.min, "0x8000000000000000"),
  ])
  func `bits have their names in the order of the table, each bit once`(
    _ value: Int64, _ name: String
  ) throws {
    #expect(try self.name(.flags, value, "0 NONE,3 AB,0x1 A,2 B,4 C,") == name)
  }

  @Test(arguments: [
    "1", "1 A", "1 ,", "A,", "A 1,", "1  A", "0x A,", "- A,", "1a A,", "0x11111111111111111 A,",
    "1 A,,", ",",
  ])
  func `text that lists no names is malformed`(_ text: String) {
    #expect(NameTable(.values, text: Array(text.utf8)).entries == nil)
  }

  @Test func `a name is cut as any string is`() throws {
    let long = String(repeating: "N", count: 600)
    #expect(try name(.values, 1, "1 \(long),").utf8.count == Limits().maximumStringLength - 1)
  }

  @Test func `the verifier refuses a malformed table`() throws {
    #expect(try name(.flags, 1, "1").contains("the table of names is malformed"))
  }
}
