import Glibc

// Measures the tool against its peers, and prints what came out. A missed target is no failure: the report
// says so, and the exit status stays 0.

/// Writes `text` to the file descriptor `stream`.
func write(_ text: String, to stream: Int32) { _ = write(stream, text, text.utf8.count) }

let words = Array(CommandLine.arguments.dropFirst())
do throws(BenchmarkError) {
  if let path = DescriptionLoading.path(in: words) {
    write("\(try DescriptionLoading.load(path))", to: STDOUT_FILENO)
    exit(0)
  }
  guard let options = Options(words: words) else {
    write(Options.usage, to: STDERR_FILENO)
    exit(2)
  }
  write(try runBenchmark(options), to: STDOUT_FILENO)
} catch {
  write("marktap-bench: \(error)\n", to: STDERR_FILENO)
  exit(3)
}
