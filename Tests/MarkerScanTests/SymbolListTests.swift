import Testing

@testable import MarkerScan

struct SymbolListTests {
  /// Symbols as `/proc/kallsyms` lists them.
  private static let text = """
    ffffffff81000000 T _stext
    ffffffff81000100 t vfs_read
    ffffffff81000200 W weak
    ffffffff82000000 R __ksymtab_vfs_read
    ffffffff82000008 D jiffies
    ffffffff83000000 T _sinittext
    ffffffff83000100 t start_kernel
    ffffffff83000200 T _einittext
    ffffffff83001000 t late
    ffffffffc0000000 t ext4_sync_file\t[ext4]

    """

  @Test func `functions are what has code that stays`() throws {
    let list = try #require(SymbolList(Array(Self.text.utf8)))
    for name in ["vfs_read", "weak", "late", "ext4_sync_file"] {
      #expect(list.hasFunction(name), "\(name)")
    }
    for name in ["start_kernel", "jiffies", "vfs", "__ksymtab_vfs_read"] {
      #expect(!list.hasFunction(name), "\(name)")
    }
  }

  @Test func `exports have an entry in the table of symbols`() throws {
    let list = try #require(SymbolList(Array(Self.text.utf8)))
    #expect(list.isExported("vfs_read"))
    #expect(!list.isExported("weak"))
  }

  @Test func `hidden addresses hide nothing else`() throws {
    let hidden = Self.text.split(separator: "\n").map { "0000000000000000" + $0.dropFirst(16) }
    let list = try #require(SymbolList(Array(hidden.joined(separator: "\n").utf8)))
    #expect(list.hasFunction("start_kernel"))
    #expect(list.hasFunction("vfs_read"))
  }

  @Test(arguments: ["", "\n\n", "ffffffff81000000", "x T y", "ffffffff81000000 D jiffies\n"])
  func `a text without functions is no list`(text: String) {
    #expect(SymbolList(Array(text.utf8)) == nil)
  }

  @Test func `a list that comes in many pieces is read as one`() throws {
    let lines = (0..<5000).map { "ffffffff81000000 T a_function_with_number_\($0)\n" }
    let list = try #require(SymbolList(Array(lines.joined().utf8)))
    for number in 0..<5000 { #expect(list.hasFunction("a_function_with_number_\(number)")) }
  }

  @Test func `what compilers put beside functions is none`() throws {
    let text = Self.text + "ffffffff81000100 t __pfx_vfs_read\nffffffff81000110 t vfs_read.cold\n"
    let list = try #require(SymbolList(Array(text.utf8)))
    #expect(!list.hasFunction("__pfx_vfs_read"))
    #expect(!list.hasFunction("vfs_read.cold"))
  }
}
