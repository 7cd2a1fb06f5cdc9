import Glibc

/// A machine that QEMU simulates, without acceleration: it needs no privilege, and runs any kernel anywhere.
struct GuestMachine {
  /// How long one case may take, in seconds: such a machine is some twenty times slower than its host.
  static let caseSeconds = 120

  /// The path of the kernel image.
  let kernel: String
  /// The path of the initial files.
  let image: String
  /// The memory in MiB.
  var memory = 768
  /// How many CPUs there are.
  static let processorCount = 2

  /// The line for a shell that runs the machine until it stops.
  ///
  /// Two settings cure faults of QEMU 7.2 without acceleration: kernels 6.12 double-fault on its `cmpxchg16b`, which
  /// Swift's libraries need, so the kernel alone does without; and 6.1 may wait for ever for the first ticks by
  /// which it would measure the speed of the time stamp counter. Without `erms` and `fsrm` the kernel clears and copies
  /// pages by words: by bytes, each of which is a step for QEMU, that takes four times as long.
  private var command: String {
    let arguments = [
      "console=ttyS0", "quiet", "loglevel=3", "panic=-1", "reboot=t", "tsc_early_khz=2600000",
      "clearcpuid=\(Self.wideExchange)", "mitigations=off", "nokaslr", "random.trust_cpu=on",
    ]
    return """
      exec timeout -k 5 \(Self.seconds) qemu-system-x86_64 -accel tcg,thread=multi \
      -cpu max,-erms,-fsrm -M microvm,pit=on,pic=on,rtc=on -m \(memory) -smp \(Self.processorCount) -nodefaults \
      -no-user-config -display none -no-reboot -serial stdio -kernel '\(kernel)' \
      -initrd '\(image)' -append '\(arguments.joined(separator: " "))' < /dev/null
      """
  }

  /// The number of the CPU's feature `cx16` (arch/x86/include/asm/cpufeatures.h): bit 13 of word 4.
  private static let wideExchange = 4 * 32 + 13

  /// How long a machine may run, in seconds.
  private static let seconds = 1200

  /// Runs the machine and calls `body` with each line that it writes, until it stops.
  func run(_ body: (Substring) throws -> Void) throws {
    guard let pipe = popen(command, "r") else { throw GuestError("qemu cannot be started") }
    var line: UnsafeMutablePointer<CChar>?
    var capacity = 0
    defer { free(line) }
    while case let count = getline(&line, &capacity, pipe), count > 0, let line {
      let bytes = UnsafeRawBufferPointer(start: line, count: count)
      let text = String(decoding: bytes, as: UTF8.self).filter { !$0.isNewline }
      try body(text[...])
    }
    pclose(pipe)
  }
}
