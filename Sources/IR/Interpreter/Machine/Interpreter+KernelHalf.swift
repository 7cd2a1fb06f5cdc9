extension Interpreter {
  /// Does an operation that makes a record; `false` if it fails.
  ///
  /// What has no result is captured as 0, and only its failure counts.
  func performCapture(_ other: OtherOperation, _ values: FrameValues) -> Bool {
    switch other.operation {
    case .commit: writer.commit()
    case .capture(let slot, let value):
      guard other.type == .string else {
        writer.capture(slot, other.type == nil ? 0 : values.long(value))
        return true
      }
      return writer.capture(slot, capturedText(value, values)) || overflowRecord()
    case .captureNext(let value):
      let fits =
        other.type == .string
        ? writer.captureNext(streamedText(value, values))
        : writer.captureNext(other.type == nil ? 0 : values.long(value), nil)
      return fits || overflowRecord()
    case .captured, .capturedNext:
      state.pointee.failure = .malformedRecord
      return false
    default: preconditionFailure("\(other.operation) makes no record")
    }
    return true
  }

  /// Notes that what was captured does not fit into a record, and returns `false`.
  private func overflowRecord() -> Bool {
    state.pointee.failure = Failure(.recordOverflow)
    return false
  }

  /// Returns the string `id` as it is captured: what is quoted in user space is captured as it was read.
  private func capturedText(_ id: ValueID, _ values: FrameValues) -> CapturedText {
    rawTexts[id.index]?.text ?? CapturedText(bytes: Array(values.string(id).bytes))
  }

  /// Returns the string `id` as it is captured in a stream, which says how the user half sees it.
  private func streamedText(_ id: ValueID, _ values: FrameValues) -> CapturedText {
    var text = capturedText(id, values)
    text.status |= rawTexts[id.index]?.form ?? 0
    return text
  }

  /// Keeps what `step` read of memory for its capture, where the user half shall see it in another form.
  func keepRawText(
    _ text: MemoryText?, at address: Int64, form: UInt32, _ step: UnsafeMutablePointer<Code>,
    _ function: UnsafeMutablePointer<CompiledFunction>
  ) {
    // The function runs, so it is compiled.
    let position = step - function.pointee.code.unsafelyUnwrapped
    let instruction = Int(function.pointee.origins.unsafelyUnwrapped[position].instruction)
    let status = text.map { $0.isCut ? StringStatus.cut : StringStatus.complete }
    rawTexts[instruction] = (
      CapturedText(
        bytes: text.map { Array($0.view.bytes) } ?? [],
        status: status ?? StringStatus.unreadable, address: address), form
    )
  }

  /// Puts the present failure of the instruction numbered `instruction` where its value is captured.
  func noteFailure(of instruction: Int, in function: UnsafeMutablePointer<CompiledFunction>) {
    guard isInKernelHalf, let places = function.pointee.captures[instruction] else { return }
    for place in places {
      switch place {
      case .slot(let slot): writer.capture(slot, state.pointee.failure)
      case .stream: noteFailureInStream()
      }
    }
  }

  /// Appends the present failure to the stream.
  private func noteFailureInStream() {
    let failure = state.pointee.failure
    switch failure.kind {
    case .userStringFault, .kernelStringFault:
      _ = writer.captureNext(
        CapturedText(
          bytes: [], status: StringStatus.unreadable(failure), address: failure.operand))
    default: _ = writer.captureNext(failure.operand, failure.kind)
    }
  }
}
