import CLinux
import Glibc
import IR

/// The machine that the program runs on.
final class LiveSystem: RunningSystem {
  /// The names of the kernel's addresses.
  private let kernelSymbols = KernelSymbols()
  /// The names of the addresses of processes.
  private let processSymbols = ProcessSymbols()
  /// The kernel's memory; `nil` where the kernel does not let it be read.
  private lazy var memory = try? KernelMemory()

  var currentTask: Int64? { memory?.currentTask() }

  func read(
    _ space: MemorySpace, _ address: Int64, into target: UnsafeMutableRawBufferPointer
  ) -> Bool {
    memory?.read(space, address, into: target) ?? false
  }

  func read(
    memoryOf task: Int64, _ address: Int64, into target: UnsafeMutableRawBufferPointer
  ) -> Bool {
    guard let task = pid_t(exactly: task) else { return false }
    let place = UInt64(bitPattern: address)
    return marktap_read_memory(task, place, target.baseAddress, target.count) == target.count
  }

  func kernelSymbol(at address: Int64) -> [UInt8] {
    Array(kernelSymbols.text(at: address).utf8)
  }

  func userSymbol(ofProcess process: Int64, at address: Int64) -> [UInt8] {
    Array(processSymbols.text(ofProcess: process, at: address).utf8)
  }

  func procfsText(_ path: [UInt8]) -> [UInt8] {
    let path = String(decoding: path, as: UTF8.self)
    guard !path.split(separator: "/").contains("..") else { return [] }
    return (try? Files.bytes(of: "/proc/\(path)")) ?? []
  }
}
