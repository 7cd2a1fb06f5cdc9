extension CodeWriter {
  /// Writes `operation`.
  mutating func write(_ operation: Operation) {
    switch operation {
    case .long(let value):
      start(.long)
      write(long: value)
    case .string(let bytes):
      start(.string)
      write(bytes)
    case .unary(let op, let a):
      start(.unary)
      write(case: op)
      write(a)
    case .binary(let op, let a, let b):
      start(.binary)
      write(case: op)
      write(a, b)
    case .compare(let comparison, let a, let b):
      start(.compare)
      write(case: comparison)
      write(a, b)
    case .compareStrings(let comparison, let a, let b):
      start(.compareStrings)
      write(case: comparison)
      write(a, b)
    case .concatenate(let a, let b):
      start(.concatenate)
      write(a, b)
    case .matches(let a, let pattern):
      start(.matches)
      write(a)
      write(pattern)
    case .name(let a, let table):
      start(.name)
      write(a)
      write(case: table.kind)
      write(table.text)
    case .readLocal(let local):
      start(.readLocal)
      write(local.index)
    case .writeLocal(let local, let a):
      start(.writeLocal)
      write(local.index)
      write(a)
    case .intrinsic(let intrinsic, let arguments):
      start(.intrinsic)
      write(intrinsic.rawValue)
      write(arguments)
    case .call(let callee, let arguments):
      start(.call)
      write(callee.index)
      write(arguments)
    case .format(let format, let arguments):
      start(.format)
      write(format)
      write(arguments)
    case .print(let format, let arguments):
      start(.print)
      write(format)
      write(arguments)
    case .caughtMessage: start(.caughtMessage)
    case .countActions(let count):
      start(.countActions)
      write(count)
    case .readGlobal, .writeGlobal, .addToGlobal, .contains, .delete, .accumulate, .extract,
      .bucket, .printHistogram, .formatHistogram:
      write(access: operation)
    case .beginIteration, .beginBuckets, .advance, .iterationKey, .iterationValue, .endIteration:
      write(walk: operation)
    case .argument, .eventField, .eventElement, .loadMember, .memberAddress, .load:
      write(read: operation)
    case .commit, .capture, .captureNext, .captured, .capturedNext: write(capture: operation)
    }
  }

  /// Writes the number of an operation.
  private mutating func start(_ tag: OperationTag) { write(tag.rawValue) }

  /// Writes the number of a value.
  private mutating func write(_ value: ValueID) { write(value.index) }

  /// Writes the numbers of two values.
  private mutating func write(_ a: ValueID, _ b: ValueID) {
    write(a)
    write(b)
  }

  /// Writes the numbers of values.
  private mutating func write(_ values: [ValueID]) {
    write(list: values) { writer, value in writer.write(value) }
  }

  /// Writes the numbers of values, some of which may be missing.
  private mutating func write(_ values: [ValueID?]) {
    write(list: values) { writer, value in writer.write(value) }
  }

  /// Writes the number of a value that may be missing.
  private mutating func write(_ value: ValueID?) { write(value.map { $0.index + 1 } ?? 0) }

  // MARK: Groups of operations

  /// Writes an access to a global.
  private mutating func write(access operation: Operation) {
    switch operation {
    case .readGlobal(let global, let keys):
      start(.readGlobal)
      write(global, keys)
    case .writeGlobal(let global, let keys, let a):
      start(.writeGlobal)
      write(global, keys)
      write(a)
    case .addToGlobal(let global, let keys, let a):
      start(.addToGlobal)
      write(global, keys)
      write(a)
    case .contains(let global, let keys):
      start(.contains)
      write(global.index)
      write(keys)
    case .delete(let global, let keys):
      start(.delete)
      write(global.index)
      write(keys)
    case .accumulate(let global, let keys, let a):
      start(.accumulate)
      write(global, keys)
      write(a)
    case .extract(let statistic, let global, let keys):
      start(.extract)
      write(statistic)
      write(global, keys)
    case .bucket(let histogram, let global, let keys, let index):
      start(.bucket)
      write(histogram)
      write(global, keys)
      write(index)
    case .printHistogram(let histogram, let global, let keys):
      start(.printHistogram)
      write(histogram)
      write(global, keys)
    case .formatHistogram(let histogram, let global, let keys):
      start(.formatHistogram)
      write(histogram)
      write(global, keys)
    default: preconditionFailure("\(operation) accesses no global")
    }
  }

  /// Writes a global and keys.
  private mutating func write(_ global: GlobalID, _ keys: [ValueID]) {
    write(global.index)
    write(keys)
  }

  /// Writes an operation of a walk.
  private mutating func write(walk operation: Operation) {
    switch operation {
    case .beginIteration(let iteration, let fixed, let limit):
      start(.beginIteration)
      write(iteration.global, fixed)
      write(list: iteration.fixedKeys) { writer, isFixed in writer.write(isFixed) }
      write(optional: iteration.order) { writer, order in writer.write(order) }
      write(limit)
    case .beginBuckets(let histogram, let global, let keys, let limit):
      start(.beginBuckets)
      write(histogram)
      write(global, keys)
      write(limit)
    case .advance(let a):
      start(.advance)
      write(a)
    case .iterationKey(let a, let position):
      start(.iterationKey)
      write(a)
      write(position)
    case .iterationValue(let a):
      start(.iterationValue)
      write(a)
    case .endIteration(let a):
      start(.endIteration)
      write(a)
    default: preconditionFailure("\(operation) belongs to no walk")
    }
  }

  /// Writes a read of arguments, fields or memory.
  private mutating func write(read operation: Operation) {
    switch operation {
    case .argument(let access):
      start(.argument)
      write(access.index)
      write(access.size)
      write(access.isSigned)
      write(access.isTypedPointer)
    case .eventField(let field):
      start(.eventField)
      write(field)
    case .eventElement(let field, let index):
      start(.eventElement)
      write(field)
      write(index)
    case .loadMember(let a, let access):
      start(.loadMember)
      write(a)
      write(access)
    case .memberAddress(let a, let access):
      start(.memberAddress)
      write(a)
      write(access)
    case .load(let space, let a, let size, let isSigned):
      start(.load)
      write(case: space)
      write(a)
      write(size)
      write(isSigned)
    default: preconditionFailure("\(operation) reads nothing")
    }
  }

  /// Writes an operation that makes or reads a record.
  private mutating func write(capture operation: Operation) {
    switch operation {
    case .commit: start(.commit)
    case .capture(let slot, let a):
      start(.capture)
      write(slot.index)
      write(a)
    case .captureNext(let a):
      start(.captureNext)
      write(a)
    case .captured(let slot):
      start(.captured)
      write(slot.index)
    case .capturedNext: start(.capturedNext)
    default: preconditionFailure("\(operation) has nothing to do with records")
    }
  }

  // MARK: Parts of operations

  /// Writes `statistic`.
  private mutating func write(_ statistic: Statistic) {
    switch statistic {
    case .count: write(0)
    case .sum: write(1)
    case .minimum: write(2)
    case .maximum: write(3)
    case .average(let shift):
      write(4)
      write(shift)
    case .variance(let shift):
      write(5)
      write(shift)
    }
  }

  /// Writes `histogram`.
  mutating func write(_ histogram: Histogram) {
    switch histogram {
    case .logarithmic: write(false)
    case .linear(let low, let high, let step):
      write(true)
      write(long: low)
      write(long: high)
      write(long: step)
    }
  }

  /// Writes `order`.
  private mutating func write(_ order: Iteration.Order) {
    write(order.isDescending)
    switch order.key {
    case .value: write(0)
    case .key(let position):
      write(1)
      write(position)
    case .statistic(let statistic):
      write(2)
      write(statistic)
    }
  }

  /// Writes `field`.
  private mutating func write(_ field: EventField) {
    write(field.name)
    write(field.offset)
    write(field.size)
    switch field.kind {
    case .integer(let isSigned):
      write(0)
      write(isSigned)
    case .characters: write(1)
    case .dynamicString: write(2)
    case .relativeString: write(3)
    case .stringPointer: write(4)
    case .array(let size, let isSigned):
      write(5)
      write(size)
      write(isSigned)
    case .dynamicArray(let size, let isSigned):
      write(6)
      write(size)
      write(isSigned)
    case .relativeArray(let size, let isSigned):
      write(7)
      write(size)
      write(isSigned)
    }
  }

  /// Writes `access`.
  private mutating func write(_ access: MemberAccess) {
    write(access.structure)
    write(list: access.path) { writer, name in writer.write(name) }
    write(access.accessor)
    write(access.offset)
    write(access.size)
    write(access.isSigned)
    write(optional: access.bits) { writer, bits in
      writer.write(bits.offset)
      writer.write(bits.width)
    }
    write(access.isTypedPointer)
    write(access.kind.rawValue)
  }

  /// Writes `format`.
  private mutating func write(_ format: Format) {
    write(list: format.pieces) { writer, piece in
      switch piece {
      case .text(let bytes):
        writer.write(false)
        writer.write(bytes)
      case .directive(let directive):
        writer.write(true)
        writer.write(case: directive.conversion)
        writer.write(optional: directive.flag) { writer, flag in writer.write(case: flag) }
        writer.write(directive.width)
        writer.write(directive.precision)
      }
    }
  }

  /// Writes a width or a precision.
  private mutating func write(_ extent: Directive.Extent) {
    switch extent {
    case .none: write(0)
    case .argument: write(1)
    case .fixed(let number): write(number + 2)
    }
  }
}
