import KernelDescription
import Testing

@testable import MarkerScan

/// Tests the tables of markers in images and modules of Linux 2.6.24 to 2.6.31.
struct MarkerTableTests {
  /// A layout of `struct marker`, as the headers of the releases have it.
  struct Layout: Sendable, CustomTestStringConvertible {
    /// What has the layout.
    var testDescription: String
    /// Where the address of the name is.
    var nameOffset: Int
    /// Where that of the format is.
    var formatOffset: Int
    /// The size of the structure.
    var size: Int
    /// The size of an address.
    var wordSize: Int
    /// The offset of an address that leads to a function.
    var callOffset: Int
  }

  /// All layouts, from the offsets that compilers give the structures.
  static let layouts = [
    Layout(
      testDescription: "2.6.24, 64 bits", nameOffset: 0, formatOffset: 8, size: 40, wordSize: 8,
      callOffset: 24),
    Layout(
      testDescription: "2.6.24, 32 bits", nameOffset: 0, formatOffset: 4, size: 24, wordSize: 4,
      callOffset: 12),
    Layout(
      testDescription: "2.6.25, 64 bits", nameOffset: 0, formatOffset: 8, size: 56, wordSize: 8,
      callOffset: 24),
    Layout(
      testDescription: "2.6.25, 32 bits", nameOffset: 0, formatOffset: 4, size: 32, wordSize: 4,
      callOffset: 12),
    Layout(
      testDescription: "2.6.29, 64 bits", nameOffset: 0, formatOffset: 8, size: 72, wordSize: 8,
      callOffset: 24),
    Layout(
      testDescription: "2.6.29, 32 bits", nameOffset: 0, formatOffset: 4, size: 40, wordSize: 4,
      callOffset: 12),
    Layout(
      testDescription: "channels, 64 bits", nameOffset: 8, formatOffset: 16, size: 80, wordSize: 8,
      callOffset: 32),
    Layout(
      testDescription: "channels, 32 bits", nameOffset: 4, formatOffset: 8, size: 48, wordSize: 4,
      callOffset: 20),
    Layout(
      testDescription: "aligned channels, 64 bits", nameOffset: 8, formatOffset: 16, size: 128,
      wordSize: 8, callOffset: 32),
  ]

  /// The markers that the files have.
  static let markers = [
    ("fs_read", "fd %u count %zu"), ("boot", " "), ("net_dev", "name %s"), ("x1", "%d"),
    ("x2", ""),
  ]

  /// A module with `markers`.
  struct Module {
    /// The file so far.
    var builder: ELFBuilder
    /// The strings.
    var strings: [UInt8] = Array("chan\0".utf8)
    /// The table.
    var table: [UInt8]
    /// The relocations of the table.
    var relocations: [(offset: Int, symbol: Int, addend: Int)] = []

    /// Makes a module of structures laid out as `layout`; the addends of relocations are in the places themselves
    /// where `hasAddends` is false.
    init(_ layout: Layout, isBigEndian: Bool = false, hasAddends: Bool) {
      builder = ELFBuilder(
        machine: layout.wordSize == 8 ? 62 : 3, wordSize: layout.wordSize, isBigEndian: isBigEndian)
      table = [UInt8](repeating: 0, count: layout.size * MarkerTableTests.markers.count)
      // The first symbol is that of the section of strings, the second a function elsewhere.
      builder.symbols = [
        .init(name: "", section: 2), .init(name: "marker_probe_cb", section: 0),
      ]
      for (index, (name, format)) in MarkerTableTests.markers.enumerated() {
        let start = layout.size * index
        if layout.nameOffset > 0 { point(start, to: 0, hasAddends) }
        point(start + layout.nameOffset, to: strings.count, hasAddends)
        strings += Array(name.utf8) + [0]
        point(start + layout.formatOffset, to: strings.count, hasAddends)
        strings += Array(format.utf8) + [0]
        relocations.append((start + layout.callOffset, 2, 0))
      }
      builder.sections = [
        .init(name: "__markers", bytes: table),
        .init(name: "__markers_strings", bytes: strings),
        builder.relocations(of: 1, relocations, hasAddends: hasAddends),
        .init(
          name: ".modinfo", bytes: Array("license=GPL\0vermagic=2.6.27.1 SMP mod_unload \0".utf8)),
      ]
    }

    /// Makes the address at `offset` of the table lead to the string at `target`.
    private mutating func point(_ offset: Int, to target: Int, _ hasAddends: Bool) {
      relocations.append((offset, 1, target))
      if hasAddends { return }
      table.replaceSubrange(offset..<offset + builder.wordSize, with: builder.word(UInt64(target)))
    }
  }

  @Test(arguments: layouts, [false, true])
  func `a module's markers are found in every layout`(
    layout: Layout, hasAddends: Bool
  ) throws {
    let module = Module(layout, hasAddends: hasAddends)
    let file = try #require(ElfFile(module.builder.file))
    let found = try #require(MarkerTable(file)?.markers(module: "ext4"))
    #expect(
      found == Self.markers.map { CompiledMarker(name: $0.0, module: "ext4", format: $0.1) })
    #expect(file.kernelRelease == "2.6.27.1")
  }

  @Test(arguments: layouts)
  func `the byte order may be the other one`(layout: Layout) throws {
    let module = Module(layout, isBigEndian: true, hasAddends: true)
    let file = try #require(ElfFile(module.builder.file))
    #expect(MarkerTable(file)?.markers(module: nil)?.map(\.name) == Self.markers.map(\.0))
  }

  @Test func `one marker is enough to tell the layout, where its symbol states a size`() throws {
    let builder = ELFBuilder(
      sections: [
        .init(name: "__markers", bytes: [UInt8](repeating: 0, count: 72)),
        .init(name: "__markers_strings", bytes: Array("a\0%d\0".utf8)),
      ],
      symbols: [
        .init(name: "", section: 2), .init(name: "__mark_a", section: 1, value: 0, size: 72),
      ])
    var withRelocations = builder
    withRelocations.sections.append(
      builder.relocations(of: 1, [(0, 1, 0), (8, 1, 2)], hasAddends: true))
    let file = try #require(ElfFile(withRelocations.file))
    #expect(
      MarkerTable(file)?.markers(module: nil) == [CompiledMarker(name: "a", format: "%d")])
  }

  @Test(arguments: layouts)
  func `an image has its markers between two symbols`(layout: Layout) throws {
    var module = Module(layout, hasAddends: true)
    let base: UInt64 = layout.wordSize == 8 ? 0xffff_ffff_8100_0000 : 0xc010_0000
    for relocation in module.relocations where relocation.symbol == 1 {
      module.table.replaceSubrange(
        relocation.offset..<relocation.offset + layout.wordSize,
        with: module.builder.word(base + UInt64(relocation.addend)))
    }
    let data = base + 0x1000
    let image = ELFBuilder(
      type: 2, machine: module.builder.machine, wordSize: layout.wordSize,
      sections: [
        .init(name: ".rodata", address: base, bytes: module.strings),
        .init(
          name: ".data", address: data,
          bytes: [1, 2, 3, 4, 5, 6, 7, 8] + module.table + Array("Linux version 2.6.31.4 (".utf8)),
      ],
      symbols: [
        .init(name: "__start___markers", section: 2, value: data + 8),
        .init(
          name: "__stop___markers", section: 2, value: data + 8 + UInt64(module.table.count)),
      ])
    let file = try #require(ElfFile(image.file))
    let description = try #require(try LegacyScan.ofFile(file, name: "vmlinux"))
    #expect(Set(description.markers.map(\.name)) == Set(Self.markers.map(\.0)))
    #expect(description.identity.release == "2.6.31.4")
    #expect(description.identity.machine == (layout.wordSize == 8 ? "x86_64" : "i686"))
    #expect(description.identity.wordSize == layout.wordSize)
  }

  @Test func `a layout that is none is an error, and a file without markers has none`() throws {
    var module = Module(Self.layouts[2], hasAddends: true)
    module.builder.sections[0].bytes.removeLast(4)
    let file = try #require(ElfFile(module.builder.file))
    #expect(throws: ScanError.markersNotUnderstood(path: "x.ko")) {
      try LegacyScan.ofFile(file, name: "x.ko")
    }
    let empty = try #require(ElfFile(ELFBuilder().file))
    #expect(try LegacyScan.ofFile(empty, name: "x.ko") == nil)
  }

  @Test func `no damage crashes the reader`() throws {
    let whole = Module(Self.layouts[2], hasAddends: false).builder.file
    var random = SystemRandomNumberGenerator()
    for length in stride(from: 0, to: whole.count, by: 7) {
      if let file = ElfFile(Array(whole.prefix(length))) {
        _ = MarkerTable(file)?.markers(module: nil)
      }
    }
    for _ in 0..<2000 {
      var bytes = whole
      for _ in 0..<4 {
        bytes[Int.random(in: 0..<bytes.count, using: &random)] = UInt8.random(
          in: 0...255, using: &random)
      }
      if let file = ElfFile(bytes) { _ = MarkerTable(file)?.markers(module: nil) }
    }
  }
}
