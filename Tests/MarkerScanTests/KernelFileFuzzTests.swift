import Glibc
import Testing

@testable import MarkerScan

/// How many damaged files each test makes; `MARKTAP_FUZZ_ROUNDS` in the environment asks for more.
private let rounds = getenv("MARKTAP_FUZZ_ROUNDS").flatMap { Int(String(cString: $0)) } ?? 60

/// Tests that damaged files end in an error or in a description, and never in a crash.
struct KernelFileFuzzTests {
  /// Scans `count` files that are cut off and `count` in which some bytes are changed.
  private func damage(
    _ name: String, in kernel: borrowing TestKernel, release: String? = nil
  ) throws {
    let whole = try kernel.bytes(name)
    let seed = UInt64(getpid())
    var generator = SplitMix(state: seed)
    for round in 0..<rounds {
      var bytes = whole
      if round % 4 == 0 {
        bytes.removeLast(Int.random(in: 0..<whole.count, using: &generator))
      }
      for _ in 0..<Int.random(in: 1...16, using: &generator) where !bytes.isEmpty {
        let place = Int.random(in: 0..<bytes.count, using: &generator)
        bytes[place] = UInt8.random(in: 0...255, using: &generator)
      }
      kernel.directory.write(bytes, to: "damaged")
      // A crash shows the seed in the name of this process alone; this shows it before.
      if round == 0 { print("\(name): seed \(seed)") }
      guard let scan = try? KernelScan.ofKernelFiles(at: kernel.path("damaged"), release: release)
      else { continue }
      for event in scan.description.events { _ = event.fields.count }
      for tracepoint in scan.description.tracepoints { _ = tracepoint.parameters.count }
    }
  }

  @Test(arguments: ["vmlinux", "vmlinux.debug"])
  func `damaged images crash nothing`(name: String) throws {
    let kernel = TestKernel()
    try damage(name, in: kernel)
  }

  @Test func `damaged modules crash nothing`() throws {
    let kernel = TestKernel()
    try damage("worker.ko", in: kernel, release: kernel.path("vmlinux"))
  }

  @Test func `damaged packages and boot images crash nothing`() throws {
    let kernel = TestKernel()
    kernel.run(
      """
      gzip -c vmlinux >payload
      mkdir boot
      cp vmlinux boot/vmlinuz-6.1.0-test
      tar -cf data.tar ./boot worker.ko
      ar qc kernel.deb data.tar 2>/dev/null
      """)
    try kernel.makeBootImage("vmlinuz", of: "payload")
    try damage("kernel.deb", in: kernel)
    try damage("vmlinuz", in: kernel)
  }

  @Test func `what is cut off within the headers is an error`() throws {
    let kernel = TestKernel()
    let whole = try kernel.bytes("vmlinux")
    for length in 0..<64 {
      kernel.directory.write(Array(whole[..<length]), to: "short")
      #expect(throws: ScanError.self) { try KernelScan.ofKernelFiles(at: kernel.path("short")) }
    }
  }
}

/// Sebastiano Vigna's generator of random numbers.
private struct SplitMix: RandomNumberGenerator {
  /// The state.
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var mixed = state
    mixed = (mixed ^ mixed >> 30) &* 0xbf58_476d_1ce4_e5b9
    mixed = (mixed ^ mixed >> 27) &* 0x94d0_49bb_1331_11eb
    return mixed ^ mixed >> 31
  }
}
