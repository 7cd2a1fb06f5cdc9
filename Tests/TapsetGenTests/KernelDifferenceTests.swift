import KernelDescription
import TapsetGen
import Testing

/// Tests what is told to have changed between two kernels.
struct KernelDifferenceTests {
  /// Returns a kernel with these events, each a name with a subsystem and fields of a name, a type and an offset.
  private func kernel(
    _ release: String, events: [(String, [(String, String, Int)])] = [],
    markers: [CompiledMarker] = [], calls: [SystemCall] = []
  ) -> KernelDescription {
    var builder = KernelDescriptionBuilder(identity: KernelIdentity(release: release))
    builder.events = events.map { name, fields in
      let parts = name.split(separator: ":").map(String.init)
      return TraceEvent(
        system: parts[0], name: parts[1],
        fields: fields.map { EventField(name: $0.0, typeText: $0.1, offset: $0.2, size: 4) })
    }
    builder.markers = markers
    builder.systemCalls = calls
    return builder.description()
  }

  /// Returns what has changed between two kernels with those events.
  private func difference(
    _ old: [(String, [(String, String, Int)])], _ new: [(String, [(String, String, Int)])]
  ) -> KernelDifference {
    KernelDifference(
      from: ComparedKernel(kernel("1", events: old)), to: ComparedKernel(kernel("2", events: new)))
  }

  @Test func `nothing has changed between equal kernels`() {
    let events = [("a:x", [("pid", "int", 8)])]
    let difference = difference(events, events)
    #expect(difference.isEmpty)
    #expect(difference.oldTitle == "Linux 1")
  }

  @Test func `markers are added and removed`() {
    let difference = difference([("a:gone", [])], [("a:new", [("pid", "int", 8)])])
    #expect(difference.added.map(\.qualifiedName) == ["a:new"])
    #expect(difference.removed.map(\.qualifiedName) == ["a:gone"])
    #expect(difference.renamed.isEmpty && difference.changed.isEmpty)
  }

  @Test func `arguments are added, removed, moved, retyped and relaid`() throws {
    let difference = difference(
      [
        ("a:x", [("one", "int", 8), ("two", "int", 12), ("three", "int", 16), ("four", "int", 20)])
      ],
      [
        (
          "a:x",
          [("two", "long", 12), ("three", "int", 24), ("new", "char", 28), ("four", "int", 20)]
        )
      ]
    )
    let changes = try #require(difference.changed.first).changes
    #expect(
      changes.map(String.init(describing:)).map { $0.prefix { $0 != "(" } } == [
        "removed", "moved", "retyped", "moved", "relaid", "added",
      ])
    #expect(changes.contains(.moved("two", from: 2, to: 1)))
    #expect(changes.contains(.retyped("two", from: "int", to: "long")))
    #expect(
      changes.contains(
        .relaid(
          "three", from: "offset 16, size 4, unsigned", to: "offset 24, size 4, unsigned")))
  }

  @Test func `markers with like names and like arguments are taken for renamed`() throws {
    let arguments = [("page", "struct page *", 8), ("order", "int", 16)]
    let difference = difference(
      [("kmem:mm_page_free", arguments), ("kmem:other", [("x", "int", 8)])],
      [
        ("kmem:mm_folio_free", arguments), ("kmem:mm_page_alloc", [("x", "long", 8)]),
        ("kmem:third", arguments),
      ])
    let renamed = try #require(difference.renamed.first)
    #expect(difference.renamed.count == 1)
    #expect(renamed.old.name == "mm_page_free")
    #expect(renamed.new.name == "mm_folio_free")
    #expect(difference.added.map(\.name) == ["mm_page_alloc", "third"])
    #expect(difference.removed.map(\.name) == ["other"])
  }

  @Test func `a marker that went to another subsystem keeps its name`() throws {
    let difference = difference(
      [("old:x_done", [("a", "int", 8)])], [("new:x_done", [("b", "long", 8)])])
    #expect(difference.renamed.map(\.new.qualifiedName) == ["new:x_done"])
  }

  @Test func `markers that were compiled in are compared by their formats`() throws {
    let difference = KernelDifference(
      from: ComparedKernel(
        kernel("1", markers: [CompiledMarker(name: "m", format: "fd %d count %u")])),
      to: ComparedKernel(kernel("2", markers: [CompiledMarker(name: "m", format: "fd %ld")])))
    let changes = try #require(difference.changed.first).changes
    #expect(changes.contains(.retyped("fd", from: "int", to: "long")))
    #expect(changes.count == 2)
  }

  @Test func `system calls are compared with their numbers and arguments`() {
    func call(_ name: String, _ number: Int, _ type: String) -> SystemCall {
      SystemCall(name: name, number: number, arguments: [.init(name: "x", typeText: type)])
    }
    let difference = KernelDifference(
      from: ComparedKernel(
        kernel("1", calls: [call("a", 1, "int"), call("b", 2, "int"), call("c", 3, "int")])),
      to: ComparedKernel(
        kernel("2", calls: [call("b", 5, "int"), call("c", 3, "long"), call("d", 4, "int")])))
    #expect(difference.addedCalls.map(\.name) == ["d"])
    #expect(difference.removedCalls.map(\.name) == ["a"])
    #expect(difference.changedCalls.map(\.call.name) == ["b", "c"])
    #expect(difference.changedCalls.map(\.oldNumber) == [2, nil])
  }

  @Test func `the tapset of a kernel says the same as its description, but for layouts`() {
    let kernel = kernel(
      "6.1", events: [("a:x", [("pid", "int", 8), ("arg1", "unsigned long", 16)]), ("b:y", [])],
      markers: [CompiledMarker(name: "m", module: "ext4", format: "fd %d \"q\" %s")],
      calls: [
        SystemCall(
          name: "openat", number: 257,
          arguments: [.init(name: "dfd", typeText: "int"), .init(name: "how", typeText: "char *")])
      ])
    let files =
      generatedFiles(for: kernel) + [
        GeneratedFile(
          name: SystemCallTapset.fileName,
          text: SystemCallTapset(kernel, table: DecodingTable()).text)
      ]
    let read = ComparedKernel(tapset: files)
    #expect(read.title == "Linux 6.1")
    #expect(
      read.markers.map { "\($0.kind.rawValue) \($0.qualifiedName)" } == [
        "event a:x", "event b:y", "marker ext4:m",
      ])
    #expect(read.markers[0].arguments.map(\.name) == ["pid", "arg1"])
    #expect(read.markers[0].arguments.map(\.type) == ["int", "unsigned long"])
    #expect(read.systemCalls.map(\.name) == ["openat"])
    #expect(read.systemCalls[0].arguments.map(\.name) == ["dfd", "how"])
  }
}
