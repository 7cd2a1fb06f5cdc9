import CRecordABI
import Glibc

/// The device by which a generated module is spoken to.
final class ModuleDevice {
  /// The device, until it is closed.
  private var descriptor: FileDescriptor?
  /// What the module says of itself.
  let facts: marktap_module_facts

  /// Opens the device of the module `name`.
  ///
  /// - Throws: `SystemError` if that is not possible, or it is of another version.
  init(of name: String) throws(SystemError) {
    let device = try Self.open(name)
    var facts = marktap_module_facts()
    let code = marktap_module_control(device.number, marktap_module_facts_request, &facts)
    guard code == 0 else { throw SystemError("ask the module '\(name)'", code: -code) }
    guard facts.version == UInt32(MARKTAP_MODULE_VERSION) else {
      throw SystemError("speak to the module '\(name)' of another version", code: EPROTO)
    }
    self.facts = facts
    descriptor = consume device
  }

  /// Opens the device of the module `name`: where the system keeps devices, else by a node of its own, for systems
  /// that make none.
  private static func open(_ name: String) throws(SystemError) -> FileDescriptor {
    let usual = "/dev/\(name)"
    if access(usual, F_OK) == 0 { return try FileDescriptor(opening: usual, flags: O_RDWR) }
    let numbers = "/sys/class/misc/\(name)/dev"
    let text = String(decoding: try Files.bytes(of: numbers), as: UTF8.self)
    let parts = text.split { !$0.isNumber }.compactMap { UInt32($0) }
    guard parts.count == 2 else { throw SystemError("read '\(numbers)'", code: EINVAL) }
    let own = "/tmp/\(name).\(getpid())"
    guard mknod(own, S_IFCHR | 0o600, makedev(parts[0], parts[1])) == 0 else {
      throw .current("make '\(own)'")
    }
    defer { unlink(own) }
    return try FileDescriptor(opening: own, flags: O_RDWR)
  }

  /// Closes the device: the module stops its probes.
  func close() { descriptor = nil }

  /// The number of the descriptor; -1 if the device is closed.
  var number: CInt { descriptor?.number ?? -1 }

  /// Asks the module for something, and returns 0 or a negated error number.
  func control<Argument: BitwiseCopyable>(
    _ request: marktap_module_request, _ argument: inout Argument
  ) -> CInt {
    marktap_module_control(number, request, &argument)
  }

  /// Maps the value of `size` bytes at `offset`.
  ///
  /// - Throws: `SystemError` if it cannot be mapped.
  func mapped(at offset: UInt32, size: Int) throws(SystemError) -> MappedValue {
    guard let memory = try descriptor?.mapped(at: offset, size: size) else {
      throw SystemError("map memory of a module", code: EBADF)
    }
    return memory
  }

  /// Makes the ring buffer of `size` bytes, a power of two, and maps it.
  ///
  /// - Throws: `SystemError` if there is not so much memory.
  func ring(size: Int) throws(SystemError) -> RingBuffer {
    var bytes = UInt64(size)
    let code = control(marktap_ring_size_request, &bytes)
    guard code == 0 else { throw SystemError("make a ring buffer", code: -code) }
    guard let ring = try descriptor?.ring(size: size) else {
      throw SystemError("map memory of a module", code: EBADF)
    }
    return ring
  }
}

extension FileDescriptor {
  /// Maps the value of `size` bytes at `offset`.
  fileprivate borrowing func mapped(
    at offset: UInt32, size: Int
  ) throws(SystemError) -> MappedValue {
    try MappedValue(of: self, offset: Int(offset), size: size)
  }

  /// Maps the ring buffer of `size` bytes.
  fileprivate borrowing func ring(size: Int) throws(SystemError) -> RingBuffer {
    try RingBuffer(of: self, offset: Int(MARKTAP_MAP_RING), size: size)
  }
}

/// Returns the number of the device with the numbers `major` and `minor`, each of which is split: makedev(3).
private func makedev(_ major: UInt32, _ minor: UInt32) -> dev_t {
  dev_t(major & 0xfff) << 8 | dev_t(major & ~0xfff) << 32 | dev_t(minor & 0xff)
    | dev_t(minor & ~0xff) << 12
}
