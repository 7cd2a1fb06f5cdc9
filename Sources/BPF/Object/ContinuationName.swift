/// What the name of a program tells if it is not attached, but other programs go on with it by a tail call.
///
/// `p12t3_sys_enter` stands at index 3 of the map `tails12`, for the programs that `p12_sys_enter` leads to. The name
/// says it because an ELF file that libbpf reads has no other place for it.
package struct ContinuationName: Hashable, Sendable {
  /// The number that the names of all these programs and of the map have in common.
  package let site: Int
  /// The index in the map.
  package let index: Int

  /// Creates what the name of the program at `index` tells.
  package init(site: Int, index: Int) {
    self.site = site
    self.index = index
  }

  /// Reads the name `program`; nil if it is that of a program that is attached.
  package init?(program: String) {
    guard program.hasPrefix("p"), let end = program.firstIndex(of: "_") else { return nil }
    let words = program[..<end].dropFirst().split(separator: "t", omittingEmptySubsequences: false)
    guard words.count == 2, let site = Int(words[0]), let index = Int(words[1]) else { return nil }
    self.init(site: site, index: index)
  }

  /// The start of the program's name.
  package var prefix: String { "p\(site)t\(index)" }

  /// The name of the map.
  package var map: String { "tails\(site)" }
}
