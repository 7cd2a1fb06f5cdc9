extension KernelDescription {
  /// The system calls, by number; those without a known number come last, by name.
  package var systemCalls: [SystemCall] {
    (0..<source.entryCount(of: .systemCallOffsets)).map { systemCall(at: $0) }
  }

  /// Returns the system call of that name.
  package func systemCall(named name: String) -> SystemCall? {
    systemCalls.first { $0.name == name }
  }

  /// Returns the system call of that number.
  package func systemCall(number: Int) -> SystemCall? {
    systemCalls.first { $0.number == number }
  }

  /// Returns the system call at a place of the table.
  private func systemCall(at index: Int) -> SystemCall {
    var reader = source.reader(
      of: .systemCalls, from: source.entry(index, of: .systemCallOffsets))
    let name = reader.text()
    let kernelName = reader.text()
    let hasEvent = reader.byte() == 1
    let number = reader.optionalNumber()
    let arguments = (0..<reader.count()).map { _ in
      SystemCall.Argument(name: reader.text(), typeText: reader.text())
    }
    return SystemCall(
      name: name, kernelName: kernelName, number: number, arguments: arguments, hasEvent: hasEvent)
  }
}
