extension Interpreter {
  /// Puts the keys of the accessed element one behind the other and returns them.
  @inline(__always)
  private func gatherKeys(
    _ keys: CodeList<TypedRegister>, _ frame: UnsafeMutablePointer<Int64>
  ) -> UnsafeMutablePointer<Int64> {
    let words = state.pointee.keys
    var word = 0
    for index in 0..<keys.count {
      let key = keys[index]
      words[word] = frame[Int(key.position)]
      word += 1
      if key.isString {
        words[word] = frame[Int(key.position) + 1]
        word += 1
      }
    }
    return words
  }

  /// Puts the value of an element into the target of `step`; 0 or the empty string if there is none.
  func readElement(_ step: UnsafeMutablePointer<Code>, _ frame: UnsafeMutablePointer<Int64>) {
    let access = step.pointee.detail(ElementAccess.self)
    let keys = gatherKeys(access.pointee.keys, frame)
    if access.pointee.isRemote { globals.fetch(access.pointee.global, keys: keys) }
    let element = access.pointee.array.find(keys)
    if access.pointee.holdsStrings {
      let text =
        element == 0
        ? .empty : StringView(registers: access.pointee.array.value(of: element))
      state.pointee.arena.copy(text).store(frame + step.target)
    } else {
      frame[step.target] = element == 0 ? 0 : access.pointee.array.value(of: element)[0]
    }
  }

  /// Sets an element; `false` if it does not fit.
  func writeElement(
    _ step: UnsafeMutablePointer<Code>, _ frame: UnsafeMutablePointer<Int64>
  ) -> Bool {
    let access = step.pointee.detail(ElementAccess.self)
    let keys = gatherKeys(access.pointee.keys, frame)
    if access.pointee.isRemote { globals.makeRoom(access.pointee.global, keys: keys) }
    let element = access.pointee.array.findOrInsert(keys)
    guard element != 0 else { return overflow(access) }
    let value = access.pointee.array.value(of: element)
    if access.pointee.holdsStrings {
      StringCell(words: value).assign(StringView(registers: frame + step.a))
    } else {
      value[0] = frame[step.a]
    }
    if access.pointee.isRemote, !globals.send(access.pointee.global, keys: keys) {
      return overflow(access)
    }
    return true
  }

  /// Adds to an element and puts the sum into the target of `step`; `false` if it does not fit.
  func addToElement(
    _ step: UnsafeMutablePointer<Code>, _ frame: UnsafeMutablePointer<Int64>
  ) -> Bool {
    let access = step.pointee.detail(ElementAccess.self)
    let keys = gatherKeys(access.pointee.keys, frame)
    if access.pointee.isRemote {
      globals.makeRoom(access.pointee.global, keys: keys)
      globals.fetch(access.pointee.global, keys: keys)
    }
    let addend = frame[step.a]
    let element = access.pointee.array.findOrInsert(keys)
    guard element != 0 else { return overflow(access) }
    let value = access.pointee.array.value(of: element)
    let sum = value[0] &+ addend
    value[0] = sum
    frame[step.target] = sum
    if access.pointee.isRemote, !globals.send(access.pointee.global, keys: keys) {
      return overflow(access)
    }
    return true
  }

  /// Puts into the target of `step` whether there is an element.
  func containsElement(_ step: UnsafeMutablePointer<Code>, _ frame: UnsafeMutablePointer<Int64>) {
    let access = step.pointee.detail(ElementAccess.self)
    let keys = gatherKeys(access.pointee.keys, frame)
    if access.pointee.isRemote { globals.fetch(access.pointee.global, keys: keys) }
    frame[step.target] = access.pointee.array.find(keys) == 0 ? 0 : 1
  }

  /// Removes an element, if there is one.
  func deleteElement(_ step: UnsafeMutablePointer<Code>, _ frame: UnsafeMutablePointer<Int64>) {
    let access = step.pointee.detail(ElementAccess.self)
    let keys = gatherKeys(access.pointee.keys, frame)
    if access.pointee.isRemote { globals.sendRemoval(access.pointee.global, keys: keys) }
    let element = access.pointee.array.find(keys)
    if element != 0 { access.pointee.array.remove(element) }
  }

  /// Adds to a statistic; `false` if it does not fit.
  func accumulate(
    _ step: UnsafeMutablePointer<Code>, _ frame: UnsafeMutablePointer<Int64>
  ) -> Bool {
    let access = step.pointee.detail(ElementAccess.self)
    let keys = gatherKeys(access.pointee.keys, frame)
    if access.pointee.isRemote {
      let value = frame[step.a]
      return globals.sendStatistic(access.pointee.global, keys: keys, value) || overflow(access)
    }
    let element = access.pointee.array.findOrInsert(keys)
    guard element != 0 else { return overflow(access) }
    let cell = StatisticCell(words: access.pointee.array.value(of: element))
    cell.add(frame[step.a], globals.shapes[access.pointee.global.index])
    return true
  }

  /// Notes that a new element did not fit, and returns `false`.
  private func overflow(_ access: UnsafeMutablePointer<ElementAccess>) -> Bool {
    state.pointee.failure = Failure(
      .arrayOverflow, operand: Int64(access.pointee.global.index))
    return false
  }
}
