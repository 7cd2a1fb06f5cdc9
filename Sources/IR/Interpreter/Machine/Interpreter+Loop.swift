extension Interpreter {
  /// How a run of a function ended.
  enum RunResult {
    /// It returned.
    case returned
    /// It failed; the failure is in the state.
    case failed
    /// It called `abort()`.
    case aborted
  }

  /// Runs `entry`, which is compiled, until it returns or fails.
  ///
  /// The loop keeps what it needs in local variables and goes through pointers, so that nothing is counted or
  /// checked on the way.
  func run(_ entry: UnsafeMutablePointer<CompiledFunction>) -> RunResult {
    let state = state
    var function = entry
    var frame = function.pointee.enter()
    var base = function.pointee.code.unsafelyUnwrapped
    var next = base
    let bottom = state.pointee.depth
    while true {
      // This loop is left by failures only, with `next` behind the step that failed.
      steps: while true {
        let step = next
        next += 1
        switch step.pointee.opcode {
        case .move: frame[step.target] = frame[step.a]
        case .moveString:
          frame[step.target] = frame[step.a]
          frame[step.target + 1] = frame[step.a + 1]

        case .jump: next = base + step.pointee.immediate
        case .branch:
          next = base + (frame[step.a] != 0 ? step.pointee.then : step.pointee.otherwise)
        case .branchEqual:
          next =
            base + (frame[step.a] == frame[step.b] ? step.pointee.then : step.pointee.otherwise)
        case .branchNotEqual:
          next =
            base + (frame[step.a] != frame[step.b] ? step.pointee.then : step.pointee.otherwise)
        case .branchLess:
          next =
            base + (frame[step.a] < frame[step.b] ? step.pointee.then : step.pointee.otherwise)
        case .branchLessOrEqual:
          next =
            base + (frame[step.a] <= frame[step.b] ? step.pointee.then : step.pointee.otherwise)
        case .branchStringEqual:
          let isEqual = StringView(registers: frame + step.a)
            .equals(StringView(registers: frame + step.b))
          next = base + (isEqual ? step.pointee.then : step.pointee.otherwise)
        case .choose:
          let table = step.pointee.detail(ChoiceTable.self)
          next = base + Int(table.pointee.target(of: frame[step.a]))
        case .countRound:
          state.pointee.roundsInSlice -= 1
          if state.pointee.roundsInSlice < 0, !startSlice(function, frame) { break steps }
        case .countActions:
          state.pointee.actionsLeft -= step.pointee.immediate
          if state.pointee.actionsLeft <= 0 {
            state.pointee.failure = Failure(.actionsExceeded)
            break steps
          }

        case .returnNothing, .returnLong, .returnString:
          function.pointee.active -= 1
          if state.pointee.depth == bottom { return .returned }
          let result = frame + step.a
          state.pointee.depth -= 1
          let caller = state.pointee.callers[state.pointee.depth]
          function = caller.function
          frame = caller.frame
          base = function.pointee.code.unsafelyUnwrapped
          next = caller.next
          let call = next - 1
          guard call.pointee.detail(CallSite.self).pointee.hasTarget else { continue steps }
          switch step.pointee.opcode {
          case .returnLong: frame[call.target] = result[0]
          case .returnString:
            frame[call.target] = result[0]
            frame[call.target + 1] = result[1]
          default: storeNothing(as: call, in: function, frame)
          }
        case .call:
          let site = step.pointee.detail(CallSite.self)
          guard let callee = enter(site, from: function, frame, next) else { break steps }
          function = site.pointee.callee
          frame = callee
          base = function.pointee.code.unsafelyUnwrapped
          next = base

        case .negate: frame[step.target] = 0 &- frame[step.a]
        case .complement: frame[step.target] = ~frame[step.a]
        case .not: frame[step.target] = frame[step.a] == 0 ? 1 : 0
        case .add: frame[step.target] = frame[step.a] &+ frame[step.b]
        case .subtract: frame[step.target] = frame[step.a] &- frame[step.b]
        case .multiply: frame[step.target] = frame[step.a] &* frame[step.b]
        case .divide:
          let divisor = frame[step.b]
          if divisor == 0 {
            state.pointee.failure = Failure(.divisionByZero)
            break steps
          }
          frame[step.target] = divisor == -1 ? 0 &- frame[step.a] : frame[step.a] / divisor
        case .modulo:
          let divisor = frame[step.b]
          if divisor == 0 {
            state.pointee.failure = Failure(.divisionByZero)
            break steps
          }
          frame[step.target] = divisor == -1 ? 0 : frame[step.a] % divisor
        case .and: frame[step.target] = frame[step.a] & frame[step.b]
        case .or: frame[step.target] = frame[step.a] | frame[step.b]
        case .xor: frame[step.target] = frame[step.a] ^ frame[step.b]
        case .shiftLeft: frame[step.target] = frame[step.a] &<< frame[step.b]
        case .shiftRight: frame[step.target] = frame[step.a] &>> frame[step.b]
        case .shiftRightLogical:
          let bits = UInt64(bitPattern: frame[step.a]) &>> UInt64(bitPattern: frame[step.b])
          frame[step.target] = Int64(bitPattern: bits)
        case .equal: frame[step.target] = frame[step.a] == frame[step.b] ? 1 : 0
        case .notEqual: frame[step.target] = frame[step.a] != frame[step.b] ? 1 : 0
        case .less: frame[step.target] = frame[step.a] < frame[step.b] ? 1 : 0
        case .lessOrEqual: frame[step.target] = frame[step.a] <= frame[step.b] ? 1 : 0

        case .stringEqual:
          let isEqual = StringView(registers: frame + step.a)
            .equals(StringView(registers: frame + step.b))
          frame[step.target] = isEqual ? 1 : 0
        case .stringNotEqual:
          let isEqual = StringView(registers: frame + step.a)
            .equals(StringView(registers: frame + step.b))
          frame[step.target] = isEqual ? 0 : 1
        case .compareStrings:
          frame[step.target] = compareStrings(step, frame) ? 1 : 0
        case .concatenate: concatenate(step, frame)

        case .slotLong:
          frame[step.target] = state.pointee.record.loadUnaligned(
            fromByteOffset: step.pointee.immediate, as: Int64.self)
        case .slotCheckedLong:
          let slot = state.pointee.record + step.pointee.immediate
          if slot.loadUnaligned(fromByteOffset: 8, as: UInt32.self) != 0 {
            fail(withCheckedLong: slot)
            break steps
          }
          frame[step.target] = slot.loadUnaligned(as: Int64.self)
        case .slotString:
          let slot = state.pointee.record + step.pointee.immediate
          guard let text = capturedString(slot, as: step.b) else { break steps }
          text.store(frame + step.target)
        case .nextLong:
          guard let value = nextCapturedLong() else { break steps }
          frame[step.target] = value
        case .nextString:
          guard let text = nextCapturedString() else { break steps }
          text.store(frame + step.target)

        case .readLong:
          frame[step.target] = step.words[0]
        case .writeLong:
          step.words[0] = frame[step.a]
        case .addLong:
          let sum = step.words[0] &+ frame[step.a]
          step.words[0] = sum
          frame[step.target] = sum
        case .readString:
          let text = StringView(registers: step.words)
          state.pointee.arena.copy(text).store(frame + step.target)
        case .writeString:
          StringCell(words: step.words).assign(StringView(registers: frame + step.a))
        case .readElement: readElement(step, frame)
        case .writeElement: if !writeElement(step, frame) { break steps }
        case .addToElement: if !addToElement(step, frame) { break steps }
        case .containsElement: containsElement(step, frame)
        case .deleteElement: deleteElement(step, frame)
        case .accumulate: if !accumulate(step, frame) { break steps }

        case .print:
          let pieces = step.pointee.detail(CodeList<FormatStep>.self)
          write(pieces.pointee, frame, to: &state.pointee.output)
        case .format:
          let pieces = step.pointee.detail(CodeList<FormatStep>.self)
          state.pointee.scratch.count = 0
          write(pieces.pointee, frame, to: &state.pointee.scratch)
          state.pointee.takeScratch().store(frame + step.target)
        case .matches:
          state.pointee.hasMemory = true
          let isMatch = patterns.matches(
            step.pointee.immediate, StringView(registers: frame + step.a))
          frame[step.target] = isMatch ? 1 : 0
        case .name:
          state.pointee.scratch.count = 0
          names.write(frame[step.a], by: step.pointee.immediate, to: &state.pointee.scratch)
          state.pointee.takeScratch().store(frame + step.target)
        case .intrinsic:
          guard call(step.pointee.detail(IntrinsicCall.self), step, function, frame) else {
            if state.pointee.isAborted { return abort(function, downTo: bottom) }
            break steps
          }
        case .other:
          guard perform(step, function, frame) else { break steps }
        }
      }
      guard let handler = handler(of: next - 1, &function, &frame, downTo: bottom) else {
        return .failed
      }
      base = function.pointee.code.unsafelyUnwrapped
      next = base + handler
    }
  }

  // MARK: Failures

  /// Returns where the present failure of `step` is handled, after leaving the functions that do not handle it;
  /// `nil` if nobody does.
  @inline(never)
  private func handler(
    of step: UnsafeMutablePointer<Code>, _ function: inout UnsafeMutablePointer<CompiledFunction>,
    _ frame: inout UnsafeMutablePointer<Int64>, downTo bottom: Int
  ) -> Int? {
    var step = step
    var isFirst = true
    let isFinal = state.pointee.failure.kind.endsHandler
    while true {
      // Compiled functions have both.
      let position = step - function.pointee.code.unsafelyUnwrapped
      let origin = function.pointee.origins.unsafelyUnwrapped[position]
      if isFirst {
        state.pointee.failure.location = LocationID(Int(origin.location))
        noteFailure(of: Int(origin.instruction), in: function)
        isFirst = false
      } else {
        state.pointee.failure.callers.append(LocationID(Int(origin.location)))
      }
      if origin.handler >= 0, !isFinal {
        state.pointee.caught = state.pointee.failure
        return Int(origin.handler)
      }
      function.pointee.active -= 1
      guard state.pointee.depth > bottom else { return nil }
      state.pointee.depth -= 1
      let caller = state.pointee.callers[state.pointee.depth]
      function = caller.function
      frame = caller.frame
      step = caller.next - 1
    }
  }

  /// Leaves `function` and all that called it.
  private func abort(
    _ function: UnsafeMutablePointer<CompiledFunction>, downTo bottom: Int
  ) -> RunResult {
    function.pointee.active -= 1
    while state.pointee.depth > bottom {
      state.pointee.depth -= 1
      state.pointee.callers[state.pointee.depth].function.pointee.active -= 1
    }
    return .aborted
  }

  // MARK: Calls

  /// Copies the arguments of a call into a new frame and returns it; `nil` if the call fails.
  @inline(__always)
  private func enter(
    _ site: UnsafeMutablePointer<CallSite>, from function: UnsafeMutablePointer<CompiledFunction>,
    _ frame: UnsafeMutablePointer<Int64>, _ next: UnsafeMutablePointer<Code>
  ) -> UnsafeMutablePointer<Int64>? {
    state.pointee.roundsInSlice -= 1
    if state.pointee.roundsInSlice < 0, !startSlice(function, frame) { return nil }
    let callee = site.pointee.callee
    if callee.pointee.code == nil, !compile(callee) { return nil }
    if state.pointee.depth >= maximumNesting {
      state.pointee.failure = Failure(.nestingExceeded)
      return nil
    }
    state.pointee.push(Caller(function: function, frame: frame, next: next))
    let target = callee.pointee.enter()
    var register = 0
    let arguments = site.pointee.arguments
    for index in 0..<arguments.count {
      let argument = arguments[index]
      target[register] = frame[Int(argument.position)]
      register += 1
      if argument.isString {
        target[register] = frame[Int(argument.position) + 1]
        register += 1
      }
    }
    return target
  }

  /// Puts 0 or the empty string where the result of a call is wanted but the function returned none.
  private func storeNothing(
    as call: UnsafeMutablePointer<Code>, in function: UnsafeMutablePointer<CompiledFunction>,
    _ frame: UnsafeMutablePointer<Int64>
  ) {
    frame[call.target] = 0
    if function.pointee.stringRegisters.contains(Int32(call.target)) { frame[call.target + 1] = 0 }
  }
}

extension Failure.Kind {
  /// `true` iff no catch block can handle it.
  fileprivate var endsHandler: Bool { self == .actionsExceeded }
}

extension UnsafeMutablePointer<Code> {
  /// The register of the result.
  @inline(__always)
  var target: Int { Int(pointee.target) }

  /// The register of the first operand.
  @inline(__always)
  var a: Int { Int(pointee.a) }

  /// The register of the second operand.
  @inline(__always)
  var b: Int { Int(pointee.b) }

  /// The words of the scalar global that the step accesses.
  @inline(__always)
  var words: UnsafeMutablePointer<Int64> {
    // The compiler of functions puts the address there.
    UnsafeMutablePointer<Int64>(bitPattern: pointee.immediate).unsafelyUnwrapped
  }
}
