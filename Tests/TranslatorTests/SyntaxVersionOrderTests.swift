import Glibc
import Testing

@testable import Translator

@Suite struct SyntaxVersionOrderTests {
  /// Words in ascending order.
  static let ascending = [
    "000", "00", "01", "010", "09", "0", "1", "9", "10", "a", "a0", "a1", "a9", "a10",
  ]

  @Test func `versions have the order of the C library`() {
    for (index, left) in Self.ascending.enumerated() {
      for (other, right) in Self.ascending.enumerated() {
        let order = VersionOrder.compare(Array(left.utf8), Array(right.utf8))
        #expect(order.signum() == (index - other).signum(), "\(left) \(right)")
      }
    }
  }

  @Test func `random versions have the order of the C library`() throws {
    // The C library's header hides the function, so it is looked up by name.
    typealias Comparison = @convention(c) (UnsafePointer<CChar>, UnsafePointer<CChar>) -> CInt
    let address = try #require(dlsym(nil, "strverscmp"))
    let strverscmp = unsafeBitCast(address, to: Comparison.self)
    var random = RandomBytes(seed: 20_261_121)
    for _ in 0..<20_000 {
      let left = random.word(from: "0012.a-", upTo: 6)
      let right = random.word(from: "0012.a-", upTo: 6)
      let order = VersionOrder.compare(Array(left.utf8), Array(right.utf8))
      #expect(order.signum() == Int(strverscmp(left, right)).signum(), "\(left) \(right)")
    }
  }
}
