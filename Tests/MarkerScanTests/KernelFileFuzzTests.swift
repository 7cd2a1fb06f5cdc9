import Glibc
import KernelDescription
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
    for bytes in Damage(of: try kernel.bytes(name), called: name, count: rounds) {
      kernel.directory.write(bytes, to: "damaged")
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

  @Test func `damaged lists of modules lead nowhere else and crash nothing`() throws {
    let kernel = TestKernel()
    let list = "lib/modules/6.1.0-test/modules.dep"
    kernel.run(
      """
      mkdir -p boot lib/modules/6.1.0-test/kernel
      cp vmlinux boot/vmlinuz-6.1.0-test
      cp worker.ko lib/modules/6.1.0-test/kernel/worker.ko
      echo 'kernel/worker.ko: kernel/other.ko' >\(list)
      """)
    for bytes in Damage(of: try kernel.bytes(list), called: list, count: rounds / 4) {
      kernel.directory.write(bytes, to: list)
      guard let scan = try? KernelScan.ofKernelFiles(at: kernel.path("")) else { continue }
      #expect((5...6).contains(scan.description.eventCount))
    }
  }

  @Test func `damaged texts of markers crash nothing`() {
    let text = "fs_read\tvmlinux\tfd %u #1p name %s\nnet\tnet/core\t%5.3zu %*d %%\n"
    for bytes in Damage(of: Array(text.utf8), called: "Module.markers", count: rounds * 50) {
      for marker in ModuleMarkersText(bytes).markers {
        _ = MarkerFormat(marker.format).arguments.count
      }
    }
  }

  @Test func `damaged notes of programs crash nothing`() {
    var builder = ELFBuilder(machine: 62, wordSize: 8, isBigEndian: false)
    let texts = Array("p\0first\0-4@%eax 8@16(%rsp,%rbx,4) 4@$5\0".utf8)
    let words: [UInt64] = [0x1100, 0x5000, 0x6000]
    let content = words.flatMap { builder.word($0) } + texts
    let head = [8, UInt64(content.count), 3].flatMap { builder.number($0, 4) }
    let padding = [UInt8](repeating: 0, count: (4 - content.count % 4) % 4)
    builder.type = 3
    builder.sections = [
      .init(
        name: ".note.stapsdt", type: 7, bytes: head + Array("stapsdt\0".utf8) + content + padding),
      .init(name: ".stapsdt.base", address: 0x5000, bytes: [0]),
    ]
    for bytes in Damage(of: builder.file, called: "notes", count: rounds * 50) {
      guard let file = ElfFile(bytes) else { continue }
      for marker in ProgramScan.description(of: file, at: "/x").markers {
        _ = marker.arguments.count
      }
    }
  }

  @Test func `nobody waits for a pipe or reads a device without end`() {
    let directory = TemporaryDirectory()
    mkfifo("\(directory.path)/pipe", 0o600)
    for path in ["\(directory.path)/pipe", "/dev/zero"] {
      #expect(throws: ScanError.nothingKnown(path: path)) { try FileScan.of(path) }
    }
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

/// Damaged copies of bytes: some cut off, and all with some bytes changed.
private struct Damage: Sequence, IteratorProtocol {
  /// What is damaged.
  private let whole: [UInt8]
  /// How many are still to come.
  private var left: Int
  /// What decides.
  private var generator: SplitMix

  /// Prepares `count` copies of `whole`. A crash shows nothing of what was damaged, so this does before.
  init(of whole: [UInt8], called name: String, count: Int) {
    self.whole = whole
    left = count
    let seed = UInt64(getpid())
    generator = SplitMix(state: seed)
    print("\(name): seed \(seed)")
  }

  mutating func next() -> [UInt8]? {
    guard left > 0 else { return nil }
    left -= 1
    var bytes = whole
    if left % 4 == 0 { bytes.removeLast(Int.random(in: 0..<whole.count, using: &generator)) }
    for _ in 0..<Int.random(in: 1...16, using: &generator) where !bytes.isEmpty {
      let place = Int.random(in: 0..<bytes.count, using: &generator)
      bytes[place] = UInt8.random(in: 0...255, using: &generator)
    }
    return bytes
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
