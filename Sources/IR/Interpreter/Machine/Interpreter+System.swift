extension Interpreter {
  /// Calls a built-in function that asks something of the system, or has an effect on it.
  func callOnSystem(
    _ intrinsic: Intrinsic, _ arguments: IntrinsicArguments, _ target: UnsafeMutablePointer<Int64>
  ) {
    switch intrinsic {
    case .kernel_symbol: string(environment.kernelSymbol(at: arguments.long(0))).store(target)
    case .user_symbol:
      let text = environment.userSymbol(ofProcess: arguments.long(0), at: arguments.long(1))
      string(text).store(target)
    case .procfs_text:
      string(environment.procfsText(Array(arguments.string(0).bytes))).store(target)
    case .system: environment.send(.command(Array(arguments.string(0).bytes)))
    case .switch_file: environment.send(.nextFile)
    case .printk:
      let text = Array(arguments.string(1).bytes)
      environment.send(.kernelLog(level: arguments.long(0), text))
    case .ftrace: environment.send(.kernelTrace(Array(arguments.string(0).bytes)))
    default: string(environment.string(intrinsic)).store(target)
    }
  }
}
