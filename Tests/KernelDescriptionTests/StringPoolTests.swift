import Testing

@testable import KernelDescription

/// Tests of strings that are kept once.
struct StringPoolTests {
  /// Some thousand strings of all lengths, which share beginnings and ends.
  private static let texts = (0..<3000).map { number in
    String(repeating: "ab", count: number % 13) + "\(number)"
      + String(repeating: "z", count: number % 7)
  }

  @Test func `each string is kept once, and found by its reference`() {
    var pool = StringPool()
    let references = Self.texts.map { pool.intern($0) }
    #expect(Set(references).count == Self.texts.count)
    #expect(references.map { pool[$0] } == Self.texts)
    #expect(Self.texts.map { pool.intern($0) } == references)
  }

  @Test func `a string is there when it was added, and none is that only begins or ends as one`() {
    var pool = StringPool()
    _ = pool.intern("vfs_read_iter")
    func contains(_ text: String) -> Bool {
      var text = text
      return text.withUTF8 { pool.contains($0) }
    }
    #expect(contains("vfs_read_iter") && contains(""))
    for text in ["vfs_read", "read_iter", "vfs_read_itfr", "vfs_reax_iter", "vfs_read_iter_"] {
      #expect(!contains(text), "\(text)")
    }
  }

  @Test func `the order of strings is that of their bytes`() {
    var pool = StringPool()
    let sorted = ["", "_", "a", "aaaaaaaa", "aaaaaaaab", "aaaaaaaac", "b", "\u{e4}"]
    let references = sorted.map { pool.intern($0) }
    pool.withStrings { strings in
      for (left, right) in zip(references, references.dropFirst()) {
        #expect(strings.compare(left, right) < 0 && strings.compare(right, left) > 0)
        #expect(strings.prefix(left) <= strings.prefix(right))
      }
    }
  }
}
