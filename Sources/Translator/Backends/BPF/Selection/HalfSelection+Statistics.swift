import BPF
import IR

/// Statistics, of which each CPU has its own.
extension HalfSelection {
  /// Selects `global[keys] <<< value`.
  mutating func selectAccumulate(
    _ global: GlobalID, _ keys: [ValueID], _ value: ValueID, as id: ValueID
  ) throws(HalfProblem) {
    guard case .map(let shape) = try place(of: global),
      case .statistics(let statistics) = program[global].element
    else { throw problem(.unsupported("'<<<' on a plain value")) }
    let number = register(value)
    let key = key(keys, of: shape, global)
    let address = code.makeRegister()
    append(
      .call(.mapLookupElem, [.constant(.map(shape.name)), argument(key)], result: address))
    let (found, behind) = (makeBlock(), makeBlock())
    let absent =
      shape.isSingle
      ? behind : insert(into: shape, key, address, found: found, busy: behind, global, of: id)
    terminate(.branch(.equal, address, .constant(0), then: absent, otherwise: found))
    move(to: found)
    summarize(number, at: address)
    for (histogram, offset) in zip(statistics.histograms, shape.histogramOffsets) {
      count(number, in: histogram, at: MachineAddress(address, offset))
    }
    terminate(.jump(behind))
    move(to: behind)
  }

  /// Returns a block that adds an empty element under `key`, and goes on in `found` with its address, or in
  /// `busy` if the map is locked by what the program has interrupted.
  private mutating func insert(
    into shape: KernelLayout.MapShape, _ key: MachineAddress, _ address: VirtualRegister,
    found: MachineBlockID, busy: MachineBlockID, _ global: GlobalID, of id: ValueID
  ) -> MachineBlockID {
    let ifAbsent: Int64 = 1
    let overflow = failure(.arrayOverflow, .constant(Int32(global.index)), of: id)
    return aside { selection in
      let status = selection.call(
        .mapUpdateElem,
        [
          .constant(.map(shape.name)), selection.argument(key),
          .constant(.mapValue(MapNames.zeros, offset: 0)), .constant(.long(ifAbsent)),
        ])
      selection.leave(if: .equal, status, Self.busy, to: busy)
      selection.append(
        .call(
          .mapLookupElem, [.constant(.map(shape.name)), selection.argument(key)],
          result: address))
      selection.terminate(
        .branch(.notEqual, address, .constant(0), then: found, otherwise: overflow))
    }
  }

  /// Adds `number` to count, sum, minimum and maximum at `address`.
  private mutating func summarize(_ number: VirtualRegister, at address: VirtualRegister) {
    let (countPlace, sumPlace) = (MachineAddress(address, 0), MachineAddress(address, 8))
    let (leastPlace, greatestPlace) = (MachineAddress(address, 16), MachineAddress(address, 24))
    let count = load(countPlace)
    let behind = makeBlock()
    let first = aside { selection in
      selection.store(.register(number), leastPlace)
      selection.store(.register(number), greatestPlace)
      selection.terminate(.jump(behind))
    }
    leave(if: .equal, count, .constant(0), to: first)
    when(.signedGreater, load(leastPlace), .register(number)) {
      $0.store(.register(number), leastPlace)
    }
    when(.signedLess, load(greatestPlace), .register(number)) {
      $0.store(.register(number), greatestPlace)
    }
    terminate(.jump(behind))
    move(to: behind)
    append(.atomic(.add, make(.long(1)), countPlace))
    append(.atomic(.add, number, sumPlace))
  }

  /// Adds 1 to the bucket of `number` in the histogram at `place`.
  private mutating func count(
    _ number: VirtualRegister, in histogram: Histogram, at place: MachineAddress
  ) {
    guard case .register(let base) = place.base else { return }
    let bucket: VirtualRegister
    switch histogram {
    case .logarithmic: bucket = logarithmicBucket(of: number)
    case .linear(let low, _, let step):
      bucket = linearBucket(of: number, low, step, count: histogram.bucketCount)
    }
    append(.arithmetic(.shiftLeft, bucket, .constant(3)))
    append(.arithmetic(.add, bucket, .register(base)))
    append(.atomic(.add, make(.long(1)), MachineAddress(bucket, place.offset)))
  }

  /// Returns the number of the bucket of a logarithmic histogram: 64 plus or minus how many bits the
  /// magnitude has.
  ///
  /// There are no jumps in it: the verifier would have to follow each way through them.
  private mutating func logarithmicBucket(of number: VirtualRegister) -> VirtualRegister {
    let sign = sign(of: number)
    let rest = magnitude(of: number, sign: sign)
    let bits = copy(.constant(0))
    for distance in [32, 16, 8, 4, 2, 1] as [Int32] {
      // 1 in the top bit iff the rest needs more than `distance` bits.
      let step = make(.long(Int64(1) << Int64(distance) - 1))
      append(.arithmetic(.subtract, step, .register(rest)))
      append(.arithmetic(.shiftRight, step, .constant(63)))
      append(
        .arithmetic(.shiftLeft, step, .constant(Int32(distance.trailingZeroBitCount))))
      append(.arithmetic(.shiftRight, rest, .register(step)))
      append(.arithmetic(.add, bits, .register(step)))
    }
    append(.arithmetic(.add, bits, .register(rest)))
    append(.arithmetic(.xor, bits, .register(sign)))
    append(.arithmetic(.subtract, bits, .register(sign)))
    append(.arithmetic(.add, bits, .constant(64)))
    append(.arithmetic(.and, bits, .constant(127)))
    return bits
  }

  /// Returns the number of the bucket of a linear histogram.
  private mutating func linearBucket(
    of number: VirtualRegister, _ low: Int64, _ step: Int64, count: Int
  ) -> VirtualRegister {
    let bucket = copy(.register(number))
    let (below, above, behind) = (makeBlock(), makeBlock(), makeBlock())
    leave(if: .signedLess, number, self.number(low), to: below)
    append(.arithmetic(.subtract, bucket, self.number(low)))
    append(.arithmetic(.divide, bucket, self.number(step)))
    append(.arithmetic(.add, bucket, .constant(1)))
    leave(if: .greater, bucket, .constant(Int32(count - 2)), to: above)
    terminate(.jump(behind))
    move(to: below)
    append(.move(bucket, .constant(0)))
    terminate(.jump(behind))
    move(to: above)
    append(.move(bucket, .constant(Int32(count - 1))))
    terminate(.jump(behind))
    move(to: behind)
    return bucket
  }
}
