extension KallsymsTables {
  /// How addresses are stored, of which only one gives ascending ones.
  private enum Encoding: CaseIterable {
    /// As the distance from the base.
    case distances

    /// As the distance below the base minus 1 where negative; others are the addresses of variables of one CPU.
    case distancesBelow
  }

  /// Returns the addresses of all symbols in the order of their names; nil if they are not where they have to be.
  ///
  /// `memory` has the table, and knows what is filled in at the start of the kernel.
  func addresses(in memory: KernelMemory) -> [UInt64]? {
    let size = aligned(count * 4)
    for place in basePlaces {
      let offsets = place - size
      guard let base = self.base(at: place, in: memory), offsets >= 0 else { continue }
      for encoding in Encoding.allCases {
        if let addresses = addresses(offsets: offsets, base: base, encoding) { return addresses }
      }
    }
    return absoluteAddresses(at: names - 8 - count * 8) ?? addresses(distancesAt: endOfPlaces)
  }

  /// What stands behind the places of the tokens.
  private var endOfPlaces: Int { aligned(tokenPlaces + Self.tokenCount * 2) }

  /// Returns the addresses that the distances at `offset` lead to, each from its own place; nil if they do not ascend.
  private func addresses(distancesAt offset: Int) -> [UInt64]? {
    var addresses: [UInt64] = []
    addresses.reserveCapacity(count)
    for index in 0..<count {
      let place = offset + index * 4
      guard let distance = bytes.number(at: place, as: Int32.self) else { return nil }
      let symbol = address &+ UInt64(place) &+ UInt64(bitPattern: Int64(distance))
      guard symbol >= addresses.last ?? 0 else { return nil }
      addresses.append(symbol)
    }
    guard let last = addresses.last, Self.isKernelAddress(last) else { return nil }
    return addresses
  }

  /// Where the base of the addresses may stand, behind their offsets: at the end of all, or before the number of names.
  var basePlaces: [Int] {
    [endOfPlaces + aligned(count * 4), names - 16]
  }

  /// Returns the base that stands at `offset`.
  private func base(at offset: Int, in memory: KernelMemory) -> UInt64? {
    guard offset >= 0, let base = memory.pointer(at: address &+ UInt64(offset)) else { return nil }
    return Self.isKernelAddress(base) ? base : nil
  }

  /// Returns `true` iff the kernel's part of the address space has `address`.
  private static func isKernelAddress(_ address: UInt64) -> Bool { address >> 48 == 0xffff }

  /// Returns the addresses that `offsets` stand for; nil if they do not ascend.
  private func addresses(offsets: Int, base: UInt64, _ encoding: Encoding) -> [UInt64]? {
    var addresses: [UInt64] = []
    addresses.reserveCapacity(count)
    var last: UInt64 = 0
    for index in 0..<count {
      guard let offset = bytes.number(at: offsets + index * 4, as: UInt32.self) else { return nil }
      let address =
        switch encoding {
        case .distances: base &+ UInt64(offset)
        case .distancesBelow:
          Int32(bitPattern: offset) >= 0
            ? UInt64(offset) : base &- 1 &- UInt64(bitPattern: Int64(Int32(bitPattern: offset)))
        }
      guard address >= last else { return nil }
      last = address
      addresses.append(address)
    }
    return addresses
  }

  /// Returns the addresses that stand at `offset` in full; nil if they do not ascend.
  private func absoluteAddresses(at offset: Int) -> [UInt64]? {
    var addresses: [UInt64] = []
    for index in 0..<count {
      guard let address = bytes.number(at: offset + index * 8, as: UInt64.self),
        address >= addresses.last ?? 0
      else { return nil }
      addresses.append(address)
    }
    guard let last = addresses.last, Self.isKernelAddress(last) else { return nil }
    return addresses
  }
}

extension KernelSymbols {
  /// Takes the symbols from the tables of kallsyms in `memory`; nil if there are none.
  init?(kallsymsIn memory: KernelMemory) {
    for segment in memory.segments {
      guard let tables = KallsymsTables(in: segment), let addresses = tables.addresses(in: memory)
      else { continue }
      add(tables, at: addresses)
      return
    }
    return nil
  }

  /// Adds the symbols of `tables`, whose addresses are known.
  private mutating func add(_ tables: KallsymsTables, at addresses: [UInt64]) {
    let tokens = tables.tokenTexts
    reserve(addresses.count)
    var position = tables.names
    var name: [UInt8] = []
    for address in addresses {
      guard let (length, first) = KallsymsTables.nameLength(at: position, in: tables.bytes) else {
        return
      }
      name.removeAll(keepingCapacity: true)
      for index in first..<first + length {
        if let token = tables.bytes[index] { name.append(contentsOf: tokens[Int(token)]) }
      }
      add(lettered: name[...], at: address)
      position = first + length
    }
  }
}

extension KallsymsTables {
  /// The texts of the tokens.
  fileprivate var tokenTexts: [[UInt8]] {
    (0..<Self.tokenCount).map { token in
      let place = bytes.number(at: tokenPlaces + token * 2, as: UInt16.self) ?? 0
      return bytes.text(at: tokens + Int(place)).map { Array($0) } ?? []
    }
  }
}
