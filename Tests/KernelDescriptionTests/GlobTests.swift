import KernelDescription
import Testing

/// Tests patterns for names.
struct GlobTests {
  @Test(arguments: [
    ("", ""), ("*", ""), ("*", "abc"), ("a*c", "ac"), ("a*c", "abbc"), ("a*b*c", "aXbYbZc"),
    ("?", "a"), ("[abc]x", "bx"), ("[a-c]", "b"), ("[!a-c]", "d"), ("[^a]", "b"), ("[]]", "]"),
    ("[x", "[x"), ("sys_*_read", "sys_enter_read"), ("**", "x"),
  ])
  func `a pattern matches`(pattern: String, name: String) {
    #expect(Glob(pattern).matches(name))
  }

  @Test(arguments: [
    ("", "a"), ("a", ""), ("a*c", "abd"), ("?", ""), ("?", "ab"), ("[abc]", "d"), ("[!a]", "a"),
    ("[x", "x"), ("*a", "ab"),
  ])
  func `a pattern does not match`(pattern: String, name: String) {
    #expect(!Glob(pattern).matches(name))
  }

  @Test func `many stars take no exponential time`() {
    let pattern = String(repeating: "a*", count: 40) + "b"
    #expect(!Glob(pattern).matches(String(repeating: "a", count: 400)))
  }
}
