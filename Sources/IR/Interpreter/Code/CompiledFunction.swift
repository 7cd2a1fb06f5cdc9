/// A function as the interpreter runs it: steps over frames of registers.
///
/// It owns a frame for each depth at which it is active, so a call copies its arguments and nothing else. A
/// frame holds the locals, then the values, then the constants, which are there from the start. It exists
/// before its code does: a function is compiled when it is called first.
struct CompiledFunction {
  /// Which function it is.
  let source: FunctionSource
  /// The steps; `nil` before it is compiled.
  var code: UnsafeMutablePointer<Code>?
  /// For each step what is known of it beyond its code.
  var origins: UnsafeMutablePointer<StepOrigin>?
  /// A frame as it is at first.
  var template: UnsafeMutablePointer<Int64>?
  /// The number of registers of a frame.
  var frameSize = 0
  /// The registers of the parameters, in order, from register 0 on.
  var parametersEnd = 0
  /// The register behind those of the locals, which start as zeros.
  var localsEnd = 0
  /// The registers that hold strings.
  var stringRegisters: [Int32] = []
  /// The registers of the values.
  var registers: [Int32] = []
  /// The operations of the steps `other`.
  var operations: [OtherOperation] = []
  /// Kernel halves: where the value of each instruction is captured.
  var captures: [Int: [CapturePlace]] = [:]
  /// The frames, for each depth one.
  var frames: UnsafeMutablePointer<UnsafeMutablePointer<Int64>>?
  /// How many frames there are.
  var frameCount = 0
  /// How many frames are in use.
  var active = 0

  /// Creates a function that is not compiled yet.
  init(_ source: FunctionSource) { self.source = source }

  /// Takes a frame into use, with locals of zeros behind the parameters, and returns it.
  ///
  /// - Requires: the function is compiled.
  @inline(__always)
  mutating func enter() -> UnsafeMutablePointer<Int64> {
    if active == frameCount { addFrame() }
    let frame = frames.unsafelyUnwrapped[active]
    active += 1
    for register in parametersEnd..<max(localsEnd, parametersEnd) { frame[register] = 0 }
    return frame
  }

  /// Makes one frame more.
  @inline(never)
  private mutating func addFrame() {
    guard let template else { return }
    let frame = UnsafeMutablePointer<Int64>.allocate(capacity: max(1, frameSize))
    frame.initialize(from: template, count: frameSize)
    let larger = UnsafeMutablePointer<UnsafeMutablePointer<Int64>>.allocate(
      capacity: frameCount + 1)
    if let frames {
      larger.initialize(from: frames, count: frameCount)
      frames.deallocate()
    }
    larger[frameCount] = frame
    frames = larger
    frameCount += 1
  }

  /// Gives the frames back.
  mutating func deallocate() {
    for index in 0..<frameCount { frames?[index].deallocate() }
    frames?.deallocate()
    frames = nil
    frameCount = 0
  }
}

/// Which function of a program is meant.
enum FunctionSource: Hashable {
  /// A function of the script.
  case function(FunctionID)
  /// The user half of a probe; the handler, if there is no half.
  case userHalf(Int)
  /// The kernel half of a probe.
  case kernelHalf(Int)
  /// The whole handler of a probe.
  case handler(Int)
}

/// Where a step comes from.
struct StepOrigin {
  /// The place in the script.
  let location: Int32
  /// The instruction, or -1.
  let instruction: Int32
  /// The position of the step that handles a failure of this one, or -1.
  var handler: Int32
}

/// An operation that has no opcode of its own.
struct OtherOperation {
  /// The operation.
  let operation: Operation
  /// The type of its result; of a capture, the type of what is captured.
  let type: ValueType?
}

/// Where a kernel half captures a value.
enum CapturePlace: Hashable {
  /// In a slot.
  case slot(SlotID)
  /// In the stream.
  case stream
}
