/// Why an operation failed at run time.
package struct Failure: Error, Hashable, Sendable {
  /// The kinds of failure; the numbers are those that stand in records.
  package enum Kind: UInt32, Hashable, Sendable, CaseIterable {
    /// A divisor was 0.
    case divisionByZero = 1
    /// Memory could not be read; the operand is the address.
    case readFault = 2
    /// A string in the task's memory could not be read; the operand is the address.
    case userStringFault = 3
    /// A string in kernel memory could not be read; the operand is the address.
    case kernelStringFault = 4
    /// A new element did not fit into an array; the operand is the number of the global.
    case arrayOverflow = 5
    /// A statistic without values was asked for a minimum, maximum, average or variance.
    case emptyAggregate = 6
    /// A histogram has no such bucket.
    case bucketOutOfRange = 7
    /// A field has no such element; the operand is the index.
    case indexOutOfRange = 8
    /// A handler executed too many statements.
    case actionsExceeded = 9
    /// Functions were nested too deeply.
    case nestingExceeded = 10
    /// The script called `error()`.
    case raised = 11
    /// An argument of a built-in function was not acceptable; the text says which.
    case badArgument = 12
    /// What a kernel half captured did not fit into a record.
    case recordOverflow = 13
  }

  /// What went wrong.
  package let kind: Kind
  /// The number that belongs to it; 0 if there is none.
  package let operand: Int64
  /// The words of `error()` or of a bad argument; empty for the other kinds.
  package let text: [UInt8]
  /// The place in the script.
  package var location: LocationID
  /// The places of the calls that led there, the last one first; without those that `location` knows.
  package var callers: [LocationID] = []

  /// Creates a failure.
  package init(_ kind: Kind, operand: Int64 = 0, text: [UInt8] = [], location: LocationID = .none) {
    self.kind = kind
    self.operand = operand
    self.text = text
    self.location = location
  }
}
