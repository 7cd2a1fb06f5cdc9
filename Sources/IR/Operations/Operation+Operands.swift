extension Operation {
  /// The values that the operation uses, in order.
  package var operands: [ValueID] {
    switch self {
    case .long, .string, .readLocal, .argument, .eventField, .caughtMessage, .countActions, .commit,
      .captured, .capturedNext:
      []
    case .unary(_, let a), .writeLocal(_, let a), .advance(let a), .iterationKey(let a, _),
      .iterationValue(let a), .endIteration(let a), .eventElement(_, let a), .loadMember(let a, _),
      .memberAddress(let a, _), .matches(let a, _), .name(let a, _),
      .load(_, let a, _, _), .capture(_, let a),
      .captureNext(let a):
      [a]
    case .binary(_, let a, let b), .compare(_, let a, let b), .compareStrings(_, let a, let b),
      .concatenate(let a, let b):
      [a, b]
    case .readGlobal(_, let keys), .extract(_, _, let keys), .printHistogram(_, _, let keys),
      .formatHistogram(_, _, let keys):
      keys
    case .writeGlobal(_, let keys, let a), .addToGlobal(_, let keys, let a),
      .accumulate(_, let keys, let a), .bucket(_, _, let keys, let a):
      keys + [a]
    case .contains(_, let keys), .delete(_, let keys): keys.compactMap { $0 }
    case .beginIteration(_, let fixed, let limit): fixed + (limit.map { [$0] } ?? [])
    case .beginBuckets(_, _, let keys, let limit): keys + (limit.map { [$0] } ?? [])
    case .intrinsic(_, let arguments), .call(_, let arguments), .format(_, let arguments),
      .print(_, let arguments):
      arguments
    }
  }

  /// Returns the operation with each operand replaced by what `substitute` makes of it.
  package func mappingOperands(_ substitute: (ValueID) -> ValueID) -> Operation {
    switch self {
    case .long, .string, .readLocal, .argument, .eventField, .caughtMessage, .countActions, .commit,
      .captured, .capturedNext:
      self
    case .unary(let op, let a): .unary(op, substitute(a))
    case .binary(let op, let a, let b): .binary(op, substitute(a), substitute(b))
    case .compare(let op, let a, let b): .compare(op, substitute(a), substitute(b))
    case .compareStrings(let op, let a, let b): .compareStrings(op, substitute(a), substitute(b))
    case .concatenate(let a, let b): .concatenate(substitute(a), substitute(b))
    case .matches(let a, let pattern): .matches(substitute(a), pattern: pattern)
    case .name(let a, let table): .name(substitute(a), table)
    case .writeLocal(let local, let a): .writeLocal(local, substitute(a))
    case .readGlobal(let global, let keys): .readGlobal(global, keys: keys.map(substitute))
    case .writeGlobal(let global, let keys, let a):
      .writeGlobal(global, keys: keys.map(substitute), substitute(a))
    case .addToGlobal(let global, let keys, let a):
      .addToGlobal(global, keys: keys.map(substitute), substitute(a))
    case .contains(let global, let keys):
      .contains(global, keys: keys.map { $0.map(substitute) })
    case .delete(let global, let keys): .delete(global, keys: keys.map { $0.map(substitute) })
    case .accumulate(let global, let keys, let a):
      .accumulate(global, keys: keys.map(substitute), substitute(a))
    case .extract(let statistic, let global, let keys):
      .extract(statistic, global, keys: keys.map(substitute))
    case .bucket(let histogram, let global, let keys, let a):
      .bucket(histogram, global, keys: keys.map(substitute), index: substitute(a))
    case .beginIteration(let iteration, let fixed, let limit):
      .beginIteration(iteration, fixed: fixed.map(substitute), limit: limit.map(substitute))
    case .beginBuckets(let histogram, let global, let keys, let limit):
      .beginBuckets(
        histogram, global, keys: keys.map(substitute), limit: limit.map(substitute))
    case .advance(let a): .advance(substitute(a))
    case .iterationKey(let a, let position): .iterationKey(substitute(a), position)
    case .iterationValue(let a): .iterationValue(substitute(a))
    case .endIteration(let a): .endIteration(substitute(a))
    case .eventElement(let field, let a): .eventElement(field, index: substitute(a))
    case .loadMember(let a, let access): .loadMember(substitute(a), access)
    case .memberAddress(let a, let access): .memberAddress(substitute(a), access)
    case .load(let space, let a, let size, let isSigned):
      .load(space, address: substitute(a), size: size, isSigned: isSigned)
    case .intrinsic(let intrinsic, let arguments): .intrinsic(intrinsic, arguments.map(substitute))
    case .call(let function, let arguments): .call(function, arguments.map(substitute))
    case .format(let format, let arguments): .format(format, arguments.map(substitute))
    case .print(let format, let arguments): .print(format, arguments.map(substitute))
    case .printHistogram(let histogram, let global, let keys):
      .printHistogram(histogram, global, keys: keys.map(substitute))
    case .formatHistogram(let histogram, let global, let keys):
      .formatHistogram(histogram, global, keys: keys.map(substitute))
    case .capture(let slot, let a): .capture(slot, substitute(a))
    case .captureNext(let a): .captureNext(substitute(a))
    }
  }

  /// The global variable that the operation concerns.
  package var global: GlobalID? {
    switch self {
    case .readGlobal(let global, _), .writeGlobal(let global, _, _), .addToGlobal(let global, _, _),
      .contains(let global, _), .delete(let global, _), .accumulate(let global, _, _),
      .extract(_, let global, _), .bucket(_, let global, _, _), .beginBuckets(_, let global, _, _),
      .printHistogram(_, let global, _), .formatHistogram(_, let global, _):
      global
    case .beginIteration(let iteration, _, _): iteration.global
    default: nil
    }
  }

  /// The keys under which the operation finds an element of `global`; nil for any key.
  package var keys: [ValueID?] {
    switch self {
    case .readGlobal(_, let keys), .writeGlobal(_, let keys, _), .addToGlobal(_, let keys, _),
      .accumulate(_, let keys, _), .extract(_, _, let keys), .bucket(_, _, let keys, _),
      .beginBuckets(_, _, let keys, _), .printHistogram(_, _, let keys),
      .formatHistogram(_, _, let keys):
      keys
    case .contains(_, let keys), .delete(_, let keys): keys
    default: []
    }
  }
}
