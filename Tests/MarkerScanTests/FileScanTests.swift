import KernelDescription
import Testing

@testable import MarkerScan

/// Tests the scan of a small kernel whose files are made by hand.
struct FileScanTests {
  /// The identity of the small kernel.
  static let identity = KernelIdentity(release: "6.18.0-test", buildID: "00ff")

  /// A format file with a string, numbers, a dynamic string and an array.
  static let newFormat = """
    name: task_new
    ID: 101
    format:
    \tfield:unsigned short common_type;\toffset:0;\tsize:2;\tsigned:0;
    \tfield:int common_pid;\toffset:4;\tsize:4;\tsigned:1;

    \tfield:char comm[16];\toffset:8;\tsize:16;\tsigned:0;
    \tfield:pid_t pid;\toffset:24;\tsize:4;\tsigned:1;
    \tfield:__data_loc char[] path;\toffset:28;\tsize:4;\tsigned:0;
    \tfield:__rel_loc u64[] values;\toffset:32;\tsize:4;\tsigned:0;
    \tfield:u16 ports[3];\toffset:36;\tsize:6;\tsigned:0;
    \tfield:const char * label;\toffset:48;\tsize:8;\tsigned:0;
    \tfield:void * where;\toffset:56;\tsize:8;\tsigned:0;
    \tfield:struct key key;\toffset:64;\tsize:24;\tsigned:0;

    print fmt: "comm=%s", REC->comm

    """

  /// The format file of a system call.
  static let callFormat = """
    name: sys_enter_newfstat
    ID: 102
    format:
    \tfield:int common_pid;\toffset:4;\tsize:4;\tsigned:1;

    \tfield:int __syscall_nr;\toffset:8;\tsize:4;\tsigned:1;
    \tfield:small_t fd;\toffset:16;\tsize:8;\tsigned:0;
    \tfield:struct stat * statbuf;\toffset:24;\tsize:8;\tsigned:0;

    print fmt: "fd: 0x%08lx", ((unsigned long)(REC->fd))

    """

  /// Writes the files of the small kernel: `trace` is its tracefs, `btf` has its types.
  static func write(to directory: borrowing TemporaryDirectory) {
    directory.write(newFormat, to: "trace/events/task/task_new/format")
    directory.write("0\n", to: "trace/events/task/enable")
    directory.write(callFormat, to: "trace/events/syscalls/sys_enter_newfstat/format")
    var image = BTFImage()
    let int = image.integer("int", size: 4, encoding: 1)
    let short = image.integer("short int", size: 2, encoding: 1)
    let character = image.integer("char", size: 1, encoding: 1)
    _ = image.alias("small_t", of: short)
    let name = image.array(of: character, count: 16, index: int)
    let forward = image.add(kind: 7, "task_struct")
    let pointer = image.pointer(to: forward)
    _ = image.structure(
      "task_struct", size: 32,
      [("comm", name, 0, 0), ("flag", int, 128, 3), ("parent", pointer, 192, 0)])
    let cookie = image.pointer(to: 0)
    _ = image.function(
      "__traceiter_task_new", result: int, [("__data", cookie), ("task", pointer), ("flags", int)])
    let probe = image.prototype(result: 0, [("", cookie), ("", pointer), ("", int)])
    let probePointer = image.pointer(to: probe)
    _ = image.alias("btf_trace_task_new", of: probePointer)
    _ = image.function("__bpf_trace_task_class", result: int, [("__data", cookie), ("x", int)])
    _ = image.function("__probestub_task_only", result: int, [("__data", cookie), ("value", int)])
    let old = image.alias("btf_trace_task_old", of: probePointer)
    directory.write(image.bytes, to: "btf/vmlinux")

    var module = BTFImage(on: image)
    let inode = module.structure("ext4_inode", size: 8, [("owner", pointer, 0, 0)])
    let inodePointer = module.pointer(to: inode)
    _ = module.function(
      "__traceiter_ext4_sync", result: int, [("__data", cookie), ("inode", inodePointer)])
    _ = module.alias("btf_trace_ext4_sync", of: probePointer)
    directory.write(module.bytes, to: "btf/ext4")
    directory.write("not BTF", to: "btf/broken")
    #expect(module.firstID == old + 1)
  }

  /// Returns the scan of the small kernel.
  private func scan() throws -> KernelScan {
    let directory = TemporaryDirectory()
    Self.write(to: directory)
    return try KernelScan.ofFiles(
      traceFS: "\(directory.path)/trace", types: "\(directory.path)/btf", identity: Self.identity)
  }

  @Test func `fields are read as their types say`() throws {
    let scan = try scan()
    #expect(scan.omissions.isEmpty)
    let event = try #require(scan.description.event(system: "task", name: "task_new"))
    #expect(event.id == 101)
    #expect(event.commonSize == 8)
    #expect(
      event.fields.map(\.name) == [
        "comm", "pid", "path", "values", "ports", "label", "where", "key",
      ])
    #expect(
      event.fields.map(\.shape) == [
        .text, .integer, .dynamicText(.fromRecordStart),
        .dynamicArray(.fromFieldEnd, elementSize: 8), .array(elementSize: 2, count: 3),
        .pointedText, .pointer, .bytes,
      ])
    #expect(event.markerFormat == "%s %d %s %p %p %s %p %p")
  }

  @Test func `an argument of a system call is as wide as its type`() throws {
    let description = try scan().description
    let event = try #require(
      description.event(system: "syscalls", name: "sys_enter_newfstat"))
    #expect(event.fields.map(\.size) == [4, 2, 8])
    #expect(event.fields.map(\.isSigned) == [true, true, false])
    let call = try #require(description.systemCall(named: "fstat"))
    #expect(call.number == 5)
    #expect(call.arguments.map(\.name) == ["fd", "statbuf"])
    #expect(description.systemCall(named: "read")?.hasEvent == false)
  }

  @Test func `tracepoints are those that have a type for programs, with the best prototype`() throws
  {
    let description = try scan().description
    #expect(Array(description.tracepointNames) == ["ext4_sync", "task_new", "task_old"])
    let new = try #require(description.tracepoint(named: "task_new"))
    #expect(new.system == "task")
    #expect(new.parameters.map(\.name) == ["task", "flags"])
    #expect(new.parameters.map(\.typeText) == ["struct task_struct*", "int"])
    #expect(new.attachTypeID == 14)
    let old = try #require(description.tracepoint(named: "task_old"))
    #expect(old.parameters.map(\.name) == ["", ""])
    #expect(old.system == nil)
    #expect(description.tracepoint(named: "task_only")?.attachTypeID == nil)
  }

  @Test func `types of a module stand behind those of the image`() throws {
    let description = try scan().description
    let sync = try #require(description.tracepoint(named: "ext4_sync"))
    #expect(sync.module == "ext4")
    #expect(sync.parameters.map(\.typeText) == ["struct ext4_inode*"])
    let types = description.types
    let inode = try #require(types.structure(named: "ext4_inode"))
    let owner = try #require(types.member("owner", of: inode))
    #expect(types.text(of: owner.type) == "struct task_struct*")
  }

  @Test(arguments: [(UInt32(1), true), (0, false)])
  func `a plain char has a sign if the kernel says so`(encoding: UInt32, isSigned: Bool) throws {
    let directory = TemporaryDirectory()
    var image = BTFImage()
    _ = image.integer("char", size: 1, encoding: encoding)
    directory.write(image.bytes, to: "btf/vmlinux")
    let types = try KernelScan.ofFiles(
      traceFS: "\(directory.path)/none", types: "\(directory.path)/btf", identity: Self.identity
    ).description.types
    let character = try #require(types.integer(named: "char"))
    #expect(types.isCharacter(character))
    #expect(types.isSigned(character) == isSigned)
  }

  @Test func `a structure that is known only by name is found by it`() throws {
    let types = try scan().description.types
    let task = try #require(types.structure(named: "task_struct"))
    let parent = try #require(types.member("parent", of: task))
    #expect(parent.byteOffset == 24)
    let target = try #require(types.target(of: parent.type))
    #expect(types.member("flag", of: target)?.bitField == .init(shift: 0, width: 3))
    #expect(types.member("flag", of: target)?.byteOffset == 16)
  }

  @Test func `without types there are events, and it is said what is missing`() throws {
    let directory = TemporaryDirectory()
    Self.write(to: directory)
    let scan = try KernelScan.ofFiles(
      traceFS: "\(directory.path)/trace", types: "/nonexistent", identity: Self.identity)
    #expect(scan.description.eventCount == 2)
    #expect(scan.description.tracepointCount == 0)
    #expect(scan.omissions == [.typesUnreadable(path: "/nonexistent/vmlinux", errorNumber: 2)])
  }

  @Test func `without tracefs there are tracepoints, and it is said what is missing`() throws {
    let directory = TemporaryDirectory()
    Self.write(to: directory)
    let scan = try KernelScan.ofFiles(
      traceFS: "/nonexistent", types: "\(directory.path)/btf", identity: Self.identity)
    #expect(scan.description.eventCount == 0)
    #expect(scan.description.tracepointCount == 3)
    #expect(
      scan.omissions == [.traceFSUnreadable(path: "/nonexistent/events", errorNumber: 2)])
  }

  @Test func `without both there is an error that names both`() throws {
    do {
      _ = try KernelScan.ofFiles(
        traceFS: "/nonexistent", types: "/nowhere", identity: Self.identity)
      Issue.record("nothing was thrown")
    } catch {
      #expect(error.description.contains("'/nonexistent/events'"))
      #expect(error.description.contains("'/nowhere/vmlinux'"))
      #expect(error.description.contains("run as root"))
    }
  }

  @Test func `types that are no BTF are an error`() throws {
    let directory = TemporaryDirectory()
    Self.write(to: directory)
    directory.write("not BTF at all, and long enough for a header", to: "btf/vmlinux")
    let scan = try KernelScan.ofFiles(
      traceFS: "\(directory.path)/trace", types: "\(directory.path)/btf", identity: Self.identity)
    #expect(scan.omissions == [.typesDamaged(path: "\(directory.path)/btf/vmlinux")])
  }

  @Test func `every truncation of the types is an error and not a crash`() throws {
    let directory = TemporaryDirectory()
    Self.write(to: directory)
    let whole = try FileDescriptor(reading: "\(directory.path)/btf/vmlinux").readAll()
    for length in stride(from: 0, to: whole.count, by: 3) {
      directory.write(Array(whole.prefix(length)), to: "btf/vmlinux")
      let scan = try KernelScan.ofFiles(
        traceFS: "\(directory.path)/trace", types: "\(directory.path)/btf",
        identity: Self.identity)
      #expect(scan.omissions.count == 1, "\(length) bytes")
    }
  }

  @Test func `changed bytes of the types crash nothing`() throws {
    let directory = TemporaryDirectory()
    Self.write(to: directory)
    let whole = try FileDescriptor(reading: "\(directory.path)/btf/vmlinux").readAll()
    for index in whole.indices {
      for value in [0, 0x7f, 0xff] as [UInt8] {
        var bytes = whole
        bytes[index] = value
        directory.write(bytes, to: "btf/vmlinux")
        var builder = KernelDescriptionBuilder(identity: Self.identity)
        let reader = KernelTypeReader(directory: "\(directory.path)/btf")
        guard (try? reader.read(into: &builder)) != nil else { continue }
        for tracepoint in builder.description().tracepoints { _ = tracepoint.parameters.count }
      }
    }
  }

  @Test func `a format file that is not understood is an error that names the event`() throws {
    let directory = TemporaryDirectory()
    Self.write(to: directory)
    directory.write("nothing of use\n", to: "trace/events/task/task_new/format")
    let scan = try KernelScan.ofFiles(
      traceFS: "\(directory.path)/trace", types: "\(directory.path)/btf", identity: Self.identity)
    #expect(scan.omissions == [.formatNotUnderstood(event: "task:task_new")])
  }
}
