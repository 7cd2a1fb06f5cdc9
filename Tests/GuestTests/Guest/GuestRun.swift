import Glibc

/// The cases in one guest, and what came of them.
struct GuestRun {
  /// The cases by name.
  private let cases: [String: GuestCase]
  /// The release of the guest's kernel; empty until it has told.
  private(set) var release = ""
  /// How many cases passed.
  private(set) var passCount = 0
  /// How many cases did not.
  private(set) var failureCount = 0
  /// How many cases need a later kernel.
  private(set) var skipCount = 0
  /// `true` iff the guest came to its end.
  private(set) var isComplete = false
  /// When the machine was started.
  private let start = GuestRun.now
  /// The case that is told of now.
  private var current: GuestCase?
  /// What it has printed.
  private var output: [Substring] = []

  /// Prepares to run `cases`.
  init(_ cases: [GuestCase]) {
    self.cases = Dictionary(uniqueKeysWithValues: cases.map { ($0.name, $0) })
  }

  /// Takes a line that the guest wrote.
  mutating func take(_ line: Substring) {
    guard line.hasPrefix(GuestImage.mark) else {
      if current != nil { output.append(line) } else { print("guest: \(line)") }
      return
    }
    let words = line.split(separator: " ").dropFirst()
    switch (words.first, words.dropFirst().first) {
    case ("release", let release?):
      self.release = String(release)
      print("Linux \(release) has started after \(Int(Self.now - start)) s")
    case ("begin", let name?):
      current = cases[String(name)]
      output = []
    case ("end", let status?): conclude(status: Int(status) ?? -1, seconds: words.last ?? "?")
    case ("complaint", _):
      failureCount += 1
      print("FAILED: the kernel says: \(words.dropFirst().joined(separator: " "))")
    case ("done", _): isComplete = true
    default: print("guest: \(line)")
    }
  }

  /// Says what came of the current case, which took `seconds`.
  private mutating func conclude(status: Int, seconds: Substring) {
    guard let test = current else { return }
    current = nil
    guard test.runs(on: release) else {
      skipCount += 1
      return print("skipped \(test.name): Linux \(release) is too old")
    }
    guard let difference = test.difference(output, status: status) else {
      passCount += 1
      print("passed  \(test.name) (\(seconds) s)")
      if test.showsOutput { for line in output { print("  | \(line)") } }
      return
    }
    failureCount += 1
    print("FAILED  \(test.name) (\(seconds) s): \(difference)")
    for line in output { print("  | \(line)") }
  }

  /// The time of the monotonic clock, in seconds.
  static var now: Double {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
  }
}
