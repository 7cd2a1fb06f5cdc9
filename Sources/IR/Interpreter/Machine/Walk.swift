/// A walk over the elements of an array or the buckets of a histogram, over a snapshot of what was there when
/// it began.
final class Walk {
  /// What one element was when the walk began.
  struct Stop {
    /// The keys; the bucket's number for a walk over buckets.
    let keys: [GlobalValue]
    /// The element; 0 for a bucket.
    let element: Int
    /// The serial number of the element, by which is told whether it was removed since.
    let serial: Int64
  }

  /// The elements to visit.
  let stops: [Stop]
  /// The position of the present element, -1 before the first.
  var position = -1
  /// The array, for a walk over elements.
  let array: AssociativeArray?
  /// Where the buckets are counted, for a walk over buckets; they live as long as the global does.
  let buckets: [Int64]

  /// Creates a walk over elements of `array`.
  init(over array: AssociativeArray, _ stops: [Stop]) {
    self.array = array
    self.stops = stops
    buckets = []
  }

  /// Creates a walk over the buckets numbered `numbers`, which count `buckets`.
  init(overBuckets buckets: [Int64], _ numbers: [Int]) {
    array = nil
    self.buckets = buckets
    stops = numbers.map { Stop(keys: [.long(Int64($0))], element: 0, serial: 0) }
  }
}

/// The walks of a running handler, by handle.
struct WalkTable {
  /// The walks; a handle's low half is a position here.
  private var walks: [(walk: Walk, generation: Int64)?] = []
  /// The positions that are free.
  private var free: [Int] = []
  /// The number of walks begun so far.
  private var generation: Int64 = 0

  /// Adds `walk` and returns its handle.
  mutating func add(_ walk: Walk) -> Int64 {
    generation += 1
    let position = free.popLast() ?? walks.count
    if position == walks.count { walks.append(nil) }
    walks[position] = (walk, generation)
    return generation << 24 | Int64(position)
  }

  /// Returns the walk with `handle`; `nil` if it has ended.
  func walk(_ handle: Int64) -> Walk? {
    let position = Int(handle & 0xff_ffff)
    guard walks.indices.contains(position), let entry = walks[position],
      entry.generation == handle >> 24
    else { return nil }
    return entry.walk
  }

  /// Ends the walk with `handle`, if it has not ended.
  mutating func end(_ handle: Int64) {
    guard walk(handle) != nil else { return }
    let position = Int(handle & 0xff_ffff)
    walks[position] = nil
    free.append(position)
  }

  /// Ends all walks.
  mutating func endAll() {
    if walks.isEmpty { return }
    walks.removeAll(keepingCapacity: true)
    free.removeAll(keepingCapacity: true)
  }
}
