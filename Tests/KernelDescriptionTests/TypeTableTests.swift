import Testing

@testable import KernelDescription

/// Tests what a description tells of C types.
struct TypeTableTests {
  /// The types that are asked for.
  let types: TypeTable

  /// `struct task_struct`.
  let task: TypeID

  /// Makes the description.
  init() throws {
    types = try SampleDescription.make().types
    task = try #require(types.structure(named: "task_struct"))
  }

  @Test func `a structure has the layout that the compiler gives it`() {
    // gcc -m64: flags and mode 0, comm 2, pid 20, anonymous 24..48 (grid at 8), state 48, parent 56,
    // other 64, run 72, label 80, se 88; 104 bytes.
    #expect(types.size(of: task) == 104)
    let offsets = ["comm", "pid", "inner", "wide", "grid", "state", "parent", "run", "label", "se"]
      .map { types.member($0, of: task)?.byteOffset }
    #expect(offsets == [2, 20, 24, 24, 32, 48, 56, 72, 80, 88])
  }

  @Test func `a member has its size, sign, type and path`() throws {
    let pid = try #require(types.member("pid", of: task))
    #expect(pid.size == 4)
    #expect(pid.isSigned)
    #expect(types.text(of: pid.type) == "pid_t")
    #expect(pid.path == [3])
    #expect(pid.bitField == nil)
    let comm = try #require(types.member("comm", of: task))
    #expect(comm.size == 16)
    #expect(types.text(of: comm.type) == "char[16]")
  }

  @Test func `a member of an anonymous structure has the path through it`() throws {
    #expect(types.member("wide", of: task)?.path == [4, 0, 1])
    #expect(types.member("grid", of: task)?.path == [4, 1])
  }

  @Test func `a bit field has its place in the bytes that are read`() throws {
    let mode = try #require(types.member("mode", of: task))
    #expect(mode.byteOffset == 0)
    #expect(mode.size == 4)
    #expect(mode.bitField == .init(shift: 3, width: 7))
    #expect(!mode.isSigned)
  }

  @Test func `members are followed through pointers and structures`() throws {
    let parent = try #require(types.member("parent", of: task))
    let target = try #require(types.target(of: parent.type))
    #expect(types.member("se", of: target)?.byteOffset == 88)
    let entity = try #require(types.member("se", of: task))
    #expect(types.member("vruntime", of: entity.type)?.size == 8)
  }

  @Test func `a member that does not exist is not found`() {
    #expect(types.member("pidd", of: task) == nil)
    #expect(types.member("pid", of: .void) == nil)
    #expect(
      types.memberNames(of: task) == [
        "flags", "mode", "comm", "pid", "inner", "wide", "grid", "state", "parent", "other", "run",
        "label", "se",
      ])
  }

  @Test(arguments: [
    ("parent", "struct task_struct*"), ("other", "struct unknown*"), ("run", "void (*)()"),
    ("label", "const char*"), ("grid", "short[2][3]"), ("state", "enum state"),
    ("flags", "unsigned int"), ("se", "struct entity"),
  ])
  func `a type is spelled as C does`(member: String, text: String) throws {
    let access = try #require(types.member(member, of: task))
    #expect(types.text(of: access.type) == text)
  }

  @Test func `a pointer to an array is spelled with brackets behind the star`() throws {
    var builder = KernelDescriptionBuilder(identity: KernelIdentity(release: "x"))
    let character = TypeID(rawValue: 1)
    let array = TypeID(rawValue: 2)
    let pointer = TypeID(rawValue: 3)
    builder.add(
      .integer(name: builder.strings.intern("char"), size: 1, encoding: .character), as: character)
    builder.add(.array(of: character, count: 8), as: array)
    builder.add(.pointer(to: array), as: pointer)
    builder.add(.pointer(to: TypeID(rawValue: 9)), as: TypeID(rawValue: 4))
    builder.add(.pointer(to: TypeID(rawValue: 4)), as: TypeID(rawValue: 5))
    let types = builder.description().types
    #expect(types.text(of: pointer) == "char (*)[8]")
    #expect(types.text(of: TypeID(rawValue: 5)) == "void (**)()")
  }

  @Test(arguments: [
    ("struct task_struct", "struct task_struct", 0),
    ("struct task_struct *", "struct task_struct", 1),
    ("const struct entity**", "struct entity", 2), ("task_struct", "struct task_struct", 0),
    ("pid_t", "pid_t", 0), ("unsigned int", "unsigned int", 0),
    ("long long unsigned", "unsigned long long", 0), ("void *", "void", 1),
    ("enum state", "enum state", 0), ("char const * const", "char", 1),
  ])
  func `a spelled type is found`(text: String, base: String, depth: Int) throws {
    let spelled = try #require(types.type(spelled: text))
    #expect(types.text(of: spelled.base) == base)
    #expect(spelled.pointerDepth == depth)
  }

  @Test(arguments: [
    "struct nothing", "", "*", "unsigned", "pid_t pid_t", "* int", "float", "short",
  ])
  func `a type that the kernel does not have is not found`(text: String) {
    let found = types.type(spelled: text)
    // The sample has an `unsigned int` and a `short`, which are found.
    #expect((found != nil) == ["unsigned", "short"].contains(text))
  }

  @Test func `constants of enumerations have their values`() throws {
    let state = try #require(types.enumeration(named: "state"))
    #expect(
      types.enumerators(of: state) == [
        Enumerator(name: "RUNNING", value: 0), Enumerator(name: "SLEEPING", value: 4),
        Enumerator(name: "DEAD", value: -1),
      ])
    #expect(types.isSigned(state))
    #expect(types.enumeratorValue(named: "SLEEPING") == 4)
    #expect(types.enumeratorValue(named: "DEAD") == -1)
    #expect(types.enumeratorValue(named: "NOTHING") == nil)
  }

  @Test func `names lead to the kind of type that is asked for`() {
    #expect(types.structure(named: "state") == nil)
    #expect(types.union(named: "task_struct") == nil)
    #expect(types.alias(named: "pid_t") != nil)
    #expect(types.integer(named: "unsigned int") != nil)
    #expect(Array(types.structureNames) == ["entity", "task_struct"])
    #expect(types.aggregate(task) == task)
  }

  @Test(arguments: ["struct {", "strct x;", "struct x { int }", "struct x { int a[b]; };"])
  func `what is no declaration is an error`(text: String) {
    var builder = KernelDescriptionBuilder(identity: KernelIdentity(release: "x"))
    #expect(throws: DeclarationError.self) { try builder.declare(text) }
  }
}
