import BPF
import CBPF
import Glibc
import IR

/// The kernel's memory, as handlers outside of the kernel read it: by a small BPF program that runs on demand.
///
/// The program's context is one request, which the kernel copies in, and out again to the same place.
final class KernelMemory {
  /// Where the parts of a request lie in the program's context, in bytes.
  private enum RequestOffset {
    /// The address to read; 0 asks for the address of the current task.
    static let address: Int16 = 0
    /// How many bytes to read.
    static let count: Int16 = 8
    /// 0 if the bytes were read, else a negative error; or the address of the task.
    static let result: Int16 = 16
    /// The memory space: 0 for the kernel's.
    static let space: Int16 = 24
    /// The bytes.
    static let bytes: Int16 = 32
  }

  /// How many bytes one run reads at most: as many as the program's frame holds with ease.
  private static let mostBytes = 256

  /// The program.
  private let program: FileDescriptor

  /// Loads the program.
  ///
  /// - Throws: `SystemError` if the kernel refuses it.
  init() throws(SystemError) {
    let attempt = "load the reader of kernel memory"
    guard let slots = try? Self.code().slots else { throw SystemError(attempt, code: EINVAL) }
    var options = bpf_prog_load_opts()
    options.sz = MemoryLayout<bpf_prog_load_opts>.size
    // The kernel runs programs of this type only where they may sleep: BPF_F_SLEEPABLE.
    options.prog_flags = 1 << 4
    let number = slots.withUnsafeBytes { bytes in
      bpf_prog_load(
        BPF_PROG_TYPE_SYSCALL, "marktap_read", "GPL",
        bytes.baseAddress?.assumingMemoryBound(to: bpf_insn.self), slots.count, &options)
    }
    guard number >= 0 else { throw SystemError(attempt, code: -number) }
    program = FileDescriptor(owning: number)
  }

  /// Returns the address of the `struct task_struct` of this thread; `nil` if the program cannot be run.
  func currentTask() -> Int64? { run(address: 0, count: 0, .kernel)?.result }

  /// Copies the bytes at `address` to `target`; `false` if they cannot be read.
  func read(
    _ space: MemorySpace, _ address: Int64, into target: UnsafeMutableRawBufferPointer
  ) -> Bool {
    var position = 0
    while position < target.count {
      let count = min(target.count - position, Self.mostBytes)
      guard let answer = run(address: address &+ Int64(position), count: count, space),
        answer.result == 0
      else { return false }
      target[position..<position + count].copyBytes(from: answer.bytes)
      position += count
    }
    return true
  }

  /// Runs the program for `count` bytes at `address`.
  private func run(
    address: Int64, count: Int, _ space: MemorySpace
  ) -> (result: Int64, bytes: ArraySlice<UInt8>)? {
    var request = [UInt8](repeating: 0, count: Int(RequestOffset.bytes) + Self.mostBytes)
    let result = request.withUnsafeMutableBytes { request -> Int64? in
      request.storeBytes(of: address, toByteOffset: Int(RequestOffset.address), as: Int64.self)
      request.storeBytes(of: Int64(count), toByteOffset: Int(RequestOffset.count), as: Int64.self)
      request.storeBytes(
        of: space == .kernel ? 0 : 1, toByteOffset: Int(RequestOffset.space), as: Int64.self)
      var options = bpf_test_run_opts()
      options.sz = MemoryLayout<bpf_test_run_opts>.size
      options.ctx_in = UnsafeRawPointer(request.baseAddress)
      options.ctx_size_in = UInt32(request.count)
      guard bpf_prog_test_run_opts(program.number, &options) == 0 else { return nil }
      return request.loadUnaligned(fromByteOffset: Int(RequestOffset.result), as: Int64.self)
    }
    let start = Int(RequestOffset.bytes)
    return result.map { (result: $0, bytes: request[start..<start + count]) }
  }

  /// Returns the program.
  private static func code() throws -> Code {
    var assembler = Assembler(cpu: .v3)
    let (read, ofKernel, copy) = (
      assembler.makeLabel(), assembler.makeLabel(), assembler.makeLabel()
    )
    let done = assembler.makeLabel()
    assembler.emit(.move(.r6, .r1))
    assembler.emit(.load(.r3, at: .r6, offset: RequestOffset.address, width: .double))
    assembler.emit(.jump(if: .notEqual, .r3, 0, to: read))
    assembler.emit(.call(.getCurrentTask))
    assembler.emit(.jump(to: done))
    assembler.bind(read)
    assembler.emit(.load(.r2, at: .r6, offset: RequestOffset.count, width: .double))
    assembler.emit(.move(.r0, -EINVAL))
    assembler.emit(.jump(if: .greater, .r2, Int32(mostBytes), to: done))
    // Helpers write to the frame, not to the context of such a program.
    for offset in stride(from: -Int16(mostBytes), to: 0, by: 8) {
      assembler.emit(.store(0, at: .frame, offset: offset, width: .double))
    }
    assembler.emit(.move(.r1, .frame))
    assembler.emit(.add(.r1, -Int32(mostBytes)))
    assembler.emit(.load(.r4, at: .r6, offset: RequestOffset.space, width: .double))
    assembler.emit(.jump(if: .equal, .r4, 0, to: ofKernel))
    assembler.emit(.call(.probeReadUser))
    assembler.emit(.jump(to: copy))
    assembler.bind(ofKernel)
    assembler.emit(.call(.probeReadKernel))
    assembler.bind(copy)
    for position in stride(from: 0, to: Int16(mostBytes), by: 8) {
      assembler.emit(
        .load(.r1, at: .frame, offset: position - Int16(mostBytes), width: .double))
      assembler.emit(
        .store(.r1, at: .r6, offset: RequestOffset.bytes + position, width: .double))
    }
    assembler.bind(done)
    assembler.emit(.store(.r0, at: .r6, offset: RequestOffset.result, width: .double))
    assembler.emit(.move(.r0, 0))
    assembler.emit(.exit)
    return try assembler.assemble()
  }
}
