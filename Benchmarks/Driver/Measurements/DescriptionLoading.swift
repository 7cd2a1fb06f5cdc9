import Glibc
import KernelDescription

/// What it takes to load a saved description. The driver does that itself, in a process of its own, since what it holds in
/// memory would count into the peaks of whatever it starts later.
enum DescriptionLoading {
  /// The word by which the driver is asked for it, before the path of the description.
  private static let option = "--load"

  /// Returns the path in `words`, those behind the driver's name, if they ask to load a description.
  static func path(in words: [String]) -> String? {
    words.count == 2 && words[0] == option ? words[1] : nil
  }

  /// Loads the description in the file `path`, and returns the seconds that took.
  ///
  /// - Throws: `BenchmarkError` if it cannot be loaded.
  static func load(_ path: String) throws(BenchmarkError) -> Double {
    let start = Clock.monotonicSeconds()
    guard let bytes = TextFile.bytes(of: path) else { throw .current("read '\(path)'") }
    do throws(KernelDescriptionError) {
      _ = try KernelDescription(bytes: bytes)
    } catch { throw BenchmarkError("\(error)") }
    return Clock.monotonicSeconds() - start
  }

  /// Returns the seconds that it takes to load the description in the file `path`, in a process of its own.
  ///
  /// - Throws: `BenchmarkError` if it cannot be loaded.
  static func seconds(of path: String, in bench: Bench) throws(BenchmarkError) -> Double {
    let output = bench.scratch.path(of: "loading")
    let file = open(output, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
    guard file >= 0 else { throw .current("write '\(output)'") }
    defer { close(file) }
    let process = try ChildProcess(
      ["/proc/self/exe", option, path], streams: ChildProcess.Streams(output: file))
    guard try process.wait().isSuccess, let text = TextFile.contents(of: output),
      let seconds = Double(text)
    else { throw BenchmarkError("the description '\(path)' cannot be loaded") }
    return seconds
  }
}
