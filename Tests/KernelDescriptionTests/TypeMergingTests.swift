import Testing

@testable import KernelDescription

/// Tests which types of modules are kept once.
struct TypeMergingTests {
  /// The integer of the image.
  private static let integer = TypeID(rawValue: 1)

  /// A description while it is made whose image has `int` and nothing else.
  private var builder = KernelDescriptionBuilder(identity: KernelIdentity(release: "6.1.0-test"))

  init() {
    let name = builder.strings.intern("int")
    builder.add(.integer(name: name, size: 4, encoding: .signed), as: Self.integer)
    builder.beginModules()
  }

  /// Adds `struct node { struct node *next; int MEMBER; void (*run)(); }` and a pointer to it, as a module has them, with a tracepoint
  /// and a function that take one; the numbers of types that are functions lie between them.
  private mutating func addModule(_ module: String, member: String = "key") {
    let first = builder.nextTypeID.rawValue + 2
    let node = TypeID(rawValue: first)
    let pointer = TypeID(rawValue: first + 2)
    let call = TypeID(rawValue: first + 3)
    let names = ["node", "next", member, "run"].map { builder.strings.intern($0) }
    builder.add(
      .aggregate(
        .structure, name: names[0], size: 24,
        members: [
          .init(name: names[1], type: pointer, bitOffset: 0, bitWidth: nil),
          .init(name: names[2], type: Self.integer, bitOffset: 64, bitWidth: 3),
          .init(name: names[3], type: call, bitOffset: 128, bitWidth: nil),
        ]), as: node)
    builder.add(.pointer(to: node), as: pointer)
    builder.add(.pointer(to: TypeID(rawValue: first + 1)), as: call)
    builder.tracepoints.append(
      Tracepoint(
        name: "\(module)_event", module: module,
        parameters: [.init(name: "node", type: pointer, typeText: "")]))
    let prototype = builder.add(
      FunctionPrototype(result: Self.integer, parameters: [.init(name: "node", type: pointer)]))
    var name = "\(module)_run"
    name.withUTF8 { builder.addFunction($0, module: module, prototype: prototype) }
  }

  /// Returns the type that the tracepoint of `module` takes.
  private func argument(
    of module: String, in description: KernelDescription
  ) throws -> TypeID {
    try #require(description.tracepoint(named: "\(module)_event")?.parameters.first).type
  }

  @Test mutating func `types that refer to themselves are kept once if they are equal`() throws {
    for module in ["a", "b", "c"] { addModule(module) }
    let description = builder.description()
    #expect(description.types.count == 4)
    let type = try argument(of: "a", in: description)
    #expect(try argument(of: "b", in: description) == type)
    #expect(try argument(of: "c", in: description) == type)
    #expect(description.types.text(of: type) == "struct node*")
    let node = try #require(description.types.target(of: type))
    #expect(description.types.members(of: node).map(\.name) == ["next", "key", "run"])
    #expect(description.types.member("next", of: node)?.type == type)
    #expect(description.types.member("key", of: node)?.bitField?.width == 3)
    let run = try #require(description.types.member("run", of: node))
    #expect(description.types.text(of: run.type) == "void (*)()")
  }

  @Test mutating func `what differs in one member is kept apart, with all that leads there`() throws
  {
    addModule("a")
    addModule("b", member: "value")
    let description = builder.description()
    let types = [
      try argument(of: "a", in: description), try argument(of: "b", in: description),
    ]
    #expect(types[0] != types[1])
    let members = types.map { description.types.target(of: $0).map(description.types.members) }
    #expect(
      members.map { $0?.map(\.name) } == [["next", "key", "run"], ["next", "value", "run"]])
    // The pointer to a function is the same.
    #expect(description.types.count == 1 + 2 * 2 + 1)
  }

  @Test mutating func `functions of modules take the merged types`() throws {
    for module in ["a", "b"] { addModule(module) }
    let description = builder.description()
    let functions = description.functions(matching: "?_run")
    #expect(functions.map(\.module) == ["a", "b"])
    let type = try argument(of: "a", in: description)
    #expect(functions.allSatisfy { $0.prototype.parameters.map(\.type) == [type] })
    #expect(functions.allSatisfy { $0.prototype.result == Self.integer })
  }
}
