import Glibc

/// The elements of one global under their keys, in order of insertion: a hash table outside of reference
/// counting.
///
/// Each element takes the same number of words:
///
///     0      1      2          3        4 …                                  …
///     hash   next   previous   serial   keys: 1 word a long, 2 a string      the value
///
/// A string value takes three words: where its bytes start, how many there are, and for how many there is
/// room. Elements are found by number; number 0 is none.
struct AssociativeArray {
  /// The words of an element before its keys.
  private static let headerWords = 4

  /// What is known of an array.
  private struct State {
    /// The number of words of an element.
    let stride: Int
    /// How many keys there are.
    let keyCount: Int
    /// For each key a bit, the lowest for the first: 1 iff it is a string.
    let stringKeys: UInt
    /// The word at which the value starts.
    let valueOffset: Int
    /// `true` iff the value is a string.
    let holdsString: Bool
    /// `true` iff there is one key, a long.
    let hasPlainKey: Bool
    /// The greatest number of elements.
    let capacity: Int
    /// `true` iff a full array drops its oldest element.
    let wraps: Bool
    /// The elements; the first is not used.
    var elements: UnsafeMutablePointer<Int64>
    /// How many elements there is room for.
    var room: Int
    /// How many elements have been handed out, removed ones included.
    var used = 0
    /// How many elements there are.
    var count = 0
    /// The first of the removed elements, linked by `next`.
    var free = 0
    /// The oldest element.
    var first = 0
    /// The newest element.
    var last = 0
    /// The element that was found last, if the key is plain: a handler asks for the same one again and again. 0 if there is
    /// none.
    var recent = 0
    /// The number of insertions so far.
    var serial: Int64 = 0
    /// How many insertions there were when new elements were put in order last.
    var orderedSerial: Int64 = 0
    /// The hash table: numbers of elements; its size is a power of two.
    var slots: UnsafeMutablePointer<Int32>
    /// The size of the hash table less one.
    var mask: Int
  }

  /// What is known of the array.
  private let state: UnsafeMutablePointer<State>

  /// Creates an empty array for `global`.
  init(for global: Global) {
    var stringKeys: UInt = 0
    for (position, type) in global.keys.enumerated() where type == .string {
      stringKeys |= 1 << UInt(position)
    }
    let valueOffset = Self.headerWords + global.keys.count + stringKeys.nonzeroBitCount
    let valueWords: Int
    switch global.element {
    case .value(.long): valueWords = 1
    case .value(.string): valueWords = 3
    case .statistics(let shape): valueWords = StatisticCell.size(of: shape)
    }
    let stride = valueOffset + valueWords
    let room = 8
    let slots = UnsafeMutablePointer<Int32>.allocate(capacity: 16)
    slots.initialize(repeating: 0, count: 16)
    state = .allocate(capacity: 1)
    state.initialize(
      to: State(
        stride: stride, keyCount: global.keys.count, stringKeys: stringKeys,
        valueOffset: valueOffset,
        holdsString: global.element == .value(.string),
        hasPlainKey: global.keys == [.long],
        capacity: global.isArray ? max(1, global.capacity) : 1,
        wraps: global.wraps, elements: .allocate(capacity: (room + 1) * stride), room: room,
        slots: slots, mask: 15))
  }

  /// Gives all memory back; the array must not be used any more.
  func deallocate() {
    removeAll()
    state.pointee.elements.deallocate()
    state.pointee.slots.deallocate()
    state.deinitialize(count: 1)
    state.deallocate()
  }

  /// How many elements there are.
  var count: Int { state.pointee.count }

  /// `true` iff the values are strings.
  var holdsStrings: Bool { state.pointee.holdsString }

  /// The oldest element; 0 if there is none.
  var first: Int { state.pointee.first }

  /// Returns the element that was inserted behind `element`; 0 if there is none.
  func next(_ element: Int) -> Int { Int(words(of: element)[1]) }

  /// Returns the number of the insertion that made `element`; 0 if it was removed.
  func serial(of element: Int) -> Int64 { words(of: element)[3] }

  /// Returns the words of the value of `element`.
  @inline(__always)
  func value(of element: Int) -> UnsafeMutablePointer<Int64> {
    words(of: element) + state.pointee.valueOffset
  }

  /// Returns the words of the keys of `element`.
  @inline(__always)
  func keys(of element: Int) -> UnsafeMutablePointer<Int64> {
    words(of: element) + Self.headerWords
  }

  /// Returns `true` iff the key at `position` is a string.
  @inline(__always)
  private func isString(_ position: Int) -> Bool {
    state.pointee.stringKeys >> UInt(position) & 1 != 0
  }

  /// Returns the words of `element`.
  @inline(__always)
  private func words(of element: Int) -> UnsafeMutablePointer<Int64> {
    state.pointee.elements + element * state.pointee.stride
  }

  /// Brings the elements that were inserted since this was done last into the order that `precedes` says.
  func orderNewElements(by precedes: (Int, Int) -> Bool) {
    var new: [Int] = []
    var element = state.pointee.last
    while element != 0, serial(of: element) > state.pointee.orderedSerial {
      new.append(element)
      element = Int(words(of: element)[2])
    }
    keepOrder()
    var previous = element
    for next in new.reversed().sorted(by: precedes) {
      link(next, behind: previous)
      previous = next
    }
    guard !new.isEmpty else { return }
    words(of: previous)[1] = 0
    state.pointee.last = previous
  }

  /// Leaves the elements that there are in the order in which they were inserted.
  func keepOrder() { state.pointee.orderedSerial = state.pointee.serial }

  /// Lets `element` be the one behind `previous`; the oldest if that is 0.
  private func link(_ element: Int, behind previous: Int) {
    words(of: element)[2] = Int64(previous)
    if previous == 0 {
      state.pointee.first = element
    } else {
      words(of: previous)[1] = Int64(element)
    }
  }

  // MARK: Finding

  /// Returns the element under `keys`; 0 if there is none.
  @inline(__always)
  func find(_ keys: UnsafePointer<Int64>) -> Int {
    isRecent(keys) ? state.pointee.recent : find(keys, hash: hash(keys))
  }

  /// Returns `true` iff the element that was found last is the one under `keys`.
  @inline(__always)
  private func isRecent(_ keys: UnsafePointer<Int64>) -> Bool {
    let recent = state.pointee.recent
    return recent != 0 && words(of: recent)[Self.headerWords] == keys[0]
  }

  /// Returns the element under `keys`, whose hash is `hash`; 0 if there is none.
  @inline(__always)
  private func find(_ keys: UnsafePointer<Int64>, hash: UInt64) -> Int {
    let mask = state.pointee.mask
    var slot = Int(truncatingIfNeeded: hash) & mask
    while true {
      let element = Int(state.pointee.slots[slot])
      if element == 0 { return 0 }
      if words(of: element)[0] == Int64(bitPattern: hash), matches(element, keys) {
        if state.pointee.hasPlainKey { state.pointee.recent = element }
        return element
      }
      slot = (slot + 1) & mask
    }
  }

  /// Returns the element under `keys`, which is inserted with a value of zeros if it is not there; 0 if it does
  /// not fit.
  @inline(__always)
  func findOrInsert(_ keys: UnsafePointer<Int64>) -> Int {
    if isRecent(keys) { return state.pointee.recent }
    let hash = hash(keys)
    let found = find(keys, hash: hash)
    return found != 0 ? found : insert(keys, hash: hash)
  }

  /// Returns `true` iff the keys of `element` are `keys`.
  @inline(__always)
  private func matches(_ element: Int, _ keys: UnsafePointer<Int64>) -> Bool {
    let own = self.keys(of: element)
    var word = 0
    for position in 0..<state.pointee.keyCount {
      if isString(position) {
        guard StringView(registers: own + word).equals(StringView(registers: keys + word)) else {
          return false
        }
        word += 2
      } else {
        if own[word] != keys[word] { return false }
        word += 1
      }
    }
    return true
  }

  /// Returns the hash of `keys`.
  @inline(__always)
  private func hash(_ keys: UnsafePointer<Int64>) -> UInt64 {
    var hash: UInt64 = 0x9e37_79b9_7f4a_7c15
    var word = 0
    for position in 0..<state.pointee.keyCount {
      if isString(position) {
        hash = Self.mix(hash, StringView(registers: keys + word))
        word += 2
      } else {
        hash = Self.mix(hash, UInt64(bitPattern: keys[word]))
        word += 1
      }
    }
    return hash
  }

  /// Returns `hash` with `word` mixed in.
  @inline(__always)
  private static func mix(_ hash: UInt64, _ word: UInt64) -> UInt64 {
    let product = (hash ^ word).multipliedFullWidth(by: 0xd6e8_feb8_6659_fd93)
    return product.high ^ product.low
  }

  /// Returns `hash` with `text` mixed in.
  private static func mix(_ hash: UInt64, _ text: StringView) -> UInt64 {
    var hash = mix(hash, UInt64(text.count))
    let raw = UnsafeRawPointer(text.start)
    var position = 0
    while position + 8 <= text.count {
      hash = mix(hash, raw.loadUnaligned(fromByteOffset: position, as: UInt64.self))
      position += 8
    }
    var rest: UInt64 = 0
    while position < text.count {
      rest = rest << 8 | UInt64(text.start[position])
      position += 1
    }
    return mix(hash, rest)
  }

  // MARK: Inserting

  /// Inserts an element with a value of zeros under `keys`, which are copied; 0 if it does not fit.
  @inline(never)
  private func insert(_ keys: UnsafePointer<Int64>, hash: UInt64) -> Int {
    if state.pointee.count == state.pointee.capacity {
      guard state.pointee.wraps else { return 0 }
      remove(state.pointee.first)
    }
    let element = takeElement()
    let words = words(of: element)
    words.initialize(repeating: 0, count: state.pointee.stride)
    words[0] = Int64(bitPattern: hash)
    copyKeys(keys, to: words + Self.headerWords)
    state.pointee.serial += 1
    words[3] = state.pointee.serial
    link(element, behind: state.pointee.last)
    state.pointee.last = element
    state.pointee.count += 1
    if 2 * state.pointee.count > state.pointee.mask { growTable() } else { enter(element) }
    return element
  }

  /// Returns an element that is not in use.
  private func takeElement() -> Int {
    if state.pointee.free != 0 {
      defer { state.pointee.free = Int(words(of: state.pointee.free)[1]) }
      return state.pointee.free
    }
    if state.pointee.used == state.pointee.room { growElements() }
    state.pointee.used += 1
    return state.pointee.used
  }

  /// Makes room for twice as many elements.
  private func growElements() {
    let stride = state.pointee.stride
    let room = min(2 * state.pointee.room, state.pointee.capacity)
    let larger = UnsafeMutablePointer<Int64>.allocate(capacity: (room + 1) * stride)
    let old = state.pointee.elements
    memcpy(larger + stride, old + stride, state.pointee.used * stride * 8)
    old.deallocate()
    state.pointee.elements = larger
    state.pointee.room = room
  }

  /// Copies `keys`, and the bytes of those that are strings, to `place`.
  private func copyKeys(_ keys: UnsafePointer<Int64>, to place: UnsafeMutablePointer<Int64>) {
    var word = 0
    for position in 0..<state.pointee.keyCount {
      guard isString(position) else {
        place[word] = keys[word]
        word += 1
        continue
      }
      let text = StringView(registers: keys + word)
      let bytes = UnsafeMutablePointer<UInt8>.allocate(capacity: max(1, text.count))
      memcpy(bytes, text.start, text.count)
      StringView(bytes, text.count).store(place + word)
      word += 2
    }
  }

  /// Doubles the hash table, and enters all elements again.
  private func growTable() {
    let size = 2 * (state.pointee.mask + 1)
    state.pointee.slots.deallocate()
    state.pointee.slots = .allocate(capacity: size)
    state.pointee.slots.initialize(repeating: 0, count: size)
    state.pointee.mask = size - 1
    var element = state.pointee.first
    while element != 0 {
      enter(element)
      element = next(element)
    }
  }

  /// Enters `element` into the hash table.
  private func enter(_ element: Int) {
    var slot = home(of: element)
    while state.pointee.slots[slot] != 0 { slot = (slot + 1) & state.pointee.mask }
    state.pointee.slots[slot] = Int32(element)
  }

  /// Returns the slot where the search for `element` starts.
  private func home(of element: Int) -> Int {
    Int(truncatingIfNeeded: words(of: element)[0]) & state.pointee.mask
  }

  // MARK: Removing

  /// Removes `element`.
  func remove(_ element: Int) {
    if state.pointee.recent == element { state.pointee.recent = 0 }
    takeFromTable(element)
    let words = words(of: element)
    let (next, previous) = (Int(words[1]), Int(words[2]))
    if previous == 0 {
      state.pointee.first = next
    } else {
      self.words(of: previous)[1] = Int64(next)
    }
    if next == 0 {
      state.pointee.last = previous
    } else {
      self.words(of: next)[2] = Int64(previous)
    }
    release(element)
    words[3] = 0
    words[1] = Int64(state.pointee.free)
    state.pointee.free = element
    state.pointee.count -= 1
  }

  /// Removes all elements.
  func removeAll() {
    var element = state.pointee.first
    while element != 0 {
      release(element)
      words(of: element)[3] = 0
      element = next(element)
    }
    state.pointee.slots.update(repeating: 0, count: state.pointee.mask + 1)
    state.pointee.used = 0
    state.pointee.count = 0
    state.pointee.free = 0
    state.pointee.first = 0
    state.pointee.last = 0
    state.pointee.recent = 0
  }

  /// Takes `element` out of the hash table, and moves up those that were put behind it.
  private func takeFromTable(_ element: Int) {
    let mask = state.pointee.mask
    let slots = state.pointee.slots
    var hole = home(of: element)
    while slots[hole] != Int32(element) { hole = (hole + 1) & mask }
    var slot = hole
    while true {
      slot = (slot + 1) & mask
      let other = Int(slots[slot])
      if other == 0 { break }
      // What starts its search behind the hole has to stay where it is.
      let distance = (slot - home(of: other)) & mask
      if distance >= (slot - hole) & mask {
        slots[hole] = Int32(other)
        hole = slot
      }
    }
    slots[hole] = 0
  }

  /// Gives the memory of the strings of `element` back.
  private func release(_ element: Int) {
    let keys = keys(of: element)
    var word = 0
    for position in 0..<state.pointee.keyCount {
      if isString(position) { StringView(registers: keys + word).start.deallocate() }
      word += isString(position) ? 2 : 1
    }
    if state.pointee.holdsString { StringCell(words: value(of: element)).deallocate() }
  }
}

/// The three words of a string that a global owns.
struct StringCell {
  /// Where the bytes start, how many there are, and for how many there is room.
  let words: UnsafeMutablePointer<Int64>

  /// The string.
  var view: StringView { StringView(registers: words) }

  /// The room that a string keeps at most when it is followed by one that needs far less.
  private static let keptRoom = 4096

  /// Makes the string a copy of `view`, which may be a part of it.
  func assign(_ view: StringView) {
    let room = Int(words[2])
    if view.count > room || room > Self.keptRoom && view.count < room / 4 { return renew(view) }
    if view.count > 0 {
      // There is room for bytes, so the address is one.
      memmove(UnsafeMutablePointer<UInt8>(bitPattern: Int(words[0]))!, view.start, view.count)
    }
    words[1] = Int64(view.count)
  }

  /// Makes the string a copy of `view` in memory of its own, of a size that fits it.
  @inline(never)
  private func renew(_ view: StringView) {
    let room = max(32, (view.count + 31) & ~31)
    let bytes = UnsafeMutablePointer<UInt8>.allocate(capacity: room)
    memcpy(bytes, view.start, view.count)
    deallocate()
    words[0] = Int64(Int(bitPattern: bytes))
    words[1] = Int64(view.count)
    words[2] = Int64(room)
  }

  /// Gives the memory back.
  func deallocate() {
    UnsafeMutablePointer<UInt8>(bitPattern: Int(words[0]))?.deallocate()
    words[0] = 0
    words[1] = 0
    words[2] = 0
  }
}
