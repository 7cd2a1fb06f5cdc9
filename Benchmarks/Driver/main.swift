import Glibc

// Measures the tool against its peers, and prints what came out. A missed target is no failure: the report
// says so, and the exit status stays 0.

/// Writes `text` to the file descriptor `stream`.
func write(_ text: String, to stream: Int32) { _ = write(stream, text, text.utf8.count) }

guard let options = Options(words: Array(CommandLine.arguments.dropFirst())) else {
  write(Options.usage, to: STDERR_FILENO)
  exit(2)
}
do throws(BenchmarkError) {
  write(try runBenchmark(options), to: STDOUT_FILENO)
} catch {
  write("marktap-bench: \(error)\n", to: STDERR_FILENO)
  exit(3)
}
