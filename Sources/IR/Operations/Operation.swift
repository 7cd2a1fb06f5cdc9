/// What one instruction does.
///
/// The meaning of each operation is given here, and once more, executably, by `Interpreter`.
package enum Operation: Hashable, Sendable {
  // MARK: Constants and arithmetic

  /// A long.
  case long(Int64)
  /// A string.
  case string([UInt8])
  /// An operator on a long.
  case unary(UnaryOperator, ValueID)
  /// An operator on two longs.
  case binary(BinaryOperator, ValueID, ValueID)
  /// 1 iff the longs compare so, else 0.
  case compare(Comparison, ValueID, ValueID)
  /// 1 iff the strings compare so, else 0.
  case compareStrings(Comparison, ValueID, ValueID)
  /// The second string behind the first, cut at the maximal length.
  case concatenate(ValueID, ValueID)
  /// 1 iff a POSIX extended regular expression matches somewhere in the string, else 0; the groups of a
  /// match are what `matched()` reads.
  case matches(ValueID, pattern: [UInt8])
  /// What a table calls a long.
  case name(ValueID, NameTable)

  // MARK: Variables

  /// The value of a local.
  case readLocal(LocalID)
  /// Sets a local.
  case writeLocal(LocalID, ValueID)
  /// The value of a global under the keys; 0 or the empty string where there is none.
  case readGlobal(GlobalID, keys: [ValueID])
  /// Sets a global under the keys; fails if a new element does not fit.
  case writeGlobal(GlobalID, keys: [ValueID], ValueID)
  /// Adds to a long under the keys, atomically, and yields the new value; fails if it does not fit.
  case addToGlobal(GlobalID, keys: [ValueID], ValueID)
  /// 1 iff the array has an element under the keys; a `nil` key matches all.
  case contains(GlobalID, keys: [ValueID?])
  /// Removes the elements under the keys; a `nil` key matches all; no keys clear the global.
  case delete(GlobalID, keys: [ValueID?])
  /// `<<<`: adds a long to the statistic under the keys; fails if a new element does not fit.
  case accumulate(GlobalID, keys: [ValueID], ValueID)
  /// A number read of the statistic under the keys.
  case extract(Statistic, GlobalID, keys: [ValueID])
  /// The count of one bucket of a histogram of the statistic under the keys; fails outside of the buckets, and
  /// if there are no values.
  case bucket(Histogram, GlobalID, keys: [ValueID], index: ValueID)

  // MARK: Iteration (foreach)

  /// Takes a snapshot of the keys to visit, and yields its handle. `fixed` are the given keys of the
  /// iteration's `fixedKeys`, `limit` is the number of elements at most.
  case beginIteration(Iteration, fixed: [ValueID], limit: ValueID?)
  /// Yields the handle of a walk over the bucket numbers of a histogram.
  case beginBuckets(Histogram, GlobalID, keys: [ValueID], limit: ValueID?)
  /// Goes to the next element of the walk; 1 iff there is one.
  case advance(ValueID)
  /// The key at a position of the current element; for a walk over buckets, the bucket's number.
  case iterationKey(ValueID, Int)
  /// The value of the current element; 0 if it was deleted since.
  case iterationValue(ValueID)
  /// Ends a walk; a second time it has no effect.
  case endIteration(ValueID)

  // MARK: The site

  /// An argument of the tracepoint.
  case argument(ArgumentAccess)
  /// A field of the trace event's record: a long, or a string for the string kinds.
  case eventField(EventField)
  /// An element of an array field; fails outside of the array.
  case eventElement(EventField, index: ValueID)
  /// A member of the structure at an address; fails if it cannot be read.
  case loadMember(ValueID, MemberAccess)
  /// The address of a member of the structure at an address.
  case memberAddress(ValueID, MemberAccess)
  /// `size` (1, 2, 4 or 8) bytes at an address as a long; fails if they cannot be read.
  case load(MemorySpace, address: ValueID, size: Int, isSigned: Bool)

  // MARK: Functions and output

  /// A built-in function.
  case intrinsic(Intrinsic, [ValueID])
  /// A function of the program.
  case call(FunctionID, [ValueID])
  /// The text that a format makes of arguments.
  case format(Format, [ValueID])
  /// Prints the text that a format makes of arguments.
  case print(Format, [ValueID])
  /// Prints a histogram of the statistic under the keys as a chart; fails if there are no values.
  case printHistogram(Histogram, GlobalID, keys: [ValueID])
  /// A histogram of the statistic under the keys as a chart; fails if there are no values.
  case formatHistogram(Histogram, GlobalID, keys: [ValueID])
  /// The message of the failure that led into this catch block.
  case caughtMessage
  /// Counts statements of the script that are done; fails if that is as many as one run of a handler may do, and no
  /// catch block handles that.
  case countActions(Int)

  // MARK: Records

  /// Kernel half: from here on a record is due; it is sent when the half ends.
  case commit
  /// Kernel half: puts a value into a slot, with the failure of the instruction that made it, if any; 0 for an
  /// instruction without a result, which is captured for its failure alone.
  case capture(SlotID, ValueID)
  /// Kernel half: appends a value to the stream in the tail.
  case captureNext(ValueID)
  /// User half: the value in a slot; fails as the captured instruction failed.
  case captured(SlotID)
  /// User half: the next value of the stream; fails as the captured instruction failed.
  case capturedNext
}
