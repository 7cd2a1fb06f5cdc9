import Glibc
import KernelDescription
import Testing

@testable import MarkerScan

/// Tests the scan of the kernel that runs the tests, as root.
struct LiveScanTests {
  /// One scan for all tests.
  private static let scan = Result { try KernelScan.ofRunningKernel() }

  /// What it found.
  let description: KernelDescription

  /// Makes the scan.
  init() throws {
    let scan = try Self.scan.get()
    #expect(scan.omissions.isEmpty)
    description = scan.description
  }

  @Test func `every event of tracefs is in the description, and nothing else`() throws {
    let root = try TraceFileSystem.open()
    var names: [String] = []
    for system in try DirectoryListing.subdirectories(of: "events", in: root.root.number) {
      let directory = "events/\(system)"
      for name in try DirectoryListing.subdirectories(of: directory, in: root.root.number) {
        names.append("\(system):\(name)")
      }
    }
    #expect(names.count > 1_000)
    #expect(Array(description.eventNames) == names)
  }

  @Test func `every available event has a tracepoint, unless one of another name makes it`() throws
  {
    let events = description.events.filter {
      $0.system != "syscalls" && $0.system != "ftrace"
    }
    let missing = events.filter { description.tracepoint(named: $0.name) == nil }
    #expect(missing.map(\.qualifiedName) == [])
    #expect(description.tracepointCount >= events.count)
  }

  @Test func `every tracepoint has arguments with names and known types`() {
    for tracepoint in description.tracepoints {
      #expect(tracepoint.parameters.allSatisfy { !$0.name.isEmpty }, "\(tracepoint.name)")
      #expect(tracepoint.parameters.allSatisfy { $0.type != .void }, "\(tracepoint.name)")
    }
    let attachable = description.tracepoints.filter { $0.attachTypeID != nil }
    #expect(attachable.count + 10 > description.tracepointCount)
  }

  @Test func `sched_switch has the fields and arguments that it always had`() throws {
    let event = try #require(description.event(system: "sched", name: "sched_switch"))
    #expect(event.markerFormat == "%s %d %d %ld %s %d %d")
    #expect(event.fields.first?.typeText == "char[16]")
    let tracepoint = try #require(description.tracepoint(named: "sched_switch"))
    #expect(tracepoint.system == "sched")
    #expect(tracepoint.parameters.map(\.typeText).contains("struct task_struct*"))
  }

  @Test func `fields lie within their records, one behind the other`() {
    for event in description.events {
      var end = event.commonSize
      for field in event.fields where event.systemCallMoment == nil {
        #expect(field.offset >= end, "\(event.qualifiedName) \(field.name)")
        end = field.offset + field.size
      }
    }
  }

  @Test func `fields that tracefs tells are where the types of the kernel have them`() {
    var compared = 0
    for event in description.events {
      guard let record = description.types.structure(named: "trace_event_raw_\(event.name)") else {
        continue
      }
      compared += 1
      for field in event.fields {
        let member = ["", "__data_loc_", "__rel_loc_"].lazy.compactMap { prefix in
          description.types.member(prefix + field.name, of: record)
        }.first
        let name = "\(event.qualifiedName) \(field.name)"
        #expect(member?.byteOffset == field.offset, "\(name)")
        #expect(member?.size == field.size, "\(name)")
        if case .integer = field.shape {
          #expect(member?.isSigned == field.isSigned, "\(name)")
        }
      }
    }
    // Events that share the record of another one have no structure of their own name.
    #expect(compared > 300)
  }

  @Test func `arguments of system calls are as wide as their types`() throws {
    let event = try #require(description.event(system: "syscalls", name: "sys_enter_openat"))
    #expect(event.fields.map(\.name) == ["__syscall_nr", "dfd", "filename", "flags", "mode"])
    #expect(event.fields.map(\.size) == [4, 4, 8, 4, 2])
    #expect(event.fields.map(\.isSigned) == [true, true, false, true, false])
    #expect(event.fields[2].shape == .pointer)
  }

  @Test func `system calls have numbers, names and arguments`() throws {
    let openat = try #require(description.systemCall(named: "openat"))
    #expect(openat.number == 257)
    #expect(openat.arguments.map(\.typeText) == ["int", "const char *", "int", "umode_t"])
    let fstat = try #require(description.systemCall(named: "fstat"))
    #expect(fstat.kernelName == "newfstat")
    #expect(fstat.arguments.count == 2)
    #expect(description.systemCalls.filter { $0.number == nil }.map(\.name) == [])
  }

  @Test func `types have the sizes of this machine`() throws {
    let types = description.types
    let timespec = try #require(types.structure(named: "timespec64"))
    #expect(types.size(of: timespec) == 16)
    #expect(types.member("tv_nsec", of: timespec)?.byteOffset == 8)
    let task = try #require(types.structure(named: "task_struct"))
    let comm = try #require(types.member("comm", of: task))
    #expect(types.text(of: comm.type) == "char[16]")
    let registers = try #require(types.structure(named: "pt_regs"))
    #expect(types.member("di", of: registers)?.byteOffset == 112)
  }

  @Test func `the kernel is identified`() {
    let identity = description.identity
    #expect(!identity.release.isEmpty)
    #expect(identity.buildID.count == 40)
    #expect(identity.wordSize == 8)
  }

  @Test func `a second scan gives the same bytes, in less than 3 megabytes`() throws {
    let again = try KernelScan.ofRunningKernel().description
    #expect(again == description)
    #expect(description.bytes.count < 3_000_000)
  }

  @Test func `a scan leaves nothing mounted`() throws {
    func mounts() throws -> [UInt8] {
      try FileDescriptor(reading: "/proc/self/mounts").readAll()
    }
    let before = try mounts()
    _ = try TraceFileSystem.open()
    #expect(try mounts() == before)
  }
}
