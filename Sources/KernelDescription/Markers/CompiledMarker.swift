/// A marker that was compiled into a kernel or a module: what `trace_mark()` of Linux 2.6.24 to 2.6.31 made.
package struct CompiledMarker: Hashable, Sendable {
  /// The name, such as `kernel_sched_schedule`.
  package var name: String

  /// The module that has it, by its name alone, such as `ext4`; nil for the kernel image.
  package var module: String?

  /// The format string as the source has it; one blank for a marker without arguments.
  package var format: String

  /// Creates a marker. An empty format stands for the blank of a marker without arguments.
  package init(name: String, module: String? = nil, format: String) {
    self.name = name
    self.module = module
    self.format = format.isEmpty ? MarkerFormat.withoutArguments : format
  }

  /// The format, taken apart for a kernel whose pointers have `wordSize` bytes.
  package func parsedFormat(wordSize: Int) -> MarkerFormat {
    MarkerFormat(format, wordSize: wordSize)
  }
}
