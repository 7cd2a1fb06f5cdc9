/// What the interpreter keeps while handlers run. It lives at one address, outside of reference counting, and
/// without checks of exclusive access.
struct MachineState {
  /// What has been printed and not been taken yet.
  var output = ByteBuffer(capacity: 64 << 10)
  /// Where texts are put together before they are cut.
  var scratch = ByteBuffer(capacity: 4 << 10)
  /// The strings of the running handler.
  var arena = Arena()
  /// The most bytes of a string.
  let maximumStringCount: Int
  /// The record that the running user half reads.
  var record = UnsafeRawPointer(("" as StaticString).utf8Start)
  /// The number of the probe that it belongs to.
  var recordProbe = 0
  /// How many bytes it has before its tail.
  var recordFixedSize = 0
  /// How many bytes its tail has.
  var tailSize = 0
  /// Where in the tail the next value of the stream is; negative before the first.
  var streamPosition = 0
  /// The keys of the element that is accessed.
  let keys: UnsafeMutablePointer<Int64>
  /// How many more statements may be counted.
  var actionsLeft = 0
  /// How many more rounds of loops and calls there may be before something has to be looked after.
  var roundsInSlice = 0
  /// How many more of them the handler may do behind those.
  var roundsBehindSlice = 0
  /// The functions that have called others, and where they go on.
  var callers: UnsafeMutablePointer<Caller>
  /// How many callers there are.
  var depth = 0
  /// How many callers there is room for.
  var callerCapacity: Int
  /// The failure that has just happened.
  var failure = Failure(.raised)
  /// The failure that led into a catch block last.
  var caught: Failure?
  /// `true` iff the handler has walked or matched, which has to be forgotten at its end.
  var hasMemory = false
  /// `true` iff the handler called `exit()`.
  var isExitRequested = false
  /// `true` iff the handler called `abort()`.
  var isAborted = false

  /// The most keys that an element can have, as words.
  private static let maximumKeyWords = 64

  /// Creates the state under `limits`.
  init(limits: Limits) {
    maximumStringCount = max(1, limits.maximumStringLength) - 1
    keys = .allocate(capacity: Self.maximumKeyWords)
    callerCapacity = 16
    callers = .allocate(capacity: callerCapacity)
  }

  /// Gives all memory back; the state must not be used any more.
  func deallocate() {
    output.deallocate()
    scratch.deallocate()
    arena.deallocate()
    keys.deallocate()
    callers.deallocate()
  }

  /// Notes that `caller` has called another function.
  @inline(__always)
  mutating func push(_ caller: Caller) {
    if depth == callerCapacity { growCallers() }
    callers[depth] = caller
    depth += 1
  }

  /// Makes room for twice as many callers.
  @inline(never)
  private mutating func growCallers() {
    let larger = UnsafeMutablePointer<Caller>.allocate(capacity: 2 * callerCapacity)
    larger.initialize(from: callers, count: depth)
    callers.deallocate()
    callers = larger
    callerCapacity *= 2
  }

  /// Makes the string in `scratch`, cut to what a string may have, a string of the arena.
  @inline(__always)
  mutating func takeScratch() -> StringView {
    let count = min(scratch.count, maximumStringCount)
    return arena.copy(StringView(scratch.start, count))
  }
}

/// A function that has called another one, and where it goes on.
struct Caller {
  /// The function.
  let function: UnsafeMutablePointer<CompiledFunction>
  /// Its frame.
  let frame: UnsafeMutablePointer<Int64>
  /// The step behind the call.
  let next: UnsafeMutablePointer<Code>
}
