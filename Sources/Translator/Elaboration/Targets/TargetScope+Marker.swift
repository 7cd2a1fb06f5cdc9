import IR
import KernelDescription

extension TargetScope {
  /// Creates the scope of a marker that was compiled in: its arguments by number, and by the words of its format.
  init(compiled format: MarkerFormat) {
    let arguments = format.arguments.enumerated().map { index, argument in
      TargetVariable(argument, named: "arg\(index + 1)")
    }
    let named = format.arguments.compactMap { argument -> TargetVariable? in
      guard let name = argument.name else { return nil }
      var variable = TargetVariable(argument, named: name)
      variable.isListed = false
      return variable
    }
    self.init(family: .compiledMarker, variables: arguments + named)
  }

  /// Creates the scope of a marker of a program: its arguments by number.
  init(program marker: ProgramMarker) {
    let arguments = marker.arguments.enumerated().map { index, argument in
      let access = ArgumentAccess(
        index: index, size: min(argument.size, 8), isSigned: argument.isSigned,
        isTypedPointer: false)
      return TargetVariable(
        name: "arg\(index + 1)", typeText: "long",
        value: argument.isFloating ? .opaque : .number(access))
    }
    self.init(
      family: .compiledMarker, variables: arguments,
      texts: [("name", marker.name), ("provider", marker.provider)])
  }
}

extension TargetVariable {
  /// Creates the variable `name` of `argument`.
  fileprivate init(_ argument: MarkerArgument, named name: String) {
    let access = ArgumentAccess(
      index: argument.position, size: argument.size, isSigned: argument.isSigned,
      isTypedPointer: false)
    self.init(
      name: name, typeText: argument.typeText,
      value: argument.kind == .text ? .pointedText(access) : .number(access))
  }
}
