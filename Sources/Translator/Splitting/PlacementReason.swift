import IR

/// Why a global lives in the kernel.
enum PlacementReason: Hashable {
  /// The probe does nothing that shows but change it and others like it, so that it sends no record.
  case countsSilently(probe: Int)
  /// What only the kernel half of the probe can do depends on it.
  case isRead(probe: Int)
  /// Whether the probe sends a record depends on it.
  case decides(probe: Int)
}

/// Why a global cannot live in the kernel.
enum PlacementObstacle: Hashable {
  /// It is an array that drops its oldest element, which only user space knows.
  case wraps
  /// Its variance is asked for, which takes a division for each value.
  case variance
  /// Its keys can have so many bytes.
  case longKeys(Int)
  /// A handler in the kernel does something with it at this place that kernel halves cannot.
  case access(LocationID)
  /// A handler in the kernel changes it at this place to what, or where, only user space knows.
  case unknownValue(LocationID)
  /// A function uses it that stays a function of user space.
  case function(FunctionID)
  /// A handler uses it whose kernel half is to do nothing but read.
  case share(probe: Int)
}

/// A handler of a site in the kernel.
struct KernelHandler {
  /// The number of its probe.
  let probe: Int
  /// How much of it the kernel half does.
  let share: KernelShare
  /// Its shape.
  let shape: HandlerShape
}
