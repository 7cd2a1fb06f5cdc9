/// The words of failures at run time, as SystemTap has them.
package struct RuntimeMessages: Sendable {
  /// The program that failed.
  private let program: Program

  /// Creates the messages of `program`.
  package init(_ program: Program) { self.program = program }

  /// Returns what `catch` receives, without a place.
  package func message(of failure: Failure) -> [UInt8] {
    switch failure.kind {
    case .raised, .badArgument: failure.text
    default: Array(words(of: failure).utf8)
    }
  }

  /// Returns what stands behind `ERROR: `: the message, and near which token it happened.
  package func text(of failure: Failure) -> [UInt8] {
    let message = message(of: failure)
    let location =
      program.locations.indices.contains(failure.location.index)
      ? program[failure.location] : .nowhere
    guard failure.kind != .raised, location.line > 0 else { return message }
    let token = location.token.isEmpty ? "" : " near \(location.token)"
    return message
      + Array("\(token) at \(location.file):\(location.line):\(location.column)".utf8)
  }

  /// Returns the words for a failure of a kind that has no text of its own.
  private func words(of failure: Failure) -> String {
    switch failure.kind {
    case .divisionByZero: "division by 0"
    case .readFault: "read fault [man error::fault] at \(address(failure))"
    case .userStringFault: "user string copy fault -14 at \(address(failure)) [man error::fault]"
    case .kernelStringFault: "kernel string copy fault at \(address(failure)) [man error::fault]"
    case .arrayOverflow: overflow(of: failure.operand)
    case .emptyAggregate: "empty aggregate"
    case .bucketOutOfRange: "histogram index out of range"
    case .indexOutOfRange: "array index \(failure.operand) out of range"
    case .actionsExceeded: "MAXACTION exceeded"
    case .nestingExceeded: "MAXNESTING exceeded"
    case .recordOverflow: "captured values do not fit into a record"
    case .raised, .badArgument: ""
    }
  }

  /// Returns the operand as an address.
  private func address(_ failure: Failure) -> String {
    "0x" + String(UInt64(bitPattern: failure.operand), radix: 16)
  }

  /// Returns the words for a global that is full.
  private func overflow(of number: Int64) -> String {
    guard let index = Int(exactly: number), program.globals.indices.contains(index) else {
      return "Array overflow"
    }
    let global = program.globals[index]
    if global.capacity == program.limits.maximumMapEntries {
      return "Array overflow, check MAXMAPENTRIES"
    }
    return "Array overflow, check size limit (\(global.capacity))"
  }
}
