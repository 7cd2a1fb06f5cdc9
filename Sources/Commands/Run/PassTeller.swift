import Glibc
import Runtime
import Session
import Translator

/// Says what each pass has made and what it took, in the words of `stap`.
final class PassTeller {
  /// How much is said of each pass.
  private let verbosity: Verbosity
  /// The time that the present pass takes.
  private var stopwatch = Stopwatch()

  /// Creates a teller who says as much as `verbosity` says.
  init(_ verbosity: Verbosity) { self.verbosity = verbosity }

  /// Says what the pass `ending` has made.
  func tell(_ ending: PassEnding) {
    if verbosity[ending.number] > 0 {
      Console.write("Pass \(ending.number): \(words(for: ending))\n", to: .errors)
    }
    stopwatch = Stopwatch()
  }

  /// Returns what the pass `ending` has made, and what that took.
  private func words(for ending: PassEnding) -> String {
    switch ending {
    case .parsed(let count): return "parsed user script and \(count) library scripts" + expense
    case .analyzed(let program):
      let counts = [
        Self.counted(program.probes.count, "probe"),
        Self.counted(program.functions.count, "function"),
        Self.counted(0, "embed"), Self.counted(program.globals.count, "global"),
      ]
      return "analyzed script: " + counts.joined(separator: ", ") + expense
    case .translated(let count):
      return "translated to IR with \(Self.counted(count, "handler")) in the kernel" + expense
    case .built(let object):
      let name = object.path ?? "an object"
      switch object.origin {
      case .cached: return "using cached \(name)"
      case .made: return "built \(name) in \(stopwatch.text)."
      }
    }
  }

  /// What the present pass has taken of memory and time.
  private var expense: String { " using \(Self.memory), in \(stopwatch.text)." }

  /// Returns `count` things that are called `name`.
  private static func counted(_ count: Int, _ name: String) -> String {
    "\(count) \(name)\(count == 1 ? "" : "s")"
  }

  /// The memory of the process (proc(5), `/proc/PID/statm`): its size, what of it is resident, what of that is
  /// shared, and data with stack.
  private static var memory: String {
    let text = (try? Files.bytes(of: "/proc/self/statm")) ?? []
    let pages = String(decoding: text, as: UTF8.self).split(separator: " ").compactMap { Int($0) }
    let sizes = pages.map { $0 * MappedMemory.pageSize / 1024 }
    guard sizes.count > 5 else { return "0virt/0res/0shr/0data kb" }
    return "\(sizes[0])virt/\(sizes[1])res/\(sizes[2])shr/\(sizes[5])data kb"
  }
}
