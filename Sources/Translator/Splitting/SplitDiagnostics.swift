import Diagnostics
import IR

/// The wording of what splitting has to say.
enum SplitDiagnostics {
  /// Says that the operation at `kernel` needs the kernel but depends on that at `user`.
  static func unplaceable(
    kernel: SourceRange?, user: SourceRange?, probe: String, userOperation: String
  ) -> Diagnostic {
    Diagnostic(
      .error, id: "unplaceable",
      "this can be done only in the kernel, but it depends on \(userOperation), which only user space "
        + "can do",
      at: kernel,
      labels: user.map { [Diagnostic.Label("this is what it depends on", at: $0)] } ?? [],
      notes: ["in probe \(probe)"])
  }

  /// Says that the memory at `place` is read by the user half.
  static func lateRead(at place: SourceRange?, probe: String) -> Diagnostic {
    Diagnostic(
      .warning, id: "late-read",
      "only user space knows what is read here, so it is read a moment after the event and may have "
        + "changed by then",
      at: place, notes: ["in probe \(probe)"])
  }

  /// Returns what `operation` does, in words for a message.
  static func words(for operation: Operation, in program: Program) -> String {
    switch operation {
    case .readGlobal(let global, _), .writeGlobal(let global, _, _), .addToGlobal(let global, _, _),
      .contains(let global, _), .delete(let global, _), .accumulate(let global, _, _),
      .extract(_, let global, _), .bucket(_, let global, _, _):
      "the global '\(program[global].name)'"
    case .beginIteration, .beginBuckets, .advance, .iterationKey, .iterationValue, .endIteration:
      "a 'foreach' loop"
    case .concatenate: "a concatenation of strings"
    case .compareStrings: "the order of two strings"
    case .matches: "a regular expression"
    case .name: "the name of a number"
    case .format, .formatHistogram: "formatted text"
    case .print, .printHistogram: "output"
    case .caughtMessage: "the message of an error"
    case .call(let function, _): "the function '\(program[function].name)'"
    case .intrinsic(let intrinsic, _): "the function '\(intrinsic.rawValue)'"
    default: "a value of user space"
    }
  }
}

extension SourceMap {
  /// Returns the place of the line and column of `location`; `nil` if it is nowhere.
  func range(of location: Location) -> SourceRange? {
    guard location.line > 0, let index = files.firstIndex(where: { $0.name == location.file })
    else {
      return nil
    }
    guard let start = files[index].offset(line: location.line, column: location.column) else {
      return nil
    }
    return SourceRange(file: SourceFileID(index), start: start, end: start + 1)
  }
}
